/*
 * Titles and words of all types in one place, so that a page is held against them once and not type by type. Private to
 * the room.
 */
#ifndef SOHOA_PAPER_INDEX_H
#define SOHOA_PAPER_INDEX_H

#include "paper/layout.h"

#define INDEX_LETTERS 27 /* a to z, and the rest */

/* One printed title, of whatever types have it. */
struct index_title {
    struct viet_glyphs glyphs;
    uint8_t letters[INDEX_LETTERS]; /* how often each stands in it */
    struct {
        struct index_use {
            size_t type, title; /* title: index into the type's titles */
            bool trap;          /* a line that looks like this is no title of the type */
        } *items;
        size_t len, cap;
    } uses;
};

struct index_word {
    uint32_t hash; /* of its letters without marks */
    size_t type;
};

struct paper_index {
    struct {
        struct index_title *items;
        size_t len, cap;
    } titles;
    struct {
        struct index_word *items; /* sorted once by index_close; each word of a type once */
        size_t len, cap;
    } words;
    size_t types;
};

int index_add_title(struct paper_index *index, const char *text, size_t type, size_t title, bool trap);
int index_add_words(struct paper_index *index, const struct viet_glyphs *text, size_t type);
void index_close(struct paper_index *index, size_t types); /* before the first look-up */
void index_free(struct paper_index *index);

/* How alike a text and title i are, 0..1; 0 also when they are less alike than at_least. */
float index_similarity(const struct paper_index *index, const struct viet_glyphs *text, const uint8_t *letters, size_t i,
                       float at_least);
void index_count_letters(const struct viet_glyphs *text, uint8_t *ret_letters);

/*
 * How much of what a page says is said by each type's labels: words that few types have weigh more. ret_scores: one
 * number a type.
 */
int index_score(const struct paper_index *index, const struct layout *l, float *ret_scores);

#endif
