/* Words of values that were looked at again, one by one, put back into what was read. Private to the room. */
#ifndef SOHOA_PAPER_MENDS_H
#define SOHOA_PAPER_MENDS_H

#include "paper/sheet.h"

/* The texts of a sheet's fields with mended words; a field without one has NULL. */
struct mends {
    char **texts;
    const char **evidence; /* static */
    float *confidence;     /* that a mended value has at least */
    size_t n;
};

int mends_begin(const struct sheet *s, struct mends *ret); /* SO_ENOMEM; mends_free in any case */
void mends_free(struct mends *m);

/* The field, one that fits, in whose value a word of the page stands; the number of fields when there is none. */
size_t mends_field(const struct sheet *s, const struct word *w, bool (*fits)(const struct sheet *s, size_t field));

/* Notes that a word of a field's value is another one. */
int mends_put(struct mends *m, const struct sheet *s, size_t field, const char *read, const char *better,
              const char *evidence, float confidence);

/* What a field's text is with one word of it replaced; malloc'ed into *ret, NULL when it does not stand there. */
int mends_text(const struct mends *m, const struct sheet *s, size_t field, const char *read, const char *better,
               char **ret);

/* Gives the fields their mended values, where these are at least as much of their kind as what was read. */
int mends_adopt(struct sheet *s, const struct mends *m);

#endif
