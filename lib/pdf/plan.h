/*
 * How strongly each page's image is compressed, so that a document stays under the size that portals accept (several
 * cap a file at 6 MB; 150–400 kB is a good A4 page). Resolution is never given up: 200 dpi is the lawful floor
 * (TT 02/2019, NĐ 30/2020 annex I). Pure: says what to render next and is told how large it became.
 *
 *     while ((r = pdf_plan_next(plan, &page, &quality, &err)) == 0)
 *         … render page at quality … pdf_plan_rendered(plan, page, bytes);
 *     r is SO_EEND when everything fits, SO_ELIMIT when it cannot.
 *
 * The largest page gives way first. At most one page more than the whole's limit is ever kept.
 */
#ifndef SOHOA_PDF_PLAN_H
#define SOHOA_PDF_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

#define PDF_DPI 200
#define PDF_PAGE_BYTES (400u * 1024)         /* wished for; a page that stays above it at the lowest quality is kept */
#define PDF_WHOLE_BYTES (6u * 1000 * 1000)   /* 6 MB as portals count, by default */
#define PDF_WHOLE_BYTES_MIN (200u * 1000)

struct pdf_limits {
    uint64_t page;  /* bytes; 0: PDF_PAGE_BYTES */
    uint64_t whole; /* bytes of one file; 0: PDF_WHOLE_BYTES */
    bool split;     /* into several files under the limit, instead of compressing below what one page needs */
};

struct pdf_plan;

/* pages: 1..PDF_PAGES_MAX. SO_ENOMEM, SO_ELIMIT, SO_EINVALID. */
int pdf_plan_new(size_t pages, const struct pdf_limits *limits, struct pdf_plan **ret_plan);
void pdf_plan_free(struct pdf_plan *plan); /* accepts NULL */

/* The page (from 0) to render next, and its JPEG quality (75, 60, 45, 35). SO_EEND: all fits; SO_ELIMIT: err names
   the page and its size. */
int pdf_plan_next(struct pdf_plan *plan, size_t *ret_page, int *ret_quality, struct so_error *err);

/* bytes: what the page takes in the file at the quality asked for, its JPEG and its text. */
void pdf_plan_rendered(struct pdf_plan *plan, size_t page, uint64_t bytes);

/* The number (from 0) of the file that a page belongs to; always 0 unless limits.split. Valid after SO_EEND. */
size_t pdf_plan_part(const struct pdf_plan *plan, size_t page);

uint64_t pdf_plan_whole(const struct pdf_plan *plan); /* the limit of one file */

/* "name.pdf" → "name-2.pdf" for part 1 of several; malloc'ed, NULL when memory is out. */
char *pdf_part_path(const char *path, size_t part);

#endif
