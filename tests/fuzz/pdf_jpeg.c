/* The JPEG header parser: whatever it accepts must be an image that a PDF can name. */
#include <stdint.h>
#include <stdlib.h>

#include "pdf/jpeg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pdf_jpeg j;
    struct so_error err;
    int r = pdf_jpeg_parse(data, size, &j, &err);
    if (r == 0 && (j.width < 1 || j.height < 1 || (j.components != 1 && j.components != 3)))
        abort();
    return 0;
}
