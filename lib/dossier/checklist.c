#include "dossier/checklist.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/fold.h"

const char *checklist_state_name(enum checklist_state state)
{
    static const char *const names[] = {"ok",       "missing",    "to_see", "seen",  "look_up", "by_data",
                                        "question", "not_needed", "waived", "never", "free",    "expected"};
    return names[state];
}

static const struct checklist_mark *find_mark(const struct checklist_input *in, const char *prefix, const char *key)
{
    size_t len = strlen(prefix);
    for (size_t i = 0; i < in->nmarks; i++)
        if (!strncmp(in->marks[i].key, prefix, len) && !strcmp(in->marks[i].key + len, key))
            return &in->marks[i];
    return NULL;
}

int checklist_check_mark(const struct procedures *procedures, const struct procedure *procedure, const char *key,
                         const char *value, struct so_error *err)
{
    static const char *const values[] = {"", CHECKLIST_SEEN, CHECKLIST_DATA, CHECKLIST_NO_DATA,
                                         CHECKLIST_NOT_APPLICABLE};
    bool fact = !strncmp(key, "fact:", 5);
    if (!fact && strncmp(key, "item:", 5) != 0)
        return so_fail(err, SO_EINVALID, "a mark is fact:QUESTION or item:LINE, not \"%.60s\"", key);
    if (fact) {
        if (!procedures_question(procedures, key + 5))
            return so_fail(err, SO_ENOTFOUND, "there is no question \"%.60s\"", key + 5);
        if (*value && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
            return so_fail(err, SO_EINVALID, "a question is answered with yes or no");
        return SO_OK;
    }
    if (!procedure ||
        !(procedure_items_find(&procedure->takes, key + 5) || procedure_items_find(&procedure->gives, key + 5)))
        return so_fail(err, SO_ENOTFOUND, "the procedure has no line \"%.60s\"", key + 5);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!strcmp(values[i], value))
            return SO_OK;
    return so_fail(err, SO_EINVALID, "a line is marked seen, data, no_data or not_applicable, not \"%.40s\"", value);
}

/* What is known of a condition. */
enum truth { FALSE, TRUE, UNKNOWN };

static enum truth fact_truth(const struct checklist_input *in, const char *key, const struct procedure_term **ret_ask)
{
    const struct checklist_mark *mark = find_mark(in, "fact:", key);
    if (mark && *mark->value)
        return strcmp(mark->value, "yes") ? FALSE : TRUE;
    const struct procedure_term *question = procedures_question(in->procedures, key);
    if (question && question->assume >= 0)
        return question->assume ? TRUE : FALSE;
    if (!*ret_ask)
        *ret_ask = question;
    return UNKNOWN;
}

static bool holds_folded(const char *text, const char *word)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    bool found = !viet_fold(text, strlen(text), &a) && !viet_fold(word, strlen(word), &b) &&
                 strstr(buf_str(&a), buf_str(&b)) != NULL;
    buf_free(&a);
    buf_free(&b);
    return found;
}

static enum truth field_truth(const struct checklist_input *in, const struct procedure_test *t)
{
    enum truth truth = UNKNOWN;
    for (size_t i = 0; i < in->npapers; i++)
        for (size_t k = 0; k < in->papers[i].nvalues; k++) {
            const struct checklist_value *v = &in->papers[i].values[k];
            if (strcmp(v->key, t->key) != 0 || !*v->value)
                continue;
            truth = truth == UNKNOWN ? FALSE : truth;
            for (size_t w = 0; w < t->words.len; w++)
                if (holds_folded(v->value, t->words.items[w]))
                    truth = TRUE;
            if (!t->words.len)
                truth = TRUE;
        }
    return truth;
}

static enum truth paper_truth(const struct checklist_input *in, const char *type)
{
    for (size_t i = 0; i < in->npapers; i++)
        if (!strcmp(in->papers[i].type, type))
            return TRUE;
    return FALSE;
}

