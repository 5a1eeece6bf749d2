/*
 * Slips that a dossier gets: numbered by kind and year, kept as they were written. A supplement may be asked for once
 * in a dossier's life (Nghị định 118/2025 and before it 61/2018 điều 17), so that everything stands on one slip.
 */
#ifndef SOHOA_STORE_SLIPS_H
#define SOHOA_STORE_SLIPS_H

#include "store/dossiers.h"

enum store_slip_kind {
    STORE_SLIP_SUPPLEMENT, /* phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, "…/PBS" */
    STORE_SLIP_REFUSAL,    /* phiếu từ chối, "…/PTC" */
    STORE_SLIP_APOLOGY,    /* phiếu xin lỗi và hẹn lại ngày trả kết quả, "…/PXL" */
    STORE_SLIP_KINDS
};
const char *store_slip_kind_name(enum store_slip_kind kind); /* "supplement", "refusal", "apology" */
const char *store_slip_kind_sign(enum store_slip_kind kind); /* "PBS", "PTC", "PXL" */

struct store_slip_new {
    enum store_slip_kind kind;
    const char *body;   /* its items, one a line */
    const char *reason; /* as printed; the edit's own reason is that of a second supplement */
    struct store_dossier_move move; /* what becomes of the dossier with it */
    bool moves;         /* false: its state stays (an apology: only the due time moves, once) */
};

/*
 * Writes a slip in one step with what becomes of the dossier. SO_EEXISTS: a supplement was asked for before, and the
 * edit gives no reason for another; SO_EINVALID as store_dossier_set_state and store_dossier_extend say.
 */
int store_slip_add(struct store *s, const struct store_dossier_edit *edit, const struct store_slip_new *slip,
                   int64_t *ret_slip, int *ret_version, struct so_error *err);

struct store_slip {
    int64_t id, time, due; /* due: the dossier's after it */
    enum store_slip_kind kind;
    int year, number;
    char *code; /* of the dossier */
    char *user, *reason, *body;
    bool withdrawn; /* taken back by an undo; its number stays used */
};
struct store_slips {
    struct store_slip *items;
    size_t len, cap;
};

int store_slip_list(struct store *s, const char *code, struct store_slips *ret_slips,
                    struct so_error *err); /* newest first */
void store_slips_free(struct store_slips *slips);

#endif
