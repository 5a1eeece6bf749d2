/* What the dossier resources of the API share. */
#ifndef SOHOA_DAEMON_API_DOSSIER_H
#define SOHOA_DAEMON_API_DOSSIER_H

#include "daemon/api_private.h"
#include "daemon/casework.h"

json_t *api_procedure_json(const struct procedures *all, const struct procedure *p);
json_t *api_dossier_json(const struct api *api, const struct case_file *f);
json_t *api_dossier_item_json(const struct casework *w, const struct store_dossier_item *i);
json_t *api_dossier_items_json(const struct casework *w, const struct store_dossier_items *items);

#endif
