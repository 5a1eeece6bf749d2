/* Private to the store: makes of a paper's id what the clerk sees of a hit. */
#ifndef SOHOA_STORE_HIT_H
#define SOHOA_STORE_HIT_H

#include "store/plan.h"

int hit_load(struct store *s, struct conn *c, const struct plan *plan, int64_t paper, const struct step *step,
             struct store_hit *ret_hit, struct so_error *err);
void hit_free(struct store_hit *h);

#endif
