#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/dossier_change.h"
#include "store/dossiers.h"
#include "store/internal.h"

#define HISTORY_MAX 1000

/* The papers of a dossier that count; those that not everyone may see only where the parameter view is 1. */
#define COUNTED(view) " FROM paper WHERE dossier=code AND replaced_by IS NULL AND (" view "=1 OR restricted=0"
#define ITEM_COLUMNS(view)                                                                                             \
    "SELECT id, code, procedure, title, name, person_id, birth, version, state, channel, priority, received, due,"     \
    " stopped, finished, closed, (SELECT count(*)" COUNTED(view) ") AND role=0), (SELECT count(*)" COUNTED(view)       \
    ") AND role=1), (SELECT coalesce(sum(errors), 0)" COUNTED(view) ")), (SELECT coalesce(sum(warnings), 0)"           \
    COUNTED(view) ")) FROM dossier "

/* All parameters stand in each, so that they are numbered alike; what drives the query comes first. */
#define ITEM_REST                                                                                                      \
    " AND (?1=0 OR received>=?1) AND (?2=0 OR received<?2) AND (?3=0 OR due>=?3)"                                      \
    " AND (?4=0 OR (due<?4 AND due>0 AND state IN (1, 2, 3))) AND (?5 IS NULL OR procedure=?5)"                        \
    " AND (?6='' OR ' '||name_key LIKE ?6) AND (?7 IS NULL OR person_id=?7) AND (?8>>state)&1 AND (?9=0 OR id<?9)"     \
    " AND (?11=1 OR restricted=0)"
#define NEWEST_FIRST " ORDER BY id DESC LIMIT ?10"

static const char *const list_newest = ITEM_COLUMNS("?11") "WHERE 1" ITEM_REST NEWEST_FIRST;
static const char *const list_by_person =
    ITEM_COLUMNS("?11") "WHERE person_id=?7 AND person_id<>''" ITEM_REST NEWEST_FIRST;
static const char *const list_by_due =
    ITEM_COLUMNS("?11") "WHERE due>0 AND state IN (1, 2, 3)" ITEM_REST " ORDER BY priority DESC, due, id LIMIT ?10";

static int read_item(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_dossier_item *i = item;
    *i = (struct store_dossier_item){.id = sqlite3_column_int64(st, 0),
                                     .code = sql_text(st, 1),
                                     .procedure = sql_text(st, 2),
                                     .title = sql_text(st, 3),
                                     .name = sql_text(st, 4),
                                     .person_id = sql_text(st, 5),
                                     .birth = sql_text(st, 6),
                                     .version = sqlite3_column_int(st, 7),
                                     .state = (enum dossier_state)sqlite3_column_int(st, 8),
                                     .channel = (enum dossier_channel)sqlite3_column_int(st, 9),
                                     .priority = sqlite3_column_int(st, 10),
                                     .received = sqlite3_column_int64(st, 11),
                                     .due = sqlite3_column_int64(st, 12),
                                     .stopped = sqlite3_column_int64(st, 13),
                                     .finished = sqlite3_column_int64(st, 14),
                                     .closed = sqlite3_column_int64(st, 15),
                                     .inputs = sqlite3_column_int(st, 16),
                                     .outputs = sqlite3_column_int(st, 17),
                                     .errors = sqlite3_column_int(st, 18),
                                     .warnings = sqlite3_column_int(st, 19)};
    return i->code && i->procedure && i->title && i->name && i->person_id && i->birth ? SO_OK : store_no_memory(err);
}

static int collect(struct conn *c, sqlite3_stmt *st, int r, struct store_dossier_items *ret, struct so_error *err)
{
    struct store_dossier_items items = {0};
    r = sql_rows(c, err, st, r, SQL_INTO(&items, read_item));
    if (r)
        store_dossier_items_free(&items);
    else
        *ret = items;
    return r;
}

/* "an van" as "% an% van%": each word begins a word of the name, in this order. Wildcards in it are taken out. */
static int name_pattern(const char *name, struct buf *out, struct so_error *err)
{
    char *key = NULL;
    if (!name || !*name)
        return SO_OK;
    int r = dossier_name_key(name, &key, err);
    if (r)
        return r;
    for (char *rest = NULL, *word = strtok_r(key, " %_", &rest); !r && word; word = strtok_r(NULL, " %_", &rest))
        r = buf_printf(out, "%% %s", word) ? store_no_memory(err) : SO_OK;
    if (!r && out->len)
        r = buf_append_char(out, '%') ? store_no_memory(err) : SO_OK;
    free(key);
    return r;
}

