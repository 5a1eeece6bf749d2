/* TIFF through libtiff: what scanners and fax machines write row by row, the rest whole where it is small enough. */
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "image/codec.h"

#define WHOLE_PIXELS_MAX (20u * 1000 * 1000) /* tiles, palettes and the like: four more bytes a pixel */

struct memory {
    const uint8_t *data;
    toff_t len, at;
};

static tmsize_t on_read(thandle_t handle, void *to, tmsize_t len)
{
    struct memory *m = handle;
    toff_t left = m->at < m->len ? m->len - m->at : 0;
    toff_t n = len < 0 ? 0 : (toff_t)len < left ? (toff_t)len : left;
    memcpy(to, m->data + (n ? m->at : 0), (size_t)n);
    m->at += n;
    return (tmsize_t)n;
}

static tmsize_t on_write(thandle_t handle, void *from, tmsize_t len)
{
    (void)handle, (void)from, (void)len;
    return 0;
}

static toff_t on_seek(thandle_t handle, toff_t to, int whence)
{
    struct memory *m = handle;
    toff_t base = whence == SEEK_CUR ? m->at : whence == SEEK_END ? m->len : 0;
    m->at = base + to;
    return m->at;
}

static int on_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t on_size(thandle_t handle)
{
    return ((struct memory *)handle)->len;
}

static int on_map(thandle_t handle, void **base, toff_t *size)
{
    struct memory *m = handle;
    *base = (void *)(uintptr_t)m->data;
    *size = m->len;
    return 1;
}

static void on_unmap(thandle_t handle, void *base, toff_t size)
{
    (void)handle, (void)base, (void)size;
}

struct layout {
    uint32_t width, height;
    uint16_t bits, samples, photometric, planar, compression, orientation;
};

static bool is_plain(TIFF *tiff, const struct layout *l)
{
    bool one = l->samples == 1 && (l->bits == 1 || l->bits == 8) && l->photometric <= PHOTOMETRIC_MINISBLACK;
    bool three = l->samples >= 3 && l->samples <= 4 && l->bits == 8 && l->photometric == PHOTOMETRIC_RGB;
    return !TIFFIsTiled(tiff) && (one || (three && l->planar == PLANARCONFIG_CONTIG));
}

static void convert_row(const struct layout *l, const uint8_t *in, uint8_t *out)
{
    uint8_t flip = l->photometric == PHOTOMETRIC_MINISWHITE ? 255 : 0;
    if (l->bits == 1) {
        for (uint32_t x = 0; x < l->width; x++)
            out[x] = (in[x >> 3] >> (7 - (x & 7)) & 1 ? 255 : 0) ^ flip;
    } else if (l->samples == 1) {
        for (uint32_t x = 0; x < l->width; x++)
            out[x] = in[x] ^ flip;
    } else {
        for (uint32_t x = 0; x < l->width; x++, in += l->samples, out += 3)
            memcpy(out, in, 3);
    }
}

static int read_plain(TIFF *tiff, const struct layout *l, struct rows *rows, struct so_error *err)
{
    tmsize_t size = TIFFScanlineSize(tiff);
    size_t need = ((size_t)l->width * l->bits * l->samples + 7) / 8;
    if (size <= 0 || (size_t)size < need)
        return so_fail(err, SO_EFORMAT, "a broken TIFF: its rows are too short");
    uint8_t *in = malloc((size_t)size), *out = malloc((size_t)l->width * 3);
    int r = in && out ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    for (uint32_t y = 0; !r && y < l->height; y++) {
        if (TIFFReadScanline(tiff, in, y, 0) < 0) {
            r = rows_check_cut(rows, "TIFF", err);
            break;
        }
        convert_row(l, in, out);
        rows_put(rows, out);
    }
    free(in);
    free(out);
    return r;
}

static int read_whole(TIFF *tiff, const struct layout *l, struct rows *rows, struct so_error *err)
{
    if ((uint64_t)l->width * l->height > WHOLE_PIXELS_MAX)
        return so_fail(err, SO_ELIMIT, "a TIFF of an unusual kind with more than %u megapixels",
                       WHOLE_PIXELS_MAX / 1000000);
    char why[1024];
    if (!TIFFRGBAImageOK(tiff, why))
        return so_fail(err, SO_EUNSUPPORTED, "a TIFF of an unusual kind");
    uint32_t *pixels = malloc((size_t)l->width * l->height * sizeof *pixels);
    uint8_t *row = malloc((size_t)l->width * 3);
    int r = pixels && row ? SO_OK : so_fail(err, SO_ENOMEM, "out of memory");
    if (!r && !TIFFReadRGBAImageOriented(tiff, l->width, l->height, pixels, ORIENTATION_TOPLEFT, 1))
        r = so_fail(err, SO_EFORMAT, "a broken TIFF");
    for (uint32_t y = 0; !r && y < l->height; y++) {
        const uint32_t *p = pixels + (size_t)y * l->width;
        for (uint32_t x = 0; x < l->width; x++) {
            row[3 * x] = (uint8_t)TIFFGetR(p[x]);
            row[3 * x + 1] = (uint8_t)TIFFGetG(p[x]);
            row[3 * x + 2] = (uint8_t)TIFFGetB(p[x]);
        }
        rows_put(rows, row);
    }
    free(pixels);
    free(row);
    return r;
}

static struct layout get_layout(TIFF *tiff)
{
    struct layout l = {.photometric = UINT16_MAX, .orientation = ORIENTATION_TOPLEFT};
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &l.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &l.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &l.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &l.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &l.planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &l.compression);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &l.photometric);
    TIFFGetField(tiff, TIFFTAG_ORIENTATION, &l.orientation);
    if (l.compression == COMPRESSION_JPEG && l.photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        l.photometric = PHOTOMETRIC_RGB;
    }
    return l;
}

static void get_resolution(TIFF *tiff, struct rows *rows)
{
    float x = 0, y = 0;
    uint16_t unit = RESUNIT_INCH;
    TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
    TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    double scale = unit == RESUNIT_CENTIMETER ? 2.54 : unit == RESUNIT_INCH ? 1 : 0;
    rows->xres = x * scale;
    rows->yres = y * scale;
}

static int decode(TIFF *tiff, const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    int pages = 1;
    while (pages < IMAGE_PAGES_MAX && TIFFReadDirectory(tiff))
        pages++;
    rows->pages = pages;
    if (page > pages)
        return so_fail(err, SO_ENOTFOUND, "there is no page %d: the file has %d", page, pages);
    if (!TIFFSetDirectory(tiff, (uint16_t)(page - 1)))
        return so_fail(err, SO_EFORMAT, "a broken TIFF: page %d cannot be found", page);
    struct layout l = get_layout(tiff);
    bool plain = is_plain(tiff, &l);
    int r = rows_begin(rows, source, l.width, l.height, plain && l.samples == 1 ? 1 : 3, err);
    if (r)
        return r;
    get_resolution(tiff, rows);
    if (plain)
        rows_orient(rows, l.orientation);
    return plain ? read_plain(tiff, &l, rows, err) : read_whole(tiff, &l, rows, err);
}

int codec_decode_tiff(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    struct memory memory = {source->data, source->len, 0};
    TIFF *tiff = TIFFClientOpen("page", "rm", &memory, on_read, on_write, on_seek, on_close, on_size, on_map, on_unmap);
    if (!tiff)
        return so_fail(err, SO_EFORMAT, "a broken TIFF, or one that ends early");
    int r = decode(tiff, source, page, rows, err);
    TIFFClose(tiff);
    return r;
}
