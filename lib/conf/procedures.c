#include "conf/procedures.h"

#include <stdlib.h>
#include <string.h>

const char *procedure_need_name(enum procedure_need need)
{
    static const char *const names[] = {"required", "optional", "shown", "never"};
    return names[need];
}

const char *procedure_keep_name(enum procedure_keep keep)
{
    static const char *const names[] = {"by_type", "image", "record", "nothing"};
    return names[keep];
}

static void free_test(struct procedure_test *t)
{
    for (size_t i = 0; i < t->nparts; i++)
        free_test(&t->parts[i]);
    free(t->parts);
    free(t->key);
    conf_strings_free(&t->words);
}

static void free_items(struct procedure_items *list)
{
    for (size_t i = 0; i < list->len; i++) {
        struct procedure_item *item = &list->items[i];
        free(item->key);
        free(item->label_vi);
        free(item->label_en);
        free(item->reason);
        conf_strings_free(&item->types);
        if (item->when)
            free_test(item->when);
        free(item->when);
    }
    free(list->items);
}

static void free_terms(struct procedure_term *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(items[i].key);
        free(items[i].vi);
        free(items[i].en);
    }
    free(items);
}

void procedures_free(struct procedures *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->len; i++) {
        struct procedure *one = &p->items[i];
        free(one->key);
        free(one->code);
        free(one->name_vi);
        free(one->name_en);
        free(one->limit.note);
        free_items(&one->takes);
        free_items(&one->gives);
        conf_strings_free(&one->unsure);
    }
    free_terms(p->fields.items, p->fields.len);
    free_terms(p->questions.items, p->questions.len);
    free_items(&p->never);
    free(p->items);
    free(p);
}

/* "1.001193.H36" names 1.001193: portals of provinces write their own suffix. */
static bool is_code(const char *code, const char *name)
{
    size_t len = strlen(code);
    return len && !strncmp(code, name, len) && (!name[len] || (name[len] == '.' && name[len + 1] == 'H'));
}

static bool is_named(const struct procedure *p, const char *name)
{
    return !strcmp(p->key, name) || is_code(p->code, name);
}

static bool covers(struct viet_date from, struct viet_date to, struct viet_date day)
{
    return (!from.year || viet_date_compare(day, from) >= 0) && (!to.year || viet_date_compare(day, to) <= 0);
}

const struct procedure *procedures_find(const struct procedures *p, const char *name, struct viet_date day)
{
    for (size_t i = 0; i < p->len; i++)
        if (is_named(&p->items[i], name) && covers(p->items[i].from, p->items[i].to, day))
            return &p->items[i];
    return NULL;
}

const struct procedure *procedures_newest(const struct procedures *p, const char *name)
{
    for (size_t i = p->len; i-- > 0;)
        if (is_named(&p->items[i], name))
            return &p->items[i];
    return NULL;
}

const struct procedure_term *procedures_field(const struct procedures *p, const struct procedure *procedure)
{
    return &p->fields.items[procedure->field];
}

const struct procedure_term *procedures_question(const struct procedures *p, const char *key)
{
    for (size_t i = 0; i < p->questions.len; i++)
        if (!strcmp(p->questions.items[i].key, key))
            return &p->questions.items[i];
    return NULL;
}

const struct procedure_item *procedure_items_find(const struct procedure_items *list, const char *key)
{
    for (size_t i = 0; i < list->len; i++)
        if (!strcmp(list->items[i].key, key))
            return &list->items[i];
    return NULL;
}
