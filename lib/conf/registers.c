#include "conf/registers.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define KINDS_MAX 32
#define LIST_MAX 64

static const char *const column_names[REGISTER_COLUMNS + 1] = {
    "number", "date", "requester", "identity", "subject", "language", "signer", "copies", "pages", "fee", "note", NULL};

const char *register_column_name(enum register_column column)
{
    return (unsigned)column < REGISTER_COLUMNS ? column_names[column] : "";
}

static int get_text(const struct conf_node *map, const char *key, char **ret, struct so_error *err)
{
    *ret = strdup("");
    return *ret ? conf_get_string(map, key, ret, err) : so_fail(err, SO_ENOMEM, "registers: out of memory");
}

static int require_text(const struct conf_node *map, const char *key, char **ret, struct so_error *err)
{
    const struct conf_node *node;
    int r = conf_require(map, key, &node, err);
    return r ? r : get_text(map, key, ret, err);
}

static int get_day(const struct conf_node *map, const char *key, struct viet_date *io_day, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_text(node, key, err);
    struct viet_date d = {0};
    if (!r && (!viet_date_from_iso(node->text, strlen(node->text), &d) || !viet_date_is_whole(d)))
        r = conf_fail(node, err, "%s must be a day such as 2025-11-01, not \"%.40s\"", key, node->text);
    if (!r)
        *io_day = d;
    return r;
}

static int get_span(const struct conf_node *map, struct viet_date *io_from, struct viet_date *io_to,
                    struct so_error *err)
{
    int r = get_day(map, "from", io_from, err);
    r = r ? r : get_day(map, "to", io_to, err);
    if (!r && io_from->year && io_to->year && viet_date_compare(*io_from, *io_to) > 0)
        r = conf_fail(map, err, "from lies after to");
    return r;
}

/* The elements of a list that must be there, as zeroed items. */
static int new_list(const struct conf_node *map, const char *key, size_t max, size_t size,
                    const struct conf_node **ret_list, void **ret_items, struct so_error *err)
{
    const struct conf_node *list;
    int r = conf_require(map, key, &list, err);
    r = r ? r : conf_want_list(list, key, err);
    if (!r && (!list->len || list->len > max))
        r = conf_fail(list, err, "%s needs 1 to %zu elements", key, max);
    if (r)
        return r;
    void *items = calloc(list->len, size);
    if (!items)
        return so_fail(err, SO_ENOMEM, "registers: out of memory");
    *ret_list = list;
    *ret_items = items;
    return SO_OK;
}

static int read_column(const struct conf_node *map, struct register_form *form, struct so_error *err)
{
    static const char *const keys[] = {"column", "label", NULL};
    const struct conf_node *node;
    int column = 0;
    int r = conf_check_keys(map, keys, err);
    r = r ? r : conf_require(map, "column", &node, err);
    r = r ? r : conf_to_enum(node, "a column", column_names, &column, err);
    if (r)
        return r;
    form->columns[form->ncolumns].column = (enum register_column)column;
    return require_text(map, "label", &form->columns[form->ncolumns++].label, err);
}

static int read_form(const struct conf_node *map, struct register_form *form, struct so_error *err)
{
    static const char *const keys[] = {"from", "to", "source", "title", "columns", NULL};
    const struct conf_node *list;
    int r = conf_check_keys(map, keys, err);
    r = r ? r : get_span(map, &form->from, &form->to, err);
    r = r ? r : require_text(map, "source", &form->source, err);
    r = r ? r : get_text(map, "title", &form->title, err);
    r = r ? r : conf_require(map, "columns", &list, err);
    r = r ? r : conf_want_list(list, "columns", err);
    if (!r && (!list->len || list->len > REGISTERS_COLUMNS_MAX))
        r = conf_fail(list, err, "a book has 1 to %d columns", REGISTERS_COLUMNS_MAX);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_column(&list->items[i], form, err);
    return r;
}

static int read_fee(const struct conf_node *map, struct register_fee *fee, struct so_error *err)
{
    static const char *const keys[] = {"from", "to", "per", "fee", "first", "then", "max", "source", NULL};
    static const char *const per[] = {"case", "copy", "page", NULL};
    const struct conf_node *node;
    const long most = 1000000000;
    int which = 0;
    int r = conf_check_keys(map, keys, err);
    r = r ? r : get_span(map, &fee->from, &fee->to, err);
    r = r ? r : conf_require(map, "per", &node, err);
    r = r ? r : conf_to_enum(node, "per", per, &which, err);
    r = r ? r : conf_require(map, "fee", &node, err);
    r = r ? r : conf_get_int(map, "fee", 0, most, &fee->fee, err);
    fee->per = (enum register_fee_per)which;
    fee->first = most;
    fee->further = fee->fee;
    r = r ? r : conf_get_int(map, "first", 1, most, &fee->first, err);
    r = r ? r : conf_get_int(map, "then", 0, most, &fee->further, err);
    return r ? r : conf_get_int(map, "max", 0, most, &fee->max, err);
}

static int read_required(const struct conf_node *map, unsigned *io_bits, struct so_error *err)
{
    const struct conf_node *list = conf_peek(map, "required");
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, "required", err);
    for (size_t i = 0; !r && i < list->len; i++) {
        int column = 0;
        r = conf_to_enum(&list->items[i], "a column", column_names, &column, err);
        *io_bits |= 1u << column;
    }
    return r;
}

