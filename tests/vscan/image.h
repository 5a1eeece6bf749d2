/* An image file and the raster that a scan of it gives. */
#ifndef VSCAN_IMAGE_H
#define VSCAN_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image {
    int width, height;
    bool colour;
    uint8_t *pixels; /* 1 byte (gray) or 3 (RGB) each */
};

/* Reads P4, P5 or P6 (maximum 255); false when it is none of them. */
bool image_load(const char *path, struct image *ret_image);
bool image_white(int width, int height, struct image *ret_image);
void image_free(struct image *image);

enum raster_mode { MODE_LINEART, MODE_GRAY, MODE_COLOR };

/* A window of the image: where it begins and its size in output pixels, and image pixels for one output pixel. */
struct window {
    double left, top; /* image pixels */
    double step;
    int width, height;
};

size_t raster_row_bytes(enum raster_mode mode, int width);

/* The window as SANE delivers it, white outside the image; NULL when memory is out. */
uint8_t *raster_render(const struct image *image, enum raster_mode mode, const struct window *window);

#endif
