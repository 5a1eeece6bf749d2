#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/distance.h"
#include "viet/text.h"

#define INK_OF_TEXT 0.16 /* of a square of a letter's height: less ink is dirt or what is left of leader dots */
#define DATE_WORD_LEAST 0.5f
#define JUNK_CONFIDENCE 0.45f
#define PRINTED_CONFIDENCE 0.9f

/* Kinds of which a value that does not fit is no value. */
static bool is_strict(enum paper_kind kind)
{
    return kind == KIND_DATE || kind == KIND_YEAR || kind == KIND_DATE_LINE || kind == KIND_ID || kind == KIND_SEX ||
           kind == KIND_PHONE;
}

static size_t count_letters(const char *s)
{
    size_t n = 0, len = strlen(s);
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        n += viet_is_letter(cp) || viet_is_digit(cp);
    }
    return n;
}

static size_t letters_before_stroke(const char *s)
{
    size_t n = 0, len = strcspn(s, "/");
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        n += viet_is_letter(cp) || viet_is_digit(cp);
    }
    return n;
}

/* "ngày     tháng     hẵm": the words of a date, one after the other, and nothing between them. */
static bool is_blank_date(const char *s)
{
    static const char *const words[] = {"ngày", "tháng", "năm"};
    size_t next = 0;
    while (*s && !strpbrk(s, "0123456789")) {
        s += strspn(s, " .,:;-_");
        size_t len = strcspn(s, " .,:;-_"), letters = viet_length(s, len), k = next;
        while (k < 3 && viet_similarity(s, len, words[k], strlen(words[k])) < DATE_WORD_LEAST)
            k++;
        if (len && k == 3 && letters > 1)
            return false;
        next = k < 3 ? k + 1 : next;
        s += len;
    }
    return next > 1 && !*s;
}

/* Leader dots read as a few letters, or noise where a value could stand. */
static bool is_junk(const struct slot *slot)
{
    size_t letters = count_letters(slot->raw);
    if (letters == 0)
        return true;
    if (slot->dotted)
        return letters < 3 ? slot->reading.fit < 0.8f
                           : slot->reading.fit < 0.5f && slot->confidence < 0.6f;
    return slot->confidence < 0.25f && slot->reading.fit < 0.4f;
}

static bool ink_says_something(const struct sheet *s, const struct slot *slot)
{
    double square = (double)s->layout.height * s->layout.height;
    return sheet_ink(s->page, slot->zone, false) > INK_OF_TEXT * square * 4;
}

/* "guyễn Văn An", "ân Thanh Hải": a seal lies over where the name begins, and what is left of it is no name. */
static bool is_rest_of_name(const char *value)
{
    size_t at = 0;
    struct viet_letter letter;
    return value && *value && viet_letter_split(viet_next(value, strlen(value), &at), &letter) && !letter.upper;
}

static enum field_state decide(const struct sheet *s, size_t i)
{
    struct slot *slot = &s->slots[i];
    enum paper_kind kind = s->type->def->fields.items[i].kind;
    if (slot->coded)
        return FIELD_READ;
    if (slot->illegible || (kind == KIND_SIGNER && is_rest_of_name(slot->reading.value)))
        return FIELD_UNREADABLE;
    if (slot->evidence && !(is_strict(kind) && slot->reading.fit < 0.35f))
        return FIELD_REPAIRED;
    if ((kind == KIND_DATE_LINE || kind == KIND_MOMENT || kind == KIND_DATE) && slot->raw && is_blank_date(slot->raw))
        return FIELD_ABSENT;
    if (!slot->raw || is_junk(slot)) {
        if (kind == KIND_SIGNER)
            return slot->hidden ? FIELD_UNREADABLE : FIELD_ABSENT;
        bool blank = slot->dotted || kind == KIND_SUBJECT || box_is_empty(slot->zone) ||
                     !ink_says_something(s, slot);
        return blank ? FIELD_ABSENT : FIELD_UNREADABLE;
    }
    if (!*slot->reading.value) /* "Số:      /KH-UBND" is blank, "Số: J94" is not */
        return !slot->dotted && letters_before_stroke(slot->raw) > 1 ? FIELD_UNREADABLE : FIELD_ABSENT;
    if (slot->confidence < JUNK_CONFIDENCE && slot->reading.fit < 0.3f)
        return FIELD_UNREADABLE;
    if (kind == KIND_YEAR && slot->reading.fit < 0.35f)
        return FIELD_UNREADABLE;
    /* A year 4437 is no value; but a day that the calendar lacks, clearly printed, is what the paper says. */
    if (is_strict(kind) && slot->reading.fit < 0.35f && slot->confidence < PRINTED_CONFIDENCE)
        return FIELD_UNREADABLE;
    return slot->reading.changed ? FIELD_REPAIRED : FIELD_READ;
}

