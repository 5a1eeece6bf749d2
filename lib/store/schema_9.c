/*
 * What papers are compared by (lookalikes.h): kind is a bit of enum store_likeness. Papers that are there already get
 * theirs with the search index, which is gone through again.
 */
#include "store/internal.h"

const struct migration store_migration_9 = {
    "CREATE TABLE paper_same ("
    "  kind INTEGER NOT NULL, key TEXT NOT NULL, paper INTEGER NOT NULL, PRIMARY KEY (kind, key, paper)) WITHOUT ROWID;"
    "CREATE INDEX paper_same_paper ON paper_same(paper);"
    "INSERT OR REPLACE INTO meta (key, value) SELECT 'search_rebuild', coalesce(max(id), 0) FROM paper;",
};
