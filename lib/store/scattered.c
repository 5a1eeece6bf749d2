#include "store/scattered.h"

#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

#define LOOKED_AT 64 /* papers with a word, the newest, by which it is judged */
#define AMONG 96     /* it is common when they are among the newest so many: a miss costs a look at one paper */
#define RARE_MIN 2   /* so many words must be left to look for */

bool is_scattered(const struct plan *p, const struct step *step)
{
    return step->last_resort && step->how == SCATTERED && step->index == INDEX_TEXT && !p->fuzzy;
}

static bool is_plain(const struct needle *n)
{
    return n->ntokens == 1 && !n->tokens[0].number && !n->prefix && !n->without && !n->alternatives && !n->date[0];
}

/* Whether a word stands in many of the newest papers: how far back the newest so many with it reach tells. */
static int is_common(struct conn *c, const struct needle *n, int64_t newest, bool *ret_common, struct so_error *err)
{
    struct buf word = BUF_INIT;
    int64_t row = 0;
    int r = buf_printf(&word, "\"%s\"", n->tokens[0].fold) ? store_no_memory(err) : SO_OK;
    if (!r)
        r = sql_int(c, err, &row,
                    "SELECT rowid FROM search_text WHERE search_text MATCH ?1 ORDER BY rowid DESC LIMIT 1 OFFSET ?2",
                    SQL_T(buf_str(&word)), SQL_I(LOOKED_AT - 1));
    buf_free(&word);
    *ret_common = !r && newest - row < AMONG;
    return r == SO_ENOTFOUND ? SO_OK : r;
}

/* Parts the plan's needles; their number stays p->nneedles together. */
static int part(struct conn *c, const struct plan *p, struct plan *rare, struct plan *common, struct so_error *err)
{
    int64_t newest = 0;
    size_t words = 0;
    int r = sql_int(c, err, &newest, "SELECT coalesce(max(paper), 0) FROM search_doc");
    for (size_t i = 0; !r && i < p->nneedles; i++) {
        bool is = false;
        if (is_plain(&p->needles[i]))
            r = is_common(c, &p->needles[i], newest, &is, err);
        struct plan *to = is ? common : rare;
        to->needles[to->nneedles++] = p->needles[i];
        words += !is && !p->needles[i].without;
    }
    if (!r && words < RARE_MIN)
        common->nneedles = 0;
    return r;
}

int scattered_split(struct conn *c, const struct plan *p, const struct step *step, struct buf *ret_match,
                    struct buf *ret_check, struct so_error *err)
{
    struct plan rare = *p, common = *p; /* only needles and filters are looked at */
    rare.needles = calloc(p->nneedles + 1, sizeof *rare.needles);
    common.needles = calloc(p->nneedles + 1, sizeof *common.needles);
    rare.nneedles = common.nneedles = 0;
    common.filters = (struct buf)BUF_INIT;
    int r = rare.needles && common.needles ? part(c, p, &rare, &common, err) : store_no_memory(err);
    if (!r && !common.nneedles)
        r = buf_append_str(ret_match, step->match) ? store_no_memory(err) : SO_OK;
    else if (!r && (expression_append(&rare, ret_match, step) || expression_append(&common, ret_check, step)))
        r = store_no_memory(err);
    free(rare.needles);
    free(common.needles);
    return r;
}