static void slots_decide(struct sheet *s)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        s->slots[i].state = decide(s, i);
}

static int read_slots(struct sheet *s)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++)
        if (s->slots[i].raw)
            r = kind_read(s->rules, &s->type->def->fields.items[i], s->slots[i].raw, &s->slots[i].reading);
    return r;
}

static char *copy(const char *s)
{
    return strdup(s ? s : "");
}

static int give_field(const struct sheet *s, size_t i, struct fields *out)
{
    const struct slot *slot = &s->slots[i];
    struct field *f = array_push(out);
    if (!f)
        return SO_ENOMEM;
    bool stands = slot->state == FIELD_READ || slot->state == FIELD_REPAIRED;
    f->key = copy(s->type->def->fields.items[i].key);
    f->value = copy(stands ? slot->reading.value : "");
    f->normal = copy(stands ? slot->reading.normal : "");
    f->read = copy(slot->raw);
    bool by = slot->state == FIELD_REPAIRED || slot->coded;
    f->evidence = copy(!by ? "" : slot->evidence ? slot->evidence : "form");
    f->state = slot->state;
    f->confidence = slot->state == FIELD_ABSENT ? 1.0f : slot->confidence * (0.5f + 0.5f * slot->reading.fit);
    f->box = box_is_empty(slot->box) || !stands ? slot->zone : slot->box;
    f->page = s->page->number;
    return f->key && f->value && f->normal && f->read && f->evidence ? SO_OK : SO_ENOMEM;
}

/* Fields that stand on the page, and those that should. */
static int give_fields(const struct sheet *s, struct fields *out)
{
    int r = SO_OK;
    for (size_t i = 0; i < s->type->def->fields.len && r == SO_OK; i++) {
        const struct slot *slot = &s->slots[i];
        if (slot->found || slot->guessed || s->type->def->fields.items[i].need != NEED_NO)
            r = give_field(s, i, out);
    }
    return r;
}

/* A required field of which not even the place was found. */
static bool lacks_something(const struct sheet *s)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        if (s->type->def->fields.items[i].need == NEED_YES && !s->slots[i].found && !s->slots[i].guessed)
            return true;
    return false;
}

/* Words and numbers that were looked at one by one. */
static int mend_words(struct sheet *s, const struct answers *answers)
{
    struct mends mends;
    int r = mends_begin(s, &mends);
    if (r == SO_OK)
        r = doubts_take(s, answers, &mends);
    if (r == SO_OK)
        r = shapes_take(s, answers, &mends);
    if (r == SO_OK)
        r = mends_adopt(s, &mends);
    mends_free(&mends);
    return r;
}

/* Where in a document of several pages the page stands. */
static void note_place(const struct sheet *s, struct judgement *j)
{
    j->continues = sheet_continues(s);
    j->ends = s->headed;
    for (size_t i = 0; i < s->type->def->fields.len; i++)
        j->ends |= s->type->def->fields.items[i].kind == KIND_SIGNER && s->slots[i].nruns > 0 && j->seal;
}

/* What the first reading gives. */
static int take_reading(struct sheet *s)
{
    static int (*const steps[])(struct sheet *) = {sheet_cut, sheet_card, sheet_heading, sheet_signature, read_slots};
    int r = SO_OK;
    for (size_t i = 0; r == SO_OK && i < sizeof steps / sizeof *steps; i++)
        r = steps[i](s);
    return r;
}

/* What closer looks answered; a later kind of look knows what the earlier ones settled. */
static int take_answers(struct sheet *s, const struct answers *answers)
{
    static int (*const steps[])(struct sheet *, const struct answers *) = {
        zone_take, looks_take, mend_words, card_lines_take, wording_take, numerals_take, signer_take,
    };
    int r = SO_OK;
    for (size_t i = 0; r == SO_OK && i < sizeof steps / sizeof *steps; i++)
        r = steps[i](s, answers);
    return r;
}

static int ask_questions(const struct sheet *s, struct questions *questions)
{
    static int (*const steps[])(const struct sheet *, struct questions *) = {
        looks_ask, zone_ask, card_lines_ask, shapes_ask, doubts_ask, numerals_ask, wording_ask, signer_ask,
    };
    int r = SO_OK;
    for (size_t i = 0; r == SO_OK && i < sizeof steps / sizeof *steps; i++)
        r = steps[i](s, questions);
    return r == SO_OK && lacks_something(s) ? looks_hunt(s, questions) : r;
}

