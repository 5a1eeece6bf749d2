/* One run of Tesseract over one image. */
#include "ocr/engine.h"

#include <leptonica/allheaders.h>

/*
 * Tesseract hands each line of text from one of its parts to another as a PNG in memory, which costs a tenth of the
 * time that it takes to read the line. A program's own function goes before a library's of the same name: this one
 * answers that call, with Leptonica's plain format, which unpacks to the same pixels. Nothing else here packs images
 * with it.
 */
__attribute__((visibility("default"))) l_ok pixWriteMem(l_uint8 **ret_data, size_t *ret_size, PIX *pix, l_int32 format)
{
    (void)format;
    return pixWriteMemSpix(ret_data, ret_size, pix);
}

int engine_recognise(TessBaseAPI *api, const struct ocr_image *image, TessPageSegMode mode, enum letters letters,
                     int timeout_ms, struct words *ret_words, struct so_error *err)
{
    TessBaseAPISetPageSegMode(api, mode);
    TessBaseAPISetImage(api, image->data, image->width, image->height, 1, image->stride ? image->stride : image->width);
    TessBaseAPISetSourceResolution(api, image->dpi);
    ETEXT_DESC *monitor = TessMonitorCreate();
    if (!monitor)
        return so_fail(err, SO_ENOMEM, "out of memory");
    TessMonitorSetDeadlineMSecs(monitor, timeout_ms);
    int failed = TessBaseAPIRecognize(api, monitor);
    TessMonitorDelete(monitor);
    int r = SO_OK;
    if (failed)
        r = so_fail(err, SO_ETIMEOUT, "its time is up");
    else if (engine_collect(api, letters, ret_words))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    TessBaseAPIClear(api);
    return r;
}
