#include "conf/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "viet/distance.h"

static const char *kind_name(const struct conf_node *node)
{
    switch (node->kind) {
    case CONF_SCALAR:
        return conf_is_blank(node) ? "nothing" : "text";
    case CONF_LIST:
        return "a list";
    case CONF_MAP:
        return "a map";
    }
    return "something else";
}

int conf_want_map(const struct conf_node *node, const char *what, struct so_error *err)
{
    if (node->kind == CONF_MAP)
        return SO_OK;
    return conf_fail(node, err, "%s must be a map (key: value), not %s", what, kind_name(node));
}

int conf_want_list(const struct conf_node *node, const char *what, struct so_error *err)
{
    if (node->kind == CONF_LIST)
        return SO_OK;
    return conf_fail(node, err, "%s must be a list (lines that begin with -), not %s", what, kind_name(node));
}

int conf_want_text(const struct conf_node *node, const char *what, struct so_error *err)
{
    if (node->kind == CONF_SCALAR && node->text[0])
        return SO_OK;
    return conf_fail(node, err, "%s must be text, not %s", what, node->kind == CONF_SCALAR ? "empty" : kind_name(node));
}

/* The allowed key most like the one written; NULL when none is like it. */
static const char *nearest(const char *key, const char *const *allowed)
{
    const char *best = NULL;
    float best_similarity = 0.6f;
    for (; *allowed; allowed++) {
        float similarity = viet_similarity(key, strlen(key), *allowed, strlen(*allowed));
        if (similarity > best_similarity) {
            best_similarity = similarity;
            best = *allowed;
        }
    }
    return best;
}

int conf_check_keys(const struct conf_node *map, const char *const *allowed, struct so_error *err)
{
    int r = conf_want_map(map, "this", err);
    for (size_t i = 0; !r && i < map->len; i++) {
        const struct conf_key *key = &map->keys[i];
        const char *const *known = allowed;
        while (*known && strcmp(*known, key->text))
            known++;
        if (*known)
            continue;
        const struct conf_node at = {.file = map->file, .line = key->line, .column = key->column};
        const char *near = nearest(key->text, allowed);
        if (near)
            r = conf_fail(&at, err, "unknown key \"%.100s\"; did you mean \"%s\"?", key->text, near);
        else
            r = conf_fail(&at, err, "unknown key \"%.100s\"", key->text);
    }
    return r;
}

int conf_require(const struct conf_node *map, const char *key, const struct conf_node **ret_node, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    if (conf_is_blank(node))
        return conf_fail(node ? node : map, err, "\"%s\" is needed here", key);
    *ret_node = node;
    return SO_OK;
}

static int want_scalar(const struct conf_node *node, const char *what, struct so_error *err)
{
    if (node->kind == CONF_SCALAR)
        return SO_OK;
    return conf_fail(node, err, "%s must be one value, not %s", what, kind_name(node));
}

int conf_get_string(const struct conf_node *map, const char *key, char **io_value, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    if (conf_is_blank(node))
        return SO_OK;
    int r = want_scalar(node, key, err);
    if (r)
        return r;
    char *copy = strdup(node->text);
    if (!copy)
        return so_fail(err, SO_ENOMEM, "%s: out of memory", node->file);
    free(*io_value);
    *io_value = copy;
    return SO_OK;
}

int conf_get_text(const struct conf_node *map, const char *key, char **ret_text, struct so_error *err)
{
    char *text = strdup("");
    int r = text ? conf_get_string(map, key, &text, err) : so_fail(err, SO_ENOMEM, "%s: out of memory", map->file);
    if (r)
        free(text);
    else
        *ret_text = text;
    return r;
}

int conf_require_text(const struct conf_node *map, const char *key, char **ret_text, struct so_error *err)
{
    const struct conf_node *node;
    int r = conf_require(map, key, &node, err);
    return r ? r : conf_get_text(map, key, ret_text, err);
}

