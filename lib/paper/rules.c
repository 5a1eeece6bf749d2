#include "paper/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "conf/office.h"
#include "viet/fold.h"
#include "viet/id.h"

#define PLACES_MAX 20000

static int add_phrase(struct phrases *list, const char *text)
{
    struct phrase *p = array_push(list);
    if (!p)
        return SO_ENOMEM;
    p->text = text;
    return viet_glyphs_set(&p->glyphs, text, strlen(text));
}

static int add_phrases(struct phrases *list, const struct conf_strings *texts)
{
    int r = SO_OK;
    for (size_t i = 0; r == SO_OK && i < texts->len; i++)
        r = add_phrase(list, texts->items[i]);
    return r;
}

static void phrases_free(struct phrases *list)
{
    for (size_t i = 0; i < list->len; i++)
        viet_glyphs_free(&list->items[i].glyphs);
    array_free(list);
}

/* One label for all fields that it may announce: "Dân tộc" is the child's, the mother's and the father's. */
static int add_label(struct paper_type *t, const char *text, size_t field)
{
    struct label *label = NULL;
    for (size_t i = 0; i < t->labels.len && !label; i++)
        if (viet_same_key(t->labels.items[i].phrase.text, text))
            label = &t->labels.items[i];
    if (!label) {
        label = array_push(&t->labels);
        if (!label)
            return SO_ENOMEM;
        label->phrase.text = text;
        int r = viet_glyphs_set(&label->phrase.glyphs, text, strlen(text));
        if (r != SO_OK)
            return r;
    }
    if (!array_grow((void **)&label->fields, &label->nfields, &label->fields_cap, sizeof *label->fields))
        return SO_ENOMEM;
    label->fields[label->nfields - 1] = field;
    return SO_OK;
}

static int prepare_labels(struct paper_type *t)
{
    const struct paper_def *d = t->def;
    int r = SO_OK;
    for (size_t i = 0; i < d->fields.len; i++)
        for (size_t k = 0; r == SO_OK && k < d->fields.items[i].labels.len; k++)
            r = add_label(t, d->fields.items[i].labels.items[k], i);
    for (size_t i = 0; i < d->sections.len; i++)
        for (size_t k = 0; r == SO_OK && k < d->sections.items[i].headings.len; k++)
            r = add_label(t, d->sections.items[i].headings.items[k], d->fields.len + i);
    return r;
}

static int prepare_type(struct paper_type *t, const struct paper_def *def)
{
    t->def = def;
    int r = prepare_labels(t);
    if (r == SO_OK)
        r = add_phrases(&t->stops, &def->stops);
    if (r == SO_OK)
        r = add_phrases(&t->signs, &def->signs);
    if (r == SO_OK)
        r = add_phrases(&t->each, &def->each);
    if (r == SO_OK && !(t->until = calloc(def->fields.len + 1, sizeof *t->until)))
        r = SO_ENOMEM;
    for (size_t i = 0; r == SO_OK && i < def->fields.len; i++)
        r = add_phrases(&t->until[i], &def->fields.items[i].until);
    return r;
}

static int index_type(struct paper_index *index, const struct paper_type *t, size_t type)
{
    const struct paper_def *def = t->def;
    int r = SO_OK;
    for (size_t i = 0; r == SO_OK && i < def->titles.len; i++)
        r = index_add_title(index, def->titles.items[i].text, type, i, false);
    for (size_t i = 0; r == SO_OK && i < def->not_titles.len; i++)
        r = index_add_title(index, def->not_titles.items[i], type, i, true);
    for (size_t i = 0; r == SO_OK && i < t->labels.len; i++)
        r = index_add_words(index, &t->labels.items[i].phrase.glyphs, type);
    return r;
}

static void type_free(struct paper_type *t)
{
    for (size_t i = 0; i < t->labels.len; i++) {
        viet_glyphs_free(&t->labels.items[i].phrase.glyphs);
        free(t->labels.items[i].fields);
    }
    array_free(&t->labels);
    phrases_free(&t->stops);
    phrases_free(&t->signs);
    phrases_free(&t->each);
    for (size_t i = 0; t->until && i < t->def->fields.len; i++)
        phrases_free(&t->until[i]);
    free(t->until);
}

static bool knows_place(const struct paper_rules *rules, const char *name, const char *kind)
{
    for (size_t i = 0; i < rules->places.len; i++)
        if (viet_same_key(rules->places.items[i].phrase.text, name) && !strcmp(rules->places.items[i].kind, kind))
            return true;
    return false;
}

/* name: borrowed from the office, the country's provinces or the rules. kind: "" for any. */
static int add_place(struct paper_rules *rules, const char *name, const char *kind)
{
    if (!*name || rules->places.len >= PLACES_MAX || knows_place(rules, name, kind))
        return SO_OK;
    struct known_place *p = array_push(&rules->places);
    if (!p)
        return SO_ENOMEM;
    p->phrase.text = name;
    p->kind = kind;
    return viet_glyphs_set(&p->phrase.glyphs, name, strlen(name));
}

