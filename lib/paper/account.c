/* How a page was taken apart, told label by label. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/account.h"
#include "paper/judgement.h"

static const struct anchor *anchor_of(const struct sheet *s, size_t field)
{
    for (size_t i = 0; i < s->anchors.len; i++)
        if (s->anchors.items[i].field == field)
            return &s->anchors.items[i];
    return NULL;
}

static int add_field(const struct sheet *s, size_t i, struct paper_account *io)
{
    const struct slot *slot = &s->slots[i];
    const struct anchor *anchor = anchor_of(s, i);
    struct account_field *f = array_push(&io->fields);
    if (!f)
        return SO_ENOMEM;
    f->field = &s->type->def->fields.items[i];
    f->guessed = slot->guessed;
    f->similarity = anchor ? anchor->spot.similarity : 0;
    f->label = anchor ? layout_text(&s->layout, anchor->spot.first, anchor->spot.end) : strdup("");
    f->raw = strdup(slot->raw ? slot->raw : "");
    f->box = slot->box;
    if (anchor)
        f->label_box = layout_box(&s->layout, anchor->spot.first, anchor->spot.end);
    return f->label && f->raw ? SO_OK : SO_ENOMEM;
}

static int add_rivals(const struct sheet *s, struct paper_account *io)
{
    for (size_t i = 0; i < s->rivals.len; i++) {
        const struct rival *rival = &s->rivals.items[i];
        struct account_type *t = array_push(&io->types);
        if (!t)
            return SO_ENOMEM;
        *t = (struct account_type){s->rules->defs.items[rival->type].type, rival->title, rival->coverage, rival->looked};
    }
    return SO_OK;
}

static int take_apart(struct sheet *s)
{
    int r = layout_build(s->page, &s->layout);
    if (r == SO_OK)
        r = sheet_classify(s);
    if (r == SO_OK && s->type)
        r = sheet_cut(s);
    if (r == SO_OK && s->type)
        r = sheet_heading(s);
    return r == SO_OK && s->type ? sheet_signature(s) : r;
}

int paper_account(const struct paper_rules *rules, const struct page *page, const struct answers *answers,
                  const char *type, struct paper_account *ret_account)
{
    struct page merged = {0};
    struct sheet s = {.rules = rules, .page = page, .forced = type ? rules_type(rules, type) : NULL};
    struct paper_account account = {0};
    if (type && !s.forced)
        return SO_ENOTFOUND;
    int r = answers ? page_with_hunted(page, answers, &merged) : SO_OK;
    if (answers)
        s.page = &merged;
    if (r == SO_OK)
        r = take_apart(&s);
    if (r == SO_OK)
        r = add_rivals(&s, &account);
    for (size_t i = 0; r == SO_OK && s.type && i < s.type->def->fields.len; i++)
        r = add_field(&s, i, &account);
    sheet_clear(&s);
    array_free(&merged.words);
    if (r != SO_OK) {
        paper_account_free(&account);
        return r;
    }
    *ret_account = account;
    return SO_OK;
}

void paper_account_free(struct paper_account *a)
{
    for (size_t i = 0; i < a->fields.len; i++) {
        free(a->fields.items[i].label);
        free(a->fields.items[i].raw);
    }
    array_free(&a->fields);
    array_free(&a->types);
}
