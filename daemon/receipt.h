/*
 * A receipt (giấy tiếp nhận hồ sơ và hẹn trả kết quả) as the beginning of its dossier: what another system wrote down when
 * it took the dossier in. A clerk's own words go before it.
 */
#ifndef SOHOA_DAEMON_RECEIPT_H
#define SOHOA_DAEMON_RECEIPT_H

#include "daemon/casework.h"

#define RECEIPT_TYPE "giay_tiep_nhan_ho_so"

/*
 * Fills what io_dossier leaves open (NULL, 0) from the receipt; what is unreadable or no code, date or procedure of ours
 * stays open. Strings are borrowed from paper and w. SO_EINVALID when the paper is no receipt.
 */
int receipt_fill(const struct casework *w, const struct store_paper *paper, struct store_dossier_new *io_dossier,
                 struct so_error *err);

#endif