int conf_to_day(const struct conf_node *node, const char *what, struct viet_date *ret_day, struct so_error *err)
{
    struct viet_date d;
    int r = conf_want_text(node, what, err);
    if (r)
        return r;
    if (!viet_date_from_iso(node->text, strlen(node->text), &d) || !viet_date_is_whole(d))
        return conf_fail(node, err, "%s must be a day such as 2025-07-01, not \"%.60s\"", what, node->text);
    *ret_day = d;
    return SO_OK;
}

int conf_get_day(const struct conf_node *map, const char *key, struct viet_date *io_day, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    return conf_is_blank(node) ? SO_OK : conf_to_day(node, key, io_day, err);
}

/* Digits with a sign before them; the whole of text up to *ret_rest. */
static bool parse_long(const char *text, long *ret_value, const char **ret_rest)
{
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits < '0' || *digits > '9')
        return false;
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno)
        return false;
    *ret_value = value;
    *ret_rest = end;
    return true;
}

int conf_to_int(const struct conf_node *node, const char *what, long min, long max, long *ret_value,
                struct so_error *err)
{
    int r = want_scalar(node, what, err);
    if (r)
        return r;
    long value;
    const char *rest;
    if (!parse_long(node->text, &value, &rest) || *rest)
        return conf_fail(node, err, "%s must be a whole number, not \"%.60s\"", what, node->text);
    if (value < min || value > max)
        return conf_fail(node, err, "%s must lie between %ld and %ld, not %ld", what, min, max, value);
    *ret_value = value;
    return SO_OK;
}

int conf_get_int(const struct conf_node *map, const char *key, long min, long max, long *io_value, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    return conf_is_blank(node) ? SO_OK : conf_to_int(node, key, min, max, io_value, err);
}

int conf_to_bool(const struct conf_node *node, const char *what, bool *ret_value, struct so_error *err)
{
    int r = want_scalar(node, what, err);
    if (r)
        return r;
    bool yes = !strcmp(node->text, "true");
    if (!yes && strcmp(node->text, "false"))
        return conf_fail(node, err, "%s must be true or false, not \"%.60s\"", what, node->text);
    *ret_value = yes;
    return SO_OK;
}

int conf_get_bool(const struct conf_node *map, const char *key, bool *io_value, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    return conf_is_blank(node) ? SO_OK : conf_to_bool(node, key, io_value, err);
}

struct unit {
    const char *suffix;
    int64_t factor;
};

/* A number with one of the units (the list ends with a NULL suffix), a bare one counted in `bare`. */
static bool parse_with_unit(const char *text, const struct unit *units, int64_t bare, int64_t *ret_value)
{
    long number;
    const char *rest;
    if (!parse_long(text, &number, &rest))
        return false;
    rest += *rest == ' ';
    int64_t factor = *rest ? 0 : bare;
    for (; *rest && units->suffix; units++)
        if (!strcmp(rest, units->suffix))
            factor = units->factor;
    return factor && !__builtin_mul_overflow((int64_t)number, factor, ret_value);
}

int conf_get_duration(const struct conf_node *map, const char *key, int64_t unit, int64_t min_ms, int64_t max_ms,
                      int64_t *io_ms, struct so_error *err)
{
    static const struct unit units[] = {{"ms", 1},          {"s", 1000},         {"m", 60 * 1000},
                                        {"h", 3600 * 1000}, {"d", 86400 * 1000}, {NULL, 0}};
    const struct conf_node *node = conf_peek(map, key);
    if (conf_is_blank(node))
        return SO_OK;
    int r = want_scalar(node, key, err);
    if (r)
        return r;
    int64_t value;
    if (!parse_with_unit(node->text, units, unit, &value))
        return conf_fail(node, err, "%s must be a time such as 500ms, 30s, 10m, 8h or 30d, not \"%.60s\"", key,
                         node->text);
    if (value < min_ms || value > max_ms)
        return conf_fail(node, err, "%s must lie between %lld and %lld ms, not %lld", key, (long long)min_ms,
                         (long long)max_ms, (long long)value);
    *io_ms = value;
    return SO_OK;
}

