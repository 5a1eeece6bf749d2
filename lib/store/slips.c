#include "store/slips.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/dossier_change.h"
#include "store/internal.h"

const char *store_slip_kind_name(enum store_slip_kind kind)
{
    static const char *const names[] = {"supplement", "refusal", "apology"};
    return names[kind];
}

const char *store_slip_kind_sign(enum store_slip_kind kind)
{
    static const char *const signs[] = {"PBS", "PTC", "PXL"};
    return signs[kind];
}

static int next_number(struct conn *c, enum store_slip_kind kind, int year, int64_t *ret_number, struct so_error *err)
{
    char name[48];
    snprintf(name, sizeof name, "slip:%s-%04d", store_slip_kind_sign(kind), year);
    return counter_next(c, name, ret_number, err);
}

/* The law allows one request for supplement; another needs a reason of the clerk's. */
static int check_first(struct dossier_step *step, enum store_slip_kind kind, struct so_error *err)
{
    int64_t before;
    if (kind != STORE_SLIP_SUPPLEMENT || (step->reason && *step->reason))
        return SO_OK;
    int r =
        sql_int(step->c, err, &before, "SELECT count(*) FROM dossier_slip WHERE dossier=?1 AND kind=0 AND withdrawn=0",
                SQL_I(step->dossier));
    if (!r && before)
        r = so_fail(err, SO_EEXISTS,
                    "a supplement was asked for already, and the law allows it once; another needs a reason");
    return r;
}

/* The row comes in as withdrawn, so that putting it in force is a change like any other, and can be taken back. */
static int write_slip(struct dossier_step *step, const struct store_slip_new *n, int64_t *ret_slip,
                      struct so_error *err)
{
    int64_t number = 0, now = clock_now_ms();
    int year = clock_civil(now).year;
    char key[32], value[48];
    int r = next_number(step->c, n->kind, year, &number, err);
    if (!r)
        r = sql_exec(step->c, err,
                     "INSERT INTO dossier_slip (dossier, kind, year, number, time, due, user, reason, body, withdrawn)"
                     " SELECT id, ?2, ?3, ?4, ?5, due, ?6, ?7, ?8, 1 FROM dossier WHERE id=?1",
                     SQL_I(step->dossier), SQL_I(n->kind), SQL_I(year), SQL_I(number), SQL_I(now), SQL_T(step->user),
                     SQL_T(n->reason ? n->reason : ""), SQL_T(n->body ? n->body : ""));
    *ret_slip = sqlite3_last_insert_rowid(step->c->db);
    snprintf(key, sizeof key, "slip:%lld", (long long)*ret_slip);
    snprintf(value, sizeof value, "%lld/%04d/%s", (long long)number, year, store_slip_kind_sign(n->kind));
    return r ? r : dossier_change(step, key, value, err);
}

int store_slip_add(struct store *s, const struct store_dossier_edit *e, const struct store_slip_new *n,
                   int64_t *ret_slip, int *ret_version, struct so_error *err)
{
    if ((unsigned)n->kind >= STORE_SLIP_KINDS)
        return so_fail(err, SO_EINVALID, "unknown kind of slip");
    int r = store_check_text(n->body, STORE_VALUE_MAX, "the slip", err);
    if (!r)
        r = store_check_text(n->reason, STORE_VALUE_MAX, "the reason", err);
    struct dossier_step step;
    int64_t slip = 0;
    if (r || (r = dossier_step_begin(s, e, &step, ret_version, err)))
        return r;
    r = check_first(&step, n->kind, err);
    if (!r)
        r = n->moves ? dossier_step_move(&step, &n->move, err) : dossier_step_extend(&step, n->move.due, err);
    if (!r)
        r = write_slip(&step, n, &slip, err);
    r = dossier_step_end(&step, r, "dossier.slip", store_slip_kind_name(n->kind), ret_version, err);
    if (!r)
        *ret_slip = slip;
    return r;
}

static int read_slip(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_slip *x = item;
    *x = (struct store_slip){.id = sqlite3_column_int64(st, 0),
                             .time = sqlite3_column_int64(st, 1),
                             .due = sqlite3_column_int64(st, 2),
                             .kind = (enum store_slip_kind)(sqlite3_column_int(st, 3) % STORE_SLIP_KINDS),
                             .year = sqlite3_column_int(st, 4),
                             .number = sqlite3_column_int(st, 5),
                             .code = sql_text(st, 6),
                             .user = sql_text(st, 7),
                             .reason = sql_text(st, 8),
                             .body = sql_text(st, 9),
                             .withdrawn = sqlite3_column_int(st, 10)};
    return x->code && x->user && x->reason && x->body ? SO_OK : store_no_memory(err);
}

int store_slip_list(struct store *s, const char *code, struct store_slips *ret_slips, struct so_error *err)
{
    struct store_slips list = {0};
    int r = store_read_rows(
        s, err, SQL_INTO(&list, read_slip),
        "SELECT s.id, s.time, s.due, s.kind, s.year, s.number, d.code, s.user, s.reason, s.body, s.withdrawn"
        " FROM dossier d JOIN dossier_slip s ON s.dossier=d.id WHERE d.code=?1 ORDER BY s.id DESC",
        SQL_T(code));
    if (r)
        store_slips_free(&list);
    else
        *ret_slips = list;
    return r;
}

void store_slips_free(struct store_slips *list)
{
    for (size_t i = 0; i < list->len; i++) {
        free(list->items[i].code);
        free(list->items[i].user);
        free(list->items[i].reason);
        free(list->items[i].body);
    }
    array_free(list);
}
