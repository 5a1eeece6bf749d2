/* A small seeded generator (splitmix64): the same seed gives the same papers on every machine. */
#ifndef SPECIMEN_RNG_H
#define SPECIMEN_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

/* An independent stream for each purpose, so that drawing another signature changes nobody's name. */
struct rng rng_stream(uint64_t seed, uint64_t paper, const char *purpose);

uint64_t rng_next(struct rng *r);
int rng_int(struct rng *r, int low, int high);           /* both ends included */
double rng_real(struct rng *r, double low, double high); /* high excluded */
bool rng_chance(struct rng *r, double probability);
double rng_gauss(struct rng *r); /* mean 0, deviation 1, within ±6 */

/* One of a NULL-terminated list. */
const char *rng_pick(struct rng *r, const char *const *list);

#endif
