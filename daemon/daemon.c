#include "daemon/daemon_private.h"

#include <sodium/core.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "conf/office.h"
#include "daemon/raw_pages.h"
#include "store/search.h"
#include "store/users.h"

#define TICK_MS 2000        /* batch window, purge */
#define INBOX_STUCK_MS (30 * 60 * 1000)
#define INBOX_AGAIN_MS (60 * 1000)
#define IMAGE_QUALITY 70    /* of the access image: reads well on the screen, fits the portal's limit */
#define PURGE_EVERY_MS (60 * 60 * 1000)
#define PASSWORD_BYTES 6

static char *data_folder(const struct daemon *d, const char *name, struct so_error *err)
{
    char *path = file_join(d->settings->data, name);
    if (!path) {
        so_fail(err, SO_ENOMEM, "out of memory");
        return NULL;
    }
    if (file_make_dirs(path, err)) {
        free(path);
        return NULL;
    }
    return path;
}

/* The key of the command line: who can read the file may speak to the daemon as its administrator. */
static int make_token(struct daemon *d, struct so_error *err)
{
    unsigned char random[(TOKEN_HEX_SIZE - 1) / 2];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(d->token, sizeof d->token, random, sizeof random);
    char *path = file_join(d->settings->data, "token");
    int r = path ? file_write_whole(path, d->token, strlen(d->token), 0600, err)
                 : so_fail(err, SO_ENOMEM, "out of memory");
    free(path);
    return r;
}

/* Where nobody can sign in yet, an administrator with a password that lies in a file beside the record. */
static int make_first_user(struct daemon *d, struct so_error *err)
{
    struct store_users users = {0};
    int r = store_user_list(d->store, &users, err);
    size_t n = users.len;
    store_users_free(&users);
    if (r || n)
        return r;
    unsigned char random[PASSWORD_BYTES];
    char password[2 * PASSWORD_BYTES + 1];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(password, sizeof password, random, sizeof random);
    char *path = file_join(d->settings->data, "first-password.txt");
    r = path ? file_write_whole(path, password, strlen(password), 0600, err) : so_fail(err, SO_ENOMEM, "out of memory");
    int64_t id;
    r = r ? r : store_user_add(d->store, "admin", "Quản trị", STORE_USER_ADMIN, password, &id, err);
    if (!r)
        log_notice("first start: sign in as 'admin' with the password in %s, then change it ('sohoa user password admin')",
                   path);
    free(path);
    return r;
}

/* Pages that a former run left in the spool go to the record as if they had just come. */
static void recovered_page(void *ctx, const struct spool_batch_info *batch, const struct spool_page_info *page)
{
    struct daemon *d = ctx;
    if (page->kind != SPOOL_PAGE_WHOLE)
        log_warning("spool: scanner %s, batch %s, sheet %u: the page is %s", batch->scanner, batch->uuid, page->sheet,
                    spool_page_kind_name(page->kind));
    else
        log_notice("spool: scanner %s, batch %s, page %u is taken up again", batch->scanner, batch->uuid, page->number);
    if (intake_page(d->intake, batch, page))
        log_error("spool: page %u stays in the spool: out of memory", page->number);
}

static void spool_trouble(void *ctx, const char *path, const struct so_error *err)
{
    (void)ctx;
    log_error("spool: %s is left alone: %s", path, err->text);
}

struct handed {
    struct daemon *daemon;
    char scanner[SPOOL_NAME_MAX + 1], batch[SPOOL_UUID_SIZE];
    uint32_t number;
    int64_t page;
};

static void note_handed(void *arg)
{
    struct handed *h = arg;
    struct so_error err;
    if (scanners_handed(h->daemon->scanners, h->scanner, h->batch, h->number, h->page, &err))
        log_error("spool: %s", err.text);
    free(h);
}

static void page_handed(void *ctx, const char *scanner, const char *batch, uint32_t number, int64_t page)
{
    struct daemon *d = ctx;
    pipeline_wake(d->pipeline);
    struct handed *h = calloc(1, sizeof *h);
    if (!h)
        return; /* the spool offers the page again at the next start, and the record knows it by its number */
    *h = (struct handed){.daemon = d, .number = number, .page = page};
    snprintf(h->scanner, sizeof h->scanner, "%s", scanner);
    snprintf(h->batch, sizeof h->batch, "%s", batch);
    if (loop_post(d->loop, note_handed, h))
        free(h);
}

