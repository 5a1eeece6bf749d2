/* PNG through libpng, row by row; transparency stands on white. */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "image/codec.h"

#define CHUNK_BYTES_MAX (16u * 1024 * 1024)

struct png_job {
    const uint8_t *at;
    size_t left;
    bool cut;
    char text[120];
    uint8_t *row;
    png_structp png;
    png_infop info;
};

static void on_error(png_structp png, png_const_charp message)
{
    struct png_job *job = png_get_error_ptr(png);
    size_t len = strnlen(message, sizeof job->text - 1);
    memcpy(job->text, message, len);
    job->text[len] = 0;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png, (void)message;
}

static void on_read(png_structp png, png_bytep to, size_t len)
{
    struct png_job *job = png_get_io_ptr(png);
    if (len > job->left) {
        job->cut = true;
        png_error(png, "the data ends early");
    }
    memcpy(to, job->at, len);
    job->at += len;
    job->left -= len;
}

/* Everything becomes 8-bit gray or RGB. */
static int ask_plain(struct png_job *job)
{
    png_color_16 white = {0, 0xffff, 0xffff, 0xffff, 0xffff};
    int type = png_get_color_type(job->png, job->info);
    int depth = png_get_bit_depth(job->png, job->info);
    if (type == PNG_COLOR_TYPE_PALETTE)
        png_set_palette_to_rgb(job->png);
    if (type == PNG_COLOR_TYPE_GRAY && depth < 8)
        png_set_expand_gray_1_2_4_to_8(job->png);
    if (png_get_valid(job->png, job->info, PNG_INFO_tRNS))
        png_set_tRNS_to_alpha(job->png);
    if (depth == 16)
        png_set_scale_16(job->png);
    else
        white = (png_color_16){0, 255, 255, 255, 255};
    if ((type & PNG_COLOR_MASK_ALPHA) || png_get_valid(job->png, job->info, PNG_INFO_tRNS))
        png_set_background(job->png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    return type & PNG_COLOR_MASK_COLOR ? 3 : 1;
}

static void read_rows(struct png_job *job, struct rows *rows, int passes)
{
    if (passes > 1) {
        /* Each pass fills in further pixels of rows that are there already. */
        for (int pass = 0; pass < passes; pass++)
            for (int y = 0; y < rows->height; y++)
                png_read_row(job->png, raster_row(&rows->raster, y), NULL);
        rows->row = rows->height;
        return;
    }
    for (int y = 0; y < rows->height; y++) {
        uint8_t *to = rows_peek(rows);
        to = to ? to : job->row;
        png_read_row(job->png, to, NULL);
        rows_put(rows, to);
    }
}

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int decode(struct png_job *job, const struct image_source *source, struct rows *rows, struct so_error *err)
{
    /* IHDR is always first: a page that is too large is refused before anything else is looked at. */
    int r = source->len < 24 ? SO_OK : rows_check_size(source, get32(job->at + 16), get32(job->at + 20), err);
    if (r)
        return r;
    png_set_read_fn(job->png, job, on_read);
    png_set_chunk_malloc_max(job->png, CHUNK_BYTES_MAX);
    png_set_user_limits(job->png, 0x7fffffff, 0x7fffffff);
    png_read_info(job->png, job->info);
    uint64_t width = png_get_image_width(job->png, job->info), height = png_get_image_height(job->png, job->info);
    int channels = ask_plain(job);
    r = rows_begin(rows, source, width, height, channels, err);
    if (r)
        return r;
    int passes = png_set_interlace_handling(job->png);
    if (passes > 1 && rows->factor > 1)
        return so_fail(err, SO_ELIMIT, "an interlaced PNG of more than %u megapixels", IMAGE_HELD_PIXELS / 1000000);
    png_read_update_info(job->png, job->info);
    size_t row_bytes = png_get_rowbytes(job->png, job->info);
    if (row_bytes != (size_t)width * (size_t)channels)
        return so_fail(err, SO_EUNSUPPORTED, "a PNG of an unusual kind");
    png_uint_32 xres = png_get_x_pixels_per_meter(job->png, job->info);
    png_uint_32 yres = png_get_y_pixels_per_meter(job->png, job->info);
    rows->xres = xres * 0.0254;
    rows->yres = yres * 0.0254;
    job->row = malloc(row_bytes);
    if (!job->row)
        return so_fail(err, SO_ENOMEM, "out of memory");
    read_rows(job, rows, passes);
    return SO_OK;
}

int codec_decode_png(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    struct png_job job = {.at = source->data, .left = source->len};
    volatile int r = SO_ENOMEM;
    job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job, on_error, on_warning);
    job.info = job.png ? png_create_info_struct(job.png) : NULL;
    if (!job.info)
        so_fail(err, SO_ENOMEM, "out of memory");
    else if (!setjmp(png_jmpbuf(job.png)))
        r = decode(&job, source, rows, err);
    else if (!job.cut)
        r = so_fail(err, SO_EFORMAT, "a broken PNG: %s", job.text);
    else if (!rows->raster.data)
        r = so_fail(err, SO_EFORMAT, "the PNG ends early, within its header");
    else
        r = rows_check_cut(rows, "PNG", err);
    png_destroy_read_struct(&job.png, &job.info, NULL);
    free(job.row);
    return r;
}
