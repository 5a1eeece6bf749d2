#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "conf/papers.h"
#include "conf/schema.h"

#define FIELDS_MAX 200
#define SECTIONS_MAX 40
#define RULES_MAX 100
#define TITLES_MAX 100
#define LINES_MAX 20

static const char *const kind_names[] = {
#define PAPER_KIND_NAME(name, text) [name] = text,
    PAPER_KIND_LIST(PAPER_KIND_NAME)
#undef PAPER_KIND_NAME
        NULL};
static const char *const check_names[] = {
#define PAPER_CHECK_NAME(name, text) [name] = text,
    PAPER_CHECK_LIST(PAPER_CHECK_NAME)
#undef PAPER_CHECK_NAME
        NULL};
static const char *const keep_names[] = {"image", "record", "nothing", NULL};
static const char *const where_names[] = {"body", "header", "end", NULL};
static const char *const code_names[] = {"missing", "unreadable", "doubtful", "contradiction", NULL};
static const char *const machine_names[] = {
#define PAPER_CODE_NAME(name, text) [name] = text,
    PAPER_CODE_LIST(PAPER_CODE_NAME)
#undef PAPER_CODE_NAME
        NULL};
static const char *const severity_names[] = {"info", "warning", "error", NULL};

/* Kinds that are found by their form or place and need no label. */
static bool needs_label(enum paper_kind kind)
{
    return kind != KIND_DATE_LINE && kind != KIND_HEADING && kind != KIND_SUBJECT && kind != KIND_ISSUER &&
           kind != KIND_SIGNER;
}

