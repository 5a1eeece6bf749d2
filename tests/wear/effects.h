/*
 * What may befall a paper before it is a file, each by a name. From how papers, copiers, fax machines, scanners and
 * telephones are, never from what a reader of theirs can do.
 */
#ifndef WEAR_EFFECTS_H
#define WEAR_EFFECTS_H

#include "sheet.h"

typedef void effect_apply(struct sheet *s);

struct effect {
    const char *name;
    const char *says;
    effect_apply *apply;
};

/* By the room that they happen in, each list ends with a name of NULL. */
extern const struct effect paper_effects[], copier_effects[], scanner_effects[], camera_effects[], file_effects[];

/* NULL where there is none of this name. */
const struct effect *effect_find(const char *name);
void effect_list_all(void); /* to standard output, a line each */

/* Applies a list of names, in its order; a name that is no effect's is a mixture's (see effects.c). False: unknown. */
bool effects_apply(const char *names, struct sheet *s);

#endif
