/*
 * Pages that continue a document. The second page of a decision has no title and no head, its last one has seal,
 * signature and the signer's name, and an annex behind that has a title of its own: none of them is a paper, and what of
 * them counts is the block at the document's end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"
#include "viet/distance.h"

#define HEAD_LINES 12     /* in which a document's head, or what an annex belongs to, stands */
#define PHRASE_LEAST 0.75f

/* Head of every document of a state's or of the Party's office. */
static const char *const heads[] = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
                                    "ĐẢNG CỘNG SẢN VIỆT NAM"};
static const char *const annexes[] = {"Ban hành kèm theo", "Kèm theo", "PHỤ LỤC"};

static bool has_phrase(const struct line *line, const char *phrase, bool at_beginning)
{
    struct viet_glyphs label = {0};
    struct viet_match match;
    bool found = viet_glyphs_set(&label, phrase, strlen(phrase)) == SO_OK &&
                 viet_find_label(&line->glyphs, &label, 0, PHRASE_LEAST, &match) &&
                 (!at_beginning || match.start <= 1);
    viet_glyphs_free(&label);
    return found;
}

static bool any_phrase(const struct layout *l, const char *const *phrases, size_t n, bool at_beginning)
{
    for (size_t i = 0; i < l->nlines && i < HEAD_LINES; i++)
        for (size_t k = 0; k < n; k++)
            if (has_phrase(&l->lines[i], phrases[k], at_beginning))
                return true;
    return false;
}

/* Number or date of a document's head. */
static bool has_number_or_date(const struct sheet *s)
{
    for (size_t i = 0; i < s->type->def->fields.len; i++) {
        const struct paper_field_def *f = &s->type->def->fields.items[i];
        bool head = f->kind == KIND_REGISTER_NUMBER || f->kind == KIND_DATE_LINE;
        if (head && f->where == WHERE_HEADER && s->slots[i].found && s->slots[i].state != FIELD_ABSENT)
            return true;
    }
    return false;
}

bool sheet_continues(const struct sheet *s)
{
    if (!sheet_is_official(s))
        return false;
    if (any_phrase(&s->layout, annexes, sizeof annexes / sizeof *annexes, true))
        return true;
    return !any_phrase(&s->layout, heads, sizeof heads / sizeof *heads, false) && !has_number_or_date(s);
}

static const struct paper_type *official_type(const struct paper_rules *rules)
{
    for (size_t i = 0; i < rules->defs.len; i++) {
        const struct sheet of = {.type = &rules->types[i]};
        if (sheet_is_official(&of))
            return of.type;
    }
    return NULL;
}

const char *signer_key(const struct paper_def *def)
{
    for (size_t i = 0; i < def->fields.len; i++)
        if (def->fields.items[i].kind == KIND_SIGNER)
            return def->fields.items[i].key;
    return "";
}

/* Is a finding on this field about a document's end? */
static bool is_of_end(const char *field, const char *signer)
{
    return !strcmp(field, signer) || !strcmp(field, "chu_ky") || !strcmp(field, "con_dau");
}

/* Leaves of a judgement what is said of the document's end. */
static void keep_end(struct judgement *j, const char *signer)
{
    size_t n = 0;
    for (size_t i = 0; i < j->fields.len; i++) {
        if (!strcmp(j->fields.items[i].key, signer))
            j->fields.items[n++] = j->fields.items[i];
        else
            field_free(&j->fields.items[i]);
    }
    j->fields.len = n;
    n = 0;
    for (size_t i = 0; i < j->findings.len; i++) {
        if (is_of_end(j->findings.items[i].field, signer))
            j->findings.items[n++] = j->findings.items[i];
        else
            finding_free(&j->findings.items[i]);
    }
    j->findings.len = n;
    n = 0;
    for (size_t i = 0; i < j->questions.len; i++)
        if (j->questions.items[i].id >= LOOK_SIGNER && j->questions.items[i].id < LOOK_WORDING)
            j->questions.items[n++] = j->questions.items[i];
    j->questions.len = n;
}

int judge_rest(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
               struct judgement **ret_rest)
{
    const struct paper_type *official = official_type(rules);
    struct sheet s = {.rules = rules, .page = page, .forced = official};
    struct judgement *j = official && page->words.len ? calloc(1, sizeof *j) : NULL;
    *ret_rest = NULL;
    if (!j)
        return official && page->words.len ? SO_ENOMEM : SO_OK;
    int r = judge_layout(&s, j);
    if (r == SO_OK)
        r = judge_type(&s, answers, j);
    if (r == SO_OK)
        keep_end(j, signer_key(official->def));
    bool ends = r == SO_OK && j->ends;
    sheet_clear(&s);
    if (!ends) {
        judgement_free(j);
        return r;
    }
    *ret_rest = j;
    return SO_OK;
}
