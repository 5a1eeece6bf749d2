#include "conf/office.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"

#define PLACES_MAX 10000
#define DAYS_MAX 2000

static int no_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "office: out of memory");
}

static void free_name(struct office_name *n)
{
    free(n->name);
    free(n->unit);
    free(n->district);
    free(n->province);
    free(n->unit_code);
    free(n->agency_code);
    conf_strings_free(&n->headers);
}

static int read_name(const struct conf_node *map, struct office_name *n, struct so_error *err)
{
    static const char *const keys[] = {"from",     "to",        "name",        "unit",    "district",
                                       "province", "unit_code", "agency_code", "headers", NULL};
    int r = conf_check_keys(map, keys, err);
    if (!r)
        r = conf_get_day(map, "from", &n->from, err);
    if (!r)
        r = conf_get_day(map, "to", &n->to, err);
    if (!r && n->from.year && n->to.year && viet_date_compare(n->from, n->to) > 0)
        r = conf_fail(map, err, "from lies after to");
    if (!r)
        r = conf_require_text(map, "name", &n->name, err);
    if (!r)
        r = conf_require_text(map, "unit", &n->unit, err);
    if (!r)
        r = conf_get_text(map, "district", &n->district, err);
    if (!r)
        r = conf_require_text(map, "province", &n->province, err);
    if (!r)
        r = conf_get_text(map, "unit_code", &n->unit_code, err);
    if (!r)
        r = conf_get_text(map, "agency_code", &n->agency_code, err);
    return r ? r : conf_get_strings(map, "headers", &n->headers, err);
}

/* Names stand in the order of their days, so that each can be held against the one before. */
static int check_order(const struct conf_node *map, const struct office_name *before, const struct office_name *n,
                       struct so_error *err)
{
    if (before->to.year && n->from.year && viet_date_compare(before->to, n->from) < 0)
        return SO_OK;
    return conf_fail(map, err,
                     "the names must stand in the order of their days and not overlap: this one needs a from "
                     "behind the to of the one before");
}

static int read_names(const struct conf_node *root, struct office *o, struct so_error *err)
{
    const struct conf_node *list;
    int r = conf_require(root, "names", &list, err);
    if (!r)
        r = conf_want_list(list, "names", err);
    if (!r && !list->len)
        r = conf_fail(list, err, "names needs at least one name");
    if (r)
        return r;
    o->names = calloc(list->len, sizeof *o->names);
    if (!o->names)
        return no_memory(err);
    for (size_t i = 0; !r && i < list->len; i++) {
        struct office_name *n = &o->names[o->nnames++];
        r = read_name(&list->items[i], n, err);
        if (!r && i)
            r = check_order(&list->items[i], n - 1, n, err);
    }
    return r;
}

static int read_place(const struct conf_node *node, struct office_place *p, struct so_error *err)
{
    static const char *const keys[] = {"name", "kind", "aliases", NULL};
    if (node->kind == CONF_SCALAR) {
        int r = conf_want_text(node, "a place", err);
        p->name = r ? NULL : strdup(node->text);
        p->kind = r ? NULL : strdup("");
        return r || (p->name && p->kind) ? r : no_memory(err);
    }
    int r = conf_check_keys(node, keys, err);
    if (!r)
        r = conf_require_text(node, "name", &p->name, err);
    if (!r)
        r = conf_get_text(node, "kind", &p->kind, err);
    return r ? r : conf_get_strings(node, "aliases", &p->aliases, err);
}

static int read_places(const struct conf_node *root, struct office *o, struct so_error *err)
{
    const struct conf_node *list = conf_peek(root, "places");
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, "places", err);
    if (!r && list->len > PLACES_MAX)
        r = conf_fail(list, err, "places has more than %d entries", PLACES_MAX);
    if (r || !list->len)
        return r;
    o->places = calloc(list->len, sizeof *o->places);
    if (!o->places)
        return no_memory(err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_place(&list->items[i], &o->places[o->nplaces++], err);
    return r;
}

static int by_date(const void *a, const void *b)
{
    return viet_date_compare(*(const struct viet_date *)a, *(const struct viet_date *)b);
}

static int read_days(const struct conf_node *root, const char *key, struct viet_date **ret_days, size_t *ret_n,
                     struct so_error *err)
{
    const struct conf_node *list = conf_peek(root, key);
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, key, err);
    if (!r && list->len > DAYS_MAX)
        r = conf_fail(list, err, "%s has more than %d entries", key, DAYS_MAX);
    if (r || !list->len)
        return r;
    struct viet_date *days = calloc(list->len, sizeof *days);
    if (!days)
        return no_memory(err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = conf_to_day(&list->items[i], key, &days[i], err);
    if (r) {
        free(days);
        return r;
    }
    qsort(days, list->len, sizeof *days, by_date);
    *ret_days = days;
    *ret_n = list->len;
    return SO_OK;
}

