#include "daemon/scanners.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "daemon/api.h"
#include "daemon/raw_pages.h"
#include "daemon/scanner_hotplug.h"

#define HOTPLUG_DEBOUNCE_MS 2000
#define HOTPLUG_RESCAN_MS 10000

struct scanners {
    struct scanners_options options;
    struct scanner_hooks hooks;
    struct scanner_env env;
    struct scanner *items[COMMANDS_SCANNERS_MAX];
    struct scanner_hotplug *hotplug;
    size_t len;
};

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void make_view(const struct scanner_status *s, const struct settings_scanner *set, struct scanner_view *v)
{
    *v = (struct scanner_view){
        .pages = s->pages,
        .sheet = s->sheet,
        .lines_read = s->lines_read,
        .lines = s->lines,
        .can_start = s->can_start,
        .can_continue = s->can_continue,
        .can_finish = s->can_finish,
        .can_cancel = s->can_cancel,
        .can_release = s->can_release,
        .can_enable = s->can_enable,
        .released_until_ms = s->released_until_ms,
        .paper_loaded = s->paper_loaded,
        .partial = s->partial,
        .last_page = s->last_record,
    };
    copy_text(v->name, sizeof v->name, s->name);
    copy_text(v->label, sizeof v->label, s->label);
    copy_text(v->state, sizeof v->state, scanner_state_name(s->state));
    copy_text(v->code, sizeof v->code, s->code);
    copy_text(v->message_vi, sizeof v->message_vi, s->message_vi);
    copy_text(v->message_en, sizeof v->message_en, s->message_en);
    copy_text(v->batch, sizeof v->batch, s->batch);
    copy_text(v->device, sizeof v->device, s->device);
    copy_text(v->vendor, sizeof v->vendor, s->vendor);
    copy_text(v->model, sizeof v->model, s->model);
    for (; v->nprofiles < set->nprofiles && v->nprofiles < COMMANDS_PROFILES_MAX; v->nprofiles++) {
        struct scanner_profile_view *p = &v->profiles[v->nprofiles];
        copy_text(p->name, sizeof p->name, set->profiles[v->nprofiles].name);
        copy_text(p->label, sizeof p->label, set->profiles[v->nprofiles].label);
    }
}

static void on_page(void *ctx, struct scanner *scanner, const struct scanner_page *page)
{
    struct scanners *s = ctx;
    if (page->page->kind != SPOOL_PAGE_WHOLE)
        log_warning("scanner %s: sheet %u, page %u is %s", scanner_name(scanner), page->page->sheet, page->page->number,
                    spool_page_kind_name(page->page->kind));
    if (intake_page(s->options.intake, page->batch, page->page))
        log_error("scanner %s: page %u stays in the spool: out of memory", scanner_name(scanner), page->page->number);
}

static void on_state(void *ctx, struct scanner *scanner, const struct scanner_status *status)
{
    struct scanners *s = ctx;
    struct scanner_view view;
    make_view(status, scanner_settings(scanner), &view);
    if (status->message_en[0])
        log_notice("scanner %s: %s: %s", view.name, view.state, view.message_en);
    struct buf json = BUF_INIT;
    if (!api_scanner_json(&view, &json))
        (void)events_publish(s->options.events, "scanner", buf_str(&json));
    buf_free(&json);
}

static void on_event(void *ctx, struct scanner *scanner, enum scanner_event event, const char *name)
{
    (void)ctx;
    log_notice("scanner %s: %s '%s'", scanner_name(scanner), event == SCANNER_EVENT_BUTTON ? "button" : "paper at",
               name);
}

static void on_closed(void *ctx, struct scanner *scanner, const struct spool_batch_info *batch)
{
    struct scanners *s = ctx;
    log_notice("scanner %s: batch of %u pages %s", scanner_name(scanner), batch->pages,
               spool_batch_state_name(batch->state));
    struct so_error err;
    if (raw_pages_end_batch(s->options.spool, s->options.intake, batch, &err))
        log_error("scanner %s: the end of its batch is told at the next start: %s", scanner_name(scanner), err.text);
}

static void on_log(void *ctx, struct scanner *scanner, int level, const char *line)
{
    (void)ctx;
    log_line((enum log_level)level, "scanner %s: %s", scanner_name(scanner), line);
}

static void on_hotplug(void *ctx)
{
    struct scanners *s = ctx;
    log_debug("USB devices have changed");
    for (size_t i = 0; i < s->len; i++)
        scanner_look_again(s->items[i]);
}

static bool anybody(void *ctx)
{
    struct scanners *s = ctx;
    return events_are_watched(s->options.events);
}

int scanners_new(const struct scanners_options *options, struct scanners **ret_scanners, struct so_error *err)
{
    struct scanners *s = calloc(1, sizeof *s);
    if (!s)
        return so_fail(err, SO_ENOMEM, "out of memory");
    s->options = *options;
    s->hooks = (struct scanner_hooks){s, on_page, on_state, on_event, on_closed, on_log, anybody};
    s->env = (struct scanner_env){
        .loop = loop_event(options->loop),
        .spool = options->spool,
        .worker = options->worker,
        .run_dir = options->run_dir,
        .sane_config_dir = options->settings->scanners_config_dir,
        .hooks = &s->hooks,
    };
    for (size_t i = 0; i < options->settings->nscanners; i++) {
        const struct settings_scanner *one = &options->settings->scanners[i];
        if (s->len == COMMANDS_SCANNERS_MAX) {
            log_warning("more than %d scanners in the settings; ignoring '%s' and what follows", COMMANDS_SCANNERS_MAX,
                        one->name);
            break;
        }
        int r = scanner_new(one, &s->env, &s->items[s->len], err);
        if (r) {
            scanners_free(s);
            return r;
        }
        s->len++;
    }
    struct scanner_hotplug_options hotplug = {.loop = s->env.loop,
                                              .sysfs = "/sys",
                                              .debounce_ms = HOTPLUG_DEBOUNCE_MS,
                                              .rescan_ms = HOTPLUG_RESCAN_MS,
                                              .changed = on_hotplug,
                                              .ctx = s};
    int r = scanner_hotplug_new(&hotplug, &s->hotplug, err);
    if (r) {
        scanners_free(s);
        return r;
    }
    *ret_scanners = s;
    return SO_OK;
}

