/*
 * The header of a JPEG file, read strictly and never decoded: enough to embed its bytes unchanged in a PDF.
 *
 * Every marker segment is followed from SOI to EOI (ITU-T T.81, annex B), so that what is embedded is one whole image
 * and nothing after it. Baseline, extended and progressive Huffman coding with 8 bits a sample, 1 or 3 components: what
 * PDF's DCTDecode takes. CMYK, arithmetic, lossless and hierarchical files are SO_EUNSUPPORTED, broken ones SO_EFORMAT.
 */
#ifndef SOHOA_PDF_JPEG_H
#define SOHOA_PDF_JPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

struct pdf_jpeg {
    int width, height; /* pixels, 1..65535 */
    int components;    /* 1 gray, 3 colour */
    bool plain_rgb;    /* three components stored as R, G, B instead of Y, Cb, Cr */
};

int pdf_jpeg_parse(const void *data, size_t len, struct pdf_jpeg *ret_jpeg, struct so_error *err);

#endif
