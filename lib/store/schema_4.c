/*
 * Stacks. source.sheets is what a clerk stated (NULL: nothing), source.version grows when papers begin elsewhere or the
 * number is stated anew. page.role: 0 of a paper, 1 a cover sheet, 2 the blank other side of one. boundary holds what
 * clerks said, one change of one or two rows; of a page's rows the newest that was not taken back counts. trouble holds
 * sides that never became whole pages, as the spool knew them when the batch was closed.
 */
#include "store/internal.h"

const struct migration store_migration_4 = {
    "ALTER TABLE source ADD COLUMN sheets INTEGER;"
    "ALTER TABLE source ADD COLUMN version INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX source_created ON source(created);"
    "ALTER TABLE page ADD COLUMN sheet INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN back INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE paper ADD COLUMN dossier_by INTEGER NOT NULL DEFAULT 0;" /* 1: a clerk */
    "ALTER TABLE paper ADD COLUMN rejudge INTEGER NOT NULL DEFAULT 0;"    /* a clerk gave it other pages */
    "CREATE INDEX paper_rejudge ON paper(source) WHERE rejudge=1;"

    "CREATE TABLE cover ("
    "  source INTEGER NOT NULL REFERENCES source(id), seq INTEGER NOT NULL, dossier TEXT NOT NULL,"
    "  procedure TEXT NOT NULL, sheets INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (source, seq)) WITHOUT ROWID;"

    "CREATE TABLE boundary ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source(id), change INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL, begins INTEGER NOT NULL, moved INTEGER NOT NULL, user TEXT NOT NULL, time INTEGER NOT NULL,"
    "  undone INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX boundary_source ON boundary(source, seq, id);"

    "CREATE TABLE trouble ("
    "  source INTEGER NOT NULL REFERENCES source(id), number INTEGER NOT NULL, sheet INTEGER NOT NULL,"
    "  back INTEGER NOT NULL, kind TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (source, number)) WITHOUT ROWID;"

    "CREATE TABLE warning ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source(id), code TEXT NOT NULL,"
    "  seq INTEGER NOT NULL, message TEXT NOT NULL, message_en TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
    "  user TEXT NOT NULL DEFAULT '', time INTEGER NOT NULL);"
    "CREATE INDEX warning_source ON warning(source, state);",
};
