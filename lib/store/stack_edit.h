/* What every clerk's change of a stack begins and ends with. */
#ifndef SOHOA_STORE_STACK_EDIT_H
#define SOHOA_STORE_STACK_EDIT_H

#include "store/internal.h"
#include "store/stack.h"

/* As store_edit_begin. */
int stack_edit_begin(struct store *s, const struct store_stack_edit *e, struct conn **ret_conn, int *ret_version,
                     struct so_error *err);

/* r: how the change went. The source has a new version and the audit a line, or all is as it was. */
int stack_edit_end(struct store *s, struct conn *c, const struct store_stack_edit *e, int r, const char *action,
                   const char *detail, int *ret_version, struct so_error *err);

/* Takes a page out of its paper, which ends before it; the pages behind it become one that waits to be judged anew. */
int stack_take_page(struct store *s, struct conn *c, int64_t source, int page, struct so_error *err);

#endif
