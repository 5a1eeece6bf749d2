/* What became of one page. Private to the room. */
#ifndef SOHOA_PAPER_JUDGEMENT_H
#define SOHOA_PAPER_JUDGEMENT_H

#include "paper/cover.h"
#include "paper/mends.h"
#include "paper/sheet.h"

struct judgement {
    char *type; /* PAPER_TYPE_UNKNOWN when it is none */
    float type_confidence;
    char *type_reason;
    char *signer; /* the key of its type's signer; "" when nobody is named */
    bool has_title;
    int page;
    enum cover_sight sight;
    struct cover cover; /* with COVER_SEEN */
    struct fields fields;
    struct findings findings;
    struct questions questions;
    bool continues; /* a document's further page, though it may have a title: no head of its own, or an annex */
    bool ends;      /* a document's end block stands on it: titles of a signer, or his name and a seal */
    bool signature, seal; /* they stand somewhere on the page */
    struct judgement *rest; /* a page of no type: what a document ends with that it continues; NULL: nothing */
    struct judgement *stamp; /* of the certification that stands on this paper's page; NULL: none */
};

int finding_add(struct findings *list, enum finding_code code, enum severity severity, const char *field,
                struct box box, int page, const char *message, const char *message_en, const char *evidence);

int judgement_add_questions(struct judgement *to, const struct judgement *from);

/* Judges a page whose layout and type are known, but for a stamp on it. */
int judge_type(struct sheet *s, const struct answers *answers, struct judgement *j);

/* The page without what a copy of an official document says of itself; the words are an array of its own. */
int page_above_copy(const struct page *page, struct page *ret_above, bool *ret_copied);

/* Layout, codes and type of a page: of the type that the sheet asks for, or of any. */
int judge_layout(struct sheet *s, struct judgement *j);

/* A paper with a certification on it: both judged, each on its own part of the page. */
int judge_stamped(const struct sheet *s, const struct answers *answers, struct judgement *j);

/* A page without a type as the rest of a document; NULL where no document ends on it. */
int judge_rest(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
               struct judgement **ret_rest);
bool sheet_continues(const struct sheet *s);

/* The key of a type's signer, "" when nobody is named. */
const char *signer_key(const struct paper_def *def);

bool page_has_mark(const struct page *page, enum mark_kind kind);

/* Do the fields agree with each other? */
int check_rules(const struct sheet *s, struct findings *findings);

/* What is missing, unreadable or doubtful; seal and signature. */
int check_fields(const struct sheet *s, struct findings *findings);
int check_marks(const struct sheet *s, struct findings *findings);

/* Is something asked for in this field on this paper? */
bool is_required(const struct sheet *s, size_t field);

#define LOOK_HUNT (1 << 20)  /* ids of questions about ink without words */
#define LOOK_STAMP (1 << 22) /* added to the ids of a stamp's questions */
int looks_hunt(const struct sheet *s, struct questions *io);
int page_with_hunted(const struct page *page, const struct answers *answers, struct page *ret_page);
int looks_ask(const struct sheet *s, struct questions *ret);
int looks_take(struct sheet *s, const struct answers *answers);

/* Asks about a word of the page and the pixels around it; *io_asked counts. A mere speck is not asked about. SO_ENOMEM. */
int looks_ask_word(const struct sheet *s, size_t word, int margin, struct question how, size_t *io_asked, struct questions *io);

#define LOOK_SHAPES (1 << 21) /* ids of questions about the shapes of a word's digits: LOOK_SHAPES + index of the word */
int shapes_ask(const struct sheet *s, struct questions *io);
int shapes_take(struct sheet *s, const struct answers *answers, struct mends *mends);

#define LOOK_DOUBTS (3 << 20) /* ids of questions about a word: LOOK_DOUBTS + its index * a few + which look */
int doubts_ask(const struct sheet *s, struct questions *io);
int doubts_take(struct sheet *s, const struct answers *answers, struct mends *mends);

#define LOOK_ZONE (3 << 17) /* ids of questions about lines of a machine-readable zone: LOOK_ZONE + index of the line */
int zone_ask(const struct sheet *s, struct questions *io);
int zone_take(struct sheet *s, const struct answers *answers); /* puts what the shapes prove among the evidence */

#define LOOK_CARD ((3 << 17) + (1 << 16)) /* ids of questions about a card's lines: LOOK_CARD + field, line and model */
int card_lines_ask(const struct sheet *s, struct questions *io);
int card_lines_take(struct sheet *s, const struct answers *answers);

#define LOOK_NUMERALS (1 << 19) /* ids of questions about a field's figures: LOOK_NUMERALS + index of the field */
#define LOOK_LETTERS (3 << 18)  /* … about the letters behind them: LOOK_LETTERS + index of the field */
bool numerals_cover(const struct sheet *s, size_t field); /* the field's figures are asked about and taken there */
int numerals_ask(const struct sheet *s, struct questions *io);
int numerals_take(struct sheet *s, const struct answers *answers);

#define LOOK_SIGNER (1 << 17) /* ids of questions about a signer: LOOK_SIGNER + field * a few + which look */
bool signer_covers(const struct sheet *s, size_t field);
int signer_ask(const struct sheet *s, struct questions *io);
int signer_take(struct sheet *s, const struct answers *answers);
bool signer_is_suspect(const struct sheet *s, const struct slot *slot); /* a name that was read, and may not be his */

#define LOOK_WORDING (1 << 18) /* ids of questions about a field's lines: LOOK_WORDING + field * SLOT_RUNS + line */
#define LOOK_AGAIN (LOOK_WORDING + (1 << 17)) /* … and those about a line that is read a third time */
bool wording_covers(const struct sheet *s, size_t field);
int wording_ask(const struct sheet *s, struct questions *io);
int wording_take(struct sheet *s, const struct answers *answers);

int office_name_mend(struct sheet *s, size_t field); /* an agency's name by what is known of agencies and the page's date line */

/* Marks values that look wrong by themselves as doubtful: names with a letter that hands make alike, broken subjects. */
void sheet_suspect(struct sheet *s);

#endif
