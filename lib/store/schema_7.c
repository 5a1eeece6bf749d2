/*
 * Papers and dossiers that not everyone may see (visibility.h). The search index learns this, initials, parts of long
 * numbers, dates inside texts and which words are names: what it held is thrown away and made again by
 * store_search_rebuild.
 */
#include "store/internal.h"

const struct migration store_migration_7 = {
    "ALTER TABLE paper ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE vocabulary ADD COLUMN name INTEGER NOT NULL DEFAULT 0;"
    "DELETE FROM vocabulary;"
    "INSERT INTO search_name (search_name) VALUES ('delete-all');"
    "INSERT INTO search_field (search_field) VALUES ('delete-all');"
    "INSERT INTO search_text (search_text) VALUES ('delete-all');"
    "DELETE FROM search_doc;"
    "INSERT OR REPLACE INTO meta (key, value) SELECT 'search_rebuild', coalesce(max(id), 0) FROM paper;",
};
