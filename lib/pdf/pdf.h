/*
 * A searchable PDF/A, written page by page: each page is one JPEG at its true physical size with the page's words as
 * invisible text exactly where they stand on the image. One page's text is all that is held in memory.
 *
 *     struct pdf *pdf;
 *     r = pdf_new(path, &info, &pdf, &err);
 *     for (…; !r; …)
 *         r = pdf_add_page(pdf, &page, &err);
 *     if (!r)
 *         r = pdf_finish(pdf, &size, &err);
 *     pdf_free(pdf);                       -- not finished: nothing is left behind
 *
 * The file appears under its name whole or not at all (base/file.h). The same input gives the same bytes.
 *
 * Part 2 is PDF 1.7 marked PDF/A-2u (ISO 19005-2, level U: every letter maps to Unicode); part 1 is PDF 1.4 marked
 * PDF/A-1b (ISO 19005-1). CV 7197 asks for PDF/A-1 or PDF/A-2 with two layers, image and text.
 */
#ifndef SOHOA_PDF_PDF_H
#define SOHOA_PDF_PDF_H

#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "model/page.h"

#define PDF_PAGES_MAX 5000                         /* pages of one file; above: SO_ELIMIT */
#define PDF_JPEG_MAX (64u * 1024 * 1024)           /* bytes of one page's image */
#define PDF_FILE_MAX ((uint64_t)2 * 1024 * 1024 * 1024) /* bytes of one file */
#define PDF_DPI_MIN 50
#define PDF_DPI_MAX 2400

/* All strings are UTF-8; NULL or "" leaves the entry out. Borrowed during pdf_new only. */
struct pdf_info {
    const char *title;    /* "Giấy khai sinh – Nguyễn Văn An" */
    const char *author;   /* the office */
    const char *subject;
    const char *keywords; /* separated by ", " */
    const char *creator;  /* the program that made the pages */
    int64_t created_ms;   /* wall clock, ms since 1970; written in the office's zone */
    int part;             /* 1 or 2; 0 means 2 */
};

struct pdf_page {
    const void *jpeg; /* embedded byte for byte */
    size_t jpeg_len;
    int dpi;                   /* true resolution of the image: gives the page its size */
    const struct words *words; /* in reading order; NULL for none */
    double scale;              /* image pixels a pixel of the words' boxes: 200 dpi image of a page read at 300: 2/3 */
};

struct pdf;

int pdf_new(const char *path, const struct pdf_info *info, struct pdf **ret_pdf, struct so_error *err);

/* SO_EFORMAT or SO_EUNSUPPORTED for an image that cannot be embedded (jpeg.h), SO_ELIMIT, SO_ENOSPACE, …; after a
   failure the file can only be freed. */
int pdf_add_page(struct pdf *pdf, const struct pdf_page *page, struct so_error *err);

/* Writes the end, syncs and puts the file in place. A file without pages is SO_EINVALID. ret_size may be NULL. */
int pdf_finish(struct pdf *pdf, uint64_t *ret_size, struct so_error *err);

void pdf_free(struct pdf *pdf); /* accepts NULL */

#endif
