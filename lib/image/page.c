#include "image/page.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#include "image/held.h"
#include "image/light.h"
#include "image/sample.h"
#include "image/upright.h"

#define COARSE_SIDE 1700 /* pixels */

static int make_gray(const struct raster *source, struct raster *ret)
{
    if (source->channels == 1)
        return raster_reduce(source, 1, ret);
    int r = raster_new(source->width, source->height, 1, ret);
    for (int y = 0; !r && y < source->height; y++)
        plane_row(raster_row(source, y), 3, source->width, PLANE_NO_SEAL, raster_row(ret, y));
    return r;
}

/* About 150 dots an inch for a whole page, whatever the file says of its resolution. */
static int coarse_factor(const struct raster *gray)
{
    int side = gray->width > gray->height ? gray->width : gray->height;
    return side > 2 * COARSE_SIDE ? side / COARSE_SIDE : 1 + (side > 3 * COARSE_SIDE / 2);
}

static int prepare(struct held_page *held)
{
    struct raster gray = {0}, small = {0};
    int factor = (int)lround(held->dpi / 300.0);
    held->gray_factor = factor < 1 ? 1 : factor;
    int r = make_gray(&held->source, &gray);
    if (!r && held->gray_factor > 1) {
        struct raster reduced;
        r = raster_reduce(&gray, held->gray_factor, &reduced);
        if (!r) {
            raster_free(&gray);
            gray = reduced;
        }
    }
    if (!r)
        r = raster_reduce(&gray, coarse_factor(&gray), &small);
    struct light light = {0};
    struct raster ink = {0};
    if (!r)
        r = light_measure(&small, 16, &light);
    if (!r)
        r = light_ink(&light, &small, 0.72, &ink);
    raster_free(&small);
    struct upright up = {0};
    if (!r)
        r = upright_find(&ink, &up);
    raster_free(&ink);
    held->pose = up.pose;
    held->sure = up.sure;
    light_free(&light);
    if (!r)
        r = raster_turn(&gray, held->pose.turned);
    if (!r)
        r = raster_rotate_gray(&gray, held->pose.skew, &held->gray);
    raster_free(&gray);
    return r;
}

int held_load(struct image *image, const struct pose *known, struct held_page **ret_held, struct so_error *err)
{
    struct held_page *held = calloc(1, sizeof *held);
    if (!held) {
        image_free(image);
        return so_fail(err, SO_ENOMEM, "out of memory");
    }
    held->source = image->raster;
    held->dpi = image->dpi;
    *image = (struct image){0};
    if (known)
        held->pose = *known;
    int r = known ? SO_OK : prepare(held);
    if (r) {
        held_free(held);
        return so_fail(err, r, "out of memory");
    }
    bool sideways = held->pose.turned % 180 != 0;
    held->width = sideways ? held->source.height : held->source.width;
    held->height = sideways ? held->source.width : held->source.height;
    *ret_held = held;
    return SO_OK;
}

void held_free(struct held_page *held)
{
    if (!held)
        return;
    raster_free(&held->source);
    raster_free(&held->gray);
    free(held);
}

int held_peek_gray(const struct held_page *held, struct held_gray *ret_gray)
{
    if (!held->gray.data)
        return SO_ENOTFOUND;
    *ret_gray = (struct held_gray){.data = held->gray.data,
                                   .width = held->gray.width,
                                   .height = held->gray.height,
                                   .dpi = held->dpi / held->gray_factor,
                                   .factor = held->gray_factor};
    return SO_OK;
}

void held_describe_size(const struct held_page *held, struct page *page)
{
    page->width = held->width;
    page->height = held->height;
    page->dpi = held->dpi;
    page->turned = held->pose.turned;
    page->skew = held->pose.skew;
}

int held_describe(const struct held_page *held, struct page *page, struct so_error *err)
{
    (void)err;
    held_describe_size(held, page);
    page->colour = held->source.channels == 3;
    return SO_OK;
}
