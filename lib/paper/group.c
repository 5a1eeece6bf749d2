/* Pages of one file into papers. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/result.h"
#include "paper/judgement.h"

static bool is_unknown(const struct judgement *j)
{
    return !strcmp(j->type, PAPER_TYPE_UNKNOWN);
}

static int copy_field(const struct field *from, struct fields *to)
{
    struct field *f = array_push(to);
    if (!f)
        return SO_ENOMEM;
    *f = *from;
    f->key = strdup(from->key);
    f->value = strdup(from->value);
    f->normal = strdup(from->normal);
    f->read = strdup(from->read);
    f->evidence = strdup(from->evidence);
    return f->key && f->value && f->normal && f->read && f->evidence ? SO_OK : SO_ENOMEM;
}

static int copy_finding(const struct finding *from, struct findings *to)
{
    return finding_add(to, from->code, from->severity, from->field, from->box, from->page, from->message,
                       from->message_en, from->evidence);
}

static bool stands(const struct field *f)
{
    return f->state == FIELD_READ || f->state == FIELD_REPAIRED;
}

/* A later page of the same type: what stands only there is taken from there. */
static int merge_fields(struct paper *p, const struct judgement *j)
{
    int r = SO_OK;
    for (size_t i = 0; i < j->fields.len && r == SO_OK; i++) {
        const struct field *from = &j->fields.items[i];
        struct field *have = fields_find(&p->fields, from->key);
        if (!have) {
            r = copy_field(from, &p->fields);
        } else if (!stands(have) && stands(from)) {
            struct fields one = {0};
            r = copy_field(from, &one);
            if (r == SO_OK) {
                field_free(have);
                *have = one.items[0];
                array_free(&one);
            } else {
                fields_free(&one);
            }
        }
    }
    return r;
}

static void drop_finding(struct findings *list, size_t i)
{
    finding_free(&list->items[i]);
    memmove(&list->items[i], &list->items[i + 1], (list->len - i - 1) * sizeof *list->items);
    list->len--;
}

static bool says_missing(const struct judgement *j, const char *field)
{
    for (size_t i = 0; i < j->findings.len; i++)
        if (j->findings.items[i].code == FINDING_MISSING && !strcmp(j->findings.items[i].field, field))
            return true;
    return false;
}

static void drop_about(struct findings *list, const char *field)
{
    for (size_t i = list->len; i-- > 0;)
        if (!strcmp(list->items[i].field, field))
            drop_finding(list, i);
}

/* What one page lacks may stand on the other: only what all pages lack is missing, and it is said once. */
static int merge_findings(struct paper *p, const struct judgement *j)
{
    for (size_t i = p->findings.len; i-- > 0;) {
        const struct finding *f = &p->findings.items[i];
        if (f->code == FINDING_MISSING && !says_missing(j, f->field))
            drop_finding(&p->findings, i);
    }
    int r = SO_OK;
    for (size_t i = 0; i < j->findings.len && r == SO_OK; i++)
        if (j->findings.items[i].code != FINDING_MISSING)
            r = copy_finding(&j->findings.items[i], &p->findings);
    return r;
}

/* j NULL: the page's words are not at hand. */
static int begin_paper(struct papers *out, const struct judgement *j, int number)
{
    struct paper *p = array_push(out);
    if (!p)
        return SO_ENOMEM;
    p->type = strdup(j ? j->type : PAPER_TYPE_UNKNOWN);
    p->type_reason = strdup(j ? j->type_reason : "");
    p->type_confidence = j ? j->type_confidence : 0;
    p->first_page = number;
    p->pages = 1;
    if (!p->type || !p->type_reason)
        return SO_ENOMEM;
    int r = j ? merge_fields(p, j) : SO_OK;
    for (size_t i = 0; j && i < j->findings.len && r == SO_OK; i++)
        r = copy_finding(&j->findings.items[i], &p->findings);
    return r;
}

/* How bad what is said of a mark or the signer is: 0 nothing, 1 doubt, 2 missing. */
static int severity_about(const struct findings *list, const char *field)
{
    int worst = 0;
    for (size_t i = 0; i < list->len; i++)
        if (!strcmp(list->items[i].field, field))
            worst = list->items[i].code == FINDING_MISSING ? 2 : worst > 1 ? worst : 1;
    return worst;
}

/* Of one thing at a document's end, known on a later page by another key, what that page says. */
static int take_end_finding(struct paper *p, const char *key, const struct judgement *j, const char *its_key)
{
    int r = SO_OK;
    drop_about(&p->findings, key);
    for (size_t i = 0; i < j->findings.len && r == SO_OK; i++) {
        struct finding f = j->findings.items[i];
        if (strcmp(f.field, its_key) != 0)
            continue;
        f.field = (char *)key;
        r = copy_finding(&f, &p->findings);
    }
    return r;
}

