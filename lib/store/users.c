#include "store/users.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/hash.h"
#include "store/internal.h"

/* OWASP's first choice for argon2id (19 MiB); more would not fit the daemon's memory beside its work. */
#define HASH_OPS 2
#define HASH_MEMORY (19u * 1024 * 1024)
#define HOURS_MAX (24 * 400)

const char *store_user_role_name(enum store_user_role role)
{
    return role == STORE_USER_ADMIN ? "admin" : "clerk";
}

int store_user_role_from_name(const char *name, enum store_user_role *ret_role)
{
    for (int i = STORE_USER_CLERK; i <= STORE_USER_ADMIN; i++)
        if (!strcmp(name, store_user_role_name((enum store_user_role)i))) {
            *ret_role = (enum store_user_role)i;
            return SO_OK;
        }
    return SO_ENOTFOUND;
}

void store_user_free(struct store_user *u)
{
    free(u->name);
    free(u->display);
    *u = (struct store_user){0};
}

void store_users_free(struct store_users *u)
{
    for (size_t i = 0; i < u->len; i++)
        store_user_free(&u->items[i]);
    array_free(u);
}

static int check_name(const char *name, struct so_error *err)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-");
    if (!len || len > 64 || name[len])
        return so_fail(err, SO_EINVALID, "a user's name has 1 to 64 of a-z 0-9 . _ -");
    return SO_OK;
}

static int hash_password(const char *password, char ret_hash[crypto_pwhash_STRBYTES], struct so_error *err)
{
    size_t len = strnlen(password, STORE_PASSWORD_MAX + 1);
    if (len < STORE_PASSWORD_MIN || len > STORE_PASSWORD_MAX)
        return so_fail(err, SO_EINVALID, "a password has %d to %d bytes", STORE_PASSWORD_MIN, STORE_PASSWORD_MAX);
    if (crypto_pwhash_str(ret_hash, password, len, HASH_OPS, HASH_MEMORY) != 0)
        return store_no_memory(err);
    return SO_OK;
}

int store_user_add(struct store *s, const char *name, const char *display, enum store_user_role role,
                   const char *password, int64_t *ret_id, struct so_error *err)
{
    char hash[crypto_pwhash_STRBYTES];
    int r = check_name(name, err);
    if (!r)
        r = store_check_text(display, STORE_NAME_MAX, "the shown name", err);
    if (!r && role != STORE_USER_CLERK && role != STORE_USER_ADMIN)
        r = so_fail(err, SO_EINVALID, "unknown role");
    if (!r)
        r = hash_password(password, hash, err);
    struct conn *c;
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    int64_t id;
    r = sql_int(c, err, &id, "SELECT id FROM user WHERE name=?1", SQL_T(name));
    if (!r)
        r = so_fail(err, SO_EEXISTS, "there is a user %s", name);
    else if (r == SO_ENOTFOUND)
        r = sql_exec(c, err, "INSERT INTO user (name, display, role, password, created) VALUES (?1, ?2, ?3, ?4, ?5)",
                     SQL_T(name), SQL_T(display ? display : name), SQL_I(role), SQL_T(hash), SQL_I(clock_now_ms()));
    id = sqlite3_last_insert_rowid(c->db);
    if (!r)
        r = audit_add(c, "", "user.add", "user", id, name, err);
    r = store_write_end(s, r, err);
    if (!r)
        *ret_id = id;
    return r;
}

static int read_user(sqlite3_stmt *st, void *item, struct so_error *err)
{
    struct store_user *u = item;
    *u = (struct store_user){.id = sqlite3_column_int64(st, 0),
                             .name = sql_text(st, 1),
                             .display = sql_text(st, 2),
                             .role = (enum store_user_role)sqlite3_column_int(st, 3),
                             .disabled = sqlite3_column_int(st, 4),
                             .created = sqlite3_column_int64(st, 5),
                             .last_login = sqlite3_column_int64(st, 6)};
    return u->name && u->display ? SO_OK : store_no_memory(err);
}

#define USER_COLUMNS "SELECT u.id, u.name, u.display, u.role, u.disabled, u.created, u.last_login FROM user u "

int store_user_list(struct store *s, struct store_users *ret_users, struct so_error *err)
{
    struct store_users users = {0};
    int r = store_read_rows(s, err, SQL_INTO(&users, read_user), USER_COLUMNS "ORDER BY u.name");
    if (r)
        store_users_free(&users);
    else
        *ret_users = users;
    return r;
}

/* The one row of a statement over USER_COLUMNS; none is the given code. */
static int one_user(struct conn *c, sqlite3_stmt *st, int r, int none, struct store_user *ret_user,
                    struct so_error *err)
{
    struct store_user u = {0};
    if (!r)
        r = sql_row(c, err, st);
    if (!r)
        r = read_user(st, &u, err);
    else if (r == SO_EEND)
        r = so_fail(err, none, none == SO_EAUTH ? "not signed in" : "no such user");
    sql_done(st, r);
    if (r)
        store_user_free(&u);
    else
        *ret_user = u;
    return r;
}

