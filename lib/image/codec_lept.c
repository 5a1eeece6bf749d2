/* What is rare goes through Leptonica. */
#include <leptonica/allheaders.h>

#include "image/codec.h"

static int decode_whole(const struct image_source *source, struct rows *rows, struct so_error *err)
{
    l_int32 format, width = 0, height = 0, bps, spp, colours;
    if (pixReadHeaderMem(source->data, source->len, &format, &width, &height, &bps, &spp, &colours))
        return so_fail(err, SO_EFORMAT, "a broken image");
    PIX *pix = pixReadMem(source->data, source->len);
    if (!pix)
        return so_fail(err, SO_EFORMAT, "a broken image");
    rows->factor = 1;
    rows->width = width;
    rows->height = height;
    rows->xres = pixGetXRes(pix);
    rows->yres = pixGetYRes(pix);
    int r = raster_from_pix(pix, &rows->raster);
    pixDestroy(&pix);
    return r;
}
#define STUB(n) int codec_decode_##n(const struct image_source *source, int page, struct rows *rows, struct so_error *err) \
 { (void)page; return decode_whole(source, rows, err); }
STUB(png) STUB(tiff) STUB(pnm) STUB(webp) STUB(jp2)
