/* WebP and JPEG 2000 are rare and go through Leptonica whole; the header's size is checked first. */
#include <leptonica/allheaders.h>

#include "image/codec.h"

#define WEBP_PIXELS_MAX (24u * 1000 * 1000)
#define JP2_PIXELS_MAX (12u * 1000 * 1000) /* fifteen bytes each while it is decoded: larger pages are read smaller */
#define JP2_REDUCTION_MAX 4

/* Takes the pixels of a page of width×height, each of which stands for factor×factor of them. Takes the PIX. */
static int take_pix(PIX *pix, int width, int height, int factor, const char *kind, struct rows *rows,
                    struct so_error *err)
{
    if (!pix)
        return so_fail(err, SO_EFORMAT, "a broken %s, or one that ends early", kind);
    rows->width = width;
    rows->height = height;
    rows->factor = factor;
    rows->xres = pixGetXRes(pix);
    rows->yres = pixGetYRes(pix);
    int r = raster_from_pix(pix, &rows->raster);
    pixDestroy(&pix);
    return r ? so_fail(err, r, "out of memory") : SO_OK;
}

static int check_size(const char *kind, int width, int height, uint64_t pixels_max, const struct image_source *source,
                      struct so_error *err)
{
    if (width < 1 || height < 1)
        return so_fail(err, SO_EFORMAT, "a broken %s, or one that ends early", kind);
    int r = rows_check_size(source, (uint64_t)width, (uint64_t)height, err);
    if (!r && (uint64_t)width * (uint64_t)height > pixels_max)
        r = so_fail(err, SO_ELIMIT, "a %s of more than %u megapixels", kind, (unsigned)(pixels_max / 1000000));
    return r;
}

int codec_decode_webp(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    l_int32 width = 0, height = 0, samples;
    if (readHeaderMemWebP(source->data, source->len, &width, &height, &samples))
        width = 0;
    int r = check_size("WebP", width, height, WEBP_PIXELS_MAX, source, err);
    return r ? r : take_pix(pixReadMem(source->data, source->len), width, height, 1, "WebP", rows, err);
}

int codec_decode_jp2(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    l_int32 width = 0, height = 0, bits, samples;
    if (readHeaderMemJp2k(source->data, source->len, &width, &height, &bits, &samples, NULL))
        width = 0;
    const uint64_t most = (uint64_t)JP2_PIXELS_MAX * JP2_REDUCTION_MAX * JP2_REDUCTION_MAX;
    int r = check_size("JPEG 2000", width, height, most, source, err), factor = 1;
    if (r)
        return r;
    while ((uint64_t)(width / factor) * (uint64_t)(height / factor) > JP2_PIXELS_MAX)
        factor *= 2;
    return take_pix(pixReadMemJp2k(source->data, source->len, (l_uint32)factor, NULL, 0, 0), width, height, factor,
                    "JPEG 2000", rows, err);
}
