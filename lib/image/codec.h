/*
 * What the decoders share: a decoder reads a header, asks rows_begin whether that size may be, and hands over its rows
 * from top to bottom. Private to the room.
 */
#ifndef SOHOA_IMAGE_CODEC_H
#define SOHOA_IMAGE_CODEC_H

#include <stdbool.h>

#include "image/decode.h"

struct rows {
    struct raster raster; /* of the held, perhaps reduced page */
    double xres, yres;    /* pixels an inch as the file says, of the unreduced page; 0: it says nothing */
    int turn;             /* degrees clockwise that the file asks for, after mirroring */
    bool mirror;
    int pages;
    int width, height;    /* of the unreduced page */
    int factor;
    int row;        /* the next unreduced row */
    uint32_t *sums; /* of a row that is being reduced */
};

/* SO_ELIMIT or SO_EFORMAT for a size that may not be; for headers that can be looked at before the codec does. */
int rows_check_size(const struct image_source *source, uint64_t width, uint64_t height, struct so_error *err);

/* Sizes above the limits are SO_ELIMIT; the raster starts white, so that missing rows stay so. */
int rows_begin(struct rows *rows, const struct image_source *source, uint64_t width, uint64_t height, int channels,
               struct so_error *err);

/* Where the next unreduced row may be decoded into directly, or NULL when it has to go through rows_put. */
uint8_t *rows_peek(struct rows *rows);

/* The next row of width*channels bytes; one that is already in place (rows_peek) is only counted. Extra rows are dropped. */
void rows_put(struct rows *rows, const uint8_t *row);

/* SO_OK when enough rows were there to keep the page, else SO_EFORMAT: the kind (say "JPEG") ends early. */
int rows_check_cut(const struct rows *rows, const char *kind, struct so_error *err);

/* TIFF's and EXIF's orientation, 1..8; others mean 1. */
void rows_orient(struct rows *rows, int orientation);

typedef int codec_decode(const struct image_source *source, int page, struct rows *rows, struct so_error *err);
codec_decode codec_decode_jpeg, codec_decode_png, codec_decode_tiff, codec_decode_pnm, codec_decode_webp,
    codec_decode_jp2;

#endif
