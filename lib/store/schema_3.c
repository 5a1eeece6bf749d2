/*
 * The certification registers: rows that stay for ever. paper and dossier are only remembered: a paper may be read anew
 * and a code may be of another system. register_year holds the totals with which a year was closed.
 */
#include "store/internal.h"

const struct migration store_migration_3 = {
    "CREATE TABLE register_entry ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1, kind TEXT NOT NULL,"
    "  year INTEGER NOT NULL, number INTEGER NOT NULL, book INTEGER NOT NULL, date TEXT NOT NULL,"
    "  requester TEXT NOT NULL, identity TEXT NOT NULL, subject TEXT NOT NULL, language TEXT NOT NULL,"
    "  signer TEXT NOT NULL, note TEXT NOT NULL, copies INTEGER NOT NULL, pages INTEGER NOT NULL,"
    "  fee INTEGER NOT NULL, dossier TEXT NOT NULL, paper INTEGER NOT NULL, user TEXT NOT NULL,"
    "  created INTEGER NOT NULL, updated INTEGER NOT NULL, struck INTEGER NOT NULL DEFAULT 0,"
    "  struck_by TEXT NOT NULL DEFAULT '', struck_reason TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX register_entry_number ON register_entry(kind, year, number);"
    "CREATE INDEX register_entry_date ON register_entry(date);"
    "CREATE INDEX register_entry_dossier ON register_entry(dossier) WHERE dossier<>'';"
    "CREATE INDEX register_entry_paper ON register_entry(paper) WHERE paper<>0;"
    "CREATE TRIGGER register_entry_kept BEFORE DELETE ON register_entry"
    " BEGIN SELECT RAISE(ABORT, 'the register keeps its rows'); END;"

    "CREATE TABLE register_change ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, entry INTEGER NOT NULL REFERENCES register_entry(id),"
    "  time INTEGER NOT NULL, user TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,"
    "  reason TEXT NOT NULL);"
    "CREATE INDEX register_change_entry ON register_change(entry, id);"
    "CREATE TRIGGER register_change_fixed BEFORE UPDATE ON register_change"
    " BEGIN SELECT RAISE(ABORT, 'the history is fixed'); END;"
    "CREATE TRIGGER register_change_kept BEFORE DELETE ON register_change"
    " BEGIN SELECT RAISE(ABORT, 'the history is kept'); END;"

    "CREATE TABLE register_year ("
    "  kind TEXT NOT NULL, year INTEGER NOT NULL, closed INTEGER NOT NULL, closed_by TEXT NOT NULL,"
    "  entries INTEGER NOT NULL, struck INTEGER NOT NULL, copies INTEGER NOT NULL, fee INTEGER NOT NULL,"
    "  first INTEGER NOT NULL, last INTEGER NOT NULL, books INTEGER NOT NULL, PRIMARY KEY (kind, year)) WITHOUT ROWID;",
};
