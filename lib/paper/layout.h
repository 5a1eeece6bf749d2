/*
 * A page's words as lines in reading order: tokens cut at colons and leader dots, rows found by geometry (the
 * recogniser joins and splits columns as it likes), two-column parts read column by column.
 */
#ifndef SOHOA_PAPER_LAYOUT_H
#define SOHOA_PAPER_LAYOUT_H

#include <stdbool.h>
#include <string.h>

#include "model/page.h"
#include "viet/distance.h"

#define LAYOUT_WORDS_MAX 8000
#define LAYOUT_SIDE_MAX 1000000 /* pixels of a page's side */

struct token {
    char *text; /* NFC, without invisible characters, never empty */
    struct box box;
    float confidence;
    size_t word;       /* index into page->words */
    bool filler;       /* leader dots, underscores, rules: no text */
    bool gap;          /* a wide gap stands before it on its line, or it begins the line */
    size_t start, end; /* bytes in its line's text; equal for a filler */
};

struct tokens {
    struct token *items; /* line by line */
    size_t len, cap;
};

struct line {
    size_t first, end; /* tokens */
    struct box box;
    char *text; /* its tokens but fillers, joined by spaces, letters that no Vietnamese text has mapped to likely ones */
    struct viet_glyphs glyphs;
    int column; /* 0: the whole width, 1 and 2: left and right part of a two-column block */
    int right;  /* where its column ends: text that reaches it goes on below */
    int values_x; /* in a table: where the column of its values begins; else 0 */
};

struct layout {
    struct tokens tokens;
    struct line *lines; /* in reading order */
    size_t nlines, lines_cap;
    int height;      /* of an ordinary text line's letters, pixels */
    int left, right; /* margins of the text */
    int page_width, page_height;
};

int layout_build(const struct page *page, struct layout *ret);
int layout_build_beside(const struct page *page, int x, struct layout *ret); /* what lies right of x by itself, behind the rest */
void layout_free(struct layout *l);

/*
 * "14tháng", "0Unăn", "năm2024": figures written by hand close to a printed word of the date are read as one word with it.
 * Where in s the piece from `from` ends for that; len when it is no such word.
 */
size_t glued_date(const char *s, size_t len, size_t from);

/* "Số56-KL/TW": where the number begins that was read as one word with its label; len when it is no such word. */
size_t glued_number(const char *s, size_t len, size_t from);

/* Splits the lines first..end-1 (before any split) at x and puts their left parts before their right parts. */
int layout_split(struct layout *l, size_t first, size_t end, int x);

/*
 * The lines first..end-1 are a table whose first line heads two columns of values, which begin at x1 and x2, of one
 * column of labels: gives first the labels with the values of the left column, then the labels again with the right's.
 */
int layout_table(struct layout *l, size_t first, size_t end, int x1, int x2);

/* Fills text, glyphs, box and gaps of a line whose tokens are known. */
int layout_finish_line(struct layout *l, struct line *line);
int layout_punctuate(struct layout *l, struct line *line); /* puts back marks that were lost between words of a line; SO_ENOMEM */
struct line *layout_add_line(struct layout *l); /* zeroed, behind all others; NULL: memory is out */

static inline bool has_digit(const char *s)
{
    return strpbrk(s, "0123456789") != NULL;
}

/* The text of tokens first..end-1 without fillers, joined by spaces; malloc'ed, NULL when memory is out. */
char *layout_text(const struct layout *l, size_t first, size_t end);
struct box layout_box(const struct layout *l, size_t first, size_t end); /* of the tokens but fillers */
float layout_confidence(const struct layout *l, size_t first, size_t end); /* mean by letters; 0 without text */

#endif