static int end_sessions(struct conn *c, const char *name, struct so_error *err)
{
    return sql_exec(c, err, "DELETE FROM session WHERE user=(SELECT id FROM user WHERE name=?1)", SQL_T(name));
}

/* Ends a change of one user: there must have been one. */
static int end_change(struct store *s, struct conn *c, const char *name, const char *action, int r,
                      struct so_error *err)
{
    if (!r && !sqlite3_changes(c->db))
        r = so_fail(err, SO_ENOTFOUND, "no such user");
    if (!r && strcmp(action, "user.role"))
        r = end_sessions(c, name, err);
    if (!r)
        r = audit_add(c, "", action, "user", 0, name, err);
    return store_write_end(s, r, err);
}

int store_user_set_password(struct store *s, const char *name, const char *password, struct so_error *err)
{
    char hash[crypto_pwhash_STRBYTES];
    struct conn *c;
    int r = hash_password(password, hash, err);
    if (r || (r = store_write_begin(s, &c, err)))
        return r;
    r = sql_exec(c, err, "UPDATE user SET password=?2, failures=0, wait_until=0 WHERE name=?1", SQL_T(name),
                 SQL_T(hash));
    return end_change(s, c, name, "user.password", r, err);
}

static int check_admin_stays(struct conn *c, const char *name, struct so_error *err)
{
    int64_t others = 0;
    int r = sql_int(c, err, &others, "SELECT count(*) FROM user WHERE role=1 AND disabled=0 AND name<>?1", SQL_T(name));
    int64_t is_admin = 0;
    if (!r)
        r = sql_int(c, err, &is_admin, "SELECT count(*) FROM user WHERE role=1 AND disabled=0 AND name=?1",
                    SQL_T(name));
    if (!r && is_admin && !others)
        r = so_fail(err, SO_EINVALID, "%s is the last administrator", name);
    return r;
}

int store_user_set_role(struct store *s, const char *name, enum store_user_role role, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    if (role != STORE_USER_ADMIN)
        r = check_admin_stays(c, name, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE user SET role=?2 WHERE name=?1", SQL_T(name), SQL_I(role));
    return end_change(s, c, name, "user.role", r, err);
}

int store_user_set_disabled(struct store *s, const char *name, bool disabled, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    if (disabled)
        r = check_admin_stays(c, name, err);
    if (!r)
        r = sql_exec(c, err, "UPDATE user SET disabled=?2, failures=0, wait_until=0 WHERE name=?1", SQL_T(name),
                     SQL_I(disabled));
    return end_change(s, c, name, disabled ? "user.disable" : "user.enable", r, err);
}

struct account {
    char password[crypto_pwhash_STRBYTES];
    int64_t id, wait_until;
    bool usable;
};

/* For an unknown name an account that nobody can sign in to, so that the answer takes as long. */
static int load_account(struct store *s, const char *name, struct account *a, struct so_error *err)
{
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$c29ob2Egbm9ib2R5IGhlcmU$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    *a = (struct account){0};
    snprintf(a->password, sizeof a->password, "%s", nobody);
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st, "SELECT id, password, wait_until, disabled FROM user WHERE name=?1", SQL_T(name));
    if (!r)
        r = sql_row(c, err, st);
    if (!r) {
        a->id = sqlite3_column_int64(st, 0);
        sql_copy(st, 1, a->password, sizeof a->password);
        a->wait_until = sqlite3_column_int64(st, 2);
        a->usable = !sqlite3_column_int(st, 3);
    }
    r = sql_done(st, r);
    store_read_end(s, c);
    return r;
}

static void hash_token(const char *token, char ret_hex[HASH_HEX_SIZE])
{
    hash_bytes(token, strlen(token), ret_hex);
}

static int insert_session(struct conn *c, int64_t user, int hours, char ret_token[STORE_TOKEN_SIZE],
                          struct so_error *err)
{
    unsigned char random[(STORE_TOKEN_SIZE - 1) / 2];
    char hashed[HASH_HEX_SIZE];
    if (hours < 1 || hours > HOURS_MAX)
        return so_fail(err, SO_EINVALID, "a session lasts 1 to %d hours", HOURS_MAX);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(ret_token, STORE_TOKEN_SIZE, random, sizeof random);
    sodium_memzero(random, sizeof random);
    hash_token(ret_token, hashed);
    int64_t now = clock_now_ms();
    return sql_exec(c, err, "INSERT INTO session (token, user, created, expires) VALUES (?1, ?2, ?3, ?4)",
                    SQL_T(hashed), SQL_I(user), SQL_I(now), SQL_I(now + hours * 3600000ll));
}