static enum truth test_truth(const struct checklist_input *in, const struct procedure_test *t,
                             const struct procedure_term **ret_ask)
{
    if (t->kind == PROCEDURE_TEST_FACT)
        return fact_truth(in, t->key, ret_ask);
    if (t->kind == PROCEDURE_TEST_FIELD)
        return field_truth(in, t);
    if (t->kind == PROCEDURE_TEST_PAPER)
        return paper_truth(in, t->key);
    /* NOT has one part: any and all of it are the same. */
    enum truth settles = t->kind == PROCEDURE_TEST_ANY ? TRUE : FALSE;
    enum truth truth = settles == TRUE ? FALSE : TRUE;
    for (size_t i = 0; i < t->nparts; i++) {
        enum truth part = test_truth(in, &t->parts[i], ret_ask);
        if (part == settles) {
            truth = settles;
            break;
        }
        if (part == UNKNOWN)
            truth = UNKNOWN;
    }
    if (t->kind == PROCEDURE_TEST_NOT && truth != UNKNOWN)
        truth = truth == TRUE ? FALSE : TRUE;
    return truth;
}

static bool lists_type(const struct procedure_item *item, const char *type)
{
    for (size_t i = 0; i < item->types.len; i++)
        if (!strcmp(item->types.items[i], type))
            return true;
    return false;
}

/* The rule for every procedure that touches a line on this day; NULL when none does. */
static const struct procedure_item *rule_above(const struct checklist_input *in, const struct procedure_item *item)
{
    for (size_t i = 0; i < in->procedures->never.len; i++) {
        const struct procedure_item *rule = &in->procedures->never.items[i];
        if ((rule->from.year && viet_date_compare(in->day, rule->from) < 0) ||
            (rule->to.year && viet_date_compare(in->day, rule->to) > 0))
            continue;
        for (size_t k = 0; k < item->types.len; k++)
            if (lists_type(rule, item->types.items[k]))
                return rule;
    }
    return NULL;
}

static void set(struct checklist_line *line, enum checklist_state state, const char *reason)
{
    line->state = state;
    line->reason = reason ? reason : "";
}

/* A required line without its papers. */
static void judge_absent(const struct checklist_input *in, struct checklist_line *line,
                         const struct checklist_mark *mark)
{
    const struct procedure_item *item = line->item, *rule = rule_above(in, item);
    const char *value = mark ? mark->value : "";
    enum truth needed = item->when ? test_truth(in, item->when, &line->question) : TRUE;
    bool lookup = item->lookup || (rule && rule->lookup);
    const char *why_not = rule ? rule->reason : item->reason;
    if (item->need == PROCEDURE_NEVER || (rule && !rule->lookup))
        set(line, CHECKLIST_NEVER, why_not);
    else if (needed == FALSE)
        set(line, CHECKLIST_NOT_NEEDED, item->reason);
    else if (needed == UNKNOWN)
        set(line, CHECKLIST_QUESTION, item->reason);
    else if (lookup && strcmp(value, CHECKLIST_NO_DATA) != 0)
        set(line, CHECKLIST_LOOK_UP, why_not);
    else
        set(line, CHECKLIST_MISSING, item->reason);
    if (line->state != CHECKLIST_QUESTION)
        line->question = NULL;
}

static void judge_shown(const struct checklist_input *in, struct checklist_line *line,
                        const struct checklist_mark *mark)
{
    bool seen = line->papers.len > 0 || (mark && !strcmp(mark->value, CHECKLIST_SEEN));
    enum truth needed = line->item->when ? test_truth(in, line->item->when, &line->question) : TRUE;
    enum checklist_state state = seen                ? CHECKLIST_WAS_SEEN
                                 : needed == FALSE   ? CHECKLIST_NOT_NEEDED
                                 : needed == UNKNOWN ? CHECKLIST_QUESTION
                                                     : CHECKLIST_TO_SEE;
    set(line, state, line->item->reason);
    if (state != CHECKLIST_QUESTION)
        line->question = NULL;
}

static void judge_line(const struct checklist_input *in, struct checklist_line *line)
{
    const struct checklist_mark *mark = find_mark(in, "item:", line->item->key);
    const char *value = mark ? mark->value : "";
    bool enough = line->papers.len >= (size_t)line->item->count;
    if (enough && line->item->need != PROCEDURE_SHOWN)
        set(line, CHECKLIST_OK, "");
    else if (!strcmp(value, CHECKLIST_NOT_APPLICABLE))
        set(line, CHECKLIST_WAIVED, mark->reason);
    else if (!strcmp(value, CHECKLIST_DATA))
        set(line, CHECKLIST_BY_DATA, mark->reason);
    else if (line->item->need == PROCEDURE_SHOWN)
        judge_shown(in, line, mark);
    else if (line->item->need == PROCEDURE_OPTIONAL)
        set(line, CHECKLIST_FREE, line->item->reason);
    else if (line->role == DOSSIER_OUTPUT)
        set(line, CHECKLIST_EXPECTED, "");
    else
        judge_absent(in, line, mark);
}

