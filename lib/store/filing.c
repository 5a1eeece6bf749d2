/*
 * Which dossier a paper goes into by itself: a certification where the paper under it is, else where the last cover
 * sheet before the paper says, or the last receipt up to it whose QR code names the dossier. A receipt files only what
 * came without a dossier of the stack's own. What a clerk chose stands.
 */
#include <string.h>

#include "model/dossier.h"
#include "store/internal.h"

struct sign {
    char code[DOSSIER_CODE_MAX + 1];
    int seq; /* of its page; 0: there is none */
};

static int find_cover(struct conn *c, int64_t paper, struct sign *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT d.code, c.seq FROM paper p JOIN cover c ON c.source=p.source AND c.seq<p.first_page"
                      " JOIN dossier d ON d.code=c.dossier WHERE p.id=?1 ORDER BY c.seq DESC LIMIT 1",
                      SQL_I(paper));
    r = r ? r : sql_row(c, err, st);
    if (!r) {
        sql_copy(st, 0, ret->code, sizeof ret->code);
        ret->seq = sqlite3_column_int(st, 1);
    }
    return sql_done(st, r);
}

/* Only a code that was decoded from a QR: what was read from print may be a letter off, and a stranger's. */
static int find_receipt(struct conn *c, int64_t paper, struct sign *ret, struct so_error *err)
{
    sqlite3_stmt *st;
    int r = sql_query(c, err, &st,
                      "SELECT iif(v.normal<>'', v.normal, v.value), o.first_page FROM paper p"
                      " JOIN source s ON s.id=p.source AND s.dossier IS NULL"
                      " JOIN paper o ON o.source=p.source AND o.first_page<=p.first_page"
                      " JOIN value v ON v.paper=o.id AND v.key='ma_ho_so' AND v.current=1 AND v.evidence='qr'"
                      " WHERE p.id=?1 ORDER BY o.first_page DESC LIMIT 1",
                      SQL_I(paper));
    r = r ? r : sql_row(c, err, st);
    if (!r) {
        sql_copy(st, 0, ret->code, sizeof ret->code);
        ret->seq = dossier_code_is_valid(ret->code) ? sqlite3_column_int(st, 1) : 0;
    }
    return sql_done(st, r);
}

static int follow_paper_under(struct conn *c, int64_t stamp, struct so_error *err)
{
    return sql_exec(c, err,
                    "UPDATE paper SET dossier=u.dossier, dossier_by=u.dossier_by, role=u.role, restricted=u.restricted"
                    " FROM page g JOIN paper u ON u.id=g.paper WHERE g.stamp=?1 AND paper.id=?1",
                    SQL_I(stamp));
}

int paper_file(struct conn *c, int64_t paper, bool added, struct so_error *err)
{
    struct sign cover = {0}, receipt = {0};
    int64_t beside;
    int r = sql_int(c, err, &beside, "SELECT beside FROM paper WHERE id=?1", SQL_I(paper));
    if (!r && beside)
        return added ? follow_paper_under(c, paper, err) : SO_OK;
    r = r ? r : find_cover(c, paper, &cover, err);
    r = r ? r : find_receipt(c, paper, &receipt, err);
    const struct sign *sign = receipt.seq > cover.seq ? &receipt : &cover;
    if (r || !sign->seq)
        return r;
    r = dossier_ensure(c, sign->code, err);
    return r ? r
             : sql_exec(c, err, "UPDATE paper SET dossier=?2 WHERE id=?1 AND dossier_by=0", SQL_I(paper),
                        SQL_T(sign->code));
}
