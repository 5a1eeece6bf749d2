#include "pdf/jpeg.h"

#include <string.h>

/* What is left of the file, and what was learnt so far. */
struct scan {
    const uint8_t *p;
    size_t left;
    struct pdf_jpeg jpeg;
    uint8_t ids[4]; /* component identifiers of the frame header */
    bool has_frame, has_scan, has_jfif, has_adobe;
    uint8_t adobe_transform;
    struct so_error *err;
};

enum marker {
    SOF0 = 0xC0, SOF1 = 0xC1, SOF2 = 0xC2, DHT = 0xC4, JPG = 0xC8, DAC = 0xCC, SOF15 = 0xCF, RST0 = 0xD0, RST7 = 0xD7,
    SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, DQT = 0xDB, DNL = 0xDC, DRI = 0xDD, APP0 = 0xE0, APP14 = 0xEE, APP15 = 0xEF,
    COM = 0xFE
};

static int broken(const struct scan *s, const char *what)
{
    return so_fail(s->err, SO_EFORMAT, "JPEG: %s", what);
}

static unsigned be16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* The next marker's code; fill bytes (FF) before it are allowed. */
static int take_marker(struct scan *s, uint8_t *ret_marker)
{
    if (s->left < 2 || s->p[0] != 0xFF)
        return broken(s, s->left < 2 ? "cut short" : "no marker where one must stand");
    while (s->left && *s->p == 0xFF) {
        s->p++;
        s->left--;
    }
    if (!s->left)
        return broken(s, "cut short");
    *ret_marker = *s->p++;
    s->left--;
    return SO_OK;
}

/* The body of a segment whose marker was just taken. */
static int take_segment(struct scan *s, const uint8_t **ret_body, size_t *ret_len)
{
    if (s->left < 2)
        return broken(s, "cut short");
    size_t len = be16(s->p);
    if (len < 2 || len > s->left)
        return broken(s, "a segment longer than the file");
    *ret_body = s->p + 2;
    *ret_len = len - 2;
    s->p += len;
    s->left -= len;
    return SO_OK;
}

static int read_frame(struct scan *s, const uint8_t *body, size_t len)
{
    if (s->has_frame)
        return broken(s, "two frame headers");
    if (len < 6)
        return broken(s, "a frame header too short");
    unsigned n = body[5];
    if (len != 6 + 3 * (size_t)n)
        return broken(s, "a frame header of the wrong length");
    s->jpeg.height = (int)be16(body + 1);
    s->jpeg.width = (int)be16(body + 3);
    if (!s->jpeg.width || !s->jpeg.height)
        return broken(s, "an image without width or height");
    if (body[0] != 8)
        return so_fail(s->err, SO_EUNSUPPORTED, "JPEG: %u bits a sample", body[0]);
    if (n != 1 && n != 3)
        return so_fail(s->err, SO_EUNSUPPORTED, "JPEG: %u colour components", n);
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *c = body + 6 + 3 * i;
        unsigned h = c[1] >> 4, v = c[1] & 15;
        if (h < 1 || h > 4 || v < 1 || v > 4 || c[2] > 3)
            return broken(s, "sampling factors that cannot be");
        for (unsigned j = 0; j < i; j++)
            if (s->ids[j] == c[0])
                return broken(s, "two components of one name");
        s->ids[i] = c[0];
    }
    s->jpeg.components = (int)n;
    s->has_frame = true;
    return SO_OK;
}

static int check_scan_header(struct scan *s, const uint8_t *body, size_t len)
{
    if (!s->has_frame)
        return broken(s, "image data before the frame header");
    if (len < 1 || body[0] < 1 || body[0] > s->jpeg.components || len != 4 + 2 * (size_t)body[0])
        return broken(s, "a scan header of the wrong length");
    for (unsigned i = 0; i < body[0]; i++)
        if (!memchr(s->ids, body[1 + 2 * i], (size_t)s->jpeg.components))
            return broken(s, "a scan of a component that the frame does not have");
    s->has_scan = true;
    return SO_OK;
}

/* Steps over entropy-coded data to the marker that ends it. */
static int skip_scan_data(struct scan *s)
{
    while (s->left) {
        const uint8_t *ff = memchr(s->p, 0xFF, s->left);
        if (!ff || (size_t)(ff - s->p) + 1 >= s->left)
            break;
        s->left -= (size_t)(ff - s->p);
        s->p = ff;
        if (ff[1] != 0x00 && ff[1] != 0xFF && !(ff[1] >= RST0 && ff[1] <= RST7))
            return SO_OK;
        size_t step = ff[1] == 0xFF ? 1 : 2;
        s->p += step;
        s->left -= step;
    }
    return broken(s, "cut short");
}

static int read_segment(struct scan *s, uint8_t marker)
{
    const uint8_t *body = NULL;
    size_t len = 0;
    int r = take_segment(s, &body, &len);
    if (r)
        return r;
    switch (marker) {
    case SOF0:
    case SOF1:
    case SOF2:
        return read_frame(s, body, len);
    case SOS:
        r = check_scan_header(s, body, len);
        return r ? r : skip_scan_data(s);
    case APP0:
        s->has_jfif = s->has_jfif || (len >= 5 && !memcmp(body, "JFIF", 5));
        return SO_OK;
    case APP14:
        if (len >= 12 && !memcmp(body, "Adobe", 5)) {
            s->has_adobe = true;
            s->adobe_transform = body[11];
        }
        return SO_OK;
    case DNL:
        return so_fail(s->err, SO_EUNSUPPORTED, "JPEG: its height stands after the image");
    case DHT:
    case DQT:
    case DRI:
    case COM:
        return SO_OK;
    default:
        if (marker > APP0 && marker <= APP15)
            return SO_OK;
        if (marker > SOF2 && marker <= SOF15)
            return so_fail(s->err, SO_EUNSUPPORTED, "JPEG: coded in a way that PDF does not know (marker %02X)", marker);
        return broken(s, "an unknown marker");
    }
}

/* As libjpeg decides it: JFIF means YCbCr, then the Adobe marker rules, then the names of the components. */
static bool stores_rgb(const struct scan *s)
{
    if (s->jpeg.components != 3)
        return false;
    if (s->has_jfif)
        return false;
    if (s->has_adobe)
        return s->adobe_transform == 0;
    return s->ids[0] == 'R' && s->ids[1] == 'G' && s->ids[2] == 'B';
}

int pdf_jpeg_parse(const void *data, size_t len, struct pdf_jpeg *ret_jpeg, struct so_error *err)
{
    struct scan s = {.p = data, .left = len, .err = err};
    if (len < 4 || s.p[0] != 0xFF || s.p[1] != SOI)
        return so_fail(err, SO_EFORMAT, "not a JPEG image");
    s.p += 2;
    s.left -= 2;
    uint8_t marker = 0;
    int r = SO_OK;
    while (!(r = take_marker(&s, &marker)) && marker != EOI)
        if ((r = read_segment(&s, marker)))
            break;
    if (r)
        return r;
    if (!s.has_scan)
        return broken(&s, "no image in it");
    if (s.left)
        return broken(&s, "more data after its end");
    s.jpeg.plain_rgb = stores_rgb(&s);
    *ret_jpeg = s.jpeg;
    return SO_OK;
}
