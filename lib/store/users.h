/* Who may do what: accounts with argon2id passwords, sessions by random token (stored hashed). */
#ifndef SOHOA_STORE_USERS_H
#define SOHOA_STORE_USERS_H

#include "store/store.h"

enum store_user_role { STORE_USER_CLERK, STORE_USER_ADMIN };
const char *store_user_role_name(enum store_user_role role); /* "clerk", "admin" */
int store_user_role_from_name(const char *name, enum store_user_role *ret_role);

#define STORE_PASSWORD_MIN 8   /* bytes */
#define STORE_PASSWORD_MAX 256
#define STORE_TOKEN_SIZE 65    /* 64 hex digits and NUL */
#define STORE_LOGIN_TRIES 5    /* wrong passwords in a row, then the account waits … */
#define STORE_LOGIN_WAIT_MS (5 * 60 * 1000)

struct store_user {
    int64_t id;
    char *name;    /* to sign in with: 1..64 of a-z 0-9 . _ - */
    char *display; /* "Nguyễn Thị A" */
    enum store_user_role role;
    bool disabled;
    int64_t created, last_login; /* last_login 0: never */
};

struct store_users {
    struct store_user *items;
    size_t len, cap;
};

/* SO_EEXISTS; SO_EINVALID for a bad name or password. Takes a while (argon2id). */
int store_user_add(struct store *s, const char *name, const char *display, enum store_user_role role,
                   const char *password, int64_t *ret_id, struct so_error *err);
int store_user_list(struct store *s, struct store_users *ret_users, struct so_error *err);
/* Ends all of the user's sessions. */
int store_user_set_password(struct store *s, const char *name, const char *password, struct so_error *err);
int store_user_set_role(struct store *s, const char *name, enum store_user_role role, struct so_error *err);
/* Disabling ends all of the user's sessions. SO_EINVALID: the last enabled admin must stay. */
int store_user_set_disabled(struct store *s, const char *name, bool disabled, struct so_error *err);
void store_user_free(struct store_user *u);
void store_users_free(struct store_users *u);

/*
 * Signs in: SO_EAUTH for a wrong name or password (the same time is spent on both), SO_EBUSY while the account waits
 * after too many tries. ret_token is given out once and never stored.
 */
int store_login(struct store *s, const char *name, const char *password, int hours, char ret_token[STORE_TOKEN_SIZE],
                struct store_user *ret_user, struct so_error *err);

/* A session without a password, for a user that the daemon knows by other means (its token file). */
int store_session_create(struct store *s, const char *name, int hours, char ret_token[STORE_TOKEN_SIZE],
                         struct so_error *err);

/* Whose session; SO_EAUTH when unknown, expired or the user is disabled. Reads only. */
int store_session_check(struct store *s, const char *token, struct store_user *ret_user, struct so_error *err);
int store_session_end(struct store *s, const char *token, struct so_error *err); /* unknown is success */
int store_sessions_expire(struct store *s, struct so_error *err);                /* removes those that have ended */

#endif
