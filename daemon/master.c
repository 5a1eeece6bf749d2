#include "daemon/master.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/file.h"

#define CHUNK_BYTES (256u * 1024)
#define DEFLATE_LEVEL 1 /* a page at the counter must not wait; higher levels gain a tenth */
#define FILTER_UP 2     /* PNG filter type: difference from the row above */
#define METRES_PER_INCH 0.0254

struct pnm {
    char kind; /* '4', '5', '6' */
    unsigned width, height, maximum;
    size_t row; /* bytes of a row */
    bool upside_down;
};

/* The next number of the header; comments run from # to the end of their line. */
static bool read_number(FILE *in, unsigned *ret)
{
    int c = fgetc(in);
    while (c == '#' || isspace(c)) {
        while (c == '#' && c != EOF && c != '\n')
            if ((c = fgetc(in)) == '\n')
                break;
        c = fgetc(in);
    }
    unsigned v = 0, digits = 0;
    for (; isdigit(c); c = fgetc(in), digits++) {
        if (digits > 8)
            return false;
        v = v * 10 + (unsigned)(c - '0');
    }
    *ret = v;
    return digits > 0 && isspace(c);
}

static bool read_header(FILE *in, struct pnm *ret)
{
    struct pnm p = {.maximum = 1};
    if (fgetc(in) != 'P')
        return false;
    p.kind = (char)fgetc(in);
    if (p.kind < '4' || p.kind > '6' || !read_number(in, &p.width) || !read_number(in, &p.height))
        return false;
    if (p.kind != '4' && !read_number(in, &p.maximum))
        return false;
    if (!p.width || !p.height || (p.kind != '4' && p.maximum != 255 && p.maximum != 65535) ||
        (uint64_t)p.width * p.height > MASTER_PIXELS_MAX)
        return false;
    size_t samples = (size_t)p.width * (p.kind == '6' ? 3 : 1);
    p.row = p.kind == '4' ? (p.width + 7) / 8 : samples * (p.maximum > 255 ? 2 : 1);
    *ret = p;
    return true;
}

static void put_u32(unsigned char *out, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(v >> (24 - 8 * i));
}

static int put_chunk(struct file_whole *out, const char type[5], const unsigned char *data, size_t len,
                     struct so_error *err)
{
    unsigned char head[8], tail[4];
    put_u32(head, (uint32_t)len);
    memcpy(head + 4, type, 4);
    uLong crc = crc32(0, head + 4, 4);
    if (len)
        crc = crc32(crc, data, (uInt)len);
    put_u32(tail, (uint32_t)crc);
    int r = file_whole_append(out, head, sizeof head, err);
    if (!r && len)
        r = file_whole_append(out, data, len, err);
    return r ? r : file_whole_append(out, tail, sizeof tail, err);
}

static int put_head(struct file_whole *out, const struct pnm *p, unsigned dpi, struct so_error *err)
{
    unsigned char ihdr[13] = {0}, phys[9];
    put_u32(ihdr, p->width);
    put_u32(ihdr + 4, p->height);
    ihdr[8] = p->kind == '4' ? 1 : p->maximum > 255 ? 16 : 8;
    ihdr[9] = p->kind == '6' ? 2 : 0;
    int r = file_whole_append(out, "\x89PNG\r\n\x1a\n", 8, err);
    r = r ? r : put_chunk(out, "IHDR", ihdr, sizeof ihdr, err);
    if (r || !dpi)
        return r;
    put_u32(phys, (uint32_t)(dpi / METRES_PER_INCH + 0.5));
    put_u32(phys + 4, (uint32_t)(dpi / METRES_PER_INCH + 0.5));
    phys[8] = 1; /* per metre */
    return put_chunk(out, "pHYs", phys, sizeof phys, err);
}

/* One compressor and the rows that it needs; freed whole. */
struct packer {
    z_stream z;
    bool open;
    unsigned char *above, *row, *line, *chunk;
};

static void packer_finish(struct packer *k)
{
    if (k->open)
        deflateEnd(&k->z);
    free(k->above);
    free(k->row);
    free(k->line);
    free(k->chunk);
}

static int packer_init(struct packer *k, size_t row, struct so_error *err)
{
    k->above = calloc(1, row);
    k->row = malloc(row);
    k->line = malloc(row + 1);
    k->chunk = malloc(CHUNK_BYTES);
    if (!k->above || !k->row || !k->line || !k->chunk)
        return so_fail(err, SO_ENOMEM, "out of memory");
    if (deflateInit2(&k->z, DEFLATE_LEVEL, Z_DEFLATED, 15, 9, Z_FILTERED) != Z_OK)
        return so_fail(err, SO_ENOMEM, "out of memory");
    k->open = true;
    k->z.next_out = k->chunk;
    k->z.avail_out = CHUNK_BYTES;
    return SO_OK;
}

