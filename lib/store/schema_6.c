/*
 * Lists of old registers that were taken in: which rows became which papers, so that a list may come again and a whole
 * one may go. Rows of a list that was undone are gone from list_row.
 */
#include "store/internal.h"

const struct migration store_migration_6 = {
    "CREATE TABLE list ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source(id), name TEXT NOT NULL,"
    "  definition TEXT NOT NULL, user TEXT NOT NULL, created INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0,"
    "  undone INTEGER NOT NULL DEFAULT 0, undone_by TEXT NOT NULL DEFAULT '', rows INTEGER NOT NULL DEFAULT 0,"
    "  added INTEGER NOT NULL DEFAULT 0, filled INTEGER NOT NULL DEFAULT 0, present INTEGER NOT NULL DEFAULT 0,"
    "  conflicts INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0);"
    /* made: the row made the paper; else it filled one that was scanned. version: the paper's when that was done. */
    "CREATE TABLE list_row ("
    "  list INTEGER NOT NULL REFERENCES list(id), row INTEGER NOT NULL, hash TEXT NOT NULL, identity TEXT NOT NULL,"
    "  paper INTEGER NOT NULL, version INTEGER NOT NULL, made INTEGER NOT NULL, PRIMARY KEY (list, row)) WITHOUT ROWID;"
    "CREATE INDEX list_row_hash ON list_row(hash);"
    "CREATE INDEX list_row_identity ON list_row(identity) WHERE identity<>'';"
    "CREATE INDEX source_name ON source(name) WHERE name<>'';",
};
