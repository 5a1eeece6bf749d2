#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "conf/procedures.h"

#define PROCEDURES_MAX 2000
#define TERMS_MAX 200
#define ITEMS_MAX 60
#define PARTS_MAX 20
#define COUNT_MAX 100
#define DAYS_LIMIT 1000
#define YEARS_MAX 200
#define KEY_MAX 64u

static int no_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "procedures: out of memory");
}

/* A key stands in addresses and in the record for ever: a-z, 0-9 and '_'. */
static int require_key(const struct conf_node *map, const char *name, char **ret, struct so_error *err)
{
    int r = conf_require_text(map, name, ret, err);
    if (r)
        return r;
    size_t len = strspn(*ret, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (!len || len > KEY_MAX || (*ret)[len])
        return conf_fail(conf_peek(map, name), err, "%s must be 1 to %u of a-z, 0-9 and '_'", name, KEY_MAX);
    return SO_OK;
}

static int want_list(const struct conf_node *node, const char *what, size_t max, struct so_error *err)
{
    int r = conf_want_list(node, what, err);
    if (!r && node->len > max)
        r = conf_fail(node, err, "%s has more than %zu entries", what, max);
    return r;
}

static int read_term(const struct conf_node *map, struct procedure_term *t, struct so_error *err)
{
    static const char *const keys[] = {"key", "vi", "en", "assume", NULL};
    static const char *const answers[] = {"no", "yes", NULL};
    t->assume = -1;
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = conf_get_enum(map, "assume", answers, &t->assume, err);
    if (!r)
        r = require_key(map, "key", &t->key, err);
    if (!r)
        r = conf_require_text(map, "vi", &t->vi, err);
    return r ? r : conf_require_text(map, "en", &t->en, err);
}

#define READ_TERMS(root, name, list, err) read_terms(conf_peek(root, name), name, &(list)->items, &(list)->len, err)

static int read_terms(const struct conf_node *node, const char *what, struct procedure_term **ret_items, size_t *ret_len,
                      struct so_error *err)
{
    if (conf_is_blank(node))
        return SO_OK;
    int r = want_list(node, what, TERMS_MAX, err);
    if (r || !node->len)
        return r;
    *ret_items = calloc(node->len, sizeof **ret_items);
    if (!*ret_items)
        return no_memory(err);
    for (size_t i = 0; !r && i < node->len; i++) {
        r = read_term(&node->items[i], &(*ret_items)[(*ret_len)++], err);
        for (size_t k = 0; !r && k < i; k++)
            if (!strcmp((*ret_items)[k].key, (*ret_items)[i].key))
                r = conf_fail(&node->items[i], err, "%s has the key \"%s\" twice", what, (*ret_items)[i].key);
    }
    return r;
}

static int read_test(const struct procedures *p, const struct conf_node *map, struct procedure_test *t,
                     struct so_error *err);

static int read_parts(const struct procedures *p, const struct conf_node *list, const char *what,
                      struct procedure_test *t, struct so_error *err)
{
    int r = want_list(list, what, PARTS_MAX, err);
    if (!r && !list->len)
        r = conf_fail(list, err, "%s needs at least one condition", what);
    if (r)
        return r;
    t->parts = calloc(list->len, sizeof *t->parts);
    if (!t->parts)
        return no_memory(err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_test(p, &list->items[i], &t->parts[t->nparts++], err);
    return r;
}

static int read_fact(const struct procedures *p, const struct conf_node *map, struct procedure_test *t,
                     struct so_error *err)
{
    int r = conf_get_text(map, "fact", &t->key, err);
    if (!r && !procedures_question(p, t->key))
        r = conf_fail(conf_peek(map, "fact"), err, "there is no question \"%.60s\"", t->key);
    return r;
}

/* A map with one of fact, field (perhaps with has), paper, all, any, not. */
static int read_test(const struct procedures *p, const struct conf_node *map, struct procedure_test *t,
                     struct so_error *err)
{
    static const char *const keys[] = {"fact", "field", "has", "paper", "all", "any", "not", NULL};
    static const char *const kinds[] = {"fact", "field", "paper", "all", "any", "not"};
    int r = conf_check_keys(map, keys, err);
    int found = 0;
    for (size_t i = 0; !r && i < sizeof kinds / sizeof *kinds; i++)
        if (!conf_is_blank(conf_peek(map, kinds[i]))) {
            t->kind = (enum procedure_test_kind)i;
            found++;
        }
    if (!r && found != 1)
        r = conf_fail(map, err, "a condition is one of fact, field, paper, all, any, not");
    if (!r && conf_peek(map, "has") && t->kind != PROCEDURE_TEST_FIELD)
        r = conf_fail(map, err, "has belongs to field");
    if (r)
        return r;
    switch (t->kind) {
    case PROCEDURE_TEST_FACT:
        return read_fact(p, map, t, err);
    case PROCEDURE_TEST_FIELD:
        r = conf_get_text(map, "field", &t->key, err);
        return r ? r : conf_get_strings(map, "has", &t->words, err);
    case PROCEDURE_TEST_PAPER:
        return conf_get_text(map, "paper", &t->key, err);
    case PROCEDURE_TEST_NOT:
        t->parts = calloc(1, sizeof *t->parts);
        t->nparts = t->parts ? 1 : 0;
        return t->parts ? read_test(p, conf_peek(map, "not"), t->parts, err) : no_memory(err);
    default:
        return read_parts(p, conf_peek(map, kinds[t->kind]), kinds[t->kind], t, err);
    }
}

static int read_when(const struct procedures *p, const struct conf_node *map, struct procedure_item *item,
                     struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, "when");
    if (conf_is_blank(node))
        return SO_OK;
    item->when = calloc(1, sizeof *item->when);
    return item->when ? read_test(p, node, item->when, err) : no_memory(err);
}

static int read_enums(const struct conf_node *map, struct procedure_item *item, enum procedure_need need,
                      struct so_error *err)
{
    static const char *const needs[] = {"required", "optional", "shown", "never", NULL};
    static const char *const keeps[] = {"by_type", "image", "record", "nothing", NULL};
    int n = (int)need, k = PROCEDURE_KEEP_BY_TYPE;
    long count = 1;
    int r = conf_get_enum(map, "need", needs, &n, err);
    if (!r)
        r = conf_get_enum(map, "keep", keeps, &k, err);
    if (!r)
        r = conf_get_int(map, "count", 1, COUNT_MAX, &count, err);
    item->need = (enum procedure_need)n;
    item->keep = (enum procedure_keep)k;
    item->count = (int)count;
    return r;
}

static int read_item(const struct procedures *p, const struct conf_node *map, struct procedure_item *item,
                     enum procedure_need need, struct so_error *err)
{
    static const char *const keys[] = {"key",  "vi",     "en",   "types", "need", "when",
                                       "keep", "reason", "from", "to",    "count", "lookup", "certified", NULL};
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = require_key(map, "key", &item->key, err);
    if (!r)
        r = conf_require_text(map, "vi", &item->label_vi, err);
    if (!r)
        r = conf_require_text(map, "en", &item->label_en, err);
    if (!r)
        r = conf_get_strings(map, "types", &item->types, err);
    if (!r)
        r = read_enums(map, item, need, err);
    if (!r)
        r = conf_get_bool(map, "lookup", &item->lookup, err);
    if (!r)
        r = conf_get_bool(map, "certified", &item->certified, err);
    if (!r)
        r = conf_get_text(map, "reason", &item->reason, err);
    if (!r && item->need == PROCEDURE_NEVER && !*item->reason)
        r = conf_fail(map, err, "what may never be asked for needs its reason");
    if (!r)
        r = conf_get_day(map, "from", &item->from, err);
    if (!r)
        r = conf_get_day(map, "to", &item->to, err);
    return r ? r : read_when(p, map, item, err);
}

static int read_items(const struct procedures *p, const struct conf_node *map, const char *name,
                      struct procedure_items *list, enum procedure_need need, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, name);
    if (conf_is_blank(node))
        return SO_OK;
    int r = want_list(node, name, ITEMS_MAX, err);
    for (size_t i = 0; !r && i < node->len; i++) {
        struct procedure_item *item = array_push(list);
        if (!item)
            return no_memory(err);
        r = read_item(p, &node->items[i], item, need, err);
        for (size_t k = 0; !r && k < i; k++)
            if (!strcmp(list->items[k].key, item->key))
                r = conf_fail(&node->items[i], err, "%s has the key \"%s\" twice", name, item->key);
    }
    return r;
}

