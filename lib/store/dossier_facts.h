/* What reports must know of the dossiers of a period; nothing about persons. */
#ifndef SOHOA_STORE_DOSSIER_FACTS_H
#define SOHOA_STORE_DOSSIER_FACTS_H

#include "model/dossier.h"
#include "store/store.h"

struct store_fact_paper {
    enum dossier_role role;
    char *type, *item;
    int npages;
};

struct store_dossier_fact {
    char code[DOSSIER_CODE_MAX + 1];
    char *procedure;
    enum dossier_state state;
    enum dossier_channel channel;
    bool electronic_copy, reused;
    int64_t received, due, finished, closed;
    struct store_fact_paper *papers;
    size_t npapers;
};

struct store_dossier_facts {
    struct store_dossier_fact *items; /* by receipt, then code */
    size_t len, cap;
};

#define STORE_FACTS_MAX 200000

/*
 * Dossiers received before until that had not ended before from, with their papers, as far as the view shows them.
 * SO_ELIMIT when there are more than STORE_FACTS_MAX.
 */
int store_dossier_facts(struct store *s, int64_t from, int64_t until, enum store_view view,
                        struct store_dossier_facts *ret_facts, struct so_error *err);
void store_dossier_facts_free(struct store_dossier_facts *f);

#endif
