#include <string.h>

#include "pdf/private.h"

#define CURVE_POINTS 1024
#define TAGS 9

static int put32(struct buf *out, uint32_t v)
{
    const uint8_t b[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
    return buf_append(out, b, 4);
}

static int put16(struct buf *out, unsigned v)
{
    const uint8_t b[2] = {(uint8_t)(v >> 8), (uint8_t)v};
    return buf_append(out, b, 2);
}

/* x^2.4 = (x^(1/5))^12, the root by Newton: only basic arithmetic, so every machine writes the same bytes. */
static double power_2_4(double x)
{
    double root = 1;
    for (int i = 0; i < 40; i++)
        root = (4 * root + x / (root * root * root * root)) / 5;
    double cube = root * root * root;
    return cube * cube * cube * cube;
}

/* IEC 61966-2-1: from the stored value to light. */
static double srgb_to_light(double v)
{
    return v <= 0.04045 ? v / 12.92 : power_2_4((v + 0.055) / 1.055);
}

static int put_curve(struct buf *out)
{
    int r = buf_append(out, "curv\0\0\0\0", 8);
    if (!r)
        r = put32(out, CURVE_POINTS);
    for (int i = 0; i < CURVE_POINTS && !r; i++)
        r = put16(out, (unsigned)(srgb_to_light((double)i / (CURVE_POINTS - 1)) * 65535 + 0.5));
    return r;
}

static int put_xyz(struct buf *out, const uint32_t xyz[3])
{
    int r = buf_append(out, "XYZ \0\0\0\0", 8);
    for (int i = 0; i < 3 && !r; i++)
        r = put32(out, xyz[i]);
    return r;
}

/* textDescriptionType: ASCII, then an empty Unicode and an empty Macintosh form. */
static int put_description(struct buf *out, const char *text)
{
    static const char empty_rest[4 + 4 + 2 + 1 + 67];
    int r = buf_append(out, "desc\0\0\0\0", 8);
    if (!r)
        r = put32(out, (uint32_t)strlen(text) + 1);
    if (!r)
        r = buf_append(out, text, strlen(text) + 1);
    return r ? r : buf_append(out, empty_rest, sizeof empty_rest);
}

static int put_text(struct buf *out, const char *text)
{
    int r = buf_append(out, "text\0\0\0\0", 8);
    return r ? r : buf_append(out, text, strlen(text) + 1);
}

/* The tags' data; where each starts and how long it is. The three curves are one. */
static int put_tags(struct buf *out, size_t base, uint32_t at[TAGS], uint32_t len[TAGS])
{
    /* D50 white and the sRGB primaries adapted to it (Bradford), as s15Fixed16. */
    static const uint32_t xyz[4][3] = {
        {0xF6D6, 0x10000, 0xD32D}, {0x6FA2, 0x38F5, 0x0390}, {0x6299, 0xB785, 0x18DA}, {0x24A0, 0x0F84, 0xB6CF}};
    int r = SO_OK;
    for (int i = 0; i < 7 && !r; i++) {
        at[i] = (uint32_t)(base + out->len);
        if (i == 0)
            r = put_description(out, "sRGB IEC61966-2.1");
        else if (i == 1)
            r = put_text(out, "No copyright, use freely");
        else
            r = i < 6 ? put_xyz(out, xyz[i - 2]) : put_curve(out);
        len[i] = (uint32_t)(base + out->len) - at[i];
        while (!r && out->len % 4)
            r = buf_append_char(out, '\0');
    }
    for (int i = 7; i < TAGS; i++) {
        at[i] = at[6];
        len[i] = len[6];
    }
    return r;
}

static int put_header(struct buf *out, size_t size)
{
    static const uint8_t date[12] = {0x07, 0xE2, 0, 1, 0, 1}; /* 2018-01-01 */
    int r = put32(out, (uint32_t)size);
    if (!r)
        r = put32(out, 0); /* no preferred engine */
    if (!r)
        r = put32(out, 0x02100000); /* version 2.1 */
    if (!r)
        r = buf_append(out, "mntrRGB XYZ ", 12);
    if (!r)
        r = buf_append(out, date, sizeof date);
    if (!r)
        r = buf_append(out, "acsp", 4);
    for (int i = 0; i < 7 && !r; i++) /* platform, flags, maker, model, attributes (two), intent */
        r = put32(out, 0);
    const uint32_t d50[3] = {0xF6D6, 0x10000, 0xD32D};
    for (int i = 0; i < 3 && !r; i++)
        r = put32(out, d50[i]);
    static const char reserved[48];
    return r ? r : buf_append(out, reserved, sizeof reserved);
}

int pdf_icc_srgb(struct buf *out)
{
    static const char names[TAGS][5] = {"desc", "cprt", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    const size_t base = 128 + 4 + 12 * TAGS;
    struct buf tags = BUF_INIT;
    uint32_t at[TAGS], len[TAGS];
    int r = put_tags(&tags, base, at, len);
    if (!r)
        r = put_header(out, base + tags.len);
    if (!r)
        r = put32(out, TAGS);
    for (int i = 0; i < TAGS && !r; i++) {
        r = buf_append(out, names[i], 4);
        if (!r)
            r = put32(out, at[i]);
        if (!r)
            r = put32(out, len[i]);
    }
    if (!r)
        r = buf_append(out, tags.data, tags.len);
    buf_free(&tags);
    return r;
}
