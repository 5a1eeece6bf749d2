/*
 * A page may carry a certification besides the paper that it belongs to: page.stamp is that second paper. paper.beside
 * marks it, and two papers of a source may begin on the same page when one of them does. SQLite cannot change a table's
 * constraint, so that the table is made anew; AUTOINCREMENT goes on where it was.
 */
#include "store/internal.h"

const struct migration store_migration_10 = {
    "CREATE TABLE paper_anew ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source(id),"
    "  first_page INTEGER NOT NULL, npages INTEGER NOT NULL, beside INTEGER NOT NULL DEFAULT 0, type TEXT NOT NULL,"
    "  type_confidence REAL NOT NULL, type_reason TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',"
    "  date TEXT NOT NULL DEFAULT '', dossier TEXT REFERENCES dossier(code), score REAL NOT NULL,"
    "  version INTEGER NOT NULL DEFAULT 0, touched INTEGER NOT NULL DEFAULT 0,"
    "  confirmed INTEGER NOT NULL DEFAULT 0, keep INTEGER NOT NULL DEFAULT 0, errors INTEGER NOT NULL DEFAULT 0,"
    "  warnings INTEGER NOT NULL DEFAULT 0, infos INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,"
    "  updated INTEGER NOT NULL, dossier_by INTEGER NOT NULL DEFAULT 0, rejudge INTEGER NOT NULL DEFAULT 0,"
    "  role INTEGER NOT NULL DEFAULT 0, item TEXT NOT NULL DEFAULT '', restricted INTEGER NOT NULL DEFAULT 0,"
    "  replaced_by INTEGER REFERENCES paper(id), UNIQUE (source, first_page, beside));"
    "INSERT INTO paper_anew (id, source, first_page, npages, type, type_confidence, type_reason, title, date, dossier,"
    "  score, version, touched, confirmed, keep, errors, warnings, infos, created, updated, dossier_by, rejudge, role,"
    "  item, restricted, replaced_by)"
    " SELECT id, source, first_page, npages, type, type_confidence, type_reason, title, date, dossier,"
    "  score, version, touched, confirmed, keep, errors, warnings, infos, created, updated, dossier_by, rejudge, role,"
    "  item, restricted, replaced_by FROM paper;"
    "DELETE FROM sqlite_sequence WHERE name='paper_anew';"
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'paper_anew', seq FROM sqlite_sequence WHERE name='paper';"
    "DROP TABLE paper;"
    "ALTER TABLE paper_anew RENAME TO paper;"
    "CREATE INDEX paper_created ON paper(created);"
    "CREATE INDEX paper_updated ON paper(updated);"
    "CREATE INDEX paper_dossier ON paper(dossier) WHERE dossier IS NOT NULL;"
    "CREATE INDEX paper_twin ON paper(type, title) WHERE title<>'';"
    "CREATE INDEX paper_rejudge ON paper(source) WHERE rejudge=1;"
    "CREATE INDEX paper_replaced ON paper(replaced_by) WHERE replaced_by IS NOT NULL;"

    "ALTER TABLE page ADD COLUMN stamp INTEGER REFERENCES paper(id);"
    "CREATE INDEX page_stamp ON page(stamp) WHERE stamp IS NOT NULL;",
};
