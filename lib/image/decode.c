#include "image/decode.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "image/codec.h"

#define KEEP_FROM_TENTHS 9 /* of a cut page's rows; below that it is an error */
#define OBLONG_LEAST 1.02  /* one side of a pixel to the other: below it nobody sees it … */
#define OBLONG_MOST 4.0    /* … and above it the file is wrong */

static const struct {
    enum image_format format;
    const char *magic;
    size_t len;
} MAGICS[] = {
    {IMAGE_JPEG, "\xff\xd8\xff", 3},
    {IMAGE_PNG, "\x89PNG\r\n\x1a\n", 8},
    {IMAGE_TIFF, "II*\0", 4},
    {IMAGE_TIFF, "MM\0*", 4},
    {IMAGE_TIFF, "II+\0", 4},
    {IMAGE_TIFF, "MM\0+", 4},
    {IMAGE_JP2, "\0\0\0\x0cjP  \r\n\x87\n", 12},
    {IMAGE_JP2, "\xff\x4f\xff\x51", 4},
};

enum image_format image_sniff(const void *data, size_t len)
{
    const uint8_t *p = data;
    for (size_t i = 0; i < sizeof MAGICS / sizeof *MAGICS; i++)
        if (len >= MAGICS[i].len && !memcmp(p, MAGICS[i].magic, MAGICS[i].len))
            return MAGICS[i].format;
    if (len >= 16 && !memcmp(p, "RIFF", 4) && !memcmp(p + 8, "WEBP", 4))
        return IMAGE_WEBP;
    if (len >= 3 && p[0] == 'P' && p[1] >= '4' && p[1] <= '6' && strchr(" \t\r\n#", p[2]) && p[2])
        return IMAGE_PNM;
    return IMAGE_UNKNOWN;
}

int rows_check_size(const struct image_source *source, uint64_t width, uint64_t height, struct so_error *err)
{
    if (!width || !height)
        return so_fail(err, SO_EFORMAT, "an image without pixels");
    uint64_t pixels = width > UINT32_MAX || height > UINT32_MAX ? UINT64_MAX : width * height;
    if (pixels > (uint64_t)source->max_megapixels * 1000000)
        return so_fail(err, SO_ELIMIT, "%llu × %llu pixels are %llu megapixels, more than %u", (unsigned long long)width,
                       (unsigned long long)height, (unsigned long long)(pixels / 1000000 + (pixels % 1000000 != 0)),
                       source->max_megapixels);
    if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX)
        return so_fail(err, SO_ELIMIT, "%llu × %llu pixels: a side is longer than %d", (unsigned long long)width,
                       (unsigned long long)height, IMAGE_SIDE_MAX);
    return SO_OK;
}

int rows_begin(struct rows *rows, const struct image_source *source, uint64_t width, uint64_t height, int channels,
               struct so_error *err)
{
    int r = rows_check_size(source, width, height, err);
    if (r)
        return r;
    uint64_t pixels = width * height;
    int factor = 1;
    while (pixels / (uint64_t)(factor * factor) > IMAGE_HELD_PIXELS)
        factor++;
    if (width < (uint64_t)factor || height < (uint64_t)factor)
        return so_fail(err, SO_ELIMIT, "%llu × %llu pixels are no page", (unsigned long long)width,
                       (unsigned long long)height);
    r = raster_new((int)width / factor, (int)height / factor, channels, &rows->raster);
    if (!r && factor > 1) {
        rows->sums = calloc((size_t)rows->raster.width * (size_t)channels, sizeof *rows->sums);
        r = rows->sums ? SO_OK : SO_ENOMEM;
    }
    if (r)
        return so_fail(err, r, "no memory for %llu megapixels", (unsigned long long)(pixels / 1000000));
    raster_fill(&rows->raster, 255);
    rows->width = (int)width;
    rows->height = (int)height;
    rows->factor = factor;
    return SO_OK;
}

uint8_t *rows_peek(struct rows *rows)
{
    return rows->factor == 1 && rows->row < rows->height ? raster_row(&rows->raster, rows->row) : NULL;
}

static void add_row(struct rows *rows, const uint8_t *row)
{
    int channels = rows->raster.channels, factor = rows->factor;
    uint32_t *sum = rows->sums;
    for (int x = 0; x < rows->raster.width; x++, sum += channels)
        for (int dx = 0; dx < factor; dx++)
            for (int c = 0; c < channels; c++)
                sum[c] += *row++;
}

