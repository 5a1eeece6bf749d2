/* What the dossier resources of the API share. */
#ifndef SOHOA_DAEMON_API_DOSSIER_H
#define SOHOA_DAEMON_API_DOSSIER_H

#include "daemon/api_private.h"
#include "daemon/casework.h"

json_t *api_procedure_json(const struct procedures *all, const struct procedure *p);
json_t *api_dossier_json(const struct api *api, const struct case_file *f);
json_t *api_dossier_item_json(const struct casework *w, const struct store_dossier_item *i);
json_t *api_dossier_items_json(const struct casework *w, const struct store_dossier_items *items);

/*
 * The answer to a change of a dossier: r and err of it, body as the clerk sent it; refusal says in Vietnamese why it
 * cannot be done (SO_EINVALID, SO_EEXISTS); NULL for the usual words.
 */
void api_dossier_changed(const struct api *api, struct http_request *req, const char *code, const json_t *body, int r,
                         const struct so_error *err, const char *refusal);

#endif
