/*
 * A dossier (hồ sơ) as plain values: the form of its code, the states it goes through, what a paper is in it.
 *
 *     RECEIVED ─► SUPPLEMENT (waits for the citizen; the clock stands still) ─► RECEIVED
 *        │  ╰──► VERIFYING  (waits for another office; the clock stands still) ─► RECEIVED
 *        ╰─► DONE (the result is there) ─► RETURNED
 *     REFUSED and WITHDRAWN from any state that is not at its end. NOTED: only its code is known, from a paper or a
 *     batch that named it; nobody has taken it in.
 */
#ifndef SOHOA_MODEL_DOSSIER_H
#define SOHOA_MODEL_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A code as NĐ 61/2018 offices wrote it (000.00.19.H23-230915-0001) and as TT 03/2025/TT-VPCP điều 13 has it
 * (H24.010.02-250915-000001): agency of 3..20 letters A-Z, digits and dots, a day of the calendar as YYMMDD, a serial
 * of 4..8 digits.
 */
#define DOSSIER_CODE_MAX 36 /* bytes */
#define DOSSIER_AGENCY_MIN 3
#define DOSSIER_AGENCY_MAX 20
#define DOSSIER_SERIAL_MAX 99999999

struct dossier_code {
    char agency[DOSSIER_AGENCY_MAX + 1];
    int year, month, day; /* of 2000..2099 */
    unsigned serial;
    int digits; /* of the serial */
};

bool dossier_code_parse(const char *text, size_t len, struct dossier_code *ret_code);
bool dossier_code_is_valid(const char *text);
/* The code as text; false when a part is out of its limits. */
bool dossier_code_format(const struct dossier_code *code, char out[DOSSIER_CODE_MAX + 1]);

enum dossier_state {
    DOSSIER_NOTED,
    DOSSIER_RECEIVED,
    DOSSIER_SUPPLEMENT,
    DOSSIER_VERIFYING,
    DOSSIER_DONE,
    DOSSIER_RETURNED,
    DOSSIER_REFUSED,
    DOSSIER_WITHDRAWN,
    DOSSIER_STATES
};

const char *dossier_state_name(enum dossier_state state); /* "noted", "received", "supplement", … */
const char *dossier_state_label(enum dossier_state state, const char *lang); /* for the clerk; lang "vi" or "en" */
bool dossier_state_from_name(const char *name, enum dossier_state *ret_state);
bool dossier_state_may_follow(enum dossier_state from, enum dossier_state to);
bool dossier_state_is_over(enum dossier_state state);  /* returned, refused, withdrawn: nothing more is done with it */
bool dossier_state_is_waiting(enum dossier_state state); /* the clock stands still */
bool dossier_state_is_resolved(enum dossier_state state); /* the office has given its answer */

/* What a paper is in a dossier. */
enum dossier_role {
    DOSSIER_INPUT,  /* handed in by the citizen */
    DOSSIER_OUTPUT, /* the result, given back */
    DOSSIER_ROLES
};
const char *dossier_role_name(enum dossier_role role); /* "input", "output" */
bool dossier_role_from_name(const char *name, enum dossier_role *ret_role);

/* How it came in: online dossiers count as digitised input (QĐ 766/QĐ-TTg). */
enum dossier_channel { DOSSIER_COUNTER, DOSSIER_ONLINE, DOSSIER_POST, DOSSIER_CHANNELS };
const char *dossier_channel_name(enum dossier_channel channel); /* "counter", "online", "post" */
bool dossier_channel_from_name(const char *name, enum dossier_channel *ret_channel);

#endif
