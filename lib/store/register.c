/* Rows of the certification registers: entering and reading them. */
#include "store/register.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/register_rows.h"
#include "store/search_docs.h"
#include "viet/date.h"

#define COPIES_MAX 100000
#define FEE_MAX 1000000000000ll

static const char *const text_names[REGISTER_TEXTS] = {"requester", "identity", "subject",
                                                       "language",  "signer",   "note"};

const char *register_text_name(enum register_text column)
{
    return (unsigned)column < REGISTER_TEXTS ? text_names[column] : "";
}

static void free_entry(struct register_entry *e)
{
    free(e->kind);
    for (int i = 0; i < REGISTER_TEXTS; i++)
        free(e->text[i]);
    free(e->dossier);
    free(e->user);
    free(e->struck_by);
    free(e->struck_reason);
}

void register_entries_free(struct register_entries *e)
{
    for (size_t i = 0; i < e->len; i++)
        free_entry(&e->items[i]);
    array_free(e);
}

int register_check_kind(const char *kind, struct so_error *err)
{
    size_t len = kind ? strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
    if (!len || len > STORE_KEY_MAX || kind[len])
        return so_fail(err, SO_EINVALID, "no kind of register: \"%.40s\"", kind ? kind : "");
    return SO_OK;
}

/* The year of a whole day that is not in the future. */
static int check_day(const char *date, int *ret_year, struct so_error *err)
{
    struct viet_date d;
    if (!date || !viet_date_from_iso(date, strlen(date), &d) || !viet_date_is_whole(d) || !viet_date_is_valid(d))
        return so_fail(err, SO_EINVALID, "the date must be a day such as 2026-03-02, not \"%.20s\"", date ? date : "");
    struct civil_time now = clock_civil(clock_now_ms());
    if (viet_date_compare(d, (struct viet_date){now.year, now.month, now.day}) > 0)
        return so_fail(err, SO_EINVALID, "%s lies in the future", date);
    *ret_year = d.year;
    return SO_OK;
}

static int check_row(const struct register_new *row, struct so_error *err)
{
    int r = SO_OK;
    for (int i = 0; i < REGISTER_TEXTS && !r; i++)
        r = store_check_text(row->text[i], REGISTER_TEXT_MAX, text_names[i], err);
    r = r ? r : store_check_text(row->dossier, STORE_KEY_MAX, "the dossier's code", err);
    if (!r &&
        (row->number < 0 || row->number > REGISTER_NUMBER_MAX || row->book < 0 || row->book > 9999 || row->copies < 0 ||
         row->copies > COPIES_MAX || row->pages < 0 || row->pages > COPIES_MAX || row->fee < 0 || row->fee > FEE_MAX))
        r = so_fail(err, SO_EINVALID, "a number, a book, copies, pages or the fee is out of its limits");
    return r;
}

int register_check_open(struct conn *c, const char *kind, int year, struct so_error *err)
{
    int64_t closed;
    int r = sql_int(c, err, &closed, "SELECT closed FROM register_year WHERE kind=?1 AND year=?2", SQL_T(kind),
                    SQL_I(year));
    if (r == SO_ENOTFOUND)
        return SO_OK;
    return r ? r : so_fail(err, SO_EPERM, "the register %s of %d is closed", kind, year);
}

int register_number_stands(struct conn *c, const char *kind, int year, int number, int64_t except, bool *ret_stands,
                           struct so_error *err)
{
    int64_t n = 0;
    int r =
        sql_int(c, err, &n,
                "SELECT count(*) FROM register_entry WHERE kind=?1 AND year=?2 AND number=?3 AND id<>?4 AND struck=0",
                SQL_T(kind), SQL_I(year), SQL_I(number), SQL_I(except));
    if (!r)
        *ret_stands = n > 0;
    return r;
}

/* Where the register goes on: the number behind the largest one, struck or not, and the book that is being written. */
static int next_place(struct conn *c, const char *kind, int year, int64_t *ret_number, int64_t *ret_book,
                      struct so_error *err)
{
    int r =
        sql_int(c, err, ret_number, "SELECT coalesce(max(number), 0) + 1 FROM register_entry WHERE kind=?1 AND year=?2",
                SQL_T(kind), SQL_I(year));
    return r ? r
             : sql_int(c, err, ret_book, "SELECT coalesce(max(book), 1) FROM register_entry WHERE kind=?1 AND year=?2",
                       SQL_T(kind), SQL_I(year));
}

