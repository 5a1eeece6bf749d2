/*
 * What is kept of a paper of a dossier when its work is done (NĐ 23/2015 điều 14 and TT 03/2025/TT-VPCP điều 5:
 * certified copies and what is only shown are not archived). Pure.
 */
#ifndef SOHOA_DOSSIER_KEEPING_H
#define SOHOA_DOSSIER_KEEPING_H

#include "conf/papers.h"
#include "conf/procedures.h"

/*
 * item: the line that the paper stands on, def: its definition; NULL where there is none. A paper about which nothing
 * is said is kept whole: what the law wants is destroyed by name, never by default.
 */
enum paper_keep keeping_of(const struct procedure_item *item, const struct paper_def *def, bool electronic_copy);

#endif
