#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "pdf/private.h"

void pdf_letters_free(struct pdf_letters *letters)
{
    for (size_t i = 0; i < sizeof letters->blocks / sizeof *letters->blocks; i++)
        free(letters->blocks[i]);
    array_free(&letters->used);
    memset(letters, 0, sizeof *letters);
}

int pdf_letters_number(struct pdf_letters *letters, uint32_t code_point, uint16_t *ret_cid)
{
    if (code_point >= 0x110000)
        return SO_EINVALID;
    uint16_t **block = &letters->blocks[code_point / 256];
    if (!*block && !(*block = calloc(256, sizeof **block)))
        return SO_ENOMEM;
    uint16_t *cid = &(*block)[code_point % 256];
    if (!*cid) {
        if (letters->used.len >= PDF_LETTERS_MAX)
            return SO_ELIMIT;
        uint32_t *slot = array_push(&letters->used);
        if (!slot)
            return SO_ENOMEM;
        *slot = code_point;
        *cid = (uint16_t)letters->used.len;
    }
    *ret_cid = *cid;
    return SO_OK;
}

/* TrueType is big-endian throughout. */
struct be {
    uint8_t *p;
    size_t len;
};

static void put16(struct be *out, unsigned v)
{
    out->p[out->len++] = (uint8_t)(v >> 8);
    out->p[out->len++] = (uint8_t)v;
}

static void put32(struct be *out, uint32_t v)
{
    put16(out, v >> 16);
    put16(out, v & 0xFFFF);
}

static void put16s(struct be *out, const int *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put16(out, (unsigned)v[i] & 0xFFFF);
}

#define PUT16S(out, ...) put16s(out, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static uint32_t table_sum(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < len; i++)
        sum += (uint32_t)p[i] << (24 - 8 * (i % 4));
    return sum;
}

/* The tables below are those that a TrueType program needs to be opened at all (OpenType specification, "otff"). */

static void table_os2(struct be *t)
{
    PUT16S(t, 3, PDF_GLYPH_ADVANCE, 400, 5, 0);              /* version, average width, weight, width class, type */
    PUT16S(t, 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0); /* sub- and superscript, strikeout, family class */
    PUT16S(t, 0, 0, 0, 0, 0);                                 /* PANOSE */
    PUT16S(t, 0, 0, 0, 0, 0, 0, 0, 0);                        /* Unicode ranges */
    PUT16S(t, 0x5348, 0x4F41, 0x40, 0x20, 0xFFFF);            /* vendor, selection, first and last character */
    PUT16S(t, PDF_GLYPH_ASCENT, -PDF_GLYPH_DESCENT, 0, PDF_GLYPH_ASCENT, PDF_GLYPH_DESCENT);
    PUT16S(t, 0, 1, 0, 0);           /* code pages */
    PUT16S(t, 0, 0, 0, 0x20, 0);     /* x height, cap height, default and break character, context */
}

/* One format 4 subtable that maps the space to glyph 1. */
static void table_cmap(struct be *t)
{
    PUT16S(t, 0, 1, 3, 1, 0, 12);
    PUT16S(t, 4, 32, 0, 4, 4, 1, 0);
    PUT16S(t, 0x20, 0xFFFF, 0, 0x20, 0xFFFF, 1 - 0x20, 1, 0, 0);
}

static void table_glyf(struct be *t)
{
    PUT16S(t, 0, 0, 0, 0, 0, 0); /* no contours, an empty box, no instructions */
}

static void table_head(struct be *t)
{
    PUT16S(t, 1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5); /* version, revision, checksum (filled in last), magic */
    PUT16S(t, 3, 1000, 0, 0, 0, 0, 0, 0, 0, 0);  /* flags, units an em, created, modified */
    PUT16S(t, 0, 0, 0, 0, 0, 8, 2, 0, 0);        /* box, style, smallest size, direction, short loca, format */
}

static void table_hhea(struct be *t)
{
    PUT16S(t, 1, 0, PDF_GLYPH_ASCENT, -PDF_GLYPH_DESCENT, 0, PDF_GLYPH_ADVANCE, 0, 0, 0);
    PUT16S(t, 1, 0, 0, 0, 0, 0, 0, 0, 2); /* upright caret, reserved, two advances */
}

