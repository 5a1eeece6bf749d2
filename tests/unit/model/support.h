/* What the model's tests share: a page with something of everything. */
#ifndef SOHOA_TESTS_MODEL_SUPPORT_H
#define SOHOA_TESTS_MODEL_SUPPORT_H

#include "model/page.h"

struct page make_page(void);
void assert_same_page(const struct page *a, const struct page *b);

#endif
