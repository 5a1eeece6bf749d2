/* The definitions of old lists, from YAML. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "list/mapping.h"

static int no_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "lists: out of memory");
}

static int get_text(const struct conf_node *map, const char *key, bool required, char **ret, struct so_error *err)
{
    const struct conf_node *node;
    int r = required ? conf_require(map, key, &node, err) : SO_OK;
    if (!r && !(*ret = strdup("")))
        r = no_memory(err);
    return r ? r : conf_get_string(map, key, ret, err);
}

static int read_values(const struct conf_node *map, struct list_column_def *c, struct so_error *err)
{
    const struct conf_node *values = conf_peek(map, "values");
    if (conf_is_blank(values))
        return c->kind == LIST_CODE ? conf_fail(map, err, "a code needs values") : SO_OK;
    int r = conf_want_map(values, "values", err);
    if (!r && !(c->values = calloc(values->len + 1, sizeof *c->values)))
        r = no_memory(err);
    for (size_t i = 0; !r && i < values->len; i++) {
        if (values->items[i].kind != CONF_SCALAR)
            return conf_fail(&values->items[i], err, "a value must be a text");
        struct list_value *v = &c->values[c->nvalues++];
        v->from = strdup(values->keys[i].text);
        v->to = strdup(values->items[i].text);
        if (!v->from || !v->to)
            r = no_memory(err);
    }
    return r;
}

static int read_column(const struct conf_node *map, struct list_column_def *c, struct so_error *err)
{
    static const char *const keys[] = {"field", "title", "kind", "required", "names", "values", NULL};
    static const char *const kinds[] = {"text", "date", "number", "code", "scan", NULL};
    int kind = LIST_TEXT;
    int r = conf_check_keys(map, keys, err);
    r = r ? r : conf_get_enum(map, "kind", kinds, &kind, err);
    c->kind = (enum list_kind)kind;
    r = r ? r : get_text(map, "field", c->kind != LIST_SCAN, &c->field, err);
    r = r ? r : get_text(map, "title", true, &c->title, err);
    r = r ? r : conf_get_bool(map, "required", &c->required, err);
    r = r ? r : conf_get_strings(map, "names", &c->names, err);
    return r ? r : read_values(map, c, err);
}

static bool has_field(const struct list_def *def, const char *field)
{
    for (size_t i = 0; i < def->ncolumns; i++)
        if (!strcmp(def->columns[i].field, field))
            return true;
    return false;
}

static int read_columns(const struct conf_node *root, struct list_def *def, struct so_error *err)
{
    const struct conf_node *list;
    int r = conf_require(root, "columns", &list, err);
    r = r ? r : conf_want_list(list, "columns", err);
    if (!r && (!list->len || list->len > LIST_DEF_COLUMNS_MAX))
        r = conf_fail(list, err, "a list has 1 to %d columns", LIST_DEF_COLUMNS_MAX);
    if (!r && !(def->columns = calloc(list->len, sizeof *def->columns)))
        r = no_memory(err);
    for (size_t i = 0; !r && i < list->len; i++)
        r = read_column(&list->items[i], &def->columns[def->ncolumns++], err);
    return r;
}

static int read_def(const struct conf_node *root, struct list_def *def, struct so_error *err)
{
    static const char *const keys[] = {"list", "title", "type", "identity", "columns", NULL};
    int r = conf_check_keys(root, keys, err);
    r = r ? r : get_text(root, "list", true, &def->key, err);
    r = r ? r : get_text(root, "title", true, &def->title, err);
    r = r ? r : get_text(root, "type", true, &def->type, err);
    r = r ? r : conf_get_strings(root, "identity", &def->identity, err);
    r = r ? r : read_columns(root, def, err);
    for (size_t i = 0; !r && i < def->identity.len; i++)
        if (!has_field(def, def->identity.items[i]))
            r = conf_fail(root, err, "identity names the field %.60s, which no column gives", def->identity.items[i]);
    return r;
}

static void free_def(struct list_def *def)
{
    for (size_t i = 0; i < def->ncolumns; i++) {
        struct list_column_def *c = &def->columns[i];
        free(c->field);
        free(c->title);
        conf_strings_free(&c->names);
        for (size_t k = 0; k < c->nvalues; k++) {
            free(c->values[k].from);
            free(c->values[k].to);
        }
        free(c->values);
    }
    free(def->columns);
    free(def->key);
    free(def->title);
    free(def->type);
    conf_strings_free(&def->identity);
}

void list_defs_free(struct list_defs *defs)
{
    for (size_t i = 0; i < defs->len; i++)
        free_def(&defs->items[i]);
    array_free(defs);
}

const struct list_def *list_defs_find(const struct list_defs *defs, const char *key)
{
    for (size_t i = 0; i < defs->len; i++)
        if (!strcmp(defs->items[i].key, key))
            return &defs->items[i];
    return NULL;
}

int list_defs_add(struct list_defs *defs, const void *data, size_t len, const char *name, struct so_error *err)
{
    struct conf_doc *doc;
    struct list_def def = {0};
    int r = conf_parse(data, len, name, &doc, err);
    if (r)
        return r;
    r = read_def(&doc->root, &def, err);
    if (!r && list_defs_find(defs, def.key))
        r = conf_fail(&doc->root, err, "there are two lists %.60s", def.key);
    if (!r && defs->len >= LIST_DEFS_MAX)
        r = so_fail(err, SO_ELIMIT, "there are more than %d definitions of lists", LIST_DEFS_MAX);
    struct list_def *slot = r ? NULL : array_push(defs);
    if (slot)
        *slot = def;
    else
        free_def(&def);
    conf_free(doc);
    return r ? r : slot ? SO_OK : no_memory(err);
}

static int is_definition(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return entry->d_name[0] != '.' && len > 5 && !strcmp(entry->d_name + len - 5, ".yaml");
}

int list_defs_load(const char *folder, struct list_defs *ret_defs, struct so_error *err)
{
    struct list_defs defs = {0};
    struct dirent **names = NULL;
    int n = scandir(folder, &names, is_definition, alphasort), r = SO_OK;
    if (n < 0 && errno != ENOENT)
        return so_fail_errno(err, "%s", folder);
    for (int i = 0; i < n; i++) {
        struct buf data = BUF_INIT;
        char *path = r ? NULL : file_join(folder, names[i]->d_name);
        r = r ? r : path ? file_read_all(path, CONF_BYTES_MAX, &data, err) : no_memory(err);
        r = r ? r : list_defs_add(&defs, buf_str(&data), data.len, path, err);
        buf_free(&data);
        free(path);
        free(names[i]);
    }
    free(names);
    if (r)
        list_defs_free(&defs);
    else
        *ret_defs = defs;
    return r;
}
