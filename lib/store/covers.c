/* Pages that are covers, by their code or by a clerk's word, and the other sides of their sheets. */
#include "base/clock.h"
#include "store/internal.h"
#include "store/stack.h"
#include "store/stack_edit.h"

/* Takes a page out of the papers: it is a cover, or goes with one. A clerk's paper keeps its pages. */
static int set_role(struct conn *c, int64_t source, int seq, enum store_page_role role, struct so_error *err)
{
    int r =
        sql_exec(c, err, "UPDATE page SET role=?3 WHERE source=?1 AND seq=?2", SQL_I(source), SQL_I(seq), SQL_I(role));
    return !r && !sqlite3_changes(c->db) ? so_fail(err, SO_ENOTFOUND, "no such page") : r;
}

static int put(struct conn *c, int64_t source, const struct store_cover *cover, const char *user, struct so_error *err)
{
    char name[64];
    snprintf(name, sizeof name, "TAM-%lld-%d", (long long)source, cover->seq);
    const char *dossier = cover->dossier && *cover->dossier ? cover->dossier : name;
    const char *procedure = cover->procedure ? cover->procedure : "";
    int r = set_role(c, source, cover->seq, STORE_PAGE_COVER, err);
    r = r ? r : dossier_ensure(c, dossier, err);
    /* What is known of a dossier goes before what a sheet of paper says. */
    r = r ? r
          : sql_exec(c, err, "UPDATE dossier SET procedure=?2 WHERE code=?1 AND procedure=''", SQL_T(dossier),
                     SQL_T(procedure));
    return r ? r
             : sql_exec(c, err,
                        "INSERT OR IGNORE INTO cover (source, seq, dossier, procedure, sheets, user, time)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                        SQL_I(source), SQL_I(cover->seq), SQL_T(dossier), SQL_T(procedure), SQL_I(cover->sheets),
                        SQL_T(user), SQL_I(clock_now_ms()));
}

static int check(const struct store_cover *cover, struct so_error *err)
{
    int r = store_check_text(cover->procedure ? cover->procedure : "", STORE_KEY_MAX, "the procedure", err);
    return r ? r : store_check_text(cover->dossier ? cover->dossier : "", STORE_KEY_MAX, "the dossier's code", err);
}

int store_cover_put(struct store *s, int64_t source, const struct store_cover *cover, struct so_error *err)
{
    struct conn *c;
    int r = check(cover, err);
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = put(c, source, cover, "", err);
    return store_write_end(s, r, err);
}

int store_cover_back_put(struct store *s, int64_t source, int seq, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = set_role(c, source, seq, STORE_PAGE_COVER_BACK, err);
    return store_write_end(s, r, err);
}

/* A clerk's work on a paper does not go with the page that it stands on. */
static int check_free(struct conn *c, int64_t source, int page, struct so_error *err)
{
    int64_t found, taken;
    int r = sql_int(c, err, &found, "SELECT count(*) FROM page WHERE source=?1 AND seq=?2", SQL_I(source), SQL_I(page));
    if (!r && !found)
        return so_fail(err, SO_ENOTFOUND, "no such page");
    r = r ? r
          : sql_int(c, err, &taken, "SELECT count(*) FROM page WHERE source=?1 AND seq=?2 AND role<>0", SQL_I(source),
                    SQL_I(page));
    if (!r && taken)
        return so_fail(err, SO_EINVALID, "page %d is a cover already", page);
    r = r ? r
          : sql_int(
                c, err, &taken,
                "SELECT count(*) FROM paper WHERE source=?1 AND beside=0 AND first_page<=?2 AND first_page+npages>?2"
                " AND (touched=1 OR keep<>?3)",
                SQL_I(source), SQL_I(page), SQL_I(STORE_KEEP_IMAGE));
    return !r && taken
               ? so_fail(err, SO_EINVALID, "a clerk has worked on the paper with page %d: split it off first", page)
               : r;
}

int store_stack_cover(struct store *s, const struct store_stack_edit *edit, const struct store_cover *cover,
                      int *ret_version, struct so_error *err)
{
    struct conn *c;
    char detail[24];
    int r = check(cover, err);
    if (r || (r = stack_edit_begin(s, edit, &c, ret_version, err)))
        return r;
    snprintf(detail, sizeof detail, "%d", cover->seq);
    r = check_free(c, edit->source, cover->seq, err);
    r = r ? r : stack_take_page(s, c, edit->source, cover->seq, err);
    r = r ? r : put(c, edit->source, cover, edit->user, err);
    return stack_edit_end(s, c, edit, r, "source.cover", detail, ret_version, err);
}

int store_stack_uncover(struct store *s, const struct store_stack_edit *edit, int page, int *ret_version,
                        struct so_error *err)
{
    struct conn *c;
    char detail[24];
    int r = stack_edit_begin(s, edit, &c, ret_version, err);
    if (r)
        return r;
    snprintf(detail, sizeof detail, "%d", page);
    /* What was filed by it is where it was before; another cover or a receipt says the rest with the next judging. */
    r = sql_exec(
        c, err,
        "UPDATE paper SET dossier=(SELECT dossier FROM source WHERE id=?1) WHERE source=?1 AND first_page>?2 AND"
        " dossier_by=0 AND dossier=(SELECT dossier FROM cover WHERE source=?1 AND seq=?2 AND user<>'')",
        SQL_I(edit->source), SQL_I(page));
    r = r ? r
          : sql_exec(c, err, "DELETE FROM cover WHERE source=?1 AND seq=?2 AND user<>''", SQL_I(edit->source),
                     SQL_I(page));
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_EINVALID, "page %d was not made a cover by a clerk", page);
    r = r ? r : set_role(c, edit->source, page, STORE_PAGE_OF_PAPER, err);
    /* The blank other side goes with it; of a file, which knows no sheets, the page behind. */
    r = r ? r
          : sql_exec(c, err,
                     "UPDATE page SET role=0 WHERE source=?1 AND role=?3 AND (seq=?2+1 AND sheet=0 OR sheet<>0 AND"
                     " sheet=(SELECT sheet FROM page WHERE source=?1 AND seq=?2))",
                     SQL_I(edit->source), SQL_I(page), SQL_I(STORE_PAGE_COVER_BACK));
    return stack_edit_end(s, c, edit, r, "source.uncover", detail, ret_version, err);
}
