/* The text layer says what the clerk confirmed, not what was first read. */
#ifndef SOHOA_PDF_CORRECT_H
#define SOHOA_PDF_CORRECT_H

#include "base/result.h"
#include "model/page.h"
#include "model/paper.h"

/*
 * A copy of a page's words in which the value of each corrected field replaces the words that stand in the field's box:
 * word for word where their number agrees, otherwise spread over the lines of the words replaced, or over the box when
 * nothing was read there. Fields of other pages, without a box or with an empty value change nothing: what stands on
 * the paper stays findable. Words keep reading order; new words have confidence 1.
 *
 * corrected: only the fields whose value a clerk set. page: the page's number as in field.page. SO_ENOMEM.
 */
int pdf_corrected_words(const struct words *words, const struct fields *corrected, int page, struct words *ret_words);

#endif
