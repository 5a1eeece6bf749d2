/*
 * What a kind of field makes of the text that was read: cut to what belongs to it, repaired where the kind leaves one
 * likely meaning, and brought to its canonical form. Private to the room.
 */
#ifndef SOHOA_PAPER_KINDS_H
#define SOHOA_PAPER_KINDS_H

#include "base/buf.h"
#include "paper/rules.h"
#include "viet/date.h"

struct reading {
    char *value;  /* "" when nothing of the kind stands there */
    char *normal; /* canonical; "" when the kind has none or the value is not valid */
    float fit;    /* 0..1: how well the value is what the kind wants */
    bool changed; /* letters or digits differ from what was read */
};

/* Fills a zeroed or used reading (free it with reading_clear). SO_ENOMEM. */
int kind_read(const struct paper_rules *rules, const struct paper_field_def *f, const char *raw, struct reading *io);
void reading_clear(struct reading *r);

/* The date in a reading's normal form; false when there is none. */
bool reading_date(const char *normal, struct viet_date *ret);

/* The longest run of digits in a text (its ID number), without separators, into out of size bytes; its length. */
size_t longest_digits(const char *s, char *out, size_t size);

/* Private to kinds*.c. Each appends the value to `value`, the canonical form to `normal`, and gives the fit. */
struct kind_out {
    struct buf value, normal;
    float fit;
};
int kind_digits(const char *s, struct buf *out);     /* look-alikes of digits to digits, word by word */
int kind_slashes(const char *s, struct buf *out);    /* one word: strokes where a date's slashes stand */
int kind_tidy(const char *s, struct buf *out);       /* outer punctuation and spaces before commas go */
int kind_all_digits(const char *s, struct buf *out); /* every letter that may be a digit becomes one, others go */
bool kind_begins_unit(const char *s); /* a word in small letters for a kind of place: "huyện Thanh Hà" */
int kind_id(const char *s, struct kind_out *out);
int kind_id_paper(const struct paper_field_def *f, const char *s, struct kind_out *out);
int kind_register_number(const struct paper_field_def *f, const char *s, struct kind_out *out);
int kind_document_number(const struct paper_field_def *f, const char *s, struct kind_out *out);
int kind_book(const struct paper_field_def *f, const char *s, struct kind_out *out);
int kind_number(const char *s, struct kind_out *out);
int kind_count(const char *s, struct kind_out *out);
int kind_phone(const char *s, struct kind_out *out);
int kind_dossier_code(const char *s, struct kind_out *out);
int kind_name(const char *s, struct kind_out *out);
int kind_place(const struct paper_rules *rules, const char *s, struct kind_out *out);
int kind_text(const struct paper_field_def *f, const char *s, struct kind_out *out);
int kind_sex(const char *s, struct kind_out *out);
int kind_ethnic(const char *s, struct kind_out *out);
int kind_nation(const char *s, struct kind_out *out);
int kind_date(const struct paper_field_def *f, const char *s, struct kind_out *out);
int kind_year(const char *s, struct kind_out *out);
int kind_date_words(const char *s, struct kind_out *out);
int kind_date_line(const char *s, struct kind_out *out);
int kind_moment(const char *s, struct kind_out *out);

#endif