void rows_put(struct rows *rows, const uint8_t *row)
{
    int at = rows->row++;
    int y = at / rows->factor;
    if (at >= rows->height || y >= rows->raster.height)
        return;
    uint8_t *to = raster_row(&rows->raster, y);
    size_t samples = (size_t)rows->raster.width * (size_t)rows->raster.channels;
    if (rows->factor == 1) {
        if (row != to)
            memcpy(to, row, samples);
        return;
    }
    add_row(rows, row);
    if (at % rows->factor < rows->factor - 1)
        return;
    uint32_t area = (uint32_t)(rows->factor * rows->factor);
    for (size_t i = 0; i < samples; i++)
        to[i] = (uint8_t)(rows->sums[i] / area);
    memset(rows->sums, 0, samples * sizeof *rows->sums);
}

int rows_check_cut(const struct rows *rows, const char *kind, struct so_error *err)
{
    if ((int64_t)rows->row * 10 >= (int64_t)rows->height * KEEP_FROM_TENTHS)
        return SO_OK;
    return so_fail(err, SO_EFORMAT, "the %s ends early: %d of %d rows are there", kind, rows->row, rows->height);
}

void rows_orient(struct rows *rows, int orientation)
{
    static const struct {
        bool mirror;
        int turn;
    } MEANING[9] = {{0, 0}, {0, 0}, {1, 0}, {0, 180}, {1, 180}, {1, 270}, {0, 90}, {1, 90}, {0, 270}};
    if (orientation < 1 || orientation > 8)
        return;
    rows->mirror = MEANING[orientation].mirror;
    rows->turn = MEANING[orientation].turn;
}

/* Three equal channels become one: a gray page stored as colour is read three times as fast. */
static void drop_equal_channels(struct raster *r)
{
    size_t pixels = (size_t)r->width * (size_t)r->height;
    const uint8_t *p = r->data;
    for (size_t i = 0; i < pixels; i++, p += 3)
        if (p[0] != p[1] || p[0] != p[2])
            return;
    for (size_t i = 0; i < pixels; i++)
        r->data[i] = r->data[3 * i];
    r->channels = 1;
    uint8_t *smaller = realloc(r->data, pixels);
    if (smaller)
        r->data = smaller;
}

/* Sheets in inches, short side first: ISO 216 (A4 A3 A5 A6), Letter, Legal, and ISO 7810's card. */
static const double PAPERS[][2] = {{8.27, 11.69}, {11.69, 16.54}, {5.83, 8.27}, {4.13, 5.83},
                                   {8.5, 11},     {8.5, 14},      {2.13, 3.37}};
#define PAPERS_COUNT (sizeof PAPERS / sizeof *PAPERS)
#define PAPERS_SCANNED 3 /* of them, those that a resolution is guessed from against what the file says */
#define PAPER_SLACK 0.03

/* Whether so many pixels at this resolution are one of the first `papers` sheets. */
static bool is_paper(int width, int height, double dpi, size_t papers)
{
    double a = (width < height ? width : height) / dpi, b = (width < height ? height : width) / dpi;
    for (size_t p = 0; p < papers; p++)
        if (fabs(a / PAPERS[p][0] - 1) < PAPER_SLACK && fabs(b / PAPERS[p][1] - 1) < PAPER_SLACK)
            return true;
    return false;
}

/* The usual resolution at which the pixels are one of the first `papers` sheets, larger sheets last; 0: none. */
static int usual_dpi(int width, int height, size_t papers)
{
    static const int USUAL[] = {300, 200, 150, 600, 240, 400, 100, 75, 1200};
    for (size_t p = 1; p <= papers; p++)
        for (size_t i = 0; i < sizeof USUAL / sizeof *USUAL; i++)
            if (is_paper(width, height, USUAL[i], p))
                return USUAL[i];
    return 0;
}

/* The resolution that makes the pixels a sheet of paper; for a photograph, whose longer side is most likely A4's. */
static int guess_dpi(int width, int height)
{
    int usual = usual_dpi(width, height, PAPERS_COUNT);
    if (usual)
        return usual;
    double dpi = (width > height ? width : height) / PAPERS[0][1];
    return dpi < 72 ? 72 : dpi > 600 ? 600 : (int)lround(dpi);
}