int conf_get_size(const struct conf_node *map, const char *key, uint64_t unit, uint64_t min, uint64_t max,
                  uint64_t *io_bytes, struct so_error *err)
{
    static const struct unit units[] = {{"k", 1 << 10},          {"M", 1 << 20}, {"G", 1 << 30},
                                        {"T", (int64_t)1 << 40}, {"B", 1},       {NULL, 0}};
    const struct conf_node *node = conf_peek(map, key);
    if (conf_is_blank(node))
        return SO_OK;
    int r = want_scalar(node, key, err);
    if (r)
        return r;
    int64_t value;
    if (!parse_with_unit(node->text, units, (int64_t)unit, &value) || value < 0)
        return conf_fail(node, err, "%s must be a size such as 64k, 6M or 2G, not \"%.60s\"", key, node->text);
    if ((uint64_t)value < min || (uint64_t)value > max)
        return conf_fail(node, err, "%s must lie between %llu and %llu bytes, not %lld", key, (unsigned long long)min,
                         (unsigned long long)max, (long long)value);
    *io_bytes = (uint64_t)value;
    return SO_OK;
}

int conf_to_enum(const struct conf_node *node, const char *what, const char *const *names, int *ret_index,
                 struct so_error *err)
{
    int r = want_scalar(node, what, err);
    if (r)
        return r;
    for (int i = 0; names[i]; i++) {
        if (!strcmp(names[i], node->text)) {
            *ret_index = i;
            return SO_OK;
        }
    }
    char list[240] = "";
    size_t used = 0;
    for (int i = 0; names[i] && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names[i]);
    return conf_fail(node, err, "%s must be one of: %s; not \"%.60s\"", what, list, node->text);
}

int conf_get_enum(const struct conf_node *map, const char *key, const char *const *names, int *io_index,
                  struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    return conf_is_blank(node) ? SO_OK : conf_to_enum(node, key, names, io_index, err);
}

bool conf_parse_time(const char *text, size_t len, int *ret_minute)
{
    size_t colon = len == 4 || len == 5 ? len - 3 : 0;
    for (size_t i = 0; i < len && colon; i++)
        if (i == colon ? text[i] != ':' : text[i] < '0' || text[i] > '9')
            colon = 0;
    if (!colon)
        return false;
    int hour = colon == 1 ? text[0] - '0' : (text[0] - '0') * 10 + text[1] - '0';
    int minute = (text[colon + 1] - '0') * 10 + text[colon + 2] - '0';
    if (hour > 23 || minute > 59)
        return false;
    *ret_minute = hour * 60 + minute;
    return true;
}

int conf_strings_add(struct conf_strings *list, const char *text)
{
    char *copy = strdup(text);
    char **slot = copy ? array_push(list) : NULL;
    if (!slot) {
        free(copy);
        return SO_ENOMEM;
    }
    *slot = copy;
    return SO_OK;
}

void conf_strings_free(struct conf_strings *list)
{
    for (size_t i = 0; i < list->len; i++)
        free(list->items[i]);
    array_free(list);
}

int conf_get_strings(const struct conf_node *map, const char *key, struct conf_strings *io_list, struct so_error *err)
{
    const struct conf_node *node = conf_peek(map, key);
    if (conf_is_blank(node))
        return SO_OK;
    if (node->kind == CONF_MAP)
        return conf_want_list(node, key, err);
    const struct conf_node *items = node->kind == CONF_LIST ? node->items : node;
    size_t len = node->kind == CONF_LIST ? node->len : 1;
    struct conf_strings list = {0};
    int r = SO_OK;
    for (size_t i = 0; !r && i < len; i++) {
        r = conf_want_text(&items[i], key, err);
        if (!r && conf_strings_add(&list, items[i].text))
            r = so_fail(err, SO_ENOMEM, "%s: out of memory", node->file);
    }
    if (r) {
        conf_strings_free(&list);
        return r;
    }
    conf_strings_free(io_list);
    *io_list = list;
    return SO_OK;
}