static void table_hmtx(struct be *t)
{
    PUT16S(t, PDF_GLYPH_ADVANCE, 0, PDF_GLYPH_ADVANCE, 0);
}

static void table_loca(struct be *t)
{
    PUT16S(t, 0, 0, 6); /* in words: glyph 0 has no data, glyph 1 the whole of glyf */
}

static void table_maxp(struct be *t)
{
    PUT16S(t, 1, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0);
}

static void table_name(struct be *t)
{
    static const char name[] = "SohoaGlyphless";
    static const int ids[] = {1, 4, 6}; /* family, full name, PostScript name */
    int len = (int)sizeof name - 1;
    PUT16S(t, 0, 3, 6 + 3 * 12);
    for (size_t i = 0; i < 3; i++)
        PUT16S(t, 3, 1, 0x409, ids[i], 2 * len, 0);
    for (int i = 0; i < len; i++)
        put16(t, (unsigned char)name[i]);
}

static void table_post(struct be *t)
{
    PUT16S(t, 3, 0, 0, 0, -100, 50, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0); /* version 3: no glyph names; fixed pitch */
}

#define FONT_MAX 1024

int pdf_font_program(struct buf *out)
{
    static const struct {
        char tag[5];
        void (*make)(struct be *);
    } tables[] = {{"OS/2", table_os2}, {"cmap", table_cmap}, {"glyf", table_glyf}, {"head", table_head},
                  {"hhea", table_hhea}, {"hmtx", table_hmtx}, {"loca", table_loca}, {"maxp", table_maxp},
                  {"name", table_name}, {"post", table_post}};
    const size_t n = sizeof tables / sizeof *tables;
    uint8_t font[FONT_MAX] = {0};
    struct be dir = {font, 0};
    struct be body = {font, 12 + 16 * n};
    PUT16S(&dir, 1, 0, (int)n, 128, 3, (int)n * 16 - 128); /* 128 = 16 × the largest power of two in ten */
    size_t head = 0;
    for (size_t i = 0; i < n; i++) {
        size_t start = body.len;
        tables[i].make(&body);
        size_t len = body.len - start;
        if (!memcmp(tables[i].tag, "head", 4))
            head = start;
        memcpy(dir.p + dir.len, tables[i].tag, 4);
        dir.len += 4;
        put32(&dir, table_sum(font + start, len));
        put32(&dir, (uint32_t)start);
        put32(&dir, (uint32_t)len);
        body.len = (body.len + 3) & ~(size_t)3;
    }
    struct be adjust = {font, head + 8};
    put32(&adjust, 0xB1B0AFBAu - table_sum(font, body.len));
    return buf_append(out, font, body.len);
}

int pdf_font_to_gid(const struct pdf_letters *letters, struct buf *out)
{
    int r = buf_append(out, "\0\0", 2);
    for (size_t i = 0; i < letters->used.len && !r; i++)
        r = buf_append(out, "\0\1", 2);
    return r;
}

static int put_unicode(struct buf *out, uint32_t cp)
{
    if (cp < 0x10000)
        return buf_printf(out, "%04X", cp);
    cp -= 0x10000;
    return buf_printf(out, "%04X%04X", 0xD800 + (cp >> 10), 0xDC00 + (cp & 0x3FF));
}

#define CMAP_BLOCK 100 /* entries of one bfchar block, Adobe Technical Note 5014 */

int pdf_font_to_unicode(const struct pdf_letters *letters, struct buf *out)
{
    int r = buf_append_str(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                                "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                                "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    size_t n = letters->used.len;
    for (size_t i = 0; i < n && !r; i++) {
        if (i % CMAP_BLOCK == 0)
            r = buf_printf(out, "%zu beginbfchar\n", n - i < CMAP_BLOCK ? n - i : (size_t)CMAP_BLOCK);
        if (!r)
            r = buf_printf(out, "<%04zX> <", i + 1);
        if (!r)
            r = put_unicode(out, letters->used.items[i]);
        if (!r)
            r = buf_append_str(out, i % CMAP_BLOCK == CMAP_BLOCK - 1 || i + 1 == n ? ">\nendbfchar\n" : ">\n");
    }
    return r ? r : buf_append_str(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
}