static bool is_resolution(double dpi)
{
    return dpi >= 70 && dpi <= 2400;
}

static int choose_dpi(const struct rows *rows)
{
    double x = rows->xres, y = rows->yres;
    bool sane = is_resolution(x) && is_resolution(y) && x / y < 1.05 && y / x < 1.05;
    /* 72 and 96 are what programs write that know nothing; they are believed where they give a paper's size. */
    double longer = (rows->width > rows->height ? rows->width : rows->height) / (sane ? x : 1);
    double shorter = (rows->width > rows->height ? rows->height : rows->width) / (sane ? x : 1);
    if (!sane || longer > 24 || (shorter < 1.5 && longer < 2) || (x <= 96 && longer > 17))
        return guess_dpi(rows->width, rows->height);
    /* Programs keep the number and change the size: what is no sheet as it says, but is one at a usual resolution, is that. */
    int usual = is_paper(rows->width, rows->height, (x + y) / 2, PAPERS_COUNT)
                    ? 0
                    : usual_dpi(rows->width, rows->height, PAPERS_SCANNED);
    return usual ? usual : (int)lround((x + y) / 2);
}

/*
 * Pixels that are not square, such as a fax machine's of 204 × 98 an inch, become so: letters of half their height are
 * none to the recogniser, and lines of such pages run across.
 */
static int make_square(struct rows *rows)
{
    double x = rows->xres, y = rows->yres;
    if (!is_resolution(x) || !is_resolution(y) || (x / y < OBLONG_LEAST && y / x < OBLONG_LEAST))
        return SO_OK;
    double finer = x > y ? x : y;
    double width = rows->raster.width * finer / x, height = rows->raster.height * finer / y;
    if (x / y > OBLONG_MOST || y / x > OBLONG_MOST || width * height * rows->raster.channels > IMAGE_HELD_PIXELS || width > IMAGE_SIDE_MAX ||
        height > IMAGE_SIDE_MAX)
        return SO_OK;
    int r = raster_stretch(&rows->raster, (int)lround(width), (int)lround(height));
    if (!r) {
        rows->width = rows->raster.width * rows->factor;
        rows->height = rows->raster.height * rows->factor;
        rows->xres = rows->yres = finer;
    }
    return r;
}

static int decode_kind(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    static codec_decode *const DECODERS[] = {
        [IMAGE_JPEG] = codec_decode_jpeg, [IMAGE_PNG] = codec_decode_png,   [IMAGE_TIFF] = codec_decode_tiff,
        [IMAGE_PNM] = codec_decode_pnm,   [IMAGE_WEBP] = codec_decode_webp, [IMAGE_JP2] = codec_decode_jp2,
    };
    if (!source->len)
        return so_fail(err, SO_EFORMAT, "an empty file");
    enum image_format format = image_sniff(source->data, source->len);
    if (format == IMAGE_UNKNOWN)
        return so_fail(err, SO_EFORMAT, "not an image that can be read");
    rows->pages = 1;
    if (format != IMAGE_TIFF && page != 1)
        return so_fail(err, SO_ENOTFOUND, "there is no page %d: the file is one page", page);
    return DECODERS[format](source, page, rows, err);
}

int image_decode(const struct image_source *source, int page, struct image *ret_image, struct so_error *err)
{
    struct rows rows = {0};
    int r = decode_kind(source, page, &rows, err);
    if (!r && rows.raster.channels == 3)
        drop_equal_channels(&rows.raster);
    if (!r && make_square(&rows))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    int dpi = r ? 0 : choose_dpi(&rows) / rows.factor;
    if (!r && rows.mirror)
        raster_mirror(&rows.raster);
    if (!r && raster_turn(&rows.raster, rows.turn))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    free(rows.sums);
    if (r) {
        raster_free(&rows.raster);
        return r;
    }
    *ret_image = (struct image){.raster = rows.raster, .dpi = dpi < 1 ? 1 : dpi, .pages = rows.pages};
    return SO_OK;
}

void image_free(struct image *image)
{
    if (!image)
        return;
    raster_free(&image->raster);
    *image = (struct image){0};
}

void image_silence_codecs(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
}
