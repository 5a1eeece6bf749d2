#include "image/code.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "image/raster.h"

#define SQUARE_MM 2.0    /* a QR code is looked for in squares of this side */
#define SQUARES_LEAST 4  /* squares a side of the smallest code: 8 mm */
#define DARK_LEAST 0.25  /* share of dark pixels in each square of a code: text is lighter, a photograph's hair darker */
#define DARK_MOST 0.80
#define DARK 140         /* a pixel below this is dark */
#define MARGIN_MM 6.0    /* looked at around the squares: a code's edge lies anywhere in them, and skew moves it */
#define PLACES_MAX 6
#define HALVED_DPI 250   /* from here on half the pixels show a code at a glance */

struct collect {
    struct codes codes;
    struct box at;   /* the part of the page that is being looked at */
    int enlarged, reduced; /* by which factors */
    int turned;      /* of the first QR code; -1: none */
    bool no_memory;
};

/* Well-formed UTF-8 (RFC 3629) without NUL. */
static bool is_utf8(const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint8_t c = p[i];
        size_t more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : 9;
        if (!c || more > 3 || i + more >= len)
            return false;
        for (size_t k = 1; k <= more; k++)
            if ((p[i + k] & 0xc0) != 0x80)
                return false;
        if ((c == 0xe0 && p[i + 1] < 0xa0) || (c == 0xed && p[i + 1] >= 0xa0) || (c == 0xf0 && p[i + 1] < 0x90) ||
            (c == 0xf4 && p[i + 1] >= 0x90))
            return false;
        i += more + 1;
    }
    return true;
}

static int on_found(void *arg, const char *kind, const uint8_t *bytes, size_t len, struct box box, int turned)
{
    struct collect *c = arg;
    if (!len || len > CODE_PAYLOAD_MAX || !is_utf8(bytes, len))
        return 0;
    for (size_t i = 0; i < c->codes.len; i++)
        if (c->codes.items[i].payload_len == len && !memcmp(c->codes.items[i].payload, bytes, len))
            return 0; /* found at a glance already */
    if (c->codes.len >= CODES_MAX)
        return 1;
    char *payload = strndup((const char *)bytes, len);
    struct code *code = payload ? array_push(&c->codes) : NULL;
    if (!code) {
        free(payload);
        c->no_memory = true;
        return 1;
    }
    snprintf(code->kind, sizeof code->kind, "%s", kind);
    code->payload = payload;
    code->payload_len = len;
    if (c->turned < 0 && !strcmp(kind, "QRCode"))
        c->turned = (turned + 45) / 90 % 4 * 90;
    code->box = (struct box){c->at.x + box.x * c->reduced / c->enlarged, c->at.y + box.y * c->reduced / c->enlarged,
                             box.w * c->reduced / c->enlarged, box.h * c->reduced / c->enlarged};
    return 0;
}

/* The page in squares: whether each is as dark as a QR code is. */
struct squares {
    bool *dark;
    int side, cols, rows;
};

/* Counts the dark pixels of each column; a square has less than 256 rows. */
static void count_dark(const uint8_t *restrict row, int width, uint8_t *restrict counts)
{
    for (int x = 0; x < width; x++)
        counts[x] += row[x] < DARK;
}

static void find_squares_across(const uint8_t *counts, const struct squares *q, bool *ret_dark)
{
    const double area = q->side * q->side;
    for (int i = 0; i < q->cols; i++) {
        int dark = 0;
        for (int x = i * q->side; x < (i + 1) * q->side; x++)
            dark += counts[x];
        ret_dark[i] = dark >= DARK_LEAST * area && dark <= DARK_MOST * area;
    }
}

static int find_squares(const uint8_t *gray, int width, int height, int dpi, struct squares *ret)
{
    int side = (int)(dpi / 25.4 * SQUARE_MM);
    struct squares q = {.side = side < 4 ? 4 : side > 255 ? 255 : side};
    q.cols = width / q.side;
    q.rows = height / q.side;
    q.dark = calloc((size_t)q.cols * (size_t)q.rows + 1, sizeof *q.dark);
    uint8_t *counts = malloc((size_t)width);
    int r = q.dark && counts ? SO_OK : SO_ENOMEM;
    for (int y = 0; !r && y < q.rows; y++) {
        memset(counts, 0, (size_t)width);
        for (int v = y * q.side; v < (y + 1) * q.side; v++)
            count_dark(gray + (size_t)v * (size_t)width, width, counts);
        find_squares_across(counts, &q, q.dark + y * q.cols);
    }
    free(counts);
    if (r)
        free(q.dark);
    else
        *ret = q;
    return r;
}

