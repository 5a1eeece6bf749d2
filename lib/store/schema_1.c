/*
 * Records. Times are milliseconds since 1970 (UTC); enums are the C enums' values; boxes are x, y, w, h.
 * A field's values are rows of their own: what was current stays as history.
 */
#include "store/internal.h"

const struct migration store_migration_1 = {
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE dossier ("
    "  code TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE source ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, batch_uuid TEXT NOT NULL UNIQUE, origin INTEGER NOT NULL,"
    "  priority INTEGER NOT NULL, name TEXT NOT NULL, scanner TEXT NOT NULL,"
    "  dossier TEXT REFERENCES dossier(code), user TEXT NOT NULL, created INTEGER NOT NULL,"
    "  closed INTEGER NOT NULL DEFAULT 0);"

    "CREATE TABLE object (id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,"
    "  created INTEGER NOT NULL);"

    /* Originals given up by a transaction: the files go after its commit, or at the next start. */
    "CREATE TABLE dropped (hash TEXT PRIMARY KEY) WITHOUT ROWID;"

    "CREATE TABLE paper ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source(id),"
    "  first_page INTEGER NOT NULL, npages INTEGER NOT NULL, type TEXT NOT NULL, type_confidence REAL NOT NULL,"
    "  type_reason TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', date TEXT NOT NULL DEFAULT '',"
    "  dossier TEXT REFERENCES dossier(code), score REAL NOT NULL, version INTEGER NOT NULL DEFAULT 0,"
    "  touched INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0, keep INTEGER NOT NULL DEFAULT 0,"
    "  errors INTEGER NOT NULL DEFAULT 0, warnings INTEGER NOT NULL DEFAULT 0, infos INTEGER NOT NULL DEFAULT 0,"
    "  created INTEGER NOT NULL, updated INTEGER NOT NULL, UNIQUE (source, first_page));"
    "CREATE INDEX paper_created ON paper(created);"
    "CREATE INDEX paper_updated ON paper(updated);"
    "CREATE INDEX paper_dossier ON paper(dossier) WHERE dossier IS NOT NULL;"
    "CREATE INDEX paper_twin ON paper(type, title) WHERE title<>'';"

    /* hash stays as evidence when the original was given up; object is NULL then. */
    "CREATE TABLE page ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES source(id), seq INTEGER NOT NULL,"
    "  object INTEGER REFERENCES object(id), hash TEXT NOT NULL, file_page INTEGER NOT NULL,"
    "  media_type TEXT NOT NULL, flags INTEGER NOT NULL, captured INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  reason TEXT NOT NULL DEFAULT '', paper INTEGER REFERENCES paper(id), UNIQUE (source, seq));"
    "CREATE INDEX page_object ON page(object);"
    "CREATE INDEX page_hash ON page(hash, file_page);"
    "CREATE INDEX page_paper ON page(paper, seq);"
    "CREATE INDEX page_open ON page(id) WHERE paper IS NULL AND state<>1;"

    "CREATE TABLE job ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, page INTEGER NOT NULL REFERENCES page(id), kind INTEGER NOT NULL,"
    "  priority INTEGER NOT NULL, state INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    "  crashes INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,"
    "  leased INTEGER, reason TEXT NOT NULL DEFAULT '', UNIQUE (page, kind));"
    "CREATE INDEX job_next ON job(state, priority, kind, id);"

    "CREATE TABLE reading ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, page INTEGER NOT NULL REFERENCES page(id), quality INTEGER NOT NULL,"
    "  models TEXT NOT NULL, score REAL NOT NULL, time INTEGER NOT NULL, current INTEGER NOT NULL,"
    "  width INTEGER NOT NULL, height INTEGER NOT NULL, dpi INTEGER NOT NULL, turned INTEGER NOT NULL,"
    "  skew REAL NOT NULL, blank INTEGER NOT NULL, places BLOB, data BLOB);"
    "CREATE INDEX reading_page ON reading(page, id);"
    "CREATE UNIQUE INDEX reading_current ON reading(page) WHERE current=1;"

    "CREATE TABLE value ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, paper INTEGER NOT NULL REFERENCES paper(id), key TEXT NOT NULL,"
    "  ord INTEGER NOT NULL, value TEXT NOT NULL, normal TEXT NOT NULL, read TEXT NOT NULL, evidence TEXT NOT NULL,"
    "  state INTEGER NOT NULL, confidence REAL NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL,"
    "  h INTEGER NOT NULL, page INTEGER NOT NULL, author INTEGER NOT NULL, user TEXT NOT NULL,"
    "  time INTEGER NOT NULL, current INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX value_paper ON value(paper, key, id);"
    "CREATE UNIQUE INDEX value_current ON value(paper, key) WHERE current=1;"

    "CREATE TABLE finding ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, paper INTEGER NOT NULL REFERENCES paper(id), code INTEGER NOT NULL,"
    "  field TEXT NOT NULL, severity INTEGER NOT NULL, message TEXT NOT NULL, message_en TEXT NOT NULL,"
    "  evidence TEXT NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL, h INTEGER NOT NULL,"
    "  page INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, user TEXT NOT NULL DEFAULT '',"
    "  reason TEXT NOT NULL DEFAULT '', time INTEGER NOT NULL, solved_by INTEGER REFERENCES value(id));"
    "CREATE INDEX finding_paper ON finding(paper);"
    "CREATE INDEX finding_solved ON finding(solved_by) WHERE solved_by IS NOT NULL;"

    "CREATE TABLE user ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, display TEXT NOT NULL, role INTEGER NOT NULL,"
    "  password TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,"
    "  wait_until INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, last_login INTEGER NOT NULL DEFAULT 0);"

    "CREATE TABLE session ("
    "  token TEXT PRIMARY KEY, user INTEGER NOT NULL REFERENCES user(id), created INTEGER NOT NULL,"
    "  expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX session_user ON session(user);"
    "CREATE INDEX session_expires ON session(expires);"

    "CREATE TABLE audit ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL,"
    "  object TEXT NOT NULL, object_id INTEGER NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL);"
    "CREATE INDEX audit_object ON audit(object, object_id);"
    "CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is fixed'); END;"
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is kept'); END;"

    "CREATE TABLE run ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, started INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0,"
    "  state INTEGER NOT NULL DEFAULT 0, pages_read INTEGER NOT NULL DEFAULT 0, improved INTEGER NOT NULL DEFAULT 0,"
    "  failed INTEGER NOT NULL DEFAULT 0, doubtful INTEGER NOT NULL DEFAULT 0, missing INTEGER NOT NULL DEFAULT 0,"
    "  unreadable INTEGER NOT NULL DEFAULT 0, uncertain INTEGER NOT NULL DEFAULT 0,"
    "  contradiction INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE run_page ("
    "  run INTEGER NOT NULL REFERENCES run(id), page INTEGER NOT NULL REFERENCES page(id),"
    "  failed INTEGER NOT NULL, PRIMARY KEY (run, page)) WITHOUT ROWID;",
};
