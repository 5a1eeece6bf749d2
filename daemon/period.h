/* The figures of a period: the store's dossiers, counted by the procedures of their day (dossier/count.h). */
#ifndef SOHOA_DAEMON_PERIOD_H
#define SOHOA_DAEMON_PERIOD_H

#include "daemon/casework.h"
#include "export/period_report.h"

#define PERIOD_MONTHS_MAX 120

struct period {
    struct period_report report; /* points into what follows */
    struct store_dossier_facts *facts;
    struct period_row *fields, *months;
    struct period_code *codes;
    const char **field_keys; /* of fields; "" where the procedure is unknown */
};

/*
 * Dossiers of [from, until), those that the view shows. SO_ELIMIT for a period of more than PERIOD_MONTHS_MAX months.
 */
int period_load(const struct casework *w, int64_t from, int64_t until, enum store_view view, struct period *ret_period,
                struct so_error *err);
void period_free(struct period *p); /* frees what it owns; leaves it zeroed */

#endif
