/*
 * What a page says, as plain values: the result of the rooms image and ocr, the input of the room paper.
 *
 * All boxes are in pixels of the upright page (after turning and deskewing), x to the right, y down, at page.dpi.
 * All text is UTF-8 NFC. Everything is owned by the struct that holds it; page_free frees the whole.
 */
#ifndef SOHOA_MODEL_PAGE_H
#define SOHOA_MODEL_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct box {
    int x, y, w, h; /* an empty box (w or h 0) means "nowhere" */
};

static inline bool box_is_empty(struct box b)
{
    return b.w <= 0 || b.h <= 0;
}
static inline int box_right(struct box b)
{
    return b.x + b.w;
}
static inline int box_bottom(struct box b)
{
    return b.y + b.h;
}
struct box box_union(struct box a, struct box b); /* an empty box adds nothing */
struct box box_intersect(struct box a, struct box b);
struct box box_grow(struct box b, int dx, int dy); /* outward on every side; may leave the page */

/* One of the letters that the recogniser thought possible at one place. */
struct choice {
    char text[16];    /* UTF-8, NUL-terminated */
    float confidence; /* 0..1 */
};

#define GLYPH_CHOICES_MAX 4

/* One letter place of a word, best choice first. */
struct glyph {
    struct box box;
    uint8_t nchoices; /* 1..GLYPH_CHOICES_MAX */
    struct choice choices[GLYPH_CHOICES_MAX];
};

struct word {
    char *text;       /* never NULL, never empty */
    float confidence; /* 0..1 */
    struct box box;
    int line;            /* number of its text line on the page, from 0, top to bottom */
    struct glyph *glyphs; /* may be NULL; alternatives where the recogniser gave them */
    size_t nglyphs;
};

struct words {
    struct word *items; /* in reading order: by line, then left to right */
    size_t len, cap;
};

void word_free(struct word *w); /* frees what w owns, not w */
void words_free(struct words *w);

enum mark_kind { MARK_SEAL, MARK_SIGNATURE };

/* A seal or a signature found by its shape and colour, not by its letters. */
struct mark {
    enum mark_kind kind;
    struct box box;
    float confidence; /* 0..1 */
};

struct marks {
    struct mark *items;
    size_t len, cap;
};

struct code {
    char kind[16];  /* "QRCode", "Code128", … as zxing names them */
    char *payload;  /* NUL-terminated, payload_len bytes before it */
    size_t payload_len;
    struct box box;
};

struct codes {
    struct code *items;
    size_t len, cap;
};

/*
 * Where ink stands on the page, coarsely: the share (0..255) of each cell's pixels that carry ink, by colour. Leader dots,
 * underlines and table rules have been taken out, so that an empty line of a form has no ink. This is what tells a
 * blank value from an unreadable one.
 */
struct ink_grid {
    int cell;       /* pixels a side of a cell; 0 when there is no grid */
    int cols, rows; /* cols*cell ≥ width, rows*cell ≥ height */
    uint8_t *black; /* cols*rows, row by row; likewise blue and red */
    uint8_t *blue;
    uint8_t *red;
};

/* Mean ink (0..255) of one plane over a box; 0 outside the page. plane is one of grid->black, ->blue, ->red. */
double ink_mean(const struct ink_grid *grid, const uint8_t *plane, struct box box);

enum page_step { STEP_DECODE, STEP_PREPARE, STEP_OCR, STEP_PAPER, PAGE_STEPS };

enum quality { QUALITY_FAST, QUALITY_BEST };

struct page {
    int number;       /* from 1, within its file */
    int width, height; /* of the upright page */
    int dpi;          /* never 0: guessed from the paper size where the file has none */
    int turned;       /* degrees clockwise by which the captured image was turned: 0, 90, 180, 270 */
    float skew;       /* degrees taken out after turning */
    bool blank;
    bool colour; /* false for gray and photocopies: then ink planes blue and red say nothing */
    enum quality quality;
    struct words words;
    struct marks marks;
    struct codes codes;
    struct ink_grid ink;
    uint32_t ms[PAGE_STEPS]; /* CPU milliseconds by step */
};

void page_init(struct page *p);
void page_free(struct page *p); /* accepts NULL, zeroed and half-built; leaves it zeroed */

/* The words as text, a line a line; malloc'ed, NULL when memory is out. */
char *page_text(const struct page *p);

/*
 * A second look: which part of the page to read again, and how. Asked by the room paper, answered by the worker that
 * still holds the page.
 */
enum look_as {
    LOOK_LINE,
    LOOK_WORD,
    LOOK_BLOCK,
    LOOK_DIGITS,  /* a line of which nothing but digits, slashes, dashes and full stops is expected */
    LOOK_FIGURES, /* each digit by its shape alone, without a model of words: quick; '?' for what is none */
    LOOK_STROKES, /* letters that hands make alike, by how their strokes run: quick; '?' for all others */
    LOOK_AS_COUNT
};
enum look_plane {
    PLANE_GRAY,
    PLANE_NO_SEAL,
    PLANE_BLUE,
    PLANE_BLACK,
    PLANE_CLEAN, /* as the page was read: light evened, rules, leader dots and seals taken out */
    PLANE_DARK,  /* what is about as dark as the darkest of the part: print without a paler seal over it */
    PLANE_COUNT
};

struct question {
    int id; /* chosen by the asker, returned with the answer */
    struct box box;
    enum look_as as;
    enum look_plane plane;
    bool best_model; /* the better model instead of the fast one; ignored where it is not installed */
};

struct questions {
    struct question *items;
    size_t len, cap;
};

struct answer {
    int id;
    struct words words; /* boxes in page coordinates */
    bool best_model;    /* which model really answered */
};

struct answers {
    struct answer *items;
    size_t len, cap;
};

void answers_free(struct answers *a);

#endif
