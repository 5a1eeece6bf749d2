#include "conf/papers.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file.h"

#define PAPERS_FILES_MAX 500

static const char *const kind_names[] = {
#define PAPER_KIND_NAME(name, text) [name] = text,
    PAPER_KIND_LIST(PAPER_KIND_NAME)
#undef PAPER_KIND_NAME
};
static const char *const keep_names[] = {"image", "record", "nothing"};

const char *paper_kind_name(enum paper_kind kind)
{
    return kind_names[kind];
}

const char *paper_keep_name(enum paper_keep keep)
{
    return keep_names[keep];
}

static void free_fields(struct paper_def *d)
{
    for (size_t i = 0; i < d->fields.len; i++) {
        struct paper_field_def *f = &d->fields.items[i];
        free(f->key);
        free(f->label_vi);
        free(f->label_en);
        free(f->need_field);
        conf_strings_free(&f->labels);
        conf_strings_free(&f->values);
        conf_strings_free(&f->until);
    }
    array_free(&d->fields);
}

void paper_def_free(struct paper_def *d)
{
    free_fields(d);
    for (size_t i = 0; i < d->titles.len; i++) {
        free(d->titles.items[i].text);
        free(d->titles.items[i].without);
    }
    array_free(&d->titles);
    for (size_t i = 0; i < d->sections.len; i++) {
        struct paper_section_def *s = &d->sections.items[i];
        free(s->key);
        free(s->label_vi);
        free(s->label_en);
        conf_strings_free(&s->headings);
    }
    array_free(&d->sections);
    for (size_t i = 0; i < d->rules.len; i++) {
        free(d->rules.items[i].message);
        free(d->rules.items[i].message_en);
    }
    array_free(&d->rules);
    conf_strings_free(&d->not_titles);
    conf_strings_free(&d->stops);
    conf_strings_free(&d->signs);
    conf_strings_free(&d->each);
    free(d->type);
    free(d->title_vi);
    free(d->title_en);
    free(d->keep_reason);
    *d = (struct paper_def){0};
}

void paper_defs_free(struct paper_defs *d)
{
    for (size_t i = 0; i < d->len; i++)
        paper_def_free(&d->items[i]);
    array_free(d);
}

const struct paper_def *paper_defs_find(const struct paper_defs *d, const char *type)
{
    for (size_t i = 0; i < d->len; i++)
        if (!strcmp(d->items[i].type, type))
            return &d->items[i];
    return NULL;
}

const struct paper_field_def *paper_def_field(const struct paper_def *d, const char *key)
{
    for (size_t i = 0; i < d->fields.len; i++)
        if (!strcmp(d->fields.items[i].key, key))
            return &d->fields.items[i];
    return NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_definition(const char *name)
{
    size_t len = strlen(name);
    return file_is_plain_name(name) && len > 5 && !strcmp(name + len - 5, ".yaml");
}

/* Paths of the definitions in a folder, sorted by name. */
static int list_folder(const char *folder, struct conf_strings *ret_paths, struct so_error *err)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return so_fail_errno(err, "%s", folder);
    struct conf_strings paths = {0};
    int r = SO_OK;
    for (struct dirent *entry; r == SO_OK && (entry = readdir(dir)) != NULL;) {
        if (!is_definition(entry->d_name))
            continue;
        if (paths.len >= PAPERS_FILES_MAX) {
            r = so_fail(err, SO_ELIMIT, "%s: more than %d definitions", folder, PAPERS_FILES_MAX);
            break;
        }
        char *path = file_join(folder, entry->d_name);
        r = path ? conf_strings_add(&paths, path) : SO_ENOMEM;
        free(path);
    }
    closedir(dir);
    if (r == SO_OK && paths.len == 0)
        r = so_fail(err, SO_ENOTFOUND, "%s: no definition of a paper (*.yaml) in it", folder);
    if (r != SO_OK) {
        conf_strings_free(&paths);
        return r == SO_ENOMEM ? so_fail(err, r, "%s: out of memory", folder) : r;
    }
    qsort(paths.items, paths.len, sizeof *paths.items, compare_names);
    *ret_paths = paths;
    return SO_OK;
}

static int load_file(const char *path, struct paper_def *ret_def, struct so_error *err)
{
    struct buf text = BUF_INIT;
    int r = file_read_all(path, CONF_BYTES_MAX, &text, err);
    if (r == SO_OK)
        r = papers_parse(path, buf_str(&text), text.len, ret_def, err);
    buf_free(&text);
    return r;
}

static int add_file(const char *path, struct paper_defs *defs, struct so_error *err)
{
    struct paper_def def = {0};
    int r = load_file(path, &def, err);
    if (r != SO_OK)
        return r;
    if (paper_defs_find(defs, def.type))
        r = so_fail(err, SO_EFORMAT, "%s: another file of the folder defines the paper '%s' too; a file is named as its type",
                    file_base_name(path), def.type);
    struct paper_def *place = r == SO_OK ? array_push(defs) : NULL;
    if (r == SO_OK && !place)
        r = so_fail(err, SO_ENOMEM, "%s: out of memory", file_base_name(path));
    if (r != SO_OK) {
        paper_def_free(&def);
        return r;
    }
    *place = def;
    return SO_OK;
}

int papers_load(const char *folder, struct paper_defs *ret_defs, struct so_error *err)
{
    struct conf_strings paths = {0};
    int r = list_folder(folder, &paths, err);
    if (r != SO_OK)
        return r;
    struct paper_defs defs = {0};
    for (size_t i = 0; i < paths.len && r == SO_OK; i++)
        r = add_file(paths.items[i], &defs, err);
    conf_strings_free(&paths);
    if (r != SO_OK) {
        paper_defs_free(&defs);
        return r;
    }
    *ret_defs = defs;
    return SO_OK;
}

int papers_check(const char *path, papers_problem_fn *problem, void *userdata)
{
    struct stat st;
    struct so_error err = {0};
    struct conf_strings paths = {0};
    int r = SO_OK;
    if (stat(path, &st) != 0)
        r = so_fail_errno(&err, "%s", path);
    else if (S_ISDIR(st.st_mode))
        r = list_folder(path, &paths, &err);
    else
        r = conf_strings_add(&paths, path);
    if (r != SO_OK)
        problem(userdata, err.code ? err.text : so_result_text(r));
    struct paper_defs defs = {0};
    for (size_t i = 0; i < paths.len; i++) {
        int one = add_file(paths.items[i], &defs, &err);
        if (one != SO_OK)
            problem(userdata, err.text);
        r = r == SO_OK ? one : r;
    }
    paper_defs_free(&defs);
    conf_strings_free(&paths);
    return r;
}
