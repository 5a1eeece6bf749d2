#include "export/pdf_surface.h"

static cairo_status_t take_bytes(void *out, const unsigned char *data, unsigned int len)
{
    return buf_append(out, data, len) ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

int pdf_surface_draw(const char *title, double width, double height, pdf_draw_fn *draw, const void *what,
                     struct buf *out)
{
    struct buf bytes = BUF_INIT;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take_bytes, &bytes, width, height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    int r = draw(surface, what);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (!r && status != CAIRO_STATUS_SUCCESS)
        r = status == CAIRO_STATUS_NO_MEMORY ? SO_ENOMEM : SO_EIO;
    if (!r)
        r = buf_append(out, bytes.data, bytes.len);
    buf_free(&bytes);
    return r;
}

#ifdef SOHOA_SANITIZED
/* Fontconfig keeps its configuration to the end; asking it to forget aborts where a font is still in use. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif
