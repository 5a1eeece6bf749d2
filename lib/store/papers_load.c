/* A paper as a whole: its values, findings and pages; and what lists and search derive from them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/internal.h"

const char *store_keep_name(enum store_keep keep)
{
    static const char *const names[] = {"image", "record", "nothing"};
    return names[keep];
}

const char *store_finding_state_name(enum store_finding_state s)
{
    static const char *const names[] = {"open", "dismissed", "solved"};
    return names[s];
}

static const char *value_how(enum store_author author, const struct field *f)
{
    if (author == STORE_CLERK)
        return "clerk";
    return !strncmp(f->evidence, "qr", 2) ? "qr" : field_state_name(f->state);
}

#define VALUE_COLUMNS                                                                                                  \
    "SELECT id, key, value, normal, read, evidence, state, confidence, x, y, w, h, page, author, user, time, current"  \
    " FROM value "

static int read_value(sqlite3_stmt *st, struct store_value *v, struct so_error *err)
{
    v->id = sqlite3_column_int64(st, 0);
    v->field = (struct field){.key = sql_text(st, 1),
                              .value = sql_text(st, 2),
                              .normal = sql_text(st, 3),
                              .read = sql_text(st, 4),
                              .evidence = sql_text(st, 5),
                              .state = (enum field_state)sqlite3_column_int(st, 6),
                              .confidence = (float)sqlite3_column_double(st, 7),
                              .box = sql_box(st, 8),
                              .page = sqlite3_column_int(st, 12)};
    v->author = (enum store_author)sqlite3_column_int(st, 13);
    v->user = sql_text(st, 14);
    v->time = sqlite3_column_int64(st, 15);
    v->current = sqlite3_column_int(st, 16);
    const struct field *f = &v->field;
    if (!f->key || !f->value || !f->normal || !f->read || !f->evidence || !v->user)
        return store_no_memory(err);
    v->how = value_how(v->author, f);
    return SO_OK;
}

static int collect_values(struct conn *c, sqlite3_stmt *st, int r, struct store_values *ret, struct so_error *err)
{
    struct store_values values = {0};
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_value *v = array_push(&values);
        r = v ? read_value(st, v, err) : store_no_memory(err);
    }
    r = sql_done(st, r);
    if (r)
        store_values_free(&values);
    else
        *ret = values;
    return r;
}

int values_of_paper(struct conn *c, int64_t paper, struct store_values *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, VALUE_COLUMNS "WHERE paper=?1 AND current=1 ORDER BY ord, id", SQL_I(paper));
    return collect_values(c, st, r, ret, err);
}

int store_field_history(struct store *s, int64_t paper, const char *key, struct store_values *ret_values,
                        struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, VALUE_COLUMNS "WHERE paper=?1 AND key=?2 ORDER BY id DESC", SQL_I(paper), SQL_T(key));
    r = collect_values(c, st, r, ret_values, err);
    store_read_end(s, c);
    return r;
}

static int read_finding(sqlite3_stmt *st, struct store_finding *f, struct so_error *err)
{
    f->id = sqlite3_column_int64(st, 0);
    f->finding = (struct finding){.code = (enum finding_code)sqlite3_column_int(st, 1),
                                  .field = sql_text(st, 2),
                                  .severity = (enum severity)sqlite3_column_int(st, 3),
                                  .message = sql_text(st, 4),
                                  .message_en = sql_text(st, 5),
                                  .evidence = sql_text(st, 6),
                                  .box = sql_box(st, 7),
                                  .page = sqlite3_column_int(st, 11)};
    f->state = (enum store_finding_state)sqlite3_column_int(st, 12);
    f->user = sql_text(st, 13);
    f->reason = sql_text(st, 14);
    f->time = sqlite3_column_int64(st, 15);
    const struct finding *g = &f->finding;
    return g->field && g->message && g->message_en && g->evidence && f->user && f->reason ? SO_OK
                                                                                          : store_no_memory(err);
}

static void finding_list_free(struct store_finding_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        finding_free(&list->items[i].finding);
        free(list->items[i].user);
        free(list->items[i].reason);
    }
    array_free(list);
}

/* Findings that a better reading solved by itself are history, not news: they are left out. */
static int findings_of_paper(struct conn *c, int64_t paper, struct store_finding_list *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT id, code, field, severity, message, message_en, evidence, x, y, w, h, page, state, user,"
                      " reason, time FROM finding WHERE paper=?1 AND (state<>2 OR user<>'')"
                      " ORDER BY state, severity DESC, page, id",
                      SQL_I(paper));
    while (!r && !(r = sql_row(c, err, st))) {
        struct store_finding *f = array_push(ret);
        r = f ? read_finding(st, f, err) : store_no_memory(err);
    }
    return sql_done(st, r);
}

static int read_paper(sqlite3_stmt *st, struct store_paper *p, struct so_error *err)
{
    *p = (struct store_paper){.id = sqlite3_column_int64(st, 0),
                              .source = sqlite3_column_int64(st, 1),
                              .version = sqlite3_column_int(st, 2),
                              .type = sql_text(st, 3),
                              .type_confidence = (float)sqlite3_column_double(st, 4),
                              .type_reason = sql_text(st, 5),
                              .title = sql_text(st, 6),
                              .date = sql_text(st, 7),
                              .dossier = sql_text(st, 8),
                              .first_page = sqlite3_column_int(st, 9),
                              .npages = sqlite3_column_int(st, 10),
                              .score = (float)sqlite3_column_double(st, 11),
                              .touched = sqlite3_column_int(st, 12),
                              .confirmed = sqlite3_column_int(st, 13),
                              .keep = (enum store_keep)sqlite3_column_int(st, 14),
                              .created = sqlite3_column_int64(st, 15),
                              .updated = sqlite3_column_int64(st, 16),
                              .restricted = sqlite3_column_int(st, 17),
                              .beside = sqlite3_column_int(st, 18)};
    return p->type && p->type_reason && p->title && p->date && p->dossier ? SO_OK : store_no_memory(err);
}

