/* Brings a database to the newest schema, one numbered step at a time, each in a transaction of its own. */
#include "store/internal.h"

#define APPLICATION_ID 0x536f686f /* "Soho" */

static const struct migration *const migrations[] = {&store_migration_1, &store_migration_2, &store_migration_3,
                                                   &store_migration_4, &store_migration_5, &store_migration_6,
                                                   &store_migration_7, &store_migration_8, &store_migration_9,
                                                   &store_migration_10, &store_migration_11, &store_migration_12,
                                                   &store_migration_13};
#define NEWEST ((int)(sizeof migrations / sizeof *migrations))

int store_schema_version(void)
{
    return NEWEST;
}

static int read_marks(struct conn *c, int64_t *ret_application, int64_t *ret_version, int64_t *ret_tables,
                      struct so_error *err)
{
    int r = sql_int(c, err, ret_application, "PRAGMA application_id");
    if (!r)
        r = sql_int(c, err, ret_version, "PRAGMA user_version");
    if (!r)
        r = sql_int(c, err, ret_tables, "SELECT count(*) FROM sqlite_schema");
    return r;
}

static int check_marks(int64_t application, int64_t version, struct so_error *err)
{
    if (application != APPLICATION_ID)
        return so_fail(err, SO_EFORMAT, "the database was not made by this program");
    if (version > NEWEST)
        return so_fail(err, SO_EUNSUPPORTED,
                       "the database has schema %lld, this program knows %d: it was written by a newer program",
                       (long long)version, NEWEST);
    return SO_OK;
}

int store_check_schema(struct conn *c, struct so_error *err)
{
    int64_t application, version, tables;
    int r = read_marks(c, &application, &version, &tables, err);
    if (!r)
        r = check_marks(application, version, err);
    if (!r && version < NEWEST)
        r = so_fail(err, SO_EUNSUPPORTED, "the database has schema %lld and must be brought up to %d first",
                    (long long)version, NEWEST);
    return r;
}

/* Those that make a table anew which others refer to: the rows keep their ids, and nothing is looked at between. */
static bool rebuilds(int version)
{
    return version == 10;
}

static int change_schema(struct conn *c, int version, struct so_error *err)
{
    char mark[80];
    snprintf(mark, sizeof mark, "PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION_ID, version);
    int r = sql_script(c, err, "BEGIN IMMEDIATE");
    if (r)
        return r;
    r = sql_script(c, err, migrations[version - 1]->sql);
    if (!r)
        r = sql_script(c, err, mark);
    if (!r)
        r = sql_script(c, err, "COMMIT");
    if (r)
        sql_script(c, NULL, "ROLLBACK");
    return r;
}

static int migrate_to(struct conn *c, int version, struct so_error *err)
{
    if (!rebuilds(version))
        return change_schema(c, version, err);
    /* Inside a transaction the switch would do nothing. */
    int64_t were_on = 1;
    int r = sql_int(c, err, &were_on, "PRAGMA foreign_keys");
    r = r ? r : sql_script(c, err, "PRAGMA foreign_keys=OFF");
    r = r ? r : change_schema(c, version, err);
    int back = sql_script(c, r ? NULL : err, were_on ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
    return r ? r : back;
}

int store_migrate(struct conn *c, int version, struct so_error *err)
{
    int64_t application, now, tables;
    int r = read_marks(c, &application, &now, &tables, err);
    if (!r && (tables || now || application))
        r = check_marks(application, now, err);
    for (int v = (int)now + 1; !r && v <= version; v++)
        r = migrate_to(c, v, err);
    return r;
}