static int take_signer(struct paper *p, const char *key, const struct field *from)
{
    struct fields one = {0};
    struct field named = *from;
    named.key = (char *)key;
    int r = copy_field(&named, &one);
    struct field *have = fields_find(&p->fields, key);
    struct field *place = r == SO_OK && !have ? array_push(&p->fields) : have;
    if (r != SO_OK || !place) {
        fields_free(&one);
        return SO_ENOMEM;
    }
    if (have)
        field_free(have);
    *place = one.items[0];
    array_free(&one);
    return SO_OK;
}

/*
 * A document's last page, or an annex's: signer, signature and seal. first: no page before had an end block, and what
 * they said of it was only that it is not there.
 */
static int merge_end(struct paper *p, const struct paper_def *def, const struct judgement *j, bool first)
{
    const char *key = signer_key(def);
    const struct field *from = NULL;
    for (size_t i = 0; i < j->fields.len; i++)
        if (!strcmp(j->fields.items[i].key, j->signer))
            from = &j->fields.items[i];
    const struct field *have = fields_find(&p->fields, key);
    bool take = *key && from && (first || (stands(from) && (!have || !stands(have))));
    int r = take ? take_signer(p, key, from) : SO_OK;
    const char *const keys[][2] = {{"chu_ky", "chu_ky"}, {"con_dau", "con_dau"}, {key, j->signer}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys && r == SO_OK; i++) {
        bool asked = i == 0 ? def->signature : i == 1 ? def->seal : *key != '\0';
        if (asked && (first || severity_about(&j->findings, keys[i][1]) < severity_about(&p->findings, keys[i][0])))
            r = take_end_finding(p, keys[i][0], j, keys[i][1]);
    }
    return r;
}

static bool is_official(const struct paper_def *def)
{
    for (size_t i = 0; def && i < def->fields.len; i++)
        if (def->fields.items[i].kind == KIND_SUBJECT)
            return true;
    return false;
}

/* A page of text or a back belongs to the paper and says nothing of its own, but for what the paper ends with. */
static int continue_paper(struct paper *p, const struct paper_rules *rules, const struct paper_leaf *leaf, bool *io_ended)
{
    const struct judgement *j = leaf->judgement;
    const struct paper_type *type = rules_type(rules, p->type);
    p->pages = leaf->number - p->first_page + 1; /* pages between them that could not be read are its own */
    if (!j || !type)
        return SO_OK;
    bool same = !is_unknown(j) && !strcmp(p->type, j->type), official = is_official(type->def);
    if (same && !official) {
        int r = merge_fields(p, j);
        return r == SO_OK ? merge_findings(p, j) : r;
    }
    const struct judgement *end = same ? j : is_unknown(j) ? j->rest : NULL;
    if (end && end->ends) {
        bool first = !*io_ended;
        *io_ended = true;
        return merge_end(p, type->def, end, first);
    }
    if (!official && is_unknown(j) && j->signature)
        drop_about(&p->findings, "chu_ky");
    if (!official && is_unknown(j) && j->seal)
        drop_about(&p->findings, "con_dau");
    return SO_OK;
}

/* The paper that a page may continue: certifications beside it do not count. */
static size_t last_paper(const struct papers *out)
{
    size_t last = out->len;
    while (last && out->items[last - 1].beside)
        last--;
    return last;
}

static int add_stamp(struct papers *out, const struct judgement *stamp)
{
    int r = begin_paper(out, stamp, stamp->page);
    if (out->len)
        out->items[out->len - 1].beside = true;
    return r;
}

static bool begins_by_itself(const struct paper *last, const struct judgement *j)
{
    if (!j || (j->continues && !strcmp(last->type, j->type)))
        return false;
    return j->has_title || (!is_unknown(j) && strcmp(last->type, j->type) != 0);
}

int paper_group(const struct paper_rules *rules, const struct paper_leaf *leaves, size_t n, struct papers *ret_papers)
{
    struct papers out = {0};
    bool ended = false;     /* by a cover sheet */
    bool has_end = false; /* of the last paper: a page with its end block was met */
    int r = SO_OK;
    for (size_t i = 0; i < n && r == SO_OK; i++) {
        const struct paper_leaf *leaf = &leaves[i];
        if (leaf->apart) {
            ended = true;
            continue;
        }
        size_t ordinal = ended ? 0 : last_paper(&out);
        struct paper *last = ordinal ? &out.items[ordinal - 1] : NULL;
        bool begins = !last || leaf->start == PAPER_START_BEGINS ||
                      (leaf->start == PAPER_START_FREE && begins_by_itself(last, leaf->judgement));
        r = begins ? begin_paper(&out, leaf->judgement, leaf->number) : continue_paper(last, rules, leaf, &has_end);
        has_end = begins ? leaf->judgement && leaf->judgement->ends : has_end;
        if (r == SO_OK && leaf->judgement && leaf->judgement->stamp)
            r = add_stamp(&out, leaf->judgement->stamp);
        ended = false;
    }
    if (r != SO_OK) {
        papers_free(&out);
        return r;
    }
    *ret_papers = out;
    return SO_OK;
}