static int read_closes(const struct conf_node *root, struct office *o, struct so_error *err)
{
    const struct conf_node *node = conf_peek(root, "closes");
    o->closes = OFFICE_CLOSES;
    if (conf_is_blank(node))
        return SO_OK;
    int r = conf_want_text(node, "closes", err);
    if (!r && !conf_parse_time(node->text, strlen(node->text), &o->closes))
        r = conf_fail(node, err, "closes must be a time such as 17:00, not \"%.60s\"", node->text);
    return r;
}

static int read_root(const struct conf_node *root, struct office *o, struct so_error *err)
{
    static const char *const keys[] = {"names", "places", "holidays", "workdays", "closes", NULL};
    int r = conf_check_keys(root, keys, err);
    if (!r)
        r = read_names(root, o, err);
    if (!r)
        r = read_places(root, o, err);
    if (!r)
        r = read_days(root, "holidays", &o->holidays, &o->nholidays, err);
    if (!r)
        r = read_days(root, "workdays", &o->workdays, &o->nworkdays, err);
    return r ? r : read_closes(root, o, err);
}

int office_parse(const void *data, size_t len, const char *name, struct office **ret_office, struct so_error *err)
{
    struct conf_doc *doc = NULL;
    struct office *o = calloc(1, sizeof *o);
    int r = o ? conf_parse(data, len, name, &doc, err) : no_memory(err);
    if (!r)
        r = read_root(&doc->root, o, err);
    conf_free(doc);
    if (r) {
        office_free(o);
        return r;
    }
    *ret_office = o;
    return SO_OK;
}

int office_load(const char *path, struct office **ret_office, struct so_error *err)
{
    struct buf data = BUF_INIT;
    int r = file_read_all(path, CONF_BYTES_MAX, &data, err);
    if (!r)
        r = office_parse(buf_str(&data), data.len, path, ret_office, err);
    buf_free(&data);
    return r;
}

void office_free(struct office *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->nnames; i++)
        free_name(&o->names[i]);
    for (size_t i = 0; i < o->nplaces; i++) {
        free(o->places[i].name);
        free(o->places[i].kind);
        conf_strings_free(&o->places[i].aliases);
    }
    free(o->names);
    free(o->places);
    free(o->holidays);
    free(o->workdays);
    free(o);
}

const struct office_name *office_name_on(const struct office *o, struct viet_date day)
{
    for (size_t i = 0; i < o->nnames; i++) {
        const struct office_name *n = &o->names[i];
        if ((!n->from.year || viet_date_compare(day, n->from) >= 0) &&
            (!n->to.year || viet_date_compare(day, n->to) <= 0))
            return n;
    }
    return NULL;
}

const char *office_code_prefix(const struct office_name *n)
{
    return *n->agency_code ? n->agency_code : n->unit_code;
}

int office_put_full_name(const struct office_name *n, struct buf *out)
{
    return buf_printf(out, "%s%s%s, %s", n->name, n->district[0] ? ", " : "", n->district, n->province);
}

static bool is_listed(const struct viet_date *days, size_t n, struct viet_date day)
{
    return n && bsearch(&day, days, n, sizeof *days, by_date);
}

bool office_is_working_day(const struct office *o, struct viet_date day)
{
    long weekday = (viet_date_to_days(day) % 7 + 7 + 4) % 7; /* 1970-01-01 was a Thursday; 0 is Sunday */
    if (is_listed(o->workdays, o->nworkdays, day))
        return true;
    return weekday != 0 && weekday != 6 && !is_listed(o->holidays, o->nholidays, day);
}

struct viet_date office_add_working_days(const struct office *o, struct viet_date day, unsigned days)
{
    long at = viet_date_to_days(day);
    if (days > OFFICE_DAYS_AHEAD_MAX)
        days = OFFICE_DAYS_AHEAD_MAX;
    /* The list of holidays is finite, so a working day comes; the limit guards against a file that lists them all. */
    for (unsigned looked = 0; looked < days * 3 + 4000; looked++) {
        if (office_is_working_day(o, viet_date_from_days(at))) {
            if (!days)
                break;
            days--;
        }
        at++;
    }
    return viet_date_from_days(at);
}

unsigned office_count_working_days(const struct office *o, struct viet_date from, struct viet_date to)
{
    unsigned count = 0;
    long last = viet_date_to_days(to), first = viet_date_to_days(from);
    if (last - first > OFFICE_DAYS_AHEAD_MAX)
        last = first + OFFICE_DAYS_AHEAD_MAX;
    for (long at = first + 1; at <= last; at++)
        count += office_is_working_day(o, viet_date_from_days(at));
    return count;
}