/* A block of squares that are all dark; cleared, so that it is found once. */
static bool take_block(struct squares *q, int x, int y, struct box *ret)
{
    for (int v = y; v < y + SQUARES_LEAST; v++)
        for (int u = x; u < x + SQUARES_LEAST; u++)
            if (!q->dark[v * q->cols + u])
                return false;
    int w = SQUARES_LEAST, h = SQUARES_LEAST;
    while (x + w < q->cols && q->dark[y * q->cols + x + w])
        w++;
    while (y + h < q->rows && q->dark[(y + h) * q->cols + x])
        h++;
    for (int v = y; v < y + h; v++)
        memset(&q->dark[v * q->cols + x], 0, (size_t)w * sizeof *q->dark);
    *ret = (struct box){x * q->side, y * q->side, w * q->side, h * q->side};
    return true;
}

/* A part of the page, enlarged so that a code's modules are some pixels wide; malloc'ed, NULL when memory is out. */
static uint8_t *enlarge(const uint8_t *gray, int width, struct box b, int scale)
{
    uint8_t *out = malloc((size_t)(b.w * scale) * (size_t)(b.h * scale));
    for (int y = 0; out && y < b.h * scale; y++)
        for (int x = 0; x < b.w * scale; x++) {
            int sx = x / scale, sy = y / scale;
            const uint8_t *p = gray + (size_t)(b.y + sy) * (size_t)width + (size_t)(b.x + sx);
            int right = sx + 1 < b.w ? 1 : 0, down = sy + 1 < b.h ? width : 0;
            int fx = x % scale, fy = y % scale;
            int top = p[0] * (scale - fx) + p[right] * fx, bottom = p[down] * (scale - fx) + p[down + right] * fx;
            out[(size_t)y * (size_t)(b.w * scale) + (size_t)x] =
                (uint8_t)((top * (scale - fy) + bottom * fy) / (scale * scale));
        }
    return out;
}

static int look_closely(const uint8_t *gray, int width, struct box place, struct collect *c)
{
    size_t before = c->codes.len;
    for (int scale = 1; scale <= 3 && c->codes.len == before; scale++) {
        uint8_t *part = enlarge(gray, width, place, scale);
        if (!part)
            return SO_ENOMEM;
        c->at = place;
        c->enlarged = scale;
        (void)code_scan(part, place.w * scale, place.h * scale, CODE_SQUARE_CLOSELY, on_found, c);
        free(part);
    }
    return SO_OK;
}

static int find_closely(const uint8_t *gray, int width, int height, int dpi, struct collect *c)
{
    struct squares q;
    int r = find_squares(gray, width, height, dpi, &q), places = 0;
    if (r != SO_OK)
        return r;
    for (int y = 0; y + SQUARES_LEAST <= q.rows && r == SO_OK; y++)
        for (int x = 0; x + SQUARES_LEAST <= q.cols && r == SO_OK && places < PLACES_MAX; x++) {
            struct box block;
            if (!take_block(&q, x, y, &block))
                continue;
            int margin = (int)(dpi / 25.4 * MARGIN_MM);
            block = box_intersect(box_grow(block, margin, margin), (struct box){0, 0, width, height});
            r = look_closely(gray, width, block, c);
            places++;
        }
    free(q.dark);
    return r;
}

/* What the library cannot read is no code: its failure is no error of the page. */
static int glance(const uint8_t *gray, int width, int height, int dpi, struct collect *c)
{
    struct raster page = {.width = width, .height = height, .channels = 1, .data = (uint8_t *)(uintptr_t)gray}, small;
    (void)code_scan(gray, width, height, CODE_LINEAR, on_found, c);
    if (dpi < HALVED_DPI || c->no_memory) {
        (void)code_scan(gray, width, height, CODE_SQUARE, on_found, c);
        return SO_OK;
    }
    int r = raster_reduce(&page, 2, &small);
    if (r)
        return r;
    c->reduced = 2;
    (void)code_scan(small.data, small.width, small.height, CODE_SQUARE, on_found, c);
    c->reduced = 1;
    raster_free(&small);
    return SO_OK;
}

int code_find(const uint8_t *gray, int width, int height, int dpi, struct codes *ret_codes, int *ret_turned)
{
    struct collect c = {.enlarged = 1, .reduced = 1, .turned = -1};
    int r = glance(gray, width, height, dpi, &c);
    r = r || c.no_memory ? SO_ENOMEM : find_closely(gray, width, height, dpi, &c);
    if (r != SO_OK || c.no_memory) {
        codes_free(&c.codes);
        return SO_ENOMEM;
    }
    *ret_codes = c.codes;
    *ret_turned = c.turned;
    return SO_OK;
}

void codes_free(struct codes *codes)
{
    for (size_t i = 0; i < codes->len; i++)
        free(codes->items[i].payload);
    array_free(codes);
}
