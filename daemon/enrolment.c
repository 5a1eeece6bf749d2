/* What the API asks of scanners outside of a scan: which are connected, options, a test page, a place in the settings. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/daemon_private.h"
#include "daemon/enrolment.h"
#include "daemon/scanner_enrol.h"

#define ENV_MAX 24
#define BORROW_MINUTES 5
#define CLOSE_MS 300 /* the daemon's own worker closes the device */

struct env {
    char *items[ENV_MAX + 1];
    size_t len;
};

static void add(struct env *env, const char *name, const char *value)
{
    char *item = NULL;
    if (value && *value && env->len < ENV_MAX && asprintf(&item, "%s=%s", name, value) >= 0)
        env->items[env->len++] = item;
}

/* The workers' environment (daemon/scanner.h): the basics, SANE's configuration, and what SOHOA_SCAN_ENV names. */
static void make_env(const struct daemon *d, struct env *env)
{
    const char *named = getenv("SOHOA_SCAN_ENV");
    char names[256];
    add(env, "PATH", "/usr/bin:/bin");
    add(env, "LANG", "C.UTF-8");
    add(env, "TZ", getenv("TZ"));
    add(env, "SANE_CONFIG_DIR", d->settings->scanners_config_dir);
    snprintf(names, sizeof names, "%s", named ? named : "");
    char *rest = names;
    for (char *name; (name = strsep(&rest, ","));)
        if (*name)
            add(env, name, getenv(name));
}

static void free_env(struct env *env)
{
    for (size_t i = 0; i < env->len; i++)
        free(env->items[i]);
}

/* A scanner of the settings, given away for as long as it is asked; given: it was already, by somebody else. */
struct borrowed {
    char device[256];
    bool given;
};

static int borrow(struct daemon *d, const char *name, struct borrowed *b, struct so_error *err)
{
    struct scanner_view *views = calloc(COMMANDS_SCANNERS_MAX, sizeof *views);
    const struct scanner_view *v = NULL;
    size_t n = 0;
    int r = views ? scanners_view(d->scanners, views, &n, err) : so_fail(err, SO_ENOMEM, "out of memory");
    for (size_t i = 0; !r && i < n; i++)
        if (!strcmp(views[i].name, name))
            v = &views[i];
    if (!r && !v)
        r = so_fail(err, SO_ENOTFOUND, "no scanner '%s'", name);
    if (!r && !v->device[0])
        r = so_fail(err, SO_EBUSY, "scanner %s has not been seen yet: %s", name, v->message_en);
    if (!r && !v->can_release)
        r = so_fail(err, SO_EBUSY, "scanner %s is %s", name, v->state);
    if (!r) {
        snprintf(b->device, sizeof b->device, "%s", v->device);
        b->given = !strcmp(v->state, "released");
    }
    free(views);
    const struct scanner_command release = {.action = SCANNER_ACTION_RELEASE, .minutes = BORROW_MINUTES};
    if (r || b->given)
        return r;
    r = scanners_act(d->scanners, name, &release, err);
    if (!r)
        nanosleep(&(struct timespec){.tv_nsec = CLOSE_MS * 1000000L}, NULL);
    return r;
}

static void give_back(struct daemon *d, const char *name, const struct borrowed *b)
{
    const struct scanner_command enable = {.action = SCANNER_ACTION_ENABLE};
    if (!b->given)
        (void)scanners_act(d->scanners, name, &enable, NULL); /* else it ends by itself after BORROW_MINUTES */
}

static int ask_borrowed(struct daemon *d, const struct scanner_asking *how, const struct scanner_question *q,
                        json_t **ret_answer, struct so_error *err)
{
    struct borrowed b = {0};
    char resolution[16];
    int r = borrow(d, q->name, &b, err);
    if (r)
        return r;
    snprintf(resolution, sizeof resolution, "%u", q->resolution);
    if (q->what == SCANNER_ASK_OPTIONS)
        r = scanner_ask_options(how, b.device, ret_answer, err);
    else
        r = scanner_ask_test(how, b.device, q->source ? q->source : "", q->mode ? q->mode : "", resolution, ret_answer, err);
    give_back(d, q->name, &b);
    return r;
}

int enrolment_ask(struct daemon *d, const struct scanner_question *q, struct buf *ret_json, struct so_error *err)
{
    struct env env = {0};
    json_t *answer = NULL;
    make_env(d, &env);
    const struct scanner_asking how = {d->places->worker_scan, (const char *const *)env.items};
    int r = q->what == SCANNER_ASK_CONNECTED ? scanner_ask_list(&how, &answer, err) : ask_borrowed(d, &how, q, &answer, err);
    char *text = r ? NULL : json_dumps(answer, JSON_COMPACT);
    if (!r && (!text || buf_append_str(ret_json, text)))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    free(text);
    json_decref(answer);
    free_env(&env);
    return r;
}

int enrolment_add(struct daemon *d, const char *name, const char *label, const char *device, struct so_error *err)
{
    struct env env = {0};
    make_env(d, &env);
    const struct scanner_asking how = {d->places->worker_scan, (const char *const *)env.items};
    const struct scanner_enrolment wanted = {name, label, device};
    int r = d->settings->file[0] ? scanner_enrol(&how, d->settings->file, &wanted, err)
                                 : so_fail(err, SO_ENOTFOUND, "this daemon has no file of settings; 'sohoad --config FILE' gives it one");
    free_env(&env);
    return r;
}
