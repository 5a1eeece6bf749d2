#include "ocr/ink.h"

#define CONTRAST_MIN 40 /* between paper and ink: less is bare paper */

bool ink_of(const struct ocr_image *image, struct box box, uint8_t *ret_ink)
{
    size_t counts[256] = {0}, n = (size_t)box.w * (size_t)box.h, sum = 0;
    size_t stride = (size_t)(image->stride ? image->stride : image->width);
    const uint8_t *from = image->data + (size_t)box.y * stride + (size_t)box.x;
    for (int y = 0; y < box.h; y++)
        for (int x = 0; x < box.w; x++)
            counts[from[(size_t)y * stride + (size_t)x]]++;
    int dark = 0, paper = 255;
    while (dark < 255 && (sum += counts[dark]) * 100 < n * 2)
        dark++;
    sum = 0;
    while (paper > 0 && (sum += counts[paper]) * 4 < n)
        paper--;
    if (paper - dark < CONTRAST_MIN)
        return false;
    for (int y = 0; y < box.h; y++)
        for (int x = 0; x < box.w; x++) {
            int v = (paper - from[(size_t)y * stride + (size_t)x]) * 255 / (paper - dark);
            *ret_ink++ = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    return true;
}