static int login_failed(struct store *s, const struct account *a, const char *name, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    if (a->id)
        r = sql_exec(c, err,
                     "UPDATE user SET wait_until=iif(failures+1>=?2, ?3, wait_until),"
                     " failures=iif(failures+1>=?2, 0, failures+1) WHERE id=?1",
                     SQL_I(a->id), SQL_I(STORE_LOGIN_TRIES), SQL_I(clock_now_ms() + STORE_LOGIN_WAIT_MS));
    /* An unknown name may be a password typed into the wrong box: it is not written down. */
    if (!r)
        r = audit_add(c, a->id ? name : "", "login.failed", "user", a->id, "", err);
    r = store_write_end(s, r, err);
    return r ? r : so_fail(err, SO_EAUTH, "wrong name or password");
}

static int login_done(struct store *s, const struct account *a, const char *name, int hours,
                      char ret_token[STORE_TOKEN_SIZE], struct store_user *ret_user, struct so_error *err)
{
    struct conn *c;
    struct store_user u = {0};
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "UPDATE user SET failures=0, wait_until=0, last_login=?2 WHERE id=?1", SQL_I(a->id),
                 SQL_I(clock_now_ms()));
    if (!r)
        r = insert_session(c, a->id, hours, ret_token, err);
    if (!r)
        r = audit_add(c, name, "login", "user", a->id, "", err);
    if (!r) {
        sqlite3_stmt *st;
        r = sql_query(c, err, &st, USER_COLUMNS "WHERE u.id=?1", SQL_I(a->id));
        r = one_user(c, st, r, SO_EAUTH, &u, err);
    }
    r = store_write_end(s, r, err);
    if (r)
        store_user_free(&u);
    else
        *ret_user = u;
    return r;
}

int store_login(struct store *s, const char *name, const char *password, int hours, char ret_token[STORE_TOKEN_SIZE],
                struct store_user *ret_user, struct so_error *err)
{
    struct account a;
    char token[STORE_TOKEN_SIZE];
    if (strnlen(password, STORE_PASSWORD_MAX + 1) > STORE_PASSWORD_MAX || strnlen(name, 65) > 64)
        return so_fail(err, SO_EAUTH, "wrong name or password");
    int r = load_account(s, name, &a, err);
    if (r)
        return r;
    if (a.wait_until > clock_now_ms())
        return so_fail(err, SO_EBUSY, "too many wrong passwords: wait some minutes");
    bool right = crypto_pwhash_str_verify(a.password, password, strlen(password)) == 0;
    r = right && a.id && a.usable ? login_done(s, &a, name, hours, token, ret_user, err)
                                  : login_failed(s, &a, name, err);
    if (!r)
        memcpy(ret_token, token, sizeof token);
    sodium_memzero(token, sizeof token);
    return r;
}

int store_session_create(struct store *s, const char *name, int hours, char ret_token[STORE_TOKEN_SIZE],
                         struct so_error *err)
{
    struct conn *c;
    char token[STORE_TOKEN_SIZE];
    int64_t id;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_int(c, err, &id, "SELECT id FROM user WHERE name=?1 AND disabled=0", SQL_T(name));
    if (r == SO_ENOTFOUND)
        r = so_fail(err, r, "no such user");
    if (!r)
        r = insert_session(c, id, hours, token, err);
    r = store_write_end(s, r, err);
    if (!r)
        memcpy(ret_token, token, sizeof token);
    return r;
}

int store_session_check(struct store *s, const char *token, struct store_user *ret_user, struct so_error *err)
{
    char hashed[HASH_HEX_SIZE];
    if (strnlen(token, STORE_TOKEN_SIZE) != STORE_TOKEN_SIZE - 1)
        return so_fail(err, SO_EAUTH, "not signed in");
    hash_token(token, hashed);
    struct conn *c;
    int r = store_read_begin(s, &c, err);
    if (r)
        return r;
    sqlite3_stmt *st;
    r = sql_query(c, err, &st,
                  USER_COLUMNS "JOIN session x ON x.user=u.id WHERE x.token=?1 AND x.expires>?2 AND u.disabled=0",
                  SQL_T(hashed), SQL_I(clock_now_ms()));
    r = one_user(c, st, r, SO_EAUTH, ret_user, err);
    store_read_end(s, c);
    return r;
}

int store_session_end(struct store *s, const char *token, struct so_error *err)
{
    char hashed[HASH_HEX_SIZE];
    hash_token(token, hashed);
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    return r ? r : store_write_end(s, sql_exec(c, err, "DELETE FROM session WHERE token=?1", SQL_T(hashed)), err);
}

int store_sessions_expire(struct store *s, struct so_error *err)
{
    struct conn *c;
    int r = store_write_begin(s, &c, err);
    if (r)
        return r;
    r = sql_exec(c, err, "DELETE FROM session WHERE expires<=?1", SQL_I(clock_now_ms()));
    return store_write_end(s, r, err);
}
