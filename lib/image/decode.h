/*
 * Image files into pixels: JPEG, PNG, TIFF (many pages), PNM (P4 P5 P6), WebP and JPEG 2000, known by their content,
 * never by their name.
 *
 * A file's header is checked against the limits before anything of its size is allocated. Pages larger than
 * IMAGE_HELD_PIXELS are reduced by a whole factor while they are decoded, so that a page of any permitted size fits the
 * worker's memory; the resolution is divided alike. Pixels that are not square by what the file says of its resolution
 * (a fax: 204 × 98 an inch, ITU-T T.4) come back stretched to square ones. The EXIF orientation is applied. A page of
 * grays comes back with one channel, also when the file stores it in three equal ones.
 */
#ifndef SOHOA_IMAGE_DECODE_H
#define SOHOA_IMAGE_DECODE_H

#include "base/result.h"
#include "image/raster.h"

#define IMAGE_HELD_PIXELS (36u * 1000 * 1000) /* A4 at 600 dpi */
#define IMAGE_SIDE_MAX 65500                  /* pixels; what JPEG can say */
#define IMAGE_PAGES_MAX 10000                 /* of one TIFF */

enum image_format { IMAGE_UNKNOWN, IMAGE_JPEG, IMAGE_PNG, IMAGE_TIFF, IMAGE_PNM, IMAGE_WEBP, IMAGE_JP2 };

struct image_source {
    const void *data; /* the whole file, borrowed */
    size_t len;
    uint32_t max_megapixels;
};

struct image {
    struct raster raster;
    int dpi;   /* never 0; from the file, or guessed from the paper size where that is absent or absurd */
    int pages; /* in the file */
};

enum image_format image_sniff(const void *data, size_t len);

/*
 * Decodes one page (from 1). SO_EFORMAT for what is no image or a broken one, and for one that ends before
 * nine tenths of its rows were there (a JPEG or PNG cut later keeps white where it was cut); SO_ELIMIT above the
 * limits; SO_ENOTFOUND for a page that the file does not have; SO_EUNSUPPORTED for an encoding that is not read.
 */
int image_decode(const struct image_source *source, int page, struct image *ret_image, struct so_error *err);

void image_free(struct image *image); /* frees what it owns; accepts NULL and zeroed */

/* Silences the codecs' own messages; once, at the start of the process. */
void image_silence_codecs(void);

#endif
