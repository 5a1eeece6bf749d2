/* Any bytes are a page within the limits or an error. */
#include "image/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image_source source = {.data = data, .len = size, .max_megapixels = 2};
    struct image image = {0};
    struct so_error err;
    image_silence_codecs();
    if (!image_decode(&source, 1, &image, &err))
        image_free(&image);
    return 0;
}
