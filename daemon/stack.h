/*
 * A stack of sheets on its way into papers: which pages are covers, where papers may begin, and what a person should
 * look at. The words of clerks (store/stack.h) go before what the pages say.
 */
#ifndef SOHOA_DAEMON_STACK_H
#define SOHOA_DAEMON_STACK_H

#include "paper/paper.h"
#include "store/stack.h"

/*
 * Records the covers among the pages and the blank other sides of their sheets, in the store and in io_stack.
 * judgements: as the stack's pages, NULL where there is none.
 */
int stack_find_covers(struct store *store, int64_t source, struct store_stack *io_stack,
                      struct judgement *const *judgements, struct so_error *err);

/* Whether one side of this sheet is a cover; false for sheet 0. */
bool stack_is_cover_sheet(const struct store_stack *stack, int sheet);

struct stack_leaves {
    struct paper_leaf *items;
    size_t len, cap;
};

/* The pages that were read, as paper_group wants them; borrows the judgements. SO_ENOMEM. */
int stack_leaves(const struct store_stack *stack, struct judgement *const *judgements, struct stack_leaves *ret_leaves);

/*
 * Everything that a person should look at: pages that came badly, sheets that do not add up, covers that do not hold.
 * Pure. What can only be told of a whole stack is told once it is closed. SO_ENOMEM.
 */
int stack_warnings(const struct store_stack *stack, struct judgement *const *judgements,
                   struct store_warnings *ret_warnings);

#endif
