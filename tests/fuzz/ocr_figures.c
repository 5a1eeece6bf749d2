/* Any pixels are figures, other things or nothing; boxes lie in the image. */
#include <stdlib.h>

#include "ocr/figures.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    int width = data[0] + 1, height = (int)((size - 1) / (size_t)width);
    struct ocr_image image = {.data = data + 1, .width = width, .height = height, .dpi = 300};
    struct words words = {0};
    if (figures_read(&image, &words))
        return 0;
    for (size_t i = 0; i < words.len; i++)
        for (size_t k = 0; k < words.items[i].nglyphs; k++) {
            struct box b = words.items[i].glyphs[k].box;
            if (b.x < 0 || b.y < 0 || box_right(b) > width || box_bottom(b) > height ||
                words.items[i].glyphs[k].nchoices < 1)
                abort();
        }
    words_free(&words);
    return 0;
}
