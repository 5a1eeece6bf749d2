/* Rows of the registers are found by search: those that are there already are indexed by store_search_rebuild. */
#include "store/internal.h"

const struct migration store_migration_12 = {
    "INSERT INTO meta (key, value) SELECT 'search_rebuild_entries', coalesce(max(id), 0) FROM register_entry;",
};