static int read_cutoff(const struct conf_node *map, int *ret_minute, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, "cutoff");
    *ret_minute = -1;
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_text(node, "cutoff", err);
    if (!r && !conf_parse_time(node->text, strlen(node->text), ret_minute))
        r = conf_fail(node, err, "cutoff must be a time such as 15:00, not \"%.60s\"", node->text);
    return r;
}

static int read_limit(const struct conf_node *map, struct procedure_limit *l, struct so_error *err)
{
    static const char *const keys[] = {"at_once", "days", "calendar", "cutoff", "extension", "note", NULL};
    l->cutoff = -1;
    if (conf_is_blank(map)) {
        l->note = strdup("");
        return l->note ? SO_OK : no_memory(err);
    }
    long days = 0, extension = 0;
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = conf_get_bool(map, "at_once", &l->at_once, err);
    if (!r)
        r = conf_get_int(map, "days", 1, DAYS_LIMIT, &days, err);
    if (!r)
        r = conf_get_bool(map, "calendar", &l->calendar, err);
    if (!r)
        r = conf_get_int(map, "extension", 1, DAYS_LIMIT, &extension, err);
    if (!r)
        r = read_cutoff(map, &l->cutoff, err);
    if (!r)
        r = conf_get_text(map, "note", &l->note, err);
    if (!r && l->at_once == (days > 0))
        r = conf_fail(map, err, "a limit is either at_once: true or so many days");
    l->days = (int)days;
    l->extension = (int)extension;
    l->known = true;
    return r;
}

