/*
 * Makes damaged files out of one drawn page: damage OUT COUNT SEED PAGE.jpg PAGE.pnm
 *
 * The page is first written as JPEG, PNM, PNG, TIFF (of two pages) and PDF, and then each file of OUT is one of these with
 * one thing done to it; the file's name says which: NNNN-DAMAGE.KIND. The same seed gives the same files.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include <zlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "daemon/master.h"

#define FILE_BYTES_MAX (64u << 20)
#define NAME_BYTES 512

enum kind { JPEG, PNM, PNG, TIFF_FILE, PDF, KINDS };
static const char *const kind_names[KINDS] = {"jpg", "pnm", "png", "tif", "pdf"};

static uint64_t state;

static uint32_t any(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return below ? (uint32_t)(state >> 33) % below : 0;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "damage: %s: %s\n", what, why);
    exit(1);
}

static void load(const char *path, struct buf *ret)
{
    struct so_error err;
    if (file_read_all(path, FILE_BYTES_MAX, ret, &err))
        die(path, err.text);
}

static void save(const char *path, const struct buf *b)
{
    struct so_error err;
    if (file_write_whole(path, b->data, b->len, 0644, &err))
        die(path, err.text);
}

/* Width, height and where the pixels of a raw colour PNM begin. */
static size_t pnm_size(const struct buf *pnm, unsigned *ret_w, unsigned *ret_h)
{
    int n = 0;
    if (sscanf(buf_str(pnm), "P6 %u %u 255%n", ret_w, ret_h, &n) != 2 || !n)
        die("the PNM", "not P6 with 255");
    return (size_t)n + 1;
}

static void make_tiff(const struct buf *pnm, const char *path)
{
    unsigned w, h;
    size_t at = pnm_size(pnm, &w, &h);
    TIFF *t = TIFFOpen(path, "w");
    if (!t)
        die(path, strerror(errno));
    for (int page = 0; page < 2; page++) {
        TIFFSetField(t, TIFFTAG_IMAGEWIDTH, w);
        TIFFSetField(t, TIFFTAG_IMAGELENGTH, h);
        TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 3);
        TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
        TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(t, TIFFTAG_COMPRESSION, page ? COMPRESSION_ADOBE_DEFLATE : COMPRESSION_LZW);
        TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, 64);
        for (unsigned y = 0; y < h; y++)
            if (TIFFWriteScanline(t, pnm->data + at + (size_t)y * w * 3, y, 0) < 0)
                die(path, "can't be written");
        TIFFWriteDirectory(t);
    }
    TIFFClose(t);
}

static void make_pdf(const struct buf *jpeg, const struct buf *pnm, struct buf *out)
{
    unsigned w, h;
    size_t at[6] = {0};
    pnm_size(pnm, &w, &h);
    int r = buf_append_str(out, "%PDF-1.4\n");
    at[1] = out->len;
    r |= buf_append_str(out, "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n");
    at[2] = out->len;
    r |= buf_append_str(out, "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n");
    at[3] = out->len;
    r |= buf_append_str(out, "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
                             "/Resources<</XObject<</I 4 0 R>>>>>> endobj\n");
    at[4] = out->len;
    r |= buf_printf(out, "4 0 obj <</Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/DeviceRGB"
                         "/BitsPerComponent 8/Filter/DCTDecode/Length %zu>> stream\n", w, h, jpeg->len);
    r |= buf_append(out, jpeg->data, jpeg->len);
    r |= buf_append_str(out, "\nendstream endobj\n");
    at[5] = out->len;
    r |= buf_append_str(out, "5 0 obj <</Length 29>> stream\n595 0 0 842 0 0 cm /I Do      \nendstream endobj\n");
    size_t table = out->len;
    r |= buf_append_str(out, "xref\n0 6\n0000000000 65535 f \n");
    for (int i = 1; i < 6; i++)
        r |= buf_printf(out, "%010zu 00000 n \n", at[i]);
    r |= buf_printf(out, "trailer <</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", table);
    if (r)
        die("PDF", "out of memory");
}

static void cut(struct buf *b)
{
    b->len = any((uint32_t)b->len);
}

static void flip_bits(struct buf *b)
{
    for (uint32_t n = 1 + any(40); n > 0; n--)
        b->data[any((uint32_t)b->len)] ^= (char)(1 << any(8));
}

/* Where headers are: a flip there changes what the file says of itself. */
static void flip_head(struct buf *b)
{
    uint32_t head = b->len < 700 ? (uint32_t)b->len : 700;
    for (uint32_t n = 1 + any(6); n > 0; n--)
        b->data[any(head)] = (char)any(256);
}

static void fill_run(struct buf *b, bool zero)
{
    uint32_t from = any((uint32_t)b->len), len = 1 + any((uint32_t)(b->len - from));
    for (uint32_t i = 0; i < len; i++)
        b->data[from + i] = (char)(zero ? 0 : any(256));
}

static void move_block(struct buf *b)
{
    uint32_t half = (uint32_t)b->len / 2, len = 1 + any(half), from = any((uint32_t)b->len - len),
             to = any((uint32_t)b->len - len);
    memmove(b->data + to, b->data + from, len);
}