static void source_closed(void *ctx, int64_t source)
{
    struct daemon *d = ctx;
    pipeline_look_over(d->pipeline, source);
}

static void page_not_handed(void *ctx, const char *scanner, const char *batch, uint32_t number, const struct so_error *err)
{
    (void)ctx;
    log_error("scanner %s, batch %s, page %u can't be recorded, it is safe in the spool: %s", scanner, batch, number,
              err->text);
}

int daemon_check_room(const struct daemon *d, struct so_error *err)
{
    uint64_t available, least = (uint64_t)d->settings->page_min_free_mb << 20;
    int r = file_free_space(d->settings->data, &available);
    if (r)
        return so_fail(err, r, "%s: free space is not known", d->settings->data);
    if (available >= least)
        return SO_OK;
    return so_fail(err, SO_ENOSPACE, "the disk is nearly full: %llu MB are free, %d must stay free (page_min_free_mb)",
                   (unsigned long long)(available >> 20), d->settings->page_min_free_mb);
}

static int take_inbox_file(void *ctx, const char *path, const char *name, const char *key, struct so_error *err)
{
    struct daemon *d = ctx;
    struct intake_file file = {.path = path, .name = name, .origin = STORE_INBOX, .priority = STORE_BACKLOG, .key = key};
    struct intake_result result;
    int r = daemon_check_room(d, err);
    r = r ? r : intake_file(d->store, &file, &result, err);
    if (r)
        return r;
    if (result.twins)
        log_notice("inbox: %s: %d of its %d pages are in the record already", name, result.twins, result.pages);
    pipeline_wake(d->pipeline);
    return SO_OK;
}

/* A step of work on the search index: what is not indexed yet at any time, merging only while the batch window is open. */
static void tend_index(struct daemon *d)
{
    struct so_error err;
    bool done = true;
    int r = d->indexed ? SO_OK : store_search_rebuild(d->store, &done, &err);
    if (!r && !d->indexed)
        d->indexed = done;
    else if (!r && nightly_next(d->nightly) == 0)
        r = store_search_optimize(d->store, &done, &err);
    if (r)
        log_error("the search index: %s", err.text);
}

static void tick(void *arg)
{
    struct daemon *d = arg;
    nightly_tick(d->nightly);
    raw_pages_forget(d);
    tend_index(d);
}

static void purge(void *arg)
{
    struct daemon *d = arg;
    struct so_error err;
    raw_pages_purge(d);
    if (store_sessions_expire(d->store, &err))
        log_warning("sessions: %s", err.text);
}

static void log_api(int level, const char *text)
{
    log_line((enum log_level)level, "%s", text);
}

/* A definition's place: as the settings say, else beside them. */
static char *defined_at(const struct daemon *d, const char *setting, const char *name)
{
    return *setting ? strdup(setting) : file_join(d->places->config, name);
}

static int load_definitions(struct daemon *d, struct so_error *err)
{
    const struct settings *s = d->settings;
    char *papers = defined_at(d, s->papers, "papers"), *office = defined_at(d, s->office, "office.yaml");
    char *procedures = defined_at(d, s->procedures, "procedures.yaml"), *registers = defined_at(d, "", "registers.yaml");
    struct definition_files files = {papers, office, procedures, registers};
    int r = papers && office && procedures && registers ? definitions_load(&files, &d->definitions, err)
                                                        : so_fail(err, SO_ENOMEM, "out of memory");
    free(papers);
    free(office);
    free(procedures);
    free(registers);
    return r;
}

/*
 * The scratch folder, without what a former run may have left there. All that is temporary goes there, that of libraries
 * too: pages of papers stay within the data folder. Called once no other daemon can be at work in the folder, and
 * before the first thread.
 */
