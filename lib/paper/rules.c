#include "paper/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "conf/yaml.h"
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
    for (size_t i = 0; r == SO_OK && i < def->titles.len; i++)
        r = add_phrase(&t->titles, def->titles.items[i].text);
    if (r == SO_OK)
        r = add_phrases(&t->not_titles, &def->not_titles);
    if (r == SO_OK)
        r = add_phrases(&t->stops, &def->stops);
    return r == SO_OK ? add_phrases(&t->signs, &def->signs) : r;
}

static void type_free(struct paper_type *t)
{
    for (size_t i = 0; i < t->labels.len; i++) {
        viet_glyphs_free(&t->labels.items[i].phrase.glyphs);
        free(t->labels.items[i].fields);
    }
    array_free(&t->labels);
    phrases_free(&t->titles);
    phrases_free(&t->not_titles);
    phrases_free(&t->stops);
    phrases_free(&t->signs);
}

static bool knows_place(const struct paper_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->nplaces; i++)
        if (viet_same_key(rules->place_texts[i], name))
            return true;
    return false;
}

static int add_place(struct paper_rules *rules, const char *name)
{
    if (!*name || rules->nplaces >= PLACES_MAX || knows_place(rules, name))
        return SO_OK;
    char *copy = strdup(name);
    char **grown = copy ? realloc(rules->place_texts, (rules->nplaces + 1) * sizeof *grown) : NULL;
    if (!grown) {
        free(copy);
        return SO_ENOMEM;
    }
    rules->place_texts = grown;
    grown[rules->nplaces++] = copy;
    return SO_OK;
}

/* Every list named "places" in the office's file, at any depth: strings, or maps with a name. */
static int take_places(struct paper_rules *rules, const struct conf_node *node, bool inside)
{
    int r = SO_OK;
    if (node->kind == CONF_SCALAR)
        return inside ? add_place(rules, node->text) : SO_OK;
    for (size_t i = 0; r == SO_OK && i < node->len; i++) {
        bool deeper = inside;
        if (node->kind == CONF_MAP)
            deeper = inside ? !strcmp(node->keys[i].text, "name") : !strcmp(node->keys[i].text, "places");
        r = take_places(rules, &node->items[i], deeper);
    }
    return r;
}

static int load_places(struct paper_rules *rules, const char *office_file, struct so_error *err)
{
    int r = SO_OK;
    for (int code = 1; r == SO_OK && code <= 99; code++)
        if (viet_id_province(code))
            r = add_place(rules, viet_id_province(code));
    struct conf_doc *doc = NULL;
    if (r == SO_OK && office_file)
        r = conf_load(office_file, &doc, err);
    if (r == SO_OK && doc)
        r = take_places(rules, &doc->root, false);
    conf_free(doc);
    for (size_t i = 0; r == SO_OK && i < rules->nplaces; i++)
        r = add_phrase(&rules->places, rules->place_texts[i]);
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
        if (r != SO_OK)
            so_fail(err, r, "%s: %s", rules->defs.items[i].type, so_result_text(r));
    }
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
    for (size_t i = 0; rules->types && i < rules->defs.len; i++)
        type_free(&rules->types[i]);
    free(rules->types);
    paper_defs_free(&rules->defs);
    phrases_free(&rules->places);
    for (size_t i = 0; i < rules->nplaces; i++)
        free(rules->place_texts[i]);
    free(rules->place_texts);
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
