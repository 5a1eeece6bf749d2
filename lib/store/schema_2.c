/*
 * Search. Three indexes of one document each a paper, from narrow to wide, so that a word which stands in every text
 * costs nothing where names are looked for: ranking is asking them in this order (search.c). search_doc holds what was
 * indexed, because a contentless FTS5 table must be told the old words to forget them. vocabulary holds the folded words
 * without digits, for the ends of half-typed words and for words one letter away.
 *
 * Papers that are there already are indexed by store_search_rebuild, which goes on from meta 'search_rebuild'.
 */
#include "store/internal.h"

const struct migration store_migration_2 = {
    "CREATE TABLE search_doc ("
    "  paper INTEGER PRIMARY KEY, names TEXT NOT NULL, fields TEXT NOT NULL, text BLOB NOT NULL);"
    "CREATE VIRTUAL TABLE search_name USING fts5(doc, content='', columnsize=0, tokenize='sohoa name');"
    "CREATE VIRTUAL TABLE search_field USING fts5(doc, content='', columnsize=0, tokenize='sohoa field');"
    "CREATE VIRTUAL TABLE search_text USING fts5(doc, content='', columnsize=0, tokenize='sohoa text');"
    "CREATE TABLE vocabulary (term TEXT PRIMARY KEY) WITHOUT ROWID;"
    "INSERT INTO meta (key, value) SELECT 'search_rebuild', coalesce(max(id), 0) FROM paper;",
};