static int place_row(struct conn *c, const char *kind, int year, const struct register_new *row, bool repeat,
                     int *ret_number, int *ret_book, struct so_error *err)
{
    int64_t number = 0, book = 0;
    int r = next_place(c, kind, year, &number, &book, err);
    if (!r && row->number) {
        bool stands = false;
        number = row->number;
        r = register_number_stands(c, kind, year, row->number, 0, &stands, err);
        if (!r && stands && !repeat)
            r = so_fail(err, SO_EEXISTS, "number %d of %d stands already", row->number, year);
    }
    if (!r && number > REGISTER_NUMBER_MAX)
        r = so_fail(err, SO_ELIMIT, "the register has no number left");
    if (!r) {
        *ret_number = (int)number;
        *ret_book = row->book ? row->book : (int)book;
    }
    return r;
}

static int check_paper(struct conn *c, int64_t paper, struct so_error *err)
{
    int64_t one;
    int r = paper ? sql_int(c, err, &one, "SELECT 1 FROM paper WHERE id=?1", SQL_I(paper)) : SO_OK;
    return r == SO_ENOTFOUND ? so_fail(err, r, "no such paper") : r;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static int insert_row(struct conn *c, const char *kind, int year, const char *date, const struct register_new *row,
                      bool repeat, const char *user, int64_t *ret_id, struct so_error *err)
{
    int number, book;
    int r = check_paper(c, row->paper, err);
    r = r ? r : place_row(c, kind, year, row, repeat, &number, &book, err);
    if (r)
        return r;
    r = sql_exec(c, err,
                 "INSERT INTO register_entry (kind, year, number, book, date, requester, identity, subject, language,"
                 " signer, note, copies, pages, fee, dossier, paper, user, created, updated)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18)",
                 SQL_T(kind), SQL_I(year), SQL_I(number), SQL_I(book), SQL_T(date),
                 SQL_T(or_empty(row->text[REGISTER_REQUESTER])), SQL_T(or_empty(row->text[REGISTER_IDENTITY])),
                 SQL_T(or_empty(row->text[REGISTER_SUBJECT])), SQL_T(or_empty(row->text[REGISTER_LANGUAGE])),
                 SQL_T(or_empty(row->text[REGISTER_SIGNER])), SQL_T(or_empty(row->text[REGISTER_NOTE])),
                 SQL_I(row->copies), SQL_I(row->pages), SQL_I(row->fee), SQL_T(or_empty(row->dossier)),
                 SQL_I(row->paper), SQL_T(user), SQL_I(clock_now_ms()));
    *ret_id = sqlite3_last_insert_rowid(c->db);
    r = r ? r : search_index_entry(c, *ret_id, err);
    return r ? r : audit_add(c, user, "register.add", "register", *ret_id, kind, err);
}

int register_add(struct store *s, const char *kind, const char *date, const struct register_new *rows, size_t n,
                 bool repeat, const char *user, int64_t *ret_ids, struct so_error *err)
{
    int year;
    int64_t ids[REGISTER_BATCH_MAX];
    if (!n || n > REGISTER_BATCH_MAX)
        return so_fail(err, SO_EINVALID, "1 to %d rows are entered at once", REGISTER_BATCH_MAX);
    if (!user || !*user)
        return so_fail(err, SO_EINVALID, "an entry needs a user");
    int r = register_check_kind(kind, err);
    r = r ? r : check_day(date, &year, err);
    for (size_t i = 0; i < n && !r; i++)
        r = check_row(&rows[i], err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = register_check_open(c, kind, year, err);
    for (size_t i = 0; i < n && !r; i++)
        r = insert_row(c, kind, year, date, &rows[i], repeat, user, &ids[i], err);
    r = store_write_end(s, r, err);
    if (!r)
        memcpy(ret_ids, ids, n * sizeof *ids);
    return r;
}

#define ENTRY_COLUMNS                                                                                                  \
    "SELECT id, version, kind, year, number, book, date, requester, identity, subject, language, signer, note, "       \
    "copies,"                                                                                                          \
    " pages, fee, dossier, paper, user, created, updated, struck, struck_by, struck_reason FROM register_entry "

static int read_entry(sqlite3_stmt *st, struct register_entry *e, struct so_error *err)
{
    *e = (struct register_entry){.id = sqlite3_column_int64(st, 0),
                                 .version = sqlite3_column_int(st, 1),
                                 .kind = sql_text(st, 2),
                                 .year = sqlite3_column_int(st, 3),
                                 .number = sqlite3_column_int(st, 4),
                                 .book = sqlite3_column_int(st, 5),
                                 .copies = sqlite3_column_int64(st, 13),
                                 .pages = sqlite3_column_int64(st, 14),
                                 .fee = sqlite3_column_int64(st, 15),
                                 .dossier = sql_text(st, 16),
                                 .paper = sqlite3_column_int64(st, 17),
                                 .user = sql_text(st, 18),
                                 .created = sqlite3_column_int64(st, 19),
                                 .updated = sqlite3_column_int64(st, 20),
                                 .struck = sqlite3_column_int64(st, 21),
                                 .struck_by = sql_text(st, 22),
                                 .struck_reason = sql_text(st, 23)};
    sql_copy(st, 6, e->date, sizeof e->date);
    bool whole = e->kind && e->dossier && e->user && e->struck_by && e->struck_reason;
    for (int i = 0; i < REGISTER_TEXTS; i++) {
        e->text[i] = sql_text(st, 7 + i);
        whole = whole && e->text[i];
    }
    return whole ? SO_OK : store_no_memory(err);
}

static int read_entries(struct conn *c, sqlite3_stmt *st, int r, struct register_entries *entries, struct so_error *err)
{
    while (!r && !(r = sql_row(c, err, st))) {
        struct register_entry *e = array_push(entries);
        r = e ? read_entry(st, e, err) : store_no_memory(err);
    }
    return sql_done(st, r);
}

int register_list(struct store *s, const struct register_query *q, struct register_entries *ret_entries,
                  struct so_error *err)
{
    if (q->limit < 1 || q->limit > REGISTER_ROWS_MAX)
        return so_fail(err, SO_EINVALID, "a list has 1 to %d rows", REGISTER_ROWS_MAX);
    struct conn *c;
    struct register_entries entries = {0};
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
#define WHERE                                                                                                          \
    "WHERE (?1 IS NULL OR kind=?1) AND (?2=0 OR year=?2) AND (?3 IS NULL OR date>=?3) AND (?4 IS NULL OR date<=?4)"    \
    " AND (?5 IS NULL OR dossier=?5) AND (?6=0 OR struck=0) AND id>?7"                                                 \
    " AND (?9=1 OR NOT " SQL_ENTRY_RESTRICTED("register_entry") ") "
    sqlite3_stmt *st;
    const char *sql = q->by_id ? ENTRY_COLUMNS WHERE "ORDER BY id LIMIT ?8"
                               : ENTRY_COLUMNS WHERE "ORDER BY kind, year, number, id LIMIT ?8";
#undef WHERE
    r = sql_query(c, err, &st, sql, SQL_T(q->kind), SQL_I(q->year), SQL_T(q->from), SQL_T(q->to), SQL_T(q->dossier),
                  SQL_I(q->standing), SQL_I(q->after), SQL_I(q->limit), SQL_I(q->view == STORE_VIEW_ALL));
    r = read_entries(c, st, r, &entries, err);
    store_read_end(s, c);
    if (r)
        register_entries_free(&entries);
    else
        *ret_entries = entries;
    return r;
}

int register_load(struct store *s, int64_t id, struct register_entries *ret_one, struct so_error *err)
{
    struct conn *c;
    struct register_entries one = {0};
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, ENTRY_COLUMNS "WHERE id=?1", SQL_I(id));
    r = read_entries(c, st, r, &one, err);
    store_read_end(s, c);
    if (!r && !one.len)
        r = so_fail(err, SO_ENOTFOUND, "no such row");
    if (r)
        register_entries_free(&one);
    else
        *ret_one = one;
    return r;
}