static void put_be(char *p, size_t n, uint32_t v)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (char)(v >> 8 * (n - 1 - i));
}

static void huge_jpeg(struct buf *b)
{
    for (size_t i = 0; i + 9 < b->len; i++)
        if ((unsigned char)b->data[i] == 0xFF && ((unsigned char)b->data[i + 1] & 0xFD) == 0xC0) {
            put_be(b->data + i + 5, 2, 20000 + any(45000));
            put_be(b->data + i + 7, 2, any(2) ? 65535 : 9000);
            return;
        }
}

static void huge_png(struct buf *b)
{
    put_be(b->data + 16, 4, any(2) ? 0x7FFFFFFF : 30000 + any(100000));
    put_be(b->data + 20, 4, any(2) ? 12000 : 1 + any(0x7FFFFFFF));
    put_be(b->data + 29, 4, (uint32_t)crc32(0, (const Bytef *)b->data + 12, 17));
}

/* The first directory's width and length, of an uncompressed or compressed file in this machine's order. */
static void huge_tiff(struct buf *b)
{
    uint32_t at;
    uint16_t n, tag;
    memcpy(&at, b->data + 4, 4);
    if (at + 2 > b->len)
        return;
    memcpy(&n, b->data + at, 2);
    for (uint32_t entry = at + 2; n-- && entry + 12 <= b->len; entry += 12) {
        uint32_t value = 10000 + any(2000000000);
        memcpy(&tag, b->data + entry, 2);
        if (tag != TIFFTAG_IMAGEWIDTH && tag != TIFFTAG_IMAGELENGTH && tag != TIFFTAG_ROWSPERSTRIP)
            continue;
        b->data[entry + 2] = 4; /* LONG */
        memcpy(b->data + entry + 8, &value, 4);
    }
}

static void huge_text(struct buf *b, const char *before, const char *number)
{
    char *at = memmem(b->data, b->len, before, strlen(before));
    if (at)
        memcpy(at + strlen(before), number, strlen(number));
}

static void huge(struct buf *b, enum kind kind)
{
    if (kind == JPEG)
        huge_jpeg(b);
    else if (kind == PNG)
        huge_png(b);
    else if (kind == TIFF_FILE)
        huge_tiff(b);
    else if (kind == PNM)
        huge_text(b, "P6\n", any(2) ? "99999999 9" : "14000 14000");
    else if (any(2))
        huge_text(b, "MediaBox[0 0 ", "99999999");
    else
        huge_text(b, "/Count ", "999999");
}

/* One kind's beginning before another's bytes. */
static void wrong_type(struct buf *b, const struct buf *other)
{
    uint32_t head = 2 + any(60);
    memcpy(b->data + head, other->data, other->len < b->len - head ? other->len : b->len - head);
}

static const char *const damages[] = {"cut", "bits", "head", "zeros", "noise", "moved", "huge", "type", "tail"};
#define DAMAGES (sizeof damages / sizeof *damages)

static void damage(struct buf *b, enum kind kind, size_t how, const struct buf *other)
{
    static void (*const simple[])(struct buf *) = {cut, flip_bits, flip_head, NULL, NULL, move_block};
    if (how == 3 || how == 4)
        fill_run(b, how == 3);
    else if (how < 6)
        simple[how](b);
    else if (how == 6)
        huge(b, kind);
    else if (how == 7)
        wrong_type(b, other);
    else if (b->len > 3000)
        b->len -= 1 + any(3000);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: damage OUT COUNT SEED PAGE.jpg PAGE.pnm\n", stderr);
        return 2;
    }
    struct buf files[KINDS] = {0};
    struct so_error err;
    char path[NAME_BYTES];
    state = strtoull(argv[3], NULL, 10) * 2654435761u + 1;
    load(argv[4], &files[JPEG]);
    load(argv[5], &files[PNM]);
    if (file_make_dirs(argv[1], &err))
        die(argv[1], err.text);
    snprintf(path, sizeof path, "%s/whole.png", argv[1]);
    if (master_write(argv[5], path, 100, false, &err))
        die(path, err.text);
    load(path, &files[PNG]);
    remove(path);
    snprintf(path, sizeof path, "%s/whole.tif", argv[1]);
    make_tiff(&files[PNM], path);
    load(path, &files[TIFF_FILE]);
    remove(path);
    make_pdf(&files[JPEG], &files[PNM], &files[PDF]);
    long count = strtol(argv[2], NULL, 10);
    for (long i = 0; i < count; i++) {
        enum kind kind = (enum kind)(i % KINDS);
        size_t how = (size_t)(i / KINDS) % DAMAGES;
        struct buf b = BUF_INIT;
        if (buf_append(&b, files[kind].data, files[kind].len))
            die("memory", "out of it");
        damage(&b, kind, how, &files[(kind + 1 + any(KINDS - 1)) % KINDS]);
        snprintf(path, sizeof path, "%s/%04ld-%s.%s", argv[1], i, damages[how], kind_names[kind]);
        save(path, &b);
        buf_free(&b);
    }
    for (int i = 0; i < KINDS; i++)
        buf_free(&files[i]);
    return 0;
}