/* "xã Hà Nam": kind and name in one. */
static int add_named(struct paper_rules *rules, const char *text)
{
    static const char *const kinds[] = {"thị trấn", "thị xã", "thành phố", "xã", "phường", "huyện", "quận", "tỉnh"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i]);
        if (!strncmp(text, kinds[i], n) && text[n] == ' ')
            return add_place(rules, text + n + 1, kinds[i]);
    }
    return add_place(rules, text, "");
}

static int load_places(struct paper_rules *rules, const char *office_file, struct so_error *err)
{
    int r = SO_OK;
    for (int code = 1; r == SO_OK && code <= 99; code++)
        if (viet_id_province(code))
            r = add_place(rules, viet_id_province(code), PLACE_PROVINCE);
    if (r == SO_OK && office_file)
        r = office_load(office_file, &rules->office, err);
    for (size_t i = 0; r == SO_OK && rules->office && i < rules->office->nnames; i++) {
        r = add_named(rules, rules->office->names[i].unit);
        if (r == SO_OK)
            r = add_named(rules, rules->office->names[i].district);
        if (r == SO_OK)
            r = add_named(rules, rules->office->names[i].province);
    }
    for (size_t i = 0; r == SO_OK && rules->office && i < rules->office->nplaces; i++) {
        const struct office_place *place = &rules->office->places[i];
        r = add_place(rules, place->name, place->kind);
        for (size_t k = 0; r == SO_OK && k < place->aliases.len; k++)
            r = add_place(rules, place->aliases.items[k], place->kind);
    }
    return r;
}

int paper_rules_load(const char *papers_folder, const char *office_file, struct paper_rules **ret_rules,
                     struct so_error *err)
{
    struct paper_rules *rules = calloc(1, sizeof *rules);
    if (!rules)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = papers_load(papers_folder, &rules->defs, err);
    if (r == SO_OK) {
        rules->types = calloc(rules->defs.len, sizeof *rules->types);
        if (!rules->types)
            r = so_fail(err, SO_ENOMEM, "out of memory");
    }
    for (size_t i = 0; r == SO_OK && i < rules->defs.len; i++) {
        r = prepare_type(&rules->types[i], &rules->defs.items[i]);
        if (r == SO_OK)
            r = index_type(&rules->index, &rules->types[i], i);
        if (r != SO_OK)
            so_fail(err, r, "%s: %s", rules->defs.items[i].type, so_result_text(r));
    }
    index_close(&rules->index, rules->defs.len);
    if (r == SO_OK)
        r = load_places(rules, office_file, err);
    if (r != SO_OK) {
        paper_rules_free(rules);
        return r;
    }
    *ret_rules = rules;
    return SO_OK;
}

void paper_rules_free(struct paper_rules *rules)
{
    if (!rules)
        return;
    confirmed_clear(&rules->names);
    confirmed_clear(&rules->parts);
    if (rules->base) {
        free(rules);
        return;
    }
    for (size_t i = 0; rules->types && i < rules->defs.len; i++)
        type_free(&rules->types[i]);
    free(rules->types);
    index_free(&rules->index);
    paper_defs_free(&rules->defs);
    for (size_t i = 0; i < rules->places.len; i++)
        viet_glyphs_free(&rules->places.items[i].phrase.glyphs);
    array_free(&rules->places);
    office_free(rules->office);
    free(rules);
}

const struct paper_defs *paper_rules_defs(const struct paper_rules *rules)
{
    return &rules->defs;
}

const struct paper_type *rules_type(const struct paper_rules *rules, const char *type)
{
    for (size_t i = 0; i < rules->defs.len; i++)
        if (!strcmp(rules->defs.items[i].type, type))
            return &rules->types[i];
    return NULL;
}

const char *paper_type_title(const struct paper_rules *rules, const char *type, const char *lang)
{
    bool english = !strcmp(lang, "en");
    const struct paper_def *d = paper_defs_find(&rules->defs, type);
    if (!d)
        return english ? "Unknown" : "Không rõ";
    return english ? d->title_en : d->title_vi;
}

const char *paper_field_title(const struct paper_rules *rules, const char *type, const char *key, const char *lang)
{
    bool english = !strcmp(lang, "en");
    if (!strcmp(key, "chu_ky"))
        return english ? "Signature" : "Chữ ký";
    if (!strcmp(key, "con_dau"))
        return english ? "Seal" : "Con dấu";
    const struct paper_def *d = paper_defs_find(&rules->defs, type);
    const struct paper_field_def *f = d ? paper_def_field(d, key) : NULL;
    if (!f)
        return key;
    return english ? f->label_en : f->label_vi;
}

int paper_check(const char *path, papers_problem_fn *problem, void *userdata)
{
    return papers_check(path, problem, userdata);
}
