/*
 * The slips of the one-stop desk: request for supplement, refusal, apology with a new date. What they say comes from
 * the dossier's checklist and papers; how they look is the shape of TT 01/2018/TT-VPCP and TT 03/2025/TT-VPCP, phụ lục.
 */
#ifndef SOHOA_DAEMON_SLIPS_H
#define SOHOA_DAEMON_SLIPS_H

#include "daemon/casework.h"
#include "export/printed.h"
#include "store/slips.h"

#define SLIP_ITEMS_MAX 200

/*
 * What a request for supplement should ask for: each missing paper with its reason, and what is missing or contradicts
 * itself on each paper that is there and that the view shows. Nothing that may not be asked for. Empty when nothing is
 * missing.
 */
int slip_draft(const struct casework *w, const struct case_file *f, enum store_view view,
               struct conf_strings *ret_items, struct so_error *err);

struct slip_order {
    enum store_slip_kind kind;
    const struct conf_strings *items; /* NULL: as slip_draft says */
    enum store_view view;             /* of who makes it: for that draft */
    const char *reason;               /* as printed; needed but for a supplement */
    int days;                         /* of an apology's new date; 0: as many as the procedure allows */
};

/*
 * Writes a slip and what follows: a supplement stops the clock, a refusal ends the dossier, an apology prolongs its
 * limit. edit->reason: why a second supplement is asked for all the same. SO_EEXISTS, SO_EINVALID as the store says,
 * and SO_EINVALID when there is nothing to ask for.
 */
int slip_make(const struct casework *w, const struct store_dossier_edit *edit, const struct slip_order *order,
              int64_t *ret_slip, int *ret_version, struct so_error *err);

/* The slip as a printed form. SO_ENOTFOUND when the dossier has no such slip. */
int slip_print(const struct casework *w, const char *code, int64_t slip, struct printed **ret_printed,
               struct so_error *err);

#endif
