/* The definitions of papers, prepared for comparing: every phrase decoded once. Private to the room. */
#ifndef SOHOA_PAPER_RULES_H
#define SOHOA_PAPER_RULES_H

#include "base/buf.h"
#include "paper/index.h"
#include "paper/paper.h"
#include "viet/distance.h"

/* A printed phrase. */
struct phrase {
    struct viet_glyphs glyphs;
    const char *text; /* borrowed from the definition */
};

struct phrases {
    struct phrase *items;
    size_t len, cap;
};

/* A label and the fields that it may announce. */
struct label {
    struct phrase phrase;
    size_t *fields; /* indexes into the definition's fields, or fields.len + section for a heading */
    size_t nfields, fields_cap;
};

struct paper_type {
    const struct paper_def *def;
    struct {
        struct label *items;
        size_t len, cap;
    } labels;
    struct phrases stops;
    struct phrases signs;
    struct phrases each;
    struct phrases *until; /* as def->fields */
};

#define PLACE_PROVINCE "tỉnh"

/* A place that the office or the country knows. Its texts are borrowed. */
struct known_place {
    struct phrase phrase;
    const char *kind; /* "xã", "thành phố"; "" for any */
};

#define CONFIRMED_WORDS 8

/* A text that clerks confirmed: where it stands in the list's texts, and its words' hashes, since there may be many. */
struct confirmed {
    uint32_t text;
    uint16_t hashes[CONFIRMED_WORDS];
    uint8_t words;
};

struct confirmed_list {
    struct confirmed *items;
    size_t len, cap;
    struct buf texts;
};

struct office;

struct paper_rules {
    const struct paper_rules *base; /* all but what clerks confirmed is borrowed from these; NULL: nothing is */
    struct paper_defs defs;
    struct paper_type *types; /* as defs */
    struct paper_index index;
    struct office *office;    /* NULL: not told */
    struct {
        struct known_place *items;
        size_t len, cap;
    } places;
    struct confirmed_list names, parts; /* names, and parts of places, that clerks confirmed */
};

void confirmed_clear(struct confirmed_list *list);

const struct paper_type *rules_type(const struct paper_rules *rules, const char *type); /* borrowed or NULL */

#endif