static bool is_name(const char *s)
{
    return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static int need_string(const struct conf_node *map, const char *key, char **ret, struct so_error *err)
{
    const struct conf_node *node;
    int r = conf_require(map, key, &node, err);
    if (r == SO_OK)
        r = conf_get_string(map, key, ret, err);
    return r;
}

static int default_string(char **io_value)
{
    if (!*io_value)
        *io_value = strdup("");
    return *io_value ? SO_OK : SO_ENOMEM;
}

/* The label for the clerk in both languages. */
static int parse_labels(const struct conf_node *map, char **ret_vi, char **ret_en, struct so_error *err)
{
    int r = need_string(map, "label_vi", ret_vi, err);
    return r == SO_OK ? need_string(map, "label_en", ret_en, err) : r;
}

static int parse_since(const struct conf_node *node, int *ret_date, struct so_error *err)
{
    int y = 0, m = 0, d = 0, used = 0;
    if (!node || node->kind != CONF_SCALAR || sscanf(node->text, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 ||
        node->text[used] != '\0' || y < 1800 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31)
        return conf_fail(node, err, "a date like 2016-01-01 is wanted");
    *ret_date = y * 10000 + m * 100 + d;
    return SO_OK;
}

static int parse_need_map(const struct conf_node *node, struct paper_field_def *f, struct so_error *err)
{
    static const char *const allowed[] = {"without", "since", "by", "printed", NULL};
    int r = conf_check_keys(node, allowed, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "printed", &f->need_printed, err);
    if (r != SO_OK)
        return r;
    if (conf_peek(node, "without")) {
        f->need = NEED_WITHOUT;
        return conf_get_string(node, "without", &f->need_field, err);
    }
    const struct conf_node *since;
    r = conf_require(node, "since", &since, err);
    if (r == SO_OK)
        r = need_string(node, "by", &f->need_field, err);
    f->need = NEED_SINCE;
    return r == SO_OK ? parse_since(since, &f->need_since, err) : r;
}

static int parse_need(const struct conf_node *map, struct paper_field_def *f, struct so_error *err)
{
    static const char *const names[] = {"no", "yes", "printed", NULL};
    const struct conf_node *node;
    int r = conf_require(map, "required", &node, err);
    if (r != SO_OK)
        return r;
    if (node->kind == CONF_MAP)
        return parse_need_map(node, f, err);
    int need = 0;
    r = conf_to_enum(node, "required", names, &need, err);
    f->need = (enum paper_need)need;
    return r;
}

/*
 * What a line about an identity paper is made of where a definition says nothing else: the kinds of papers and who issues
 * them (CMND: Nghị định 05/1999; CCCD: Luật Căn cước công dân 2014; căn cước: Luật Căn cước 2023).
 */
static int add_id_phrases(struct conf_strings *values)
{
    static const char *const phrases[] = {"Căn cước công dân số", "Căn cước số", "Chứng minh nhân dân số", "CCCD số",
                                          "CMND số", "Hộ chiếu số", "Cục Cảnh sát QLHC về TTXH",
                                          "Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư", "Công an tỉnh",
                                          "Công an thành phố", "cấp ngày"};
    int r = SO_OK;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases && r == SO_OK; i++)
        r = conf_strings_add(values, phrases[i]);
    return r;
}

/* Keys become columns and names in JSON. */
static int need_key(const struct conf_node *node, char **ret, struct so_error *err)
{
    int r = need_string(node, "key", ret, err);
    if (r == SO_OK && !is_name(*ret))
        return conf_fail(conf_peek(node, "key"), err, "a key is made of a-z, 0-9 and _; the name for the clerk is label_vi");
    return r;
}

static int parse_field(const struct conf_node *node, struct paper_field_def *f, struct so_error *err)
{
    static const char *const allowed[] = {"key",   "kind",    "labels", "label_vi", "label_en", "required",
                                          "where", "partial", "lines",  "values",   "until",    "opens",    "closed", "below", NULL};
    const struct conf_node *kind_node;
    int kind = 0, where = WHERE_BODY;
    long lines = 0;
    int r = conf_check_keys(node, allowed, err);
    if (r == SO_OK)
        r = need_key(node, &f->key, err);
    if (r == SO_OK)
        r = conf_require(node, "kind", &kind_node, err);
    if (r == SO_OK)
        r = conf_get_enum(node, "kind", kind_names, &kind, err);
    if (r == SO_OK)
        r = parse_labels(node, &f->label_vi, &f->label_en, err);
    if (r == SO_OK)
        r = parse_need(node, f, err);
    if (r == SO_OK)
        r = conf_get_enum(node, "where", where_names, &where, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "partial", &f->partial, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "opens", &f->opens, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "closed", &f->closed, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "below", &f->below, err);
    if (r == SO_OK)
        r = conf_get_int(node, "lines", 1, LINES_MAX, &lines, err);
    if (r == SO_OK)
        r = conf_get_strings(node, "labels", &f->labels, err);
    if (r == SO_OK)
        r = conf_get_strings(node, "values", &f->values, err);
    if (r == SO_OK)
        r = conf_get_strings(node, "until", &f->until, err);
    if (r == SO_OK && kind == KIND_ID_PAPER && f->values.len == 0)
        r = add_id_phrases(&f->values);
    if (r != SO_OK)
        return r;
    f->kind = (enum paper_kind)kind;
    f->where = (enum paper_where)where;
    f->lines = (int)lines;
    if (f->labels.len == 0 && needs_label(f->kind))
        return conf_fail(node, err, "the field '%s' needs labels", f->key);
    return default_string(&f->need_field);
}

static int add_field(struct paper_def *d, size_t section, const struct conf_node *node, struct so_error *err)
{
    if (d->fields.len >= FIELDS_MAX)
        return conf_fail(node, err, "more than %d fields", FIELDS_MAX);
    struct paper_field_def *f = array_push(&d->fields);
    if (!f)
        return SO_ENOMEM;
    f->section = section;
    int r = parse_field(node, f, err);
    if (r != SO_OK)
        return r;
    if (paper_def_field(d, f->key) != f)
        return conf_fail(node, err, "the field '%s' stands twice", f->key);
    return SO_OK;
}

static int parse_section(const struct conf_node *node, struct paper_def *d, struct so_error *err)
{
    static const char *const allowed[] = {"key", "label_vi", "label_en", "headings", "optional", "fields", NULL};
    struct paper_section_def *s = array_push(&d->sections);
    const struct conf_node *fields = NULL;
    if (!s)
        return SO_ENOMEM;
    int r = conf_check_keys(node, allowed, err);
    if (r == SO_OK)
        r = need_key(node, &s->key, err);
    if (r == SO_OK)
        r = parse_labels(node, &s->label_vi, &s->label_en, err);
    if (r == SO_OK)
        r = conf_get_strings(node, "headings", &s->headings, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "optional", &s->optional, err);
    if (r == SO_OK)
        r = conf_require(node, "fields", &fields, err);
    if (r == SO_OK)
        r = conf_want_list(fields, "fields", err);
    s->first = d->fields.len;
    for (size_t i = 0; r == SO_OK && i < fields->len; i++)
        r = add_field(d, d->sections.len - 1, &fields->items[i], err);
    if (r != SO_OK)
        return r;
    s->nfields = d->fields.len - s->first;
    if (s->nfields == 0)
        return conf_fail(node, err, "the section '%s' has no fields", s->key);
    d->fields.items[s->first].opens = true;
    return SO_OK;
}

static int parse_sections(const struct conf_node *root, struct paper_def *d, struct so_error *err)
{
    const struct conf_node *list;
    int r = conf_require(root, "sections", &list, err);
    if (r == SO_OK)
        r = conf_want_list(list, "sections", err);
    if (r == SO_OK && list->len > SECTIONS_MAX)
        r = conf_fail(list, err, "more than %d sections", SECTIONS_MAX);
    for (size_t i = 0; r == SO_OK && i < list->len; i++)
        r = parse_section(&list->items[i], d, err);
    for (size_t i = 0; r == SO_OK && i < d->fields.len; i++) {
        const struct paper_field_def *f = &d->fields.items[i];
        if (*f->need_field && !paper_def_field(d, f->need_field))
            r = conf_fail(list, err, "the field '%s' is required by an unknown field '%s'", f->key, f->need_field);
    }
    for (size_t i = 0; r == SO_OK && i < d->titles.len; i++) {
        const struct paper_title_def *t = &d->titles.items[i];
        if (t->without && !paper_def_field(d, t->without))
            r = conf_fail(list, err, "the title '%s' is without an unknown field '%s'", t->text, t->without);
    }
    return r;
}

static int parse_title(const struct conf_node *node, struct paper_def *d, struct so_error *err)
{
    static const char *const allowed[] = {"text", "anywhere", "without", NULL};
    struct paper_title_def *t = array_push(&d->titles);
    if (!t)
        return SO_ENOMEM;
    if (node->kind != CONF_MAP) {
        int r = conf_want_text(node, "a title", err);
        if (r == SO_OK && !(t->text = strdup(node->text)))
            r = SO_ENOMEM;
        return r;
    }
    int r = conf_check_keys(node, allowed, err);
    if (r == SO_OK)
        r = need_string(node, "text", &t->text, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "anywhere", &t->anywhere, err);
    return r == SO_OK ? conf_get_string(node, "without", &t->without, err) : r;
}

static int parse_titles(const struct conf_node *root, struct paper_def *d, struct so_error *err)
{
    const struct conf_node *list;
    int r = conf_require(root, "titles", &list, err);
    if (r == SO_OK)
        r = conf_want_list(list, "titles", err);
    if (r == SO_OK && (list->len == 0 || list->len > TITLES_MAX))
        r = conf_fail(list, err, "1 to %d titles are wanted", TITLES_MAX);
    for (size_t i = 0; r == SO_OK && i < list->len; i++)
        r = parse_title(&list->items[i], d, err);
    return r;
}

static int parse_signature(const struct conf_node *root, struct paper_def *d, struct so_error *err)
{
    static const char *const allowed[] = {"headings", "each", "chu_ky", "con_dau", NULL};
    const struct conf_node *node;
    int r = conf_require(root, "signature", &node, err);
    if (r == SO_OK)
        r = conf_check_keys(node, allowed, err);
    if (r == SO_OK)
        r = conf_get_strings(node, "headings", &d->signs, err);
    if (r == SO_OK)
        r = conf_get_strings(node, "each", &d->each, err);
    if (r == SO_OK)
        r = conf_get_bool(node, "chu_ky", &d->signature, err);
    return r == SO_OK ? conf_get_bool(node, "con_dau", &d->seal, err) : r;
}

static size_t fields_of_check(enum paper_check check)
{
    switch (check) {
    case CHECK_ID_IS_MALE:
    case CHECK_ID_IS_FEMALE:
    case CHECK_NOT_NATION:
        return 1;
    default:
        return 2;
    }
}

static int parse_rule_fields(const struct conf_node *node, const struct paper_def *d, struct paper_rule_def *rule,
                             struct so_error *err)
{
    const struct conf_node *list;
    int r = conf_require(node, "fields", &list, err);
    if (r == SO_OK)
        r = conf_want_list(list, "fields", err);
    if (r != SO_OK)
        return r;
    size_t least = fields_of_check(rule->check);
    bool many = rule->check == CHECK_SURNAME || rule->check == CHECK_ANY_OF;
    size_t most = many ? PAPER_CHECK_FIELDS_MAX : least;
    if (list->len < least || list->len > most)
        return conf_fail(list, err, "the check '%s' takes %zu to %zu fields", check_names[rule->check], least, most);
    for (size_t i = 0; i < list->len; i++) {
        r = conf_want_text(&list->items[i], "a field", err);
        if (r != SO_OK)
            return r;
        const struct paper_field_def *f = paper_def_field(d, list->items[i].text);
        if (!f)
            return conf_fail(&list->items[i], err, "no field '%s' in this paper", list->items[i].text);
        rule->fields[rule->nfields++] = (size_t)(f - d->fields.items);
    }
    return SO_OK;
}

static int parse_rule(const struct conf_node *node, struct paper_def *d, struct so_error *err)
{
    static const char *const allowed[] = {"check",    "fields",  "number",     "code",
                                          "severity", "message", "message_en", NULL};
    const struct conf_node *needed;
    int check = 0, code = FINDING_CONTRADICTION, severity = SEVERITY_WARNING;
    long number = 0;
    struct paper_rule_def *rule = array_push(&d->rules);
    if (!rule)
        return SO_ENOMEM;
    int r = conf_check_keys(node, allowed, err);
    if (r == SO_OK)
        r = conf_require(node, "check", &needed, err);
    if (r == SO_OK)
        r = conf_get_enum(node, "check", check_names, &check, err);
    if (r == SO_OK)
        r = conf_get_enum(node, "code", code_names, &code, err);
    if (r == SO_OK)
        r = conf_get_enum(node, "severity", severity_names, &severity, err);
    if (r == SO_OK)
        r = conf_get_int(node, "number", 0, 100000, &number, err);
    if (r == SO_OK)
        r = need_string(node, "message", &rule->message, err);
    if (r == SO_OK)
        r = need_string(node, "message_en", &rule->message_en, err);
    rule->check = (enum paper_check)check;
    rule->code = (enum finding_code)code;
    rule->severity = (enum severity)severity;
    rule->number = (int)number;
    return r == SO_OK ? parse_rule_fields(node, d, rule, err) : r;
}

static int parse_rules(const struct conf_node *root, struct paper_def *d, struct so_error *err)
{
    const struct conf_node *list = conf_peek(root, "rules");
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, "rules", err);
    if (r == SO_OK && list->len > RULES_MAX)
        r = conf_fail(list, err, "more than %d rules", RULES_MAX);
    for (size_t i = 0; r == SO_OK && i < list->len; i++)
        r = parse_rule(&list->items[i], d, err);
    return r;
}

