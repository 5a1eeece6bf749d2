#include "effects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct effect *const ROOMS[] = {paper_effects, copier_effects, scanner_effects, camera_effects,
                                             file_effects};
#define ROOMS_COUNT (sizeof ROOMS / sizeof *ROOMS)

/* Mixtures: one of the lines is taken, as often as it stands there. "office" is what a commune's office scans. */
static const struct mixture {
    const char *name;
    const char *says;
    const char *lines[24];
} MIXTURES[] = {
    {"office",
     "what a commune's office scans, in about the shares that it does",
     {"plain,200",
      "plain,200,gray",
      "copy,skew",
      "copy,200",
      "copy,black_border",
      "copy,punch,skew",
      "punch,plain,streaks",
      "staple,skew,gray",
      "bilevel",
      "bilevel,200",
      "skew_black,plain",
      "plain,200,jpeg_40",
      "bleed,plain,200",
      "yellow,plain",
      "pink,plain",
      "crease,plain,gray",
      "copy,streaks_black",
      "copy_third",
      "dust,plain,dpi_wrong",
      "phone",
      "blue,copy",
      "lid_open,gray",
      "toner,plain,200"}},
    {"hard",
     "the worst of it",
     {"copy_light", "copy_dark", "copy_third,skew,200", "fax", "bleed_hard,copy", "phone_bad", "halftone",
      "yellow,stain,crease,150", "book,copy", "jpeg_25,200", "skew_far,copy,black_border", "washed", "dim,gray",
      "starved,gray"}},
};
#define MIXTURES_COUNT (sizeof MIXTURES / sizeof *MIXTURES)

const struct effect *effect_find(const char *name)
{
    for (size_t i = 0; i < ROOMS_COUNT; i++)
        for (const struct effect *e = ROOMS[i]; e->name; e++)
            if (strcmp(e->name, name) == 0)
                return e;
    return NULL;
}

void effect_list_all(void)
{
    for (size_t i = 0; i < ROOMS_COUNT; i++)
        for (const struct effect *e = ROOMS[i]; e->name; e++)
            printf("%-14s %s\n", e->name, e->says);
    for (size_t i = 0; i < MIXTURES_COUNT; i++)
        printf("%-14s one of a mixture: %s\n", MIXTURES[i].name, MIXTURES[i].says);
}

static const char *pick_mixture(const char *name, struct rng *r)
{
    for (size_t i = 0; i < MIXTURES_COUNT; i++)
        if (strcmp(MIXTURES[i].name, name) == 0)
            return rng_pick(r, MIXTURES[i].lines);
    return NULL;
}

bool effects_apply(const char *names, struct sheet *s)
{
    char *copy = strdup(names), *rest = NULL;
    bool known = copy != NULL;
    for (char *name = known ? strtok_r(copy, ",", &rest) : NULL; known && name; name = strtok_r(NULL, ",", &rest)) {
        const struct effect *e = effect_find(name);
        const char *line = e ? NULL : pick_mixture(name, s->rng);
        if (e)
            e->apply(s);
        else
            known = line && effects_apply(line, s);
        if (!known && !line)
            fprintf(stderr, "degrade: there is no effect %s (see --list)\n", name);
    }
    free(copy);
    return known;
}
