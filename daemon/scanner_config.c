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
                                   .debounce_ms = (uint32_t)set->button_debounce_ms,
                                   .usb_reset = scanner_reset_is_due(s),
                                   .seen_usb = (char *)(uintptr_t)s->seen_usb,
                                   .seen_port = (char *)(uintptr_t)s->seen_port};
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

const struct settings_profile *scanner_find_profile(const struct scanner *s, const char *name)
{
    for (size_t i = 0; name && *name && i < s->set->nprofiles; i++)
        if (!strcmp(s->set->profiles[i].name, name))
            return &s->set->profiles[i];
    return NULL;
}

/* A feeder that sees one side: what is neither the glass nor both sides at once. */
static bool is_one_sided(const char *source)
{
    static const char *const others[] = {"duplex", "flatbed", "platen", "glass", "document table"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcasestr(source, others[i]))
            return false;
    return true;
}

static bool put_sources(struct scan_job *job, const struct conf_strings *list, bool one_sided)
{
    static const char *const usual[] = {"ADF Front", "ADF Simplex", "ADF", "Automatic Document Feeder"};
    size_t nusual = sizeof usual / sizeof *usual;
    bool ok = true;
    job->sources = calloc(list->len + nusual, sizeof *job->sources);
    for (size_t i = 0; job->sources && i < list->len; i++)
        if (!one_sided || is_one_sided(list->items[i]))
            job->sources[job->nsources++] = copy(list->items[i], &ok);
    bool needs_usual = one_sided && !job->nsources;
    for (size_t i = 0; job->sources && needs_usual && i < nusual; i++)
        job->sources[job->nsources++] = copy(usual[i], &ok);
    return ok && job->sources;
}

/* The later ones are set later and so hold. */
static bool put_options(struct scan_job *job, const struct settings_option *options, size_t n)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++)
        job->settings[job->nsettings++] =
            (struct scan_setting){copy(options[i].name, &ok), copy(options[i].value, &ok)};
    return ok;
}

static int find_paper(const struct scanner *s, const struct scanner_request *request,
                      const struct settings_profile *profile, int ret_mm[2], struct so_error *err)
{
    bool own = profile && profile->paper_width_mm != SETTINGS_AS_SET;
    ret_mm[0] = own ? profile->paper_width_mm : s->set->paper_width_mm;
    ret_mm[1] = own ? profile->paper_height_mm : s->set->paper_height_mm;
    if (request->paper && !settings_parse_paper(request->paper, &ret_mm[0], &ret_mm[1]))
        return so_fail(err, SO_EINVALID, "paper is A4, A5, …, max, or millimetres such as 210x297, not \"%.40s\"",
                       request->paper);
    return SO_OK;
}

int scanner_make_job(const struct scanner *s, const struct scanner_request *request, struct scan_job *ret_job,
                     struct so_error *err)
{
    const struct settings_scanner *set = s->set;
    const struct scanner_request none = {0};
    request = request ? request : &none;
    const struct settings_profile *p = scanner_find_profile(s, request->profile);
    if (request->profile && !p)
        return so_fail(err, SO_ENOTFOUND, "scanner %s has no profile '%.64s'", set->name, request->profile);
    int mm[2], r = find_paper(s, request, p, mm, err);
    if (r)
        return r;
    struct conf_strings asked = {(char *[]){(char *)(uintptr_t)request->source}, 1, 1};
    const struct conf_strings *sources = request->source ? &asked : p && p->sources.len ? &p->sources : &set->sources;
    struct scan_job job = {.width_um = length_um(mm[0], set->overscan_mm), .height_um = length_um(mm[1], set->overscan_mm)};
    bool ok = put_sources(&job, sources, !request->source && (request->manual_duplex || (p && p->manual_duplex)));
    job.settings = calloc(set->noptions + (p ? p->noptions : 0) + 1, sizeof *job.settings);
    ok = ok && job.settings && put_options(&job, set->options, set->noptions);
    ok = ok && (!p || put_options(&job, p->options, p->noptions));
    job.mode = copy(request->mode ? request->mode : p && p->mode[0] ? p->mode : set->mode, &ok);
    int resolution = p && p->resolution ? p->resolution : set->resolution;
    job.resolution = request->resolution ? request->resolution : (uint32_t)resolution;
    if (!ok) {
        scan_job_free(&job);
        return so_fail(err, SO_ENOMEM, "out of memory");
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