static int parse_codes(const struct conf_node *root, struct paper_def *d, struct so_error *err)
{
    const struct conf_node *list = conf_peek(root, "codes");
    if (conf_is_blank(list))
        return SO_OK;
    int r = conf_want_list(list, "codes", err);
    for (size_t i = 0; r == SO_OK && i < list->len; i++) {
        int code = 0;
        r = conf_to_enum(&list->items[i], "codes", machine_names, &code, err);
        d->codes |= 1u << code;
    }
    return r;
}

/* Type names become file names, URLs and columns. */
static int check_type(const struct conf_node *root, const char *type, struct so_error *err)
{
    if (!is_name(type))
        return conf_fail(conf_peek(root, "type"), err, "a type is made of a-z, 0-9 and _");
    if (!strcmp(type, PAPER_TYPE_UNKNOWN))
        return conf_fail(conf_peek(root, "type"), err, "'%s' is the type of unknown papers", type);
    return SO_OK;
}

static int parse_root(const struct conf_node *root, struct paper_def *d, struct so_error *err)
{
    static const char *const allowed[] = {"type",  "title_vi",   "title_en", "source",    "keep",     "keep_reason", "titles",
                                          "rank",  "not_titles", "stops",    "signature", "sections", "rules",       "stamp",
                                          "codes", "faces",      NULL};
    const struct conf_node *needed;
    int keep = KEEP_IMAGE;
    long rank = 0;
    int r = conf_check_keys(root, allowed, err);
    if (r == SO_OK)
        r = need_string(root, "type", &d->type, err);
    if (r == SO_OK)
        r = check_type(root, d->type, err);
    if (r == SO_OK)
        r = need_string(root, "title_vi", &d->title_vi, err);
    if (r == SO_OK)
        r = need_string(root, "title_en", &d->title_en, err);
    if (r == SO_OK)
        r = conf_require(root, "keep", &needed, err);
    if (r == SO_OK)
        r = conf_get_enum(root, "keep", keep_names, &keep, err);
    if (r == SO_OK)
        r = need_string(root, "keep_reason", &d->keep_reason, err);
    if (r == SO_OK)
        r = conf_get_int(root, "rank", -100, 100, &rank, err);
    if (r == SO_OK)
        r = conf_get_strings(root, "not_titles", &d->not_titles, err);
    if (r == SO_OK)
        r = conf_get_strings(root, "stops", &d->stops, err);
    if (r == SO_OK)
        r = conf_get_bool(root, "stamp", &d->stamp, err);
    if (r == SO_OK)
        r = conf_get_bool(root, "faces", &d->faces, err);
    if (r == SO_OK)
        r = parse_codes(root, d, err);
    d->keep = (enum paper_keep)keep;
    d->rank = (int)rank;
    if (r == SO_OK)
        r = parse_titles(root, d, err);
    if (r == SO_OK)
        r = parse_signature(root, d, err);
    if (r == SO_OK)
        r = parse_sections(root, d, err);
    return r == SO_OK ? parse_rules(root, d, err) : r;
}

int papers_parse(const char *name, const char *yaml, size_t len, struct paper_def *ret_def, struct so_error *err)
{
    struct conf_doc *doc = NULL;
    int r = conf_parse(yaml, len, name, &doc, err);
    if (r != SO_OK)
        return r;
    struct paper_def def = {0};
    r = parse_root(&doc->root, &def, err);
    if (r == SO_ENOMEM)
        r = so_fail(err, r, "%s: out of memory", name);
    conf_free(doc);
    if (r != SO_OK) {
        paper_def_free(&def);
        return r;
    }
    *ret_def = def;
    return SO_OK;
}