static int open_scratch(struct daemon *d, struct so_error *err)
{
    char *path = file_join(d->settings->data, "scratch");
    if (!path)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = access(path, F_OK) == 0 ? file_remove_tree(path, err) : SO_OK;
    free(path);
    if (r)
        return r;
    d->scratch = data_folder(d, "scratch", err);
    if (!d->scratch)
        return err->code;
    return setenv("TMPDIR", d->scratch, 1) < 0 ? so_fail(err, SO_ENOMEM, "out of memory") : SO_OK;
}

static int open_record(struct daemon *d, struct so_error *err)
{
    const struct settings *s = d->settings;
    int r = file_make_dirs(s->data, err);
    if (r)
        return r;
    d->run_dir = data_folder(d, "run", err);
    if (!d->run_dir)
        return err->code;
    struct store_options store = {.folder = s->data};
    r = load_definitions(d, err);
    r = r ? r : store_open(&store, &d->store, err);
    r = r ? r : open_scratch(d, err);
    r = r ? r : make_token(d, err);
    return r ? r : make_first_user(d, err);
}

static int open_reading(struct daemon *d, struct so_error *err)
{
    const struct settings *s = d->settings;
    d->pipeline_options = (struct pipeline_options){
        .store = d->store,
        .rules = d->definitions.rules,
        .events = d->events,
        .reader = {.worker = d->places->worker_read,
                   .tessdata = *s->tessdata ? s->tessdata : d->places->tessdata,
                   .memory_bytes = (uint64_t)s->reader_memory_mb << 20,
                   .page_seconds = (unsigned)s->reader_page_seconds,
                   .max_megapixels = (unsigned)s->reader_max_megapixels},
        .workers = s->readers > 0 ? s->readers : (int)sysconf(_SC_NPROCESSORS_ONLN),
        .image_dpi = s->pdf_dpi,
        .image_quality = IMAGE_QUALITY,
        .reread = nightly_reread,
    };
    if (d->pipeline_options.workers > 16)
        d->pipeline_options.workers = 16;
    int r = nightly_new(d->store, d->events, s, &d->nightly, err);
    if (r)
        return r;
    d->pipeline_options.reread_ctx = d->nightly;
    r = pipeline_start(&d->pipeline_options, &d->pipeline, err);
    if (!r)
        nightly_attach(d->nightly, d->pipeline);
    return r;
}

static int open_capture(struct daemon *d, struct so_error *err)
{
    char *folder = data_folder(d, "spool", err);
    if (!folder)
        return err->code;
    struct spool_options spool = {.min_free_bytes = (uint64_t)d->settings->page_min_free_mb << 20};
    int r = spool_open(folder, &spool, &d->spool, err);
    free(folder);
    d->intake_hooks =
        (struct intake_hooks){.ctx = d, .handed = page_handed, .closed = source_closed, .failed = page_not_handed};
    r = r ? r : intake_new(d->store, d->settings, d->scratch, &d->intake_hooks, &d->intake, err);
    struct spool_visitor visitor = {.ctx = d, .page = recovered_page, .trouble = spool_trouble};
    r = r ? r : spool_recover(d->spool, &visitor, err);
    r = r ? r : raw_pages_close(d, err);
    struct scanners_options scanners = {
        .loop = d->loop,
        .spool = d->spool,
        .intake = d->intake,
        .events = d->events,
        .settings = d->settings,
        .worker = d->places->worker_scan,
        .run_dir = d->run_dir,
    };
    r = r ? r : scanners_new(&scanners, &d->scanners, err);
    if (r)
        return r;
    char *inbox_folder = *d->settings->inbox_folder ? strdup(d->settings->inbox_folder) : data_folder(d, "inbox", err);
    if (!inbox_folder)
        return err->code ? err->code : so_fail(err, SO_ENOMEM, "out of memory");
    struct inbox_options inbox = {
        .loop = loop_event(d->loop),
        .folder = inbox_folder,
        .quiet_ms = d->settings->inbox_quiet_seconds * 1000,
        .stuck_ms = INBOX_STUCK_MS,
        .again_ms = INBOX_AGAIN_MS,
        .take = take_inbox_file,
        .ctx = d,
    };
    r = inbox_new(&inbox, &d->inbox, err);
    free(inbox_folder);
    return r;
}

