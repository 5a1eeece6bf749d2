/* Shared by the files of this room only. */
#ifndef SOHOA_PDF_PRIVATE_H
#define SOHOA_PDF_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "pdf/pdf.h"

/*
 * The invisible font: one empty glyph for every letter, so that nothing but the mapping to Unicode is in it.
 * Letters get numbers (CIDs) from 1 in the order of their first use; CID 0 (.notdef) is never shown.
 */
#define PDF_GLYPH_ADVANCE 500 /* of 1000 units an em */
#define PDF_GLYPH_ASCENT 800
#define PDF_GLYPH_DESCENT 200
#define PDF_LETTERS_MAX 65535

struct pdf_letters {
    uint16_t *blocks[0x110000 / 256]; /* CID by code point, 256 a block; NULL or 0: not used yet */
    struct {
        uint32_t *items; /* code point by CID − 1 */
        size_t len, cap;
    } used;
};

void pdf_letters_free(struct pdf_letters *letters);
int pdf_letters_number(struct pdf_letters *letters, uint32_t code_point, uint16_t *ret_cid); /* SO_ENOMEM, SO_ELIMIT */

int pdf_font_program(struct buf *out);                                       /* TrueType */
int pdf_font_to_gid(const struct pdf_letters *letters, struct buf *out);     /* CIDToGIDMap: all to glyph 1 */
int pdf_font_to_unicode(const struct pdf_letters *letters, struct buf *out); /* CMap */

/* An sRGB profile (ICC version 2: PDF 1.4 knows no later one). */
int pdf_icc_srgb(struct buf *out);

/* The page's words as a text object; width and height in points. Appends to out, without compression. */
struct pdf_text_page {
    const struct words *words;
    double points; /* a pixel of the words' boxes */
    double width, height;
};
int pdf_text(struct pdf_letters *letters, const struct pdf_text_page *page, struct buf *out);

/* The document information dictionary and its mirror in XMP: both say the same, as PDF/A demands. */
int pdf_info_dictionary(const struct pdf_info *info, struct buf *out);
int pdf_info_xmp(const struct pdf_info *info, struct buf *out);

/* False for control characters and for what PDF/A-2u forbids as the meaning of a glyph; also what XML cannot carry. */
bool pdf_may_show(int32_t code_point);

/* Appends a number as PDF writes it: no exponent, no locale, at most three decimals. */
int pdf_put_number(struct buf *out, double v);

#endif