static int check_key(const struct conf_node *map, const struct register_kind *kind, struct so_error *err)
{
    size_t len = strspn(kind->key, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return len && len <= 40 && !kind->key[len]
               ? SO_OK
               : conf_fail(map, err, "key \"%.40s\" must be 1 to 40 of a-z 0-9 _", kind->key);
}

static int read_kind(const struct conf_node *map, struct register_kind *kind, struct so_error *err)
{
    static const char *const keys[] = {"key", "code", "title", "papers", "required", "forms", "fees", NULL};
    const struct conf_node *list;
    int r = conf_check_keys(map, keys, err);
    r = r ? r : require_text(map, "key", &kind->key, err);
    r = r ? r : check_key(map, kind, err);
    r = r ? r : require_text(map, "code", &kind->code, err);
    r = r ? r : require_text(map, "title", &kind->title, err);
    r = r ? r : conf_get_strings(map, "papers", &kind->papers, err);
    r = r ? r : read_required(map, &kind->required, err);
    r = r ? r : new_list(map, "forms", LIST_MAX, sizeof *kind->forms, &list, (void **)&kind->forms, err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_form(&list->items[i], &kind->forms[kind->nforms++], err);
    if (r || conf_is_blank(conf_peek(map, "fees")))
        return r;
    r = new_list(map, "fees", LIST_MAX, sizeof *kind->fees, &list, (void **)&kind->fees, err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_fee(&list->items[i], &kind->fees[kind->nfees++], err);
    return r;
}

static int read_all(const struct conf_node *root, struct registers *all, struct so_error *err)
{
    static const char *const keys[] = {"kinds", NULL};
    const struct conf_node *list;
    int r = conf_check_keys(root, keys, err);
    r = r ? r : new_list(root, "kinds", KINDS_MAX, sizeof *all->items, &list, (void **)&all->items, err);
    for (size_t i = 0; !r && i < list->len; i++) {
        struct register_kind *kind = &all->items[all->len++];
        r = read_kind(&list->items[i], kind, err);
        for (size_t k = 0; !r && k + 1 < all->len; k++)
            if (!strcmp(all->items[k].key, kind->key) || !strcmp(all->items[k].code, kind->code))
                r = conf_fail(&list->items[i], err, "there are two registers %s, %s", kind->key, kind->code);
    }
    return r;
}

static int take_doc(struct conf_doc *doc, struct registers **ret_registers, struct so_error *err)
{
    struct registers *all = calloc(1, sizeof *all);
    int r = all ? read_all(&doc->root, all, err) : so_fail(err, SO_ENOMEM, "registers: out of memory");
    conf_free(doc);
    if (r)
        registers_free(all);
    else
        *ret_registers = all;
    return r;
}

int registers_load(const char *path, struct registers **ret_registers, struct so_error *err)
{
    struct conf_doc *doc;
    int r = conf_load(path, &doc, err);
    return r ? r : take_doc(doc, ret_registers, err);
}

int registers_parse(const void *data, size_t len, const char *name, struct registers **ret_registers,
                    struct so_error *err)
{
    struct conf_doc *doc;
    int r = conf_parse(data, len, name, &doc, err);
    return r ? r : take_doc(doc, ret_registers, err);
}

static void free_form(struct register_form *form)
{
    free(form->source);
    free(form->title);
    for (size_t i = 0; i < form->ncolumns; i++)
        free(form->columns[i].label);
}

void registers_free(struct registers *all)
{
    if (!all)
        return;
    for (size_t i = 0; i < all->len; i++) {
        struct register_kind *kind = &all->items[i];
        free(kind->key);
        free(kind->code);
        free(kind->title);
        conf_strings_free(&kind->papers);
        for (size_t k = 0; k < kind->nforms; k++)
            free_form(&kind->forms[k]);
        free(kind->forms);
        free(kind->fees);
    }
    free(all->items);
    free(all);
}

const struct register_kind *registers_find(const struct registers *all, const char *name)
{
    for (size_t i = 0; i < all->len; i++)
        if (!strcmp(all->items[i].key, name) || !strcmp(all->items[i].code, name))
            return &all->items[i];
    return NULL;
}

const struct register_kind *registers_of_paper(const struct registers *all, const char *type)
{
    for (size_t i = 0; i < all->len; i++)
        for (size_t k = 0; k < all->items[i].papers.len; k++)
            if (!strcmp(all->items[i].papers.items[k], type))
                return &all->items[i];
    return NULL;
}

static bool covers(struct viet_date from, struct viet_date to, struct viet_date day)
{
    return (!from.year || viet_date_compare(from, day) <= 0) && (!to.year || viet_date_compare(day, to) <= 0);
}

const struct register_form *register_form_on(const struct register_kind *kind, struct viet_date day)
{
    for (size_t i = 0; i < kind->nforms; i++)
        if (covers(kind->forms[i].from, kind->forms[i].to, day))
            return &kind->forms[i];
    return &kind->forms[kind->nforms - 1];
}

int64_t register_fee_on(const struct register_kind *kind, struct viet_date day, int64_t copies, int64_t pages)
{
    for (size_t i = 0; i < kind->nfees; i++) {
        const struct register_fee *f = &kind->fees[i];
        if (!covers(f->from, f->to, day))
            continue;
        if (f->per == REGISTER_PER_CASE)
            return f->fee;
        int64_t one = f->fee;
        if (f->per == REGISTER_PER_PAGE) {
            int64_t n = pages > 0 ? pages : 1, full = n < f->first ? n : f->first;
            one = full * f->fee + (n - full) * f->further;
        }
        if (f->max && one > f->max)
            one = f->max;
        return one * copies;
    }
    return -1;
}
