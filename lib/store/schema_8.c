/*
 * What follows from a dossier's end and from papers that look alike. raw_drop: pages that were given up and whose raw
 * file the spool may still hold; a row goes when the spool has none. dossier_slip: printed slips with their numbers, the
 * body as it was printed. paper_pair: what clerks decided of two papers; paper.replaced_by is in force.
 */
#include "store/internal.h"

const struct migration store_migration_8 = {
    "CREATE TABLE raw_drop (page INTEGER PRIMARY KEY, scanner TEXT NOT NULL, batch TEXT NOT NULL);"
    "INSERT INTO raw_drop (page, scanner, batch) SELECT p.id, s.scanner, s.batch_uuid FROM paper r"
    "  JOIN page p ON p.paper=r.id JOIN source s ON s.id=p.source WHERE r.keep>0 AND s.origin=0;"

    "CREATE TABLE dossier_slip ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, dossier INTEGER NOT NULL, kind INTEGER NOT NULL, year INTEGER NOT NULL,"
    "  number INTEGER NOT NULL, time INTEGER NOT NULL, due INTEGER NOT NULL, user TEXT NOT NULL, reason TEXT NOT NULL,"
    "  body TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX dossier_slip_dossier ON dossier_slip(dossier, kind);"

    "CREATE TABLE paper_pair ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, paper INTEGER NOT NULL, other INTEGER NOT NULL, decision INTEGER NOT NULL,"
    "  user TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX paper_pair_stands ON paper_pair(paper, other) WHERE undone=0;"
    "CREATE INDEX paper_pair_other ON paper_pair(other);"
    "ALTER TABLE paper ADD COLUMN replaced_by INTEGER REFERENCES paper(id);"
    "CREATE INDEX paper_replaced ON paper(replaced_by) WHERE replaced_by IS NOT NULL;",
};
