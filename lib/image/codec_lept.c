/* WebP and JPEG 2000 are rare and go through Leptonica whole; the header's size is checked first. */
#include <leptonica/allheaders.h>

#include "image/codec.h"

#define WHOLE_PIXELS_MAX (24u * 1000 * 1000)

static int decode_whole(const char *kind, int width, int height, const struct image_source *source, struct rows *rows,
                        struct so_error *err)
{
    if (width < 1 || height < 1)
        return so_fail(err, SO_EFORMAT, "a broken %s, or one that ends early", kind);
    int r = rows_check_size(source, (uint64_t)width, (uint64_t)height, err);
    if (r)
        return r;
    if ((uint64_t)width * (uint64_t)height > WHOLE_PIXELS_MAX)
        return so_fail(err, SO_ELIMIT, "a %s of more than %u megapixels", kind, WHOLE_PIXELS_MAX / 1000000);
    PIX *pix = pixReadMem(source->data, source->len);
    if (!pix)
        return so_fail(err, SO_EFORMAT, "a broken %s, or one that ends early", kind);
    rows->width = width;
    rows->height = height;
    rows->factor = 1;
    rows->xres = pixGetXRes(pix);
    rows->yres = pixGetYRes(pix);
    r = raster_from_pix(pix, &rows->raster);
    pixDestroy(&pix);
    return r ? so_fail(err, r, "out of memory") : SO_OK;
}

int codec_decode_webp(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    l_int32 width = 0, height = 0, samples;
    if (readHeaderMemWebP(source->data, source->len, &width, &height, &samples))
        width = 0;
    return decode_whole("WebP", width, height, source, rows, err);
}

int codec_decode_jp2(const struct image_source *source, int page, struct rows *rows, struct so_error *err)
{
    (void)page;
    l_int32 width = 0, height = 0, bits, samples;
    if (readHeaderMemJp2k(source->data, source->len, &width, &height, &bits, &samples, NULL))
        width = 0;
    return decode_whole("JPEG 2000", width, height, source, rows, err);
}