static int load_paper(struct conn *c, int64_t id, struct store_paper *p, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT id, source, version, type, type_confidence, type_reason, title, date, dossier,"
                      " first_page, npages, score, touched, confirmed, keep, created, updated, restricted, beside"
                      " FROM paper WHERE id=?1",
                      SQL_I(id));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = read_paper(st, p, err);
    sql_done(st, r);
    if (r == SO_EEND)
        return so_fail(err, SO_ENOTFOUND, "no such paper");
    if (!r)
        r = values_of_paper(c, id, &p->values, err);
    if (!r)
        r = findings_of_paper(c, id, &p->findings, err);
    return r ? r : pages_of_paper(c, id, &p->pages, err);
}

int store_paper_load(struct store *s, int64_t id, struct store_paper *ret_paper, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    struct store_paper p = {0};
    r = load_paper(c, id, &p, err);
    store_read_end(s, c);
    if (r)
        store_paper_free(&p);
    else
        *ret_paper = p;
    return r;
}

void store_values_free(struct store_values *v)
{
    for (size_t i = 0; i < v->len; i++) {
        field_free(&v->items[i].field);
        free(v->items[i].user);
    }
    array_free(v);
}

void store_paper_free(struct store_paper *p)
{
    free(p->type);
    free(p->type_reason);
    free(p->title);
    free(p->date);
    free(p->dossier);
    store_values_free(&p->values);
    finding_list_free(&p->findings);
    store_pages_free(&p->pages);
    *p = (struct store_paper){0};
}

/* "2018", "2018-10" or "2018-10-01" at the beginning of a canonical value; 0 when there is none. */
static size_t iso_date_length(const char *s)
{
    static const char shape[] = "dddd-dd-dd";
    size_t n = 0;
    while (n < sizeof shape - 1 && (shape[n] == 'd' ? s[n] >= '0' && s[n] <= '9' : s[n] == '-'))
        n++;
    size_t whole = n >= 10 ? 10 : n >= 7 ? 7 : n >= 4 ? 4 : 0;
    return s[whole] >= '0' && s[whole] <= '9' ? 0 : whole;
}

static int write_title(struct store *s, struct conn *c, int64_t paper, const char *type,
                       const struct store_values *values, struct so_error *err)
{
    const char *title = NULL, *date = NULL;
    char iso[11] = "";
    for (size_t i = 0; i < values->len; i++) {
        const struct field *f = &values->items[i].field;
        unsigned role = s->role(s->role_ctx, type, f->key);
        if (!title && (role & STORE_ROLE_TITLE) && *f->value)
            title = f->value;
        if (!date && (role & STORE_ROLE_DATE) && iso_date_length(f->normal))
            date = f->normal;
    }
    if (date)
        snprintf(iso, sizeof iso, "%.*s", (int)iso_date_length(date), date);
    return sql_exec(c, err, "UPDATE paper SET title=?2, date=?3 WHERE id=?1", SQL_I(paper), SQL_T(title ? title : ""),
                    SQL_T(iso));
}

int paper_type(struct conn *c, int64_t paper, char ret_type[STORE_KEY_MAX + 1], struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st, "SELECT type FROM paper WHERE id=?1", SQL_I(paper));
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        sql_copy(st, 0, ret_type, STORE_KEY_MAX + 1);
    sql_done(st, r);
    return r == SO_EEND ? so_fail(err, SO_ENOTFOUND, "no such paper") : r;
}

int paper_refresh(struct store *s, struct conn *c, int64_t paper, int *ret_version, struct so_error *err)
{
    struct store_values values = {0};
    char type[STORE_KEY_MAX + 1];
    int64_t version = 0;
    int r = paper_type(c, paper, type, err);
    if (!r)
        r = values_of_paper(c, paper, &values, err);
    if (!r)
        r = write_title(s, c, paper, type, &values, err);
    if (!r)
        r = lookalikes_index(c, paper, &values, err);
    store_values_free(&values);
    if (!r)
        r = sql_exec(c, err,
                     "UPDATE paper SET version=version+1, updated=max(?2, updated+1),"
                     " errors=(SELECT count(*) FROM finding WHERE paper=?1 AND state=0 AND severity=2),"
                     " warnings=(SELECT count(*) FROM finding WHERE paper=?1 AND state=0 AND severity=1),"
                     " infos=(SELECT count(*) FROM finding WHERE paper=?1 AND state=0 AND severity=0) WHERE id=?1",
                     SQL_I(paper), SQL_I(clock_now_ms()));
    if (!r)
        r = sql_int(c, err, &version, "SELECT version FROM paper WHERE id=?1", SQL_I(paper));
    if (!r)
        r = search_index_paper(s, c, paper, err);
    if (!r)
        *ret_version = (int)version;
    return r;
}