static int read_retention(const struct conf_node *map, int *ret_years, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, "retention");
    *ret_years = PROCEDURE_KEEP_UNSAID;
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_text(node, "retention", err);
    if (r)
        return r;
    if (!strcmp(node->text, "permanent") || !strcmp(node->text, "register")) {
        *ret_years = node->text[0] == 'p' ? PROCEDURE_FOREVER : 0;
        return SO_OK;
    }
    long years = 0;
    r = conf_get_int(map, "retention", 1, YEARS_MAX, &years, err);
    if (r)
        return conf_fail(node, err, "retention is permanent, register or a number of years, not \"%.60s\"", node->text);
    *ret_years = (int)years;
    return SO_OK;
}

static int read_field(const struct procedures *p, const struct conf_node *map, size_t *ret_field, struct so_error *err)
{
    const struct conf_node *node;
    int r = conf_require(map, "field", &node, err);
    if (!r)
        r = conf_want_text(node, "field", err);
    for (size_t i = 0; !r && i < p->fields.len; i++)
        if (!strcmp(p->fields.items[i].key, node->text)) {
            *ret_field = i;
            return SO_OK;
        }
    return r ? r : conf_fail(node, err, "there is no field \"%.60s\" under fields", node->text);
}

static int read_names(const struct procedures *p, const struct conf_node *map, struct procedure *one,
                      struct so_error *err)
{
    static const char *const keys[] = {"key",   "code", "vi",    "en",    "field",     "from",
                                       "to",    "takes", "gives", "limit", "retention", "unsure", NULL};
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = require_key(map, "key", &one->key, err);
    if (!r)
        r = conf_get_text(map, "code", &one->code, err);
    if (!r)
        r = conf_require_text(map, "vi", &one->name_vi, err);
    if (!r)
        r = conf_require_text(map, "en", &one->name_en, err);
    if (!r)
        r = read_field(p, map, &one->field, err);
    if (!r)
        r = conf_get_day(map, "from", &one->from, err);
    if (!r)
        r = conf_get_day(map, "to", &one->to, err);
    if (!r && one->from.year && one->to.year && viet_date_compare(one->from, one->to) > 0)
        r = conf_fail(map, err, "from lies after to");
    return r;
}