/* Tells the command line where to ask. */
static int write_address(struct daemon *d, struct so_error *err)
{
    const struct settings *s = d->settings;
    bool v6 = strchr(s->listen_address, ':') != NULL;
    char url[160];
    int n = snprintf(url, sizeof url, "%s://%s%s%s:%u", *s->tls_certificate ? "https" : "http", v6 ? "[" : "",
                     s->listen_address, v6 ? "]" : "", (unsigned)http_server_port(d->http));
    char *path = file_join(s->data, "address");
    int r = path && n < (int)sizeof url ? file_write_whole(path, url, (size_t)n, 0644, err)
                                        : so_fail(err, SO_ENOMEM, "out of memory");
    free(path);
    if (!r)
        log_notice("serving %s/", url);
    return r;
}

static int open_http(struct daemon *d, struct so_error *err)
{
    const struct settings *s = d->settings;
    commands_set(d);
    d->casework = (struct casework){d->store, d->definitions.procedures, d->definitions.office, d->definitions.rules};
    d->list_folder = file_join(d->places->config, "lists");
    if (!d->list_folder)
        return so_fail(err, SO_ENOMEM, "out of memory");
    d->lists = (struct list_desk){d->store, d->places->worker_list, d->list_folder};
    d->api = (struct api){
        .store = d->store,
        .rules = d->definitions.rules,
        .events = d->events,
        .commands = &d->commands,
        .casework = &d->casework,
        .office = d->definitions.office_name,
        .office_def = d->definitions.office,
        .registers = d->definitions.registers,
        .lists = &d->lists,
        .local_token = d->token,
        .session_hours = s->session_hours,
        .log = log_api,
    };
    struct http_settings http = {
        .address = s->listen_address,
        .port = (uint16_t)s->listen_port,
        .listen_fd = -1,
        .tls_certificate = *s->tls_certificate ? s->tls_certificate : NULL,
        .tls_key = *s->tls_key ? s->tls_key : NULL,
        .static_folder = d->places->web,
        .upload_folder = d->scratch,
    };
    api_serve_by(&d->api, &http);
    int r = http_server_open(&http, &d->http, err);
    return r ? r : write_address(d, err);
}

int daemon_open(const struct settings *settings, const struct places *places, struct daemon **ret_daemon,
                struct so_error *err)
{
    struct daemon *d = calloc(1, sizeof *d);
    if (!d)
        return so_fail(err, SO_ENOMEM, "out of memory");
    d->settings = settings;
    d->places = places;
    d->started_ms = clock_now_ms();
    int r = sodium_init() < 0 ? so_fail(err, SO_EINTERNAL, "libsodium can't be used") : SO_OK;
    r = r ? r : loop_new(&d->loop, err); /* first: it blocks the signals for all threads */
    d->events = r ? NULL : events_new();
    if (!r && !d->events)
        r = so_fail(err, SO_ENOMEM, "out of memory");
    r = r ? r : open_record(d, err);
    r = r ? r : open_reading(d, err);
    r = r ? r : open_capture(d, err);
    if (!r)
        purge(d); /* a computer that is switched off each evening need not run for an hour first */
    r = r ? r : open_http(d, err);
    if (!r && (loop_every(d->loop, TICK_MS, tick, d) || loop_every(d->loop, PURGE_EVERY_MS, purge, d)))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    if (r) {
        daemon_close(d);
        return r;
    }
    *ret_daemon = d;
    return SO_OK;
}

int daemon_run(struct daemon *d, struct so_error *err)
{
    return loop_run(d->loop, err);
}

void daemon_close(struct daemon *d)
{
    if (!d)
        return;
    http_server_free(d->http); /* first: its threads use everything else */
    inbox_free(d->inbox);
    scanners_free(d->scanners);
    intake_free(d->intake);
    pipeline_stop(d->pipeline);
    nightly_free(d->nightly);
    spool_free(d->spool);
    store_close(d->store);
    definitions_free(&d->definitions);
    free(d->list_folder);
    events_free(d->events);
    loop_free(d->loop);
    free(d->scratch);
    free(d->run_dir);
    free(d);
}