int judge_type(struct sheet *s, const struct answers *answers, struct judgement *j)
{
    int r = take_reading(s);
    if (r != SO_OK)
        return r;
    slots_decide(s);
    if (answers)
        r = take_answers(s, answers);
    slots_decide(s);
    if (r == SO_OK)
        r = sheet_codes(s, &j->findings);
    slots_decide(s);
    if (r == SO_OK)
        r = sheet_repair(s);
    sheet_suspect(s);
    slots_decide(s);
    if (r == SO_OK)
        r = sheet_years(s);
    slots_decide(s);
    note_place(s, j);
    if (r == SO_OK)
        r = give_fields(s, &j->fields);
    if (r == SO_OK)
        r = check_fields(s, &j->findings);
    if (r == SO_OK)
        r = check_marks(s, &j->findings);
    if (r == SO_OK)
        r = check_rules(s, &j->findings);
    return r == SO_OK && !answers ? ask_questions(s, &j->questions) : r;
}

int judge_layout(struct sheet *s, struct judgement *j)
{
    int r = layout_build(s->page, &s->layout);
    if (r == SO_OK)
        r = evidence_find(s->page, &s->layout, &s->evidence);
    if (r == SO_OK)
        r = sheet_classify(s);
    if (r != SO_OK)
        return r;
    j->type = copy(s->type ? s->type->def->type : PAPER_TYPE_UNKNOWN);
    j->type_reason = copy(s->reason);
    j->signer = copy(s->type ? signer_key(s->type->def) : "");
    j->type_confidence = s->type_confidence;
    j->has_title = s->has_title;
    j->page = s->page->number;
    j->signature = page_has_mark(s->page, MARK_SIGNATURE);
    j->seal = page_has_mark(s->page, MARK_SEAL);
    return j->type && j->type_reason && j->signer ? SO_OK : SO_ENOMEM;
}

static int judge_page(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                      const struct paper_type *forced, struct judgement **ret_judgement)
{
    struct page merged = {0}, above = {0};
    bool copied = false;
    struct sheet s = {.rules = rules, .page = page, .forced = forced};
    struct judgement *j = calloc(1, sizeof *j);
    if (!j)
        return SO_ENOMEM;
    j->sight = cover_look(page, &j->cover);
    int r = answers ? page_with_hunted(page, answers, &merged) : SO_OK;
    if (answers)
        s.page = &merged;
    if (r == SO_OK)
        r = page_above_copy(s.page, &above, &copied);
    if (copied)
        s.page = &above;
    if (r == SO_OK)
        r = judge_layout(&s, j);
    if (j->sight == COVER_SEEN)
        s.stamp = NULL; /* a cover sheet is no paper: nothing else of it is judged */
    if (r == SO_OK && s.stamp)
        r = judge_stamped(&s, answers, j);
    else if (r == SO_OK && s.type && j->sight != COVER_SEEN)
        r = judge_type(&s, answers, j);
    else if (r == SO_OK && !answers && j->sight != COVER_SEEN)
        r = looks_hunt(&s, &j->questions);
    if (r == SO_OK && !s.type && j->sight != COVER_SEEN)
        r = judge_rest(rules, s.page, answers, &j->rest);
    if (r == SO_OK && j->rest)
        r = judgement_add_questions(j, j->rest);
    sheet_clear(&s);
    array_free(&merged.words);
    array_free(&above.words);
    if (r != SO_OK) {
        judgement_free(j);
        return r;
    }
    *ret_judgement = j;
    return SO_OK;
}

int paper_judge(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                struct judgement **ret_judgement)
{
    return judge_page(rules, page, answers, NULL, ret_judgement);
}

int paper_judge_as(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                   const char *type, struct judgement **ret_judgement)
{
    const struct paper_type *forced = rules_type(rules, type);
    return forced ? judge_page(rules, page, answers, forced, ret_judgement) : SO_ENOTFOUND;
}

void judgement_free(struct judgement *j)
{
    if (!j)
        return;
    judgement_free(j->stamp);
    judgement_free(j->rest);
    free(j->type);
    free(j->type_reason);
    free(j->signer);
    fields_free(&j->fields);
    findings_free(&j->findings);
    array_free(&j->questions);
    free(j);
}

const struct questions *judgement_questions(const struct judgement *j)
{
    return &j->questions;
}

enum cover_sight judgement_cover(const struct judgement *j, struct cover *ret_cover)
{
    if (j->sight == COVER_SEEN)
        *ret_cover = j->cover;
    return j->sight;
}

const char *judgement_type(const struct judgement *j)
{
    return j->type;
}

const char *judgement_reason(const struct judgement *j)
{
    return j->type_reason;
}

const struct findings *judgement_findings(const struct judgement *j)
{
    return &j->findings;
}

const struct fields *judgement_fields(const struct judgement *j)
{
    return &j->fields;
}
