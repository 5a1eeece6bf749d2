/*
 * What a dossier counts for in the figures of a period. Pure.
 *
 * Digitisation (QĐ 766/QĐ-TTg; TT 03/2025/TT-VPCP điều 5.2) is counted over the dossiers that were resolved in the
 * period. Input: an online dossier is digitised; one whose procedure takes nothing that may be digitised (papers that
 * are only shown, papers of which no image may be kept) is excluded; any other is digitised when each paper that the
 * procedure demands without condition was captured, and at least one. Results: excluded where the procedure gives
 * nothing that may be digitised, or where there is no result (refused); else digitised when one was captured.
 */
#ifndef SOHOA_DOSSIER_COUNT_H
#define SOHOA_DOSSIER_COUNT_H

#include "conf/papers.h"
#include "conf/procedures.h"
#include "model/dossier.h"
#include "model/figures.h"

/* A paper that was captured, or whose pages were and have been given up since, as the law wants. */
struct count_paper {
    enum dossier_role role;
    const char *type, *item; /* item: the line that a clerk put it on; "" */
    int npages;
};

struct count_dossier {
    const struct procedure *procedure; /* in force for it; NULL: unknown */
    enum dossier_state state;
    enum dossier_channel channel;
    bool electronic_copy, reused;
    int64_t received, due, finished, closed; /* ms; 0: not */
    const struct count_paper *papers;
    size_t npapers;
};

/* Bits 1 << enum figure. The period is [from, until); now: the moment against which open ones are late. */
uint32_t count_dossier(const struct count_dossier *d, const struct paper_defs *defs, int64_t from, int64_t until,
                       int64_t now);

#endif