int store_dossier_list(struct store *s, const struct store_dossier_query *q, struct store_dossier_items *ret_items,
                       struct so_error *err)
{
    if (q->limit < 1 || q->limit > 1000)
        return so_fail(err, SO_EINVALID, "the limit must be 1 to 1000");
    struct buf pattern = BUF_INIT;
    struct conn *c;
    int r = name_pattern(q->name, &pattern, err);
    if (!r && !(r = store_read_begin(s, &c, err))) {
        unsigned states = q->states ? q->states : ~1u;
        const char *sql = q->order == STORE_DOSSIERS_BY_DUE ? list_by_due : q->person_id ? list_by_person : list_newest;
        sqlite3_stmt *st;
        r = sql_query(c, err, &st, sql, SQL_I(q->received_from), SQL_I(q->received_until), SQL_I(q->due_from),
                      SQL_I(q->due_until), SQL_T(q->procedure), SQL_T(buf_str(&pattern)), SQL_T(q->person_id),
                      SQL_I(states), SQL_I(q->before), SQL_I(q->limit), SQL_I(q->view == STORE_VIEW_ALL));
        r = collect(c, st, r, ret_items, err);
        store_read_end(s, c);
    }
    buf_free(&pattern);
    return r;
}

int store_dossier_same_person(struct store *s, const char *code, enum store_view view,
                              struct store_dossier_items *ret_items, struct so_error *err)
{
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(
        c, err, &st,
        ITEM_COLUMNS(
            "?2") "WHERE (?2=1 OR restricted=0) AND id IN (SELECT o.id FROM dossier d JOIN dossier o ON "
                  "o.person_id=d.person_id "
                  "AND o.person_id<>''"
                  "   WHERE d.code=?1"
                  "  UNION SELECT o.id FROM dossier d JOIN dossier o ON o.name_key=d.name_key AND o.name_key<>''"
                  "   WHERE d.code=?1 AND o.birth=d.birth AND d.birth<>'')"
                  " AND code<>?1 ORDER BY id DESC LIMIT 50",
        SQL_T(code), SQL_I(view == STORE_VIEW_ALL));
    r = collect(c, st, r, ret_items, err);
    store_read_end(s, c);
    return r;
}

void store_dossier_items_free(struct store_dossier_items *items)
{
    for (size_t i = 0; i < items->len; i++) {
        struct store_dossier_item *x = &items->items[i];
        char *const texts[] = {x->code, x->procedure, x->title, x->name, x->person_id, x->birth};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            free(texts[k]);
    }
    array_free(items);
}

static int read_change(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_dossier_change *h = item;
    *h = (struct store_dossier_change){sqlite3_column_int64(st, 0),
                                       sqlite3_column_int64(st, 1),
                                       sqlite3_column_int(st, 2),
                                       sql_text(st, 3),
                                       sql_text(st, 4),
                                       sql_text(st, 5),
                                       sql_text(st, 6),
                                       sql_text(st, 7),
                                       sqlite3_column_int64(st, 8) != 0};
    return h->user && h->key && h->before && h->after && h->reason ? SO_OK : store_no_memory(err);
}

int store_dossier_history(struct store *s, const char *code, enum store_view view,
                          struct store_dossier_changes *ret_changes, struct so_error *err)
{
    struct store_dossier_changes list = {0};
    int r = store_read_rows(
        s, err, SQL_INTO(&list, read_change),
        "SELECT h.id, h.time, h.step, h.user, h.key, h.before, h.after, h.reason, h.undone FROM dossier d"
        " JOIN dossier_change h ON h.dossier=d.id WHERE d.code=?1 AND (?3=1 OR h.key NOT LIKE 'paper:%'"
        "  OR NOT EXISTS(SELECT 1 FROM paper p WHERE p.id=CAST(substr(h.key, 7) AS INTEGER) AND " SQL_PAPER_RESTRICTED(
            "p") ")) ORDER BY h.id DESC LIMIT ?2",
        SQL_T(code), SQL_I(HISTORY_MAX), SQL_I(view == STORE_VIEW_ALL));
    if (r)
        store_dossier_changes_free(&list);
    else
        *ret_changes = list;
    return r;
}

void store_dossier_changes_free(struct store_dossier_changes *list)
{
    for (size_t i = 0; i < list->len; i++) {
        struct store_dossier_change *h = &list->items[i];
        char *const texts[] = {h->user, h->key, h->before, h->after, h->reason};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            free(texts[k]);
    }
    array_free(list);
}
