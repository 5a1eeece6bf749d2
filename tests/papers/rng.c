#include "rng.h"

uint64_t rng_next(struct rng *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct rng rng_stream(uint64_t seed, uint64_t paper, const char *purpose)
{
    struct rng r = {seed};
    r.state = rng_next(&r) ^ paper;
    r.state = rng_next(&r);
    for (const char *p = purpose; *p; p++)
        r.state = rng_next(&r) ^ (unsigned char)*p;
    return r;
}

double rng_real(struct rng *r, double low, double high)
{
    return low + (high - low) * (double)(rng_next(r) >> 11) / 9007199254740992.0;
}

int rng_int(struct rng *r, int low, int high)
{
    return low + (int)(rng_next(r) % (uint64_t)(high - low + 1));
}

bool rng_chance(struct rng *r, double probability)
{
    return rng_real(r, 0, 1) < probability;
}

double rng_gauss(struct rng *r)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += rng_real(r, 0, 1);
    return sum;
}

const char *rng_pick(struct rng *r, const char *const *list)
{
    int n = 0;
    while (list[n])
        n++;
    return list[rng_int(r, 0, n - 1)];
}
