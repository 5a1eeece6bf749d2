/* What clerks ask of the made-up archive: a mix for timing, and queries with known answers for recall. */
#ifndef TESTS_ARCHIVE_QUERIES_H
#define TESTS_ARCHIVE_QUERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In turns, the first ones more often. */
enum bench_query_kind {
    QUERY_OF_NAME,         /* somebody's, without tones */
    QUERY_OF_TONED_NAME,
    QUERY_OF_COMMON_NAME,  /* the commonest of all */
    QUERY_OF_TYPING,       /* a name, half typed */
    QUERY_OF_NAME_YEAR,
    QUERY_OF_NUMBER,
    QUERY_OF_ID,
    QUERY_OF_ID_TAIL,
    QUERY_OF_ID_PART,
    QUERY_OF_DATE,
    QUERY_OF_PLACE,
    QUERY_OF_INITIALS,
    QUERY_OF_PHRASE,
    QUERY_OF_TEXT,         /* words of a form and a name */
    QUERY_OF_FILTER,
    QUERY_WITHOUT,
    QUERY_OF_SLIP,         /* a name, one letter wrong */
    QUERY_OF_ONE_WORD,
    QUERY_OF_LONG_NAME,    /* four words that nobody bears together */
    QUERY_OF_NOBODY,       /* words that hardly occur */
    BENCH_QUERY_KINDS
};

const char *bench_query_kind_name(enum bench_query_kind k);

struct bench_query {
    enum bench_query_kind kind;
    char *text;
    bool typing;
};

/* Drawn from papers 0 .. papers - 1 of the archive that the seed names; NULL when memory is out. */
struct bench_query *bench_queries_make(uint64_t seed, int64_t papers, size_t count);
void bench_queries_free(struct bench_query *list, size_t count);

enum recall_kind {
    RECALL_NO_TONES,
    RECALL_TONE_PLACE, /* every tone on another vowel of its syllable */
    RECALL_ONE_LETTER, /* wrong, missing, too many, or two swapped */
    RECALL_REVERSED,   /* given name first, family name last */
    RECALL_LAST_TWO,
    RECALL_ID_TAIL,    /* the last six digits */
    RECALL_KINDS
};

const char *recall_kind_name(enum recall_kind k);

struct archive_paper;
struct rng;

/* What somebody types who looks for person `who` of the paper; NULL where the name allows no such query. malloc'ed. */
char *recall_query(enum recall_kind kind, const struct archive_paper *p, int who, struct rng *r);

#endif
