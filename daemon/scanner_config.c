/* What the settings say about a scanner, in the words of its worker and of SANE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "daemon/scanner_private.h"

#define ENV_MAX 24

void scanner_make_open(const struct scanner *s, struct scan_open *ret_open)
{
    const struct settings_scanner *set = s->set;
    *ret_open = (struct scan_open){.device = set->device,
                                   .url = set->url,
                                   .serial = set->match_serial,
                                   .usb = set->match_usb,
                                   .port = set->match_port,
                                   .backend = set->match_backend,
                                   .poll_ms = (uint32_t)set->poll_ms,
                                   .settle_ms = (uint32_t)set->paper_settle_ms,
                                   .debounce_ms = (uint32_t)set->button_debounce_ms};
}

static char *copy(const char *s, bool *io_ok)
{
    char *c = strdup(s ? s : "");
    *io_ok = *io_ok && c;
    return c;
}

/* The paper with its overscan, or 0 for as large as can be. */
static uint32_t length_um(int mm, int overscan_mm)
{
    return mm > 0 ? (uint32_t)(mm + overscan_mm) * 1000 : 0;
}

int scanner_make_job(const struct scanner *s, const struct scanner_request *request, struct scan_job *ret_job)
{
    const struct settings_scanner *set = s->set;
    const struct scanner_request none = {0};
    request = request ? request : &none;
    struct scan_job job = {0};
    bool ok = true;
    size_t nsources = request->source ? 1 : set->sources.len;
    job.sources = calloc(nsources + 1, sizeof *job.sources);
    job.settings = calloc(set->noptions + 1, sizeof *job.settings);
    for (size_t i = 0; job.sources && i < nsources; i++)
        job.sources[job.nsources++] = copy(request->source ? request->source : set->sources.items[i], &ok);
    for (size_t i = 0; job.settings && i < set->noptions; i++) {
        struct scan_setting *o = &job.settings[job.nsettings++];
        *o = (struct scan_setting){copy(set->options[i].name, &ok), copy(set->options[i].value, &ok)};
    }
    job.mode = copy(request->mode ? request->mode : set->mode, &ok);
    job.resolution = request->resolution ? request->resolution : (uint32_t)set->resolution;
    job.width_um = length_um(set->paper_width_mm, set->overscan_mm);
    job.height_um = length_um(set->paper_height_mm, set->overscan_mm);
    if (!ok || !job.sources || !job.settings) {
        scan_job_free(&job);
        return SO_ENOMEM;
    }
    *ret_job = job;
    return SO_OK;
}

/* The backend that the settings lead to: named, in front of the device's name, or that of eSCL addresses. */
static void backend_of(const struct settings_scanner *set, char *out, size_t size)
{
    if (set->match_backend[0])
        snprintf(out, size, "%s", set->match_backend);
    else if (set->url[0])
        snprintf(out, size, "airscan");
    else
        snprintf(out, size, "%.*s", (int)strcspn(set->device, ":"), set->device);
}

/*
 * A configuration of our own, with one backend, spares the 3 seconds and the network probes of asking all of them. The
 * folder dll.d must be there and empty, or SANE goes on to the system's.
 */
int scanner_make_sane_config(struct scanner *s, struct so_error *err)
{
    char backend[64], path[512], line[80];
    backend_of(s->set, backend, sizeof backend);
    s->sane_dir[0] = '\0';
    if (!backend[0] || (s->env.sane_config_dir && s->env.sane_config_dir[0]))
        return SO_OK;
    if (snprintf(s->sane_dir, sizeof s->sane_dir, "%s/sane/%s", s->env.run_dir, s->set->name) >= (int)sizeof s->sane_dir)
        return so_fail(err, SO_ELIMIT, "%s: the path is too long", s->env.run_dir);
    snprintf(path, sizeof path, "%s/dll.d", s->sane_dir);
    int r = file_make_dirs(path, err);
    if (r)
        return r;
    snprintf(path, sizeof path, "%s/dll.conf", s->sane_dir);
    int n = snprintf(line, sizeof line, "%s\n", backend);
    r = file_write_whole(path, line, (size_t)n, 0640, err);
    if (r || !s->set->url[0])
        return r;
    static const char airscan[] = "[options]\ndiscovery = disable\n";
    snprintf(path, sizeof path, "%s/airscan.conf", s->sane_dir);
    return file_write_whole(path, airscan, sizeof airscan - 1, 0640, err);
}

struct env_list {
    char *items[ENV_MAX + 1];
    size_t len;
    bool failed;
};

static void add(struct env_list *list, const char *name, const char *value, const char *after)
{
    if (list->len == ENV_MAX || asprintf(&list->items[list->len], "%s=%s%s", name, value, after) < 0)
        list->failed = true;
    else
        list->len++;
}

/* The variables that SOHOA_SCAN_ENV names, from the daemon's own environment. */
static void add_named(struct env_list *list)
{
    const char *names = getenv("SOHOA_SCAN_ENV");
    while (names && *names) {
        size_t n = strcspn(names, ",");
        char name[64];
        if (n && n < sizeof name) {
            memcpy(name, names, n);
            name[n] = '\0';
            const char *value = getenv(name);
            if (value)
                add(list, name, value, "");
        }
        names += n + (names[n] == ',');
    }
}

char **scanner_make_env(const struct scanner *s)
{
    struct env_list list = {0};
    const char *zone = getenv("TZ");
    add(&list, "PATH", "/usr/bin:/bin", "");
    add(&list, "LANG", "C.UTF-8", "");
    if (zone)
        add(&list, "TZ", zone, "");
    if (s->env.sane_config_dir && s->env.sane_config_dir[0])
        add(&list, "SANE_CONFIG_DIR", s->env.sane_config_dir, "");
    else if (s->sane_dir[0])
        add(&list, "SANE_CONFIG_DIR", s->sane_dir, ":"); /* the colon: backends' own files come from the system */
    add_named(&list);
    char **env = list.failed ? NULL : calloc(list.len + 1, sizeof *env);
    if (env) {
        memcpy(env, list.items, list.len * sizeof *env);
    } else {
        for (size_t i = 0; i < list.len; i++)
            free(list.items[i]);
    }
    return env;
}

void scanner_free_env(char **env)
{
    for (size_t i = 0; env && env[i]; i++)
        free(env[i]);
    free(env);
}
