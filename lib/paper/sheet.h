/* One page on the judge's desk: everything that is known about it while it is judged. Private to the room. */
#ifndef SOHOA_PAPER_SHEET_H
#define SOHOA_PAPER_SHEET_H

#include "paper/assign.h"
#include "paper/codes.h"
#include "paper/kinds.h"

#define SLOT_RUNS 8 /* parts of lines that are remembered of a value */

/* One field of the definition on this page. */
struct slot {
    bool found;     /* its label (or its form, or its place) was found */
    bool guessed;   /* the label was not read; its line follows from its neighbours */
    bool hidden;    /* the label was not read, but something stands where it should be */
    bool dotted;    /* leader dots stand in its place */
    struct box zone; /* where the value stands or should stand; empty when unknown */
    struct box box;  /* of the value's words; empty when there are none */
    struct {
        size_t first, end; /* tokens */
    } runs[SLOT_RUNS];     /* of which raw was put together, the first few */
    size_t nruns;          /* 0 where it was not read from tokens */
    char *raw;       /* what was read there; NULL before cutting, "" for nothing */
    float confidence;
    struct reading reading; /* raw as its kind reads it */
    enum field_state state;
    char *heard;     /* what second looks read there, a line each; NULL: none */
    char *evidence; /* by what the value was repaired; NULL: by nothing but its kind */
    bool doubtful;  /* the value is likely, and two readings of it differ */
    bool illegible; /* something is written there that no reading makes out */
    bool coded;     /* the value is a machine-readable code's; evidence names the code */
};

/* A type that was weighed for the page. */
struct rival {
    size_t type;     /* index into the rules' types */
    float title;     /* similarity of its best title */
    float coverage;  /* share of its required labels that were found, where looked */
    bool looked;     /* its labels were looked for */
};

struct sheet {
    const struct paper_rules *rules;
    const struct page *page;
    const struct paper_type *forced; /* the page is to be taken for this; NULL: for what it looks like */
    struct {
        struct rival *items;
        size_t len, cap;
    } rivals;
    const struct paper_type *only; /* the type that is asked for; NULL: any */
    const struct paper_type *type; /* NULL: unknown */
    const struct paper_type *stamp; /* a certification whose title stands on this paper's page; NULL: none */
    struct evidence evidence;      /* what machine-readable codes on the page say */
    float type_confidence;
    bool has_title;
    float coverage; /* share of the required labels that were found */
    char *reason;
    struct layout layout;
    struct spots spots;     /* of the type's labels, without those in its title */
    struct anchors anchors; /* what they announce */
    size_t title_line, title_first, title_end; /* tokens of the title; end 0: none */
    size_t title_last;                         /* last line of the title */
    size_t title;                              /* index into the definition's titles */
    struct slot *slots;                        /* as type->def->fields */
    int body_bottom;                           /* y below which the signature block begins */
    struct box sign_zone;                      /* of the signature block's column; empty when not found */
    struct box sign_titles;                    /* of who signs; empty when not read */
    bool headed;                               /* titles of signers were read there … */
    int sign_centre;                           /* … in the middle of which, left to right, the name stands */
};

int sheet_classify(struct sheet *s);  /* type, reason, labels */
/* A clear title that is none of the type's stands where titles do ("HỌC BẠ"): labels alone do not make it one. */
int sheet_other_title(const struct sheet *s, const struct paper_type *type, bool *ret_other);
/* Among the labels is one that few types have ("Họ và tên" says nothing); of a certification, its number or book. */
bool sheet_has_own_label(const struct sheet *s, const struct paper_type *type, const struct anchors *anchors);
/* A certification: its titles stand on papers of any title. */
bool paper_stands_anywhere(const struct paper_def *d);
int sheet_faces(struct sheet *s);     /* parts the faces of a card, and finds the labels again */
int sheet_columns(struct sheet *s);   /* splits what stands in columns, and finds the labels again */
int sheet_labels(struct sheet *s);    /* the type's labels on the layout as it is now */
int sheet_cut(struct sheet *s);       /* raw values of labelled fields and sentences */
int sheet_card(struct sheet *s);      /* a card's number and dates that no label led to */
int sheet_heading(struct sheet *s);   /* kind of document and its subject */
int sheet_issuer(struct sheet *s, size_t field); /* the office in the page's head */
int sheet_signature(struct sheet *s); /* the signer and the block's place */

/* A title of the block's heading, or what a seal left of one: "XÁC NHẬN" of "NGƯỜI KÝ GIẤY XÁC NHẬN". */
bool sheet_is_signers_title(const struct sheet *s, const char *text);

int sheet_repair(struct sheet *s);    /* by what else the paper says */
int sheet_confirmed(struct sheet *s); /* by what clerks confirmed on other papers */
int sheet_codes(struct sheet *s, struct findings *findings); /* values that codes say; where print says another */
int sheet_years(struct sheet *s);     /* unreadable years, by several looks and a parent's age */

/* The first token of the value behind a label, of those before end. */
size_t label_behind(const struct layout *l, const struct spot *spot, size_t end);
/* Behind the same label in another tongue that begins at token t: "/ Sex"; t when there is none. */
size_t label_tongue(const struct sheet *s, const struct anchor *a, size_t t, size_t end);
/* Where a value that begins at token from ends before the label at token next: without the number of the label's row. */
size_t label_number(const struct layout *l, const struct line *line, size_t from, size_t next);

int sheet_adopt(struct sheet *s);               /* rows whose label is in words that the definition has not */
int sheet_guess(struct sheet *s, size_t field); /* the place of a field whose label was not read */

/* At most so many lines may a field's value have. */
int field_lines(const struct paper_field_def *f);

/* Capitals, as stamps and titles have. */
bool text_is_capitals(const char *text);
bool line_is_capitals(const struct line *line);

bool sheet_has_anchor(const struct sheet *s, size_t line); /* a label, or the rest of one, stands on the line */
bool sheet_stops_values(const struct sheet *s, const struct line *line); /* it begins with what ends values above it */

/* An official document, which has a subject: its number is written by hand, and its notation tells its kind. */
bool sheet_is_official(const struct sheet *s);

void sheet_clear(struct sheet *s);

int slot_set(struct slot *slot, const struct layout *l, size_t first, size_t end);
int slot_append(struct slot *slot, const struct layout *l, size_t first, size_t end);
int slot_set_text(struct slot *slot, const char *text, float confidence, struct box box);

/* Notes what another look read in a value's place. */
int slot_hear(struct slot *slot, const char *text);

/* Another value, by some evidence; what was read stays in raw. */
int slot_repair(struct slot *slot, const char *value, const char *normal, const char *evidence);

#define EVIDENCE_LOOK "second look"
#define EVIDENCE_STROKES "strokes of the letters"
#define EVIDENCE_LEXICON "lexicon"
#define EVIDENCE_NAMES "known names"
#define EVIDENCE_NOTATION "notation of the number"

/* Ink in a box, in pixels' worth of full black; red counts only when told. */
double sheet_ink(const struct page *page, struct box box, bool red);

/* The line's part without wide gaps around token t: [*ret_first, *ret_end). */
void line_run(const struct layout *l, const struct line *line, size_t t, size_t *ret_first, size_t *ret_end);

#endif