/* Deflates what next_in holds; full chunks go out as IDAT, with flush Z_FINISH the rest too. */
static int pack(struct packer *k, int flush, struct file_whole *out, struct so_error *err)
{
    for (;;) {
        int z = deflate(&k->z, flush);
        if (z == Z_STREAM_ERROR)
            return so_fail(err, SO_EINTERNAL, "zlib: stream error");
        if (k->z.avail_out == 0 || (z == Z_STREAM_END && k->z.avail_out < CHUNK_BYTES)) {
            int r = put_chunk(out, "IDAT", k->chunk, CHUNK_BYTES - k->z.avail_out, err);
            if (r)
                return r;
            k->z.next_out = k->chunk;
            k->z.avail_out = CHUNK_BYTES;
        }
        if (z == Z_STREAM_END || (flush == Z_NO_FLUSH && k->z.avail_in == 0))
            return SO_OK;
    }
}

/* The pixels of a row from the last to the first. */
static void reverse_row(const struct pnm *p, unsigned char *row)
{
    size_t size = p->kind == '4' ? 0 : p->row / p->width;
    for (unsigned left = 0, right = p->width - 1; left < right; left++, right--) {
        if (!size) {
            unsigned char at = (unsigned char)(0x80 >> left % 8), to = (unsigned char)(0x80 >> right % 8);
            if (!(row[left / 8] & at) != !(row[right / 8] & to)) {
                row[left / 8] ^= at;
                row[right / 8] ^= to;
            }
            continue;
        }
        for (size_t i = 0; i < size; i++) {
            unsigned char swap = row[left * size + i];
            row[left * size + i] = row[right * size + i];
            row[right * size + i] = swap;
        }
    }
}

/* Row y of the image that is written, wherever it lies in the file: its rows begin at begin. */
static bool read_row(FILE *in, const struct pnm *p, long begin, unsigned y, unsigned char *row)
{
    if (p->upside_down && fseek(in, begin + (long)((uint64_t)(p->height - 1 - y) * p->row), SEEK_SET))
        return false;
    if (fread(row, 1, p->row, in) != p->row)
        return false;
    if (p->upside_down)
        reverse_row(p, row);
    return true;
}

static int put_rows(FILE *in, const char *name, const struct pnm *p, struct file_whole *out, struct so_error *err)
{
    struct packer k = {0};
    long begin = ftell(in);
    int r = packer_init(&k, p->row, err);
    for (unsigned y = 0; y < p->height && !r; y++) {
        if (!read_row(in, p, begin, y, k.row)) {
            r = so_fail(err, SO_EFORMAT, "%s: ends at row %u of %u", name, y, p->height);
            break;
        }
        k.line[0] = FILTER_UP;
        unsigned char flip = p->kind == '4' ? 0xFF : 0; /* PBM's 1 is black, PNG's 1 is white */
        for (size_t x = 0; x < p->row; x++) {
            unsigned char v = k.row[x] ^ flip;
            k.line[x + 1] = (unsigned char)(v - k.above[x]);
            k.above[x] = v;
        }
        k.z.next_in = k.line;
        k.z.avail_in = (uInt)(p->row + 1);
        r = pack(&k, Z_NO_FLUSH, out, err);
    }
    if (!r)
        r = pack(&k, Z_FINISH, out, err);
    packer_finish(&k);
    return r;
}

int master_write(const char *pnm_path, const char *png_path, unsigned dpi, bool upside_down, struct so_error *err)
{
    FILE *in = fopen(pnm_path, "re");
    if (!in)
        return so_fail_errno(err, "%s", pnm_path);
    struct pnm p = {0};
    struct file_whole *out = NULL;
    int r = read_header(in, &p) ? SO_OK : so_fail(err, SO_EFORMAT, "%s: not a PNM image", pnm_path);
    p.upside_down = upside_down;
    r = r ? r : file_whole_new(png_path, 0640, &out, err);
    r = r ? r : put_head(out, &p, dpi, err);
    r = r ? r : put_rows(in, pnm_path, &p, out, err);
    r = r ? r : put_chunk(out, "IEND", NULL, 0, err);
    r = r ? r : file_whole_finish(out, err);
    file_whole_free(out);
    fclose(in);
    return r;
}
