/* What the trainers share: numbers by chance, the same for the same seed, and the span of weights. */
#ifndef SOHOA_TRAINING_NUMBERS_H
#define SOHOA_TRAINING_NUMBERS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* In [0, 1); the state is never 0. */
static inline double chance(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static inline double between(uint64_t *state, double a, double b)
{
    return a + (b - a) * chance(state);
}

/* About normal, deviation 0.58. */
static inline double bell(uint64_t *state)
{
    (void)chance(state);
    uint64_t z = *state;
    return (double)((z & 0xffff) + (z >> 16 & 0xffff) + (z >> 32 & 0xffff) + (z >> 48)) / 65536 - 2;
}

/* The largest magnitude of n weights. */
static inline float largest(const float *w, size_t n)
{
    float most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmaxf(most, fabsf(w[i]));
    return most;
}

#endif
