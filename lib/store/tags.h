/* Private to the store: the tokens that filters look for, written the same way when indexing and when asking. */
#ifndef SOHOA_STORE_TAGS_H
#define SOHOA_STORE_TAGS_H

#include "base/buf.h"
#include "store/query.h"

/* Appends TOKEN_TAG, the filter's name, '=' and the value in its one form (folded, no leading zeros, plain letters). */
int tag_append(struct buf *b, enum query_filter filter, const char *value, size_t len);

/*
 * Appends, each with a space behind it, the tags by which a number is found: of "045/2018/TLKT-BS" 45, 45/2018,
 * 45/2018/tlkt, 45/2018/tlkt-bs; and the year tag when a part is one.
 */
int tag_append_number(struct buf *b, enum query_filter filter, const char *value);

/* "\x02ngay=2018-10-01"; iso has at least ten bytes. */
int tag_append_day(struct buf *b, const char *iso);
/* "\x02thang=2018-10"; iso has at least seven bytes. */
int tag_append_month(struct buf *b, const char *iso);

#define TAG_RESTRICTED "\x02" "han_che" /* stands in the documents of papers that not everyone may see */

#endif
