#include "daemon/slips.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static int no_memory(struct so_error *err)
{
    return so_fail(err, SO_ENOMEM, "out of memory");
}

static int add_item(struct conf_strings *items, struct buf *text, struct so_error *err)
{
    if (items->len >= SLIP_ITEMS_MAX)
        return so_fail(err, SO_ELIMIT, "a slip has more than %d items", SLIP_ITEMS_MAX);
    int r = conf_strings_add(items, buf_str(text));
    buf_clear(text);
    return r ? no_memory(err) : SO_OK;
}

static int draft_line(const struct checklist_line *line, struct buf *text)
{
    const struct procedure_item *item = line->item;
    int r = buf_printf(text, "Nộp %s", item->label_vi);
    if (!r && item->count > 1)
        r = buf_printf(text, " (%02d bản)", item->count);
    if (!r && *item->reason)
        r = buf_printf(text, " (%s)", item->reason);
    return r;
}

/* What the citizen can mend: what is missing on the paper or contradicts itself, not what is hard to read. */
static bool is_for_citizen(const struct store_finding *f)
{
    return f->state == STORE_FINDING_OPEN && f->finding.severity == SEVERITY_ERROR &&
           (f->finding.code == FINDING_MISSING || f->finding.code == FINDING_CONTRADICTION);
}

static int draft_paper(const struct casework *w, const struct store_paper *paper, struct conf_strings *items,
                       struct buf *text, struct so_error *err)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < paper->findings.len; i++) {
        const struct store_finding *f = &paper->findings.items[i];
        if (!is_for_citizen(f))
            continue;
        r = buf_printf(text, "%s%s%s%s: %s", paper_type_title(w->rules, paper->type, "vi"), *paper->title ? " (" : "",
                       paper->title, *paper->title ? ")" : "", f->finding.message);
        r = r ? no_memory(err) : add_item(items, text, err);
    }
    return r;
}

int slip_draft(const struct casework *w, const struct case_file *f, enum store_view view,
               struct conf_strings *ret_items, struct so_error *err)
{
    struct conf_strings items = {0};
    struct buf text = BUF_INIT;
    int r = SO_OK;
    for (size_t i = 0; !r && i < f->list.lines.len; i++)
        if (f->list.lines.items[i].state == CHECKLIST_MISSING) {
            r = draft_line(&f->list.lines.items[i], &text) ? no_memory(err) : SO_OK;
            r = r ? r : add_item(&items, &text, err);
        }
    for (size_t i = 0; !r && i < f->npapers; i++)
        if (f->dossier.papers.items[i].role == DOSSIER_INPUT && (view == STORE_VIEW_ALL || !f->papers[i].restricted))
            r = draft_paper(w, &f->papers[i], &items, &text, err);
    buf_free(&text);
    if (r)
        conf_strings_free(&items);
    else
        *ret_items = items;
    return r;
}

/* One item a line: line feeds within one become spaces. */
static int join_items(const struct conf_strings *items, struct buf *body)
{
    int r = SO_OK;
    for (size_t i = 0; !r && i < items->len; i++) {
        size_t at = body->len + (i > 0);
        r = buf_printf(body, "%s%s", i ? "\n" : "", items->items[i]);
        for (char *p = r ? NULL : body->data + at; p && *p; p++)
            if (*p == '\n')
                *p = ' ';
    }
    return r;
}

static int check_order(const struct slip_order *o, const struct conf_strings *items, struct so_error *err)
{
    if (o->kind == STORE_SLIP_SUPPLEMENT && !items->len)
        return so_fail(err, SO_EINVALID, "nothing is missing that could be asked for");
    if (o->kind != STORE_SLIP_SUPPLEMENT && (!o->reason || !*o->reason))
        return so_fail(err, SO_EINVALID, "this slip needs its reason");
    return SO_OK;
}

/* What becomes of the dossier with the slip; *ret_keepings is to be freed. */
static int plan_move(const struct casework *w, const struct case_file *f, const struct slip_order *o,
                     struct store_slip_new *slip, struct store_keeping **ret_keepings, struct so_error *err)
{
    slip->moves = o->kind != STORE_SLIP_APOLOGY;
    if (!slip->moves)
        return casework_extended_due(w, &f->dossier, o->days, &slip->move.due, err);
    enum dossier_state state = o->kind == STORE_SLIP_REFUSAL ? DOSSIER_REFUSED : DOSSIER_SUPPLEMENT;
    return case_file_move(w, f, state, 0, &slip->move, ret_keepings, err);
}

int slip_make(const struct casework *w, const struct store_dossier_edit *edit, const struct slip_order *o,
              int64_t *ret_slip, int *ret_version, struct so_error *err)
{
    struct case_file f = {0};
    struct conf_strings drafted = {0};
    struct buf body = BUF_INIT;
    struct store_keeping *keepings = NULL;
    int r = case_file_load(w, edit->code, &f, err);
    if (!r && !o->items && o->kind == STORE_SLIP_SUPPLEMENT)
        r = slip_draft(w, &f, o->view, &drafted, err);
    const struct conf_strings *items = o->items ? o->items : &drafted;
    if (!r)
        r = check_order(o, items, err);
    if (!r && join_items(items, &body))
        r = no_memory(err);
    struct store_slip_new slip = {.kind = o->kind, .body = buf_str(&body), .reason = o->reason};
    if (!r)
        r = plan_move(w, &f, o, &slip, &keepings, err);
    if (!r)
        r = store_slip_add(w->store, edit, &slip, ret_slip, ret_version, err);
    free(keepings);
    buf_free(&body);
    conf_strings_free(&drafted);
    case_file_free(&f);
    return r;
}
