/*
 * How far two Vietnamese texts are apart when one of them was read by OCR, and where a label stands in a text.
 *
 * Edit distance over letters with the costs of what OCR confuses. The unit is 1/100 of a wrong letter:
 *     another letter, a letter too many or too few    100
 *     look-alikes (l 1 I |, o 0 O Q D, 5 S, 8 B …)      30
 *     rn ↔ m, ri ↔ n, cl ↔ d, vv ↔ w, ii ↔ u            40
 *     the letter's mark (a ă â, o ô ơ, d đ …)           20
 *     the tone                                          15
 *     case                                               2
 *     punctuation, a space too many or too few          25
 */
#ifndef SOHOA_VIET_DISTANCE_H
#define SOHOA_VIET_DISTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIET_COST_LETTER 100
#define VIET_COST_CASE 2
#define VIET_DISTANCE_FAR 0xFFFFFFFFu

/*
 * A text prepared for comparing: decode once, compare often. Runs of white space count as one space, outer ones not at
 * all; NFC and NFD give the same.
 */
struct viet_glyph {
    int32_t base;       /* lower case, without mark and tone */
    uint16_t shape;     /* classes of look-alikes, a bit each */
    uint16_t begins, ends, is; /* of which pairs that are read as one letter it is the first, the second, the one */
    uint8_t mark, tone; /* viet/text.h; 0 for what is no Vietnamese letter */
    uint8_t kind;       /* letter, digit, space or other */
    bool upper;
    uint32_t start, end; /* its bytes in the text */
};

struct viet_glyphs {
    struct viet_glyph *items;
    size_t len, cap;
};

#define VIET_GLYPHS_MAX 20000 /* a page's text; longer input is SO_ELIMIT */

/* Fills a zeroed or used struct. SO_ENOMEM, SO_ELIMIT. */
int viet_glyphs_set(struct viet_glyphs *g, const char *s, size_t len);
void viet_glyphs_free(struct viet_glyphs *g);

/* The distance, or VIET_DISTANCE_FAR as soon as it must exceed limit (or when memory is out). */
uint32_t viet_glyphs_distance(const struct viet_glyphs *a, const struct viet_glyphs *b, uint32_t limit);

/* 1 - distance / (100 * letters of the longer one), not below 0; 1 for two empty texts. */
float viet_glyphs_similarity(const struct viet_glyphs *a, const struct viet_glyphs *b);

struct viet_match {
    size_t start, end; /* bytes of the text */
    float similarity;  /* 1 - distance / (100 * letters of the label), 0..1 */
};

/*
 * The best place of a label inside a text, as whole words (it begins and ends at a word's edge): the highest
 * similarity, at least min_similarity; of equal ones the first. False when there is none. Letters before `from` (bytes)
 * are not looked at, so repeated calls with from = ret->end find all.
 */
bool viet_find_label(const struct viet_glyphs *text, const struct viet_glyphs *label, size_t from, float min_similarity,
                     struct viet_match *ret);

/* The same for plain strings, when comparing once. Memory out counts as far apart. */
uint32_t viet_distance(const char *a, size_t a_len, const char *b, size_t b_len, uint32_t limit);
float viet_similarity(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
