#include "input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_MAX 20000 /* pixels: an A4 sheet at 1200 dpi is less */

static cairo_surface_t *complain(const char *path, const char *why)
{
    fprintf(stderr, "specimen: %s: %s\n", path, why);
    return NULL;
}

/* One row of bytes R G B to cairo's words. */
static void put_row(unsigned char *to, const uint8_t *rgb, int width)
{
    for (int x = 0; x < width; x++, rgb += 3) {
        uint32_t p = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
        memcpy(to + 4 * (size_t)x, &p, sizeof p);
    }
}

static cairo_surface_t *read_pnm(const char *path, FILE *file)
{
    int width, height, most;
    if (fscanf(file, "P6 %d %d %d", &width, &height, &most) != 3 || fgetc(file) == EOF || most != 255 || width < 1 ||
        height < 1 || width > SIDE_MAX || height > SIDE_MAX)
        return complain(path, "neither a PNG nor a PNM (P6) without comments");
    cairo_surface_t *page = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    uint8_t *row = malloc(3 * (size_t)width);
    bool whole = row && cairo_surface_status(page) == CAIRO_STATUS_SUCCESS;
    cairo_surface_flush(page);
    for (int y = 0; whole && y < height; y++) {
        whole = fread(row, 3, (size_t)width, file) == (size_t)width;
        if (whole)
            put_row(cairo_image_surface_get_data(page) + (size_t)y * (size_t)cairo_image_surface_get_stride(page), row,
                    width);
    }
    cairo_surface_mark_dirty(page);
    free(row);
    if (whole)
        return page;
    cairo_surface_destroy(page);
    return complain(path, "the picture is cut off");
}

cairo_surface_t *read_page(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return complain(path, strerror(errno));
    int first = fgetc(file);
    ungetc(first, file);
    cairo_surface_t *page = NULL;
    if (first == 'P') {
        page = read_pnm(path, file);
    } else {
        page = cairo_image_surface_create_from_png(path);
        if (cairo_surface_status(page) != CAIRO_STATUS_SUCCESS) {
            complain(path, cairo_status_to_string(cairo_surface_status(page)));
            cairo_surface_destroy(page);
            page = NULL;
        }
    }
    fclose(file);
    return page;
}
