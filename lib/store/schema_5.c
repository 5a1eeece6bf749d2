/*
 * Dossiers. A code that a batch or a paper named is there already (state 0, only noted); taking it in fills the rest.
 * dossier_change holds every change of every dossier, so that the last step can be taken back: key names a column, a
 * mark ("fact:…", "item:…") or a paper ("paper:12"); before and after are texts; rows of one step belong together.
 */
#include "store/internal.h"

const struct migration store_migration_5 = {
    "ALTER TABLE dossier ADD COLUMN id INTEGER;"
    "ALTER TABLE dossier ADD COLUMN version INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN state INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN procedure TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN name TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN name_key TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN person_id TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN birth TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN address TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN phone TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN email TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN proxy TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE dossier ADD COLUMN channel INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN copies INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE dossier ADD COLUMN electronic_copy INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN reused INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN received INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN due INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN extended INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE dossier ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;"
    "UPDATE dossier SET id=(SELECT count(*) FROM dossier d WHERE d.code<=dossier.code), updated=created;"
    "CREATE UNIQUE INDEX dossier_id ON dossier(id);"
    "CREATE INDEX dossier_due ON dossier(due) WHERE due>0 AND state IN (1, 2, 3);"
    "CREATE INDEX dossier_received ON dossier(received) WHERE state>0;"
    "CREATE INDEX dossier_finished ON dossier(finished) WHERE finished>0;"
    "CREATE INDEX dossier_person ON dossier(person_id) WHERE person_id<>'';"
    "CREATE INDEX dossier_name ON dossier(name_key) WHERE name_key<>'';"

    /* What the paper is in its dossier, and the line of the procedure that a clerk put it on. */
    "ALTER TABLE paper ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE paper ADD COLUMN item TEXT NOT NULL DEFAULT '';"

    "CREATE TABLE dossier_mark ("
    "  dossier INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, user TEXT NOT NULL,"
    "  time INTEGER NOT NULL, PRIMARY KEY (dossier, key)) WITHOUT ROWID;"
    "CREATE TABLE dossier_change ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, dossier INTEGER NOT NULL, step INTEGER NOT NULL, time INTEGER NOT NULL,"
    "  user TEXT NOT NULL, key TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, reason TEXT NOT NULL,"
    "  undone INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX dossier_change_step ON dossier_change(dossier, step);"
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;",
};