static int add_lines(struct checklist *list, const struct procedure_items *items, enum dossier_role role)
{
    for (size_t i = 0; i < items->len; i++) {
        struct checklist_line *line = array_push(&list->lines);
        if (!line)
            return SO_ENOMEM;
        *line = (struct checklist_line){.item = &items->items[i], .role = role, .reason = ""};
    }
    return SO_OK;
}

/* The line for a paper: where the clerk put it, else the first of its type that is not full, else the first of it. */
static struct checklist_line *choose_line(struct checklist *list, const struct checklist_paper *p)
{
    struct checklist_line *full = NULL;
    for (size_t i = 0; i < list->lines.len; i++) {
        struct checklist_line *line = &list->lines.items[i];
        if (line->role != p->role)
            continue;
        if (*p->item) {
            if (!strcmp(line->item->key, p->item))
                return line;
        } else if (lists_type(line->item, p->type)) {
            if (line->papers.len < (size_t)line->item->count)
                return line;
            full = full ? full : line;
        }
    }
    return full;
}

static int place_papers(const struct checklist_input *in, struct checklist *list, bool by_clerk)
{
    for (size_t i = 0; i < in->npapers; i++) {
        const struct checklist_paper *p = &in->papers[i];
        if ((*p->item != '\0') != by_clerk)
            continue;
        struct checklist_line *line = choose_line(list, p);
        int64_t *place = line ? array_push(&line->papers) : array_push(&list->loose);
        if (!place)
            return SO_ENOMEM;
        *place = p->id;
    }
    return SO_OK;
}

static bool is_sheet_mate(const struct checklist_paper *a, const struct checklist_paper *b)
{
    return a->on == b->id || b->on == a->id;
}

static const struct checklist_paper *find_paper(const struct checklist_input *in, int64_t id)
{
    size_t i = 0;
    while (in->papers[i].id != id)
        i++;
    return &in->papers[i];
}

static void drop_sheet_mates(const struct checklist_input *in, struct checklist *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->loose.len; i++) {
        const struct checklist_paper *p = find_paper(in, list->loose.items[i]);
        bool placed = false;
        for (size_t k = 0; k < in->npapers; k++)
            placed |= is_sheet_mate(p, &in->papers[k]) && checklist_line_of(list, in->papers[k].id);
        if (!placed)
            list->loose.items[n++] = p->id;
    }
    list->loose.len = n;
}

static void count(struct checklist *list)
{
    for (size_t i = 0; i < list->lines.len; i++) {
        enum checklist_state state = list->lines.items[i].state;
        list->missing += state == CHECKLIST_MISSING;
        list->to_see += state == CHECKLIST_TO_SEE;
        list->to_look_up += state == CHECKLIST_LOOK_UP;
        list->questions += state == CHECKLIST_QUESTION;
        list->expected += state == CHECKLIST_EXPECTED;
    }
}

int checklist_make(const struct checklist_input *in, struct checklist *ret_list)
{
    struct checklist list = {0};
    int r = add_lines(&list, &in->procedure->takes, DOSSIER_INPUT);
    if (!r)
        r = add_lines(&list, &in->procedure->gives, DOSSIER_OUTPUT);
    if (!r)
        r = place_papers(in, &list, true);
    if (!r)
        r = place_papers(in, &list, false);
    for (size_t i = 0; !r && i < list.lines.len; i++)
        judge_line(in, &list.lines.items[i]);
    if (r) {
        checklist_free(&list);
        return r;
    }
    drop_sheet_mates(in, &list);
    count(&list);
    *ret_list = list;
    return SO_OK;
}

void checklist_free(struct checklist *list)
{
    for (size_t i = 0; i < list->lines.len; i++)
        array_free(&list->lines.items[i].papers);
    array_free(&list->lines);
    array_free(&list->loose);
}

const struct checklist_line *checklist_line_of(const struct checklist *list, int64_t paper)
{
    for (size_t i = 0; i < list->lines.len; i++)
        for (size_t k = 0; k < list->lines.items[i].papers.len; k++)
            if (list->lines.items[i].papers.items[k] == paper)
                return &list->lines.items[i];
    return NULL;
}
