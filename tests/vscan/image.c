#include "image.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_MAX 20000

/* The next number of a PNM header, past white space and comments; -1 when there is none. */
static int header_number(FILE *f)
{
    int c;
    for (;;) {
        c = getc(f);
        if (c == '#')
            while (c != '\n' && c != EOF)
                c = getc(f);
        else if (!isspace(c))
            break;
    }
    int value = -1;
    for (; isdigit(c) && value <= SIDE_MAX; c = getc(f))
        value = (value < 0 ? 0 : value) * 10 + (c - '0');
    return value; /* the one white-space byte after it is eaten */
}

static bool read_bits(FILE *f, struct image *image)
{
    size_t row = ((size_t)image->width + 7) / 8;
    uint8_t *bits = malloc(row);
    bool ok = bits != NULL;
    for (int y = 0; ok && y < image->height; y++) {
        ok = fread(bits, 1, row, f) == row;
        for (int x = 0; ok && x < image->width; x++)
            image->pixels[(size_t)y * (size_t)image->width + (size_t)x] = bits[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
    }
    free(bits);
    return ok;
}

static bool read_image(FILE *f, struct image *image)
{
    int kind = getc(f) == 'P' ? getc(f) : 0;
    if (kind < '4' || kind > '6')
        return false;
    image->width = header_number(f);
    image->height = header_number(f);
    int max = kind == '4' ? 255 : header_number(f);
    if (image->width < 1 || image->height < 1 || image->width > SIDE_MAX || image->height > SIDE_MAX || max != 255)
        return false;
    image->colour = kind == '6';
    size_t bytes = (size_t)image->width * (size_t)image->height * (image->colour ? 3 : 1);
    image->pixels = malloc(bytes);
    if (!image->pixels)
        return false;
    return kind == '4' ? read_bits(f, image) : fread(image->pixels, 1, bytes, f) == bytes;
}

bool image_load(const char *path, struct image *ret_image)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return false;
    struct image image = {0};
    bool ok = read_image(f, &image);
    fclose(f);
    if (ok)
        *ret_image = image;
    else
        image_free(&image);
    return ok;
}

bool image_white(int width, int height, struct image *ret_image)
{
    struct image image = {.width = width, .height = height, .pixels = malloc((size_t)width * (size_t)height)};
    if (!image.pixels)
        return false;
    memset(image.pixels, 255, (size_t)width * (size_t)height);
    *ret_image = image;
    return true;
}

void image_free(struct image *image)
{
    free(image->pixels);
    *image = (struct image){0};
}

size_t raster_row_bytes(enum raster_mode mode, int width)
{
    size_t w = (size_t)width;
    return mode == MODE_LINEART ? (w + 7) / 8 : mode == MODE_GRAY ? w : 3 * w;
}

static void pixel_at(const struct image *image, double fx, double fy, uint8_t rgb[3])
{
    long x = (long)floor(fx), y = (long)floor(fy);
    if (x < 0 || y < 0 || x >= image->width || y >= image->height) {
        memset(rgb, 255, 3);
        return;
    }
    size_t at = (size_t)y * (size_t)image->width + (size_t)x;
    if (image->colour)
        memcpy(rgb, image->pixels + 3 * at, 3);
    else
        memset(rgb, image->pixels[at], 3);
}

static uint8_t gray_of(const struct image *image, const uint8_t rgb[3])
{
    return image->colour ? (uint8_t)((rgb[0] * 299 + rgb[1] * 587 + rgb[2] * 114 + 500) / 1000) : rgb[0];
}

/* Rows that need no change but their place: a page of 26 MB must not take longer than a fast feeder does. */
static bool copy_row(const struct image *image, enum raster_mode mode, const struct window *w, int y, uint8_t *line)
{
    long left = (long)floor(w->left + 0.5 * w->step), row = (long)floor(w->top + (y + 0.5) * w->step);
    size_t sample = image->colour ? 3 : 1, width = (size_t)w->width;
    if (w->step != 1.0 || mode != (image->colour ? MODE_COLOR : MODE_GRAY) || left < 0 || row < 0)
        return false;
    size_t inside = row >= image->height || left >= image->width ? 0 : (size_t)(image->width - left);
    inside = inside < width ? inside : width;
    memset(line + inside * sample, 255, (width - inside) * sample); /* beyond the image's edge */
    memcpy(line, image->pixels + ((size_t)row * (size_t)image->width + (size_t)left) * sample, inside * sample);
    return true;
}

uint8_t *raster_render(const struct image *image, enum raster_mode mode, const struct window *window)
{
    size_t row = raster_row_bytes(mode, window->width);
    uint8_t *out = calloc((size_t)window->height, row);
    if (!out)
        return NULL;
    for (int y = 0; y < window->height; y++) {
        uint8_t *line = out + (size_t)y * row;
        double fy = window->top + (y + 0.5) * window->step;
        if (copy_row(image, mode, window, y, line))
            continue;
        for (int x = 0; x < window->width; x++) {
            uint8_t rgb[3];
            pixel_at(image, window->left + (x + 0.5) * window->step, fy, rgb);
            if (mode == MODE_COLOR)
                memcpy(line + 3 * (size_t)x, rgb, 3);
            else if (mode == MODE_GRAY)
                line[x] = gray_of(image, rgb);
            else if (gray_of(image, rgb) < 128)
                line[x / 8] |= (uint8_t)(0x80 >> (x % 8));
        }
    }
    return out;
}
