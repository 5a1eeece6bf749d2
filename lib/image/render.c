/* The upright page for other eyes: parts as gray for a second look, the whole as JPEG for the archive. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "image/clean.h"
#include "image/held.h"
#include "image/page.h"
#include "image/sample.h"

#define CUT_PIXELS_MAX (24u * 1000 * 1000)

int held_cut(const struct held_page *held, struct box box, enum look_plane plane, int scale, struct raster *ret_gray,
             struct so_error *err)
{
    box = box_intersect(box, (struct box){0, 0, held->width, held->height});
    if (box_is_empty(box) || scale < 1 || scale > 4 || plane >= PLANE_COUNT)
        return so_fail(err, SO_EINVALID, "a look at no part of the page");
    if ((uint64_t)box.w * (uint64_t)box.h * (uint64_t)(scale * scale) > CUT_PIXELS_MAX)
        return so_fail(err, SO_ELIMIT, "a look at too large a part of the page");
    struct raster gray = {0};
    bool clean = plane == PLANE_CLEAN && held->gray.data;
    const struct raster *from = clean ? &held->gray : &held->source;
    double step = clean ? 1.0 / held->gray_factor : 1;
    struct view view = view_of(from, clean ? (struct pose){0} : held->pose, step / scale, box.x * step, box.y * step);
    uint8_t *row = malloc((size_t)box.w * (size_t)scale * (size_t)from->channels);
    int r = row ? raster_new(box.w * scale, box.h * scale, 1, &gray) : SO_ENOMEM;
    for (int y = 0; !r && y < gray.height; y++) {
        view_row(&view, y, gray.width, row);
        plane_row(row, from->channels, gray.width, plane, raster_row(&gray, y));
    }
    free(row);
    if (r)
        return so_fail(err, r, "out of memory");
    if (plane == PLANE_DARK)
        clean_all_but_dark(&gray);
    *ret_gray = gray;
    return SO_OK;
}

struct jpeg_out {
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors;
    jmp_buf escape;
    unsigned char *data;
    unsigned long len;
    uint8_t *row;
};

static void on_error(j_common_ptr cinfo)
{
    struct jpeg_out *out = cinfo->client_data;
    longjmp(out->escape, 1);
}

static void encode(struct jpeg_out *out, const struct view *view, int width, int height, int dpi, int quality)
{
    struct jpeg_compress_struct *cinfo = &out->cinfo;
    jpeg_mem_dest(cinfo, &out->data, &out->len);
    cinfo->image_width = (JDIMENSION)width;
    cinfo->image_height = (JDIMENSION)height;
    cinfo->input_components = view->source->channels;
    cinfo->in_color_space = view->source->channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(cinfo);
    jpeg_set_quality(cinfo, quality, TRUE);
    cinfo->density_unit = 1;
    cinfo->X_density = cinfo->Y_density = (UINT16)dpi;
    jpeg_start_compress(cinfo, TRUE);
    for (int y = 0; y < height; y++) {
        view_row(view, y, width, out->row);
        JSAMPROW line = out->row;
        jpeg_write_scanlines(cinfo, &line, 1);
    }
    jpeg_finish_compress(cinfo);
}

static int encode_view(const struct view *view, int width, int height, int dpi, int quality, struct buf *ret_jpeg)
{
    struct jpeg_out out = {0};
    volatile int r = SO_OK;
    out.row = malloc((size_t)width * (size_t)view->source->channels);
    if (!out.row)
        return SO_ENOMEM;
    out.cinfo.err = jpeg_std_error(&out.errors);
    out.errors.error_exit = on_error;
    out.cinfo.client_data = &out;
    if (setjmp(out.escape)) {
        r = SO_ENOMEM;
    } else {
        jpeg_create_compress(&out.cinfo);
        encode(&out, view, width, height, dpi, quality);
    }
    jpeg_destroy_compress(&out.cinfo);
    free(out.row);
    if (!r)
        r = buf_append(ret_jpeg, out.data, out.len);
    free(out.data);
    return r;
}

int held_render(const struct held_page *held, int dpi, int jpeg_quality, struct buf *ret_jpeg, int *ret_width,
                int *ret_height, int *ret_dpi, struct so_error *err)
{
    if (dpi > held->dpi)
        dpi = held->dpi;
    double step = (double)held->dpi / dpi;
    int width = (int)(held->width / step + 0.5), height = (int)(held->height / step + 0.5);
    if (dpi < 1 || width < 1 || height < 1 || jpeg_quality < 1 || jpeg_quality > 100)
        return so_fail(err, SO_EINVALID, "nothing is left of the page at %d dots an inch", dpi);
    /* Halvings are means of all pixels; the view does the rest. */
    struct raster reduced = {0};
    int factor = (int)step, r = SO_OK;
    struct view view;
    if (factor > 1) {
        r = raster_reduce(&held->source, factor, &reduced);
        view = view_of(&reduced, held->pose, step / factor, 0, 0);
    } else {
        view = view_of(&held->source, held->pose, step, 0, 0);
    }
    struct buf jpeg = BUF_INIT;
    r = r ? r : encode_view(&view, width, height, dpi, jpeg_quality, &jpeg);
    raster_free(&reduced);
    if (r) {
        buf_free(&jpeg);
        return so_fail(err, r, "out of memory");
    }
    *ret_jpeg = jpeg;
    *ret_width = width;
    *ret_height = height;
    *ret_dpi = dpi;
    return SO_OK;
}
