/* Binary PNM: P4 (bits, 1 is black), P5 (gray), P6 (RGB), of one or two bytes a sample. */
#include <ctype.h>
#include <stdlib.h>

#include "image/codec.h"

struct scan {
    const uint8_t *at, *end;
};

/* The next number of the header, past white space and comments; 0 when there is none. */
static uint32_t next_number(struct scan *s)
{
    while (s->at < s->end && (isspace(*s->at) || *s->at == '#')) {
        if (*s->at == '#')
            while (s->at < s->end && *s->at != '\n')
                s->at++;
        else
            s->at++;
    }
    uint32_t v = 0;
    for (int digits = 0; s->at < s->end && isdigit(*s->at) && digits < 9; digits++)
        v = v * 10 + (uint32_t)(*s->at++ - '0');
    return v;
}

struct pnm {
    int kind; /* 4, 5, 6 */
    uint32_t width, height, max;
    size_t row_bytes;
};

static void convert_row(const struct pnm *p, const uint8_t *in, uint8_t *out)
{
    size_t samples = (size_t)p->width * (p->kind == 6 ? 3 : 1);
    if (p->kind == 4) {
        for (size_t x = 0; x < samples; x++)
            out[x] = in[x >> 3] >> (7 - (x & 7)) & 1 ? 0 : 255;
        return;
    }
    for (size_t i = 0; i < samples; i++) {
        uint32_t v = p->max > 255 ? (uint32_t)in[2 * i] << 8 | in[2 * i + 1] : in[i];
        v = v * 255 / p->max;
        out[i] = (uint8_t)(v > 255 ? 255 : v);
    }
}

int codec_decode_pnm(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    struct scan s = {(const uint8_t *)source->data + 2, (const uint8_t *)source->data + source->len};
    struct pnm p = {.kind = ((const uint8_t *)source->data)[1] - '0', .max = 1};
    p.width = next_number(&s);
    p.height = next_number(&s);
    if (p.kind != 4)
        p.max = next_number(&s);
    if (s.at >= s.end || !isspace(*s.at) || !p.max || p.max > 65535)
        return so_fail(err, SO_EFORMAT, "a broken PNM, or one that ends within its header");
    s.at++;
    int r = rows_begin(rows, source, p.width, p.height, p.kind == 6 ? 3 : 1, err);
    if (r)
        return r;
    p.row_bytes = p.kind == 4 ? ((size_t)p.width + 7) / 8
                              : (size_t)p.width * (p.kind == 6 ? 3 : 1) * (p.max > 255 ? 2 : 1);
    uint8_t *row = malloc((size_t)p.width * 3);
    if (!row)
        return so_fail(err, SO_ENOMEM, "out of memory");
    for (uint32_t y = 0; y < p.height && (size_t)(s.end - s.at) >= p.row_bytes; y++, s.at += p.row_bytes) {
        convert_row(&p, s.at, row);
        rows_put(rows, row);
    }
    free(row);
    return rows_check_cut(rows, "PNM", err);
}