/* Versions of one procedure stand in the order of their days, and no code names two procedures. */
static int check_others(const struct procedures *p, const struct conf_node *map, const struct procedure *one,
                        struct so_error *err)
{
    for (size_t i = 0; i + 1 < p->len; i++) {
        const struct procedure *other = &p->items[i];
        bool same_key = !strcmp(other->key, one->key), same_code = *one->code && !strcmp(other->code, one->code);
        if (same_key && (!other->to.year || !one->from.year || viet_date_compare(other->to, one->from) >= 0))
            return conf_fail(map, err, "\"%s\" is there already: a newer version needs a from behind the to of the one before",
                             one->key);
        if (same_code && !same_key)
            return conf_fail(map, err, "the code %s is that of \"%s\" too", one->code, other->key);
    }
    return SO_OK;
}

static int read_procedure(struct procedures *p, const struct conf_node *map, struct so_error *err)
{
    struct procedure *one = array_push(p);
    if (!one)
        return no_memory(err);
    int r = read_names(p, map, one, err);
    if (!r)
        r = check_others(p, map, one, err);
    if (!r)
        r = read_items(p, map, "takes", &one->takes, PROCEDURE_REQUIRED, err);
    if (!r)
        r = read_items(p, map, "gives", &one->gives, PROCEDURE_REQUIRED, err);
    for (size_t i = 0; !r && i < one->gives.len; i++)
        if (procedure_items_find(&one->takes, one->gives.items[i].key))
            r = conf_fail(map, err, "takes and gives both have the key \"%s\"", one->gives.items[i].key);
    if (!r)
        r = read_limit(conf_peek(map, "limit"), &one->limit, err);
    if (!r)
        r = read_retention(map, &one->retention, err);
    return r ? r : conf_get_strings(map, "unsure", &one->unsure, err);
}

static int read_clock(const struct conf_node *root, struct procedures *p, struct so_error *err)
{
    static const char *const keys[] = {"supplement", "verifying", NULL};
    static const char *const ways[] = {"pause", "restart", NULL};
    const struct conf_node *map = conf_peek(root, "clock");
    if (conf_is_blank(map))
        return SO_OK;
    int supplement = PROCEDURE_PAUSE, verifying = PROCEDURE_PAUSE;
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = conf_get_enum(map, "supplement", ways, &supplement, err);
    if (!r)
        r = conf_get_enum(map, "verifying", ways, &verifying, err);
    p->supplement = (enum procedure_clock)supplement;
    p->verifying = (enum procedure_clock)verifying;
    return r;
}

static int read_root(const struct conf_node *root, struct procedures *p, struct so_error *err)
{
    static const char *const keys[] = {"fields", "questions", "never", "clock", "procedures", NULL};
    int r = conf_check_keys(root, keys, err);
    if (!r)
        r = READ_TERMS(root, "fields", &p->fields, err);
    if (!r)
        r = READ_TERMS(root, "questions", &p->questions, err);
    if (!r)
        r = read_items(p, root, "never", &p->never, PROCEDURE_NEVER, err);
    if (!r)
        r = read_clock(root, p, err);
    const struct conf_node *list = NULL;
    if (!r)
        r = conf_require(root, "procedures", &list, err);
    if (!r)
        r = want_list(list, "procedures", PROCEDURES_MAX, err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_procedure(p, &list->items[i], err);
    return r;
}

int procedures_parse(const void *data, size_t len, const char *name, struct procedures **ret_procedures,
                     struct so_error *err)
{
    struct conf_doc *doc = NULL;
    struct procedures *p = calloc(1, sizeof *p);
    int r = p ? conf_parse(data, len, name, &doc, err) : no_memory(err);
    if (!r)
        r = read_root(&doc->root, p, err);
    conf_free(doc);
    if (r) {
        procedures_free(p);
        return r;
    }
    *ret_procedures = p;
    return SO_OK;
}

int procedures_load(const char *path, struct procedures **ret_procedures, struct so_error *err)
{
    struct buf data = BUF_INIT;
    int r = file_read_all(path, CONF_BYTES_MAX, &data, err);
    if (!r)
        r = procedures_parse(buf_str(&data), data.len, path, ret_procedures, err);
    buf_free(&data);
    return r;
}