void scanners_free(struct scanners *s)
{
    if (!s)
        return;
    scanner_hotplug_free(s->hotplug);
    for (size_t i = 0; i < s->len; i++)
        scanner_free(s->items[i]);
    free(s);
}

struct view_call {
    struct scanners *scanners;
    struct scanner_view *items;
    size_t n;
};

static void view_on_loop(void *arg)
{
    struct view_call *call = arg;
    for (size_t i = 0; i < call->scanners->len; i++) {
        struct scanner_status status;
        scanner_get_status(call->scanners->items[i], &status);
        make_view(&status, scanner_settings(call->scanners->items[i]), &call->items[call->n++]);
    }
}

int scanners_view(struct scanners *s, struct scanner_view *items, size_t *ret_n, struct so_error *err)
{
    struct view_call call = {.scanners = s, .items = items};
    int r = loop_call(s->options.loop, view_on_loop, &call);
    if (r)
        return so_fail(err, r, "the daemon is stopping");
    *ret_n = call.n;
    return SO_OK;
}

static struct scanner *find_scanner(const struct scanners *s, const char *name)
{
    for (size_t i = 0; i < s->len; i++)
        if (!strcmp(scanner_name(s->items[i]), name))
            return s->items[i];
    return NULL;
}

struct act_call {
    struct scanners *scanners;
    const char *name;
    const struct scanner_command *command;
    int result;
    struct so_error err;
};

static int start_scan(struct scanner *scanner, const struct scanner_command *c, struct so_error *err)
{
    struct scanner_request request = {.profile = c->profile,
                                      .source = c->source,
                                      .mode = c->mode,
                                      .paper = c->paper,
                                      .resolution = c->resolution,
                                      .sheets = c->sheets,
                                      .manual_duplex = c->manual_duplex};
    return scanner_start_scan(scanner, &request, err);
}

static void act_on_loop(void *arg)
{
    struct act_call *call = arg;
    struct so_error *err = &call->err;
    struct scanner *found = find_scanner(call->scanners, call->name);
    if (!found) {
        call->result = so_fail(err, SO_ENOTFOUND, "no scanner '%s'", call->name);
        return;
    }
    switch (call->command->action) {
    case SCANNER_ACTION_SCAN:
        call->result = start_scan(found, call->command, err);
        break;
    case SCANNER_ACTION_CONTINUE:
        call->result = scanner_continue(found, err);
        break;
    case SCANNER_ACTION_FINISH:
        call->result = scanner_finish(found, err);
        break;
    case SCANNER_ACTION_CANCEL:
        call->result = scanner_cancel(found, err);
        break;
    case SCANNER_ACTION_RELEASE:
        call->result = scanner_release(found, call->command->minutes, err);
        break;
    case SCANNER_ACTION_ENABLE:
        call->result = scanner_enable(found, err);
        break;
    default:
        call->result = so_fail(err, SO_EINVALID, "no such action");
        break;
    }
}

int scanners_act(struct scanners *s, const char *name, const struct scanner_command *command, struct so_error *err)
{
    struct act_call call = {.scanners = s, .name = name, .command = command};
    int r = loop_call(s->options.loop, act_on_loop, &call);
    if (r)
        return so_fail(err, r, "the daemon is stopping");
    if (call.result)
        return so_fail(err, call.result, "%s", call.err.text);
    return SO_OK;
}

int scanners_handed(struct scanners *s, const char *scanner, const char *batch, uint32_t number, int64_t record,
                    struct so_error *err)
{
    struct scanner *found = find_scanner(s, scanner);
    /* A scanner that the settings no longer have may have left pages. */
    return found ? scanner_handed(found, batch, number, record, err)
                 : spool_page_handed(s->options.spool, scanner, batch, number, record, err);
}

struct partial_call {
    struct scanners *scanners;
    const char *name;
    uint32_t number;
    char path[sizeof ((struct spool_page_info *)0)->path];
    int result;
    struct so_error err;
};

static int note_if_wanted(void *ctx, const struct spool_page_info *p)
{
    struct partial_call *call = ctx;
    if (p->number == call->number)
        snprintf(call->path, sizeof call->path, "%s", p->path);
    return SO_OK;
}

static void partial_on_loop(void *arg)
{
    struct partial_call *call = arg;
    struct scanner *found = find_scanner(call->scanners, call->name);
    struct scanner_status status = {0};
    if (found)
        scanner_get_status(found, &status);
    call->number = status.partial;
    if (status.partial && status.batch[0])
        call->result = spool_batch_pages(call->scanners->options.spool, call->name, status.batch, note_if_wanted, call,
                                         &call->err);
    if (!call->result && !call->path[0])
        call->result = so_fail(&call->err, SO_ENOTFOUND, "no page of scanner '%s' has broken off", call->name);
}

int scanners_open_partial(struct scanners *s, const char *name, int *ret_fd, struct so_error *err)
{
    struct partial_call call = {.scanners = s, .name = name};
    int r = loop_call(s->options.loop, partial_on_loop, &call);
    if (r)
        return so_fail(err, r, "the daemon is stopping");
    if (call.result)
        return so_fail(err, call.result, "%s", call.err.text);
    return spool_evidence_open(call.path, ret_fd, err);
}
