/* The table of commands.h for HTTP threads: what must run on the loop is posted there, the rest runs where it is called. */
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "daemon/daemon_private.h"
#include "daemon/document.h"
#include "daemon/enrolment.h"
#include "store/backup.h"

static int see_scanners(void *context, struct scanner_view *items, size_t *ret_n, struct so_error *err)
{
    struct daemon *d = context;
    return scanners_view(d->scanners, items, ret_n, err);
}

static int act_on_scanner(void *context, const char *name, const struct scanner_command *command, struct so_error *err)
{
    struct daemon *d = context;
    return scanners_act(d->scanners, name, command, err);
}

static int ask_scanner(void *context, const struct scanner_question *question, struct buf *ret_json, struct so_error *err)
{
    return enrolment_ask(context, question, ret_json, err);
}

static int add_scanner(void *context, const char *name, const char *label, const char *device, struct so_error *err)
{
    return enrolment_add(context, name, label, device, err);
}

static int import_file(void *context, const struct import_request *request, int64_t *ret_source, struct so_error *err)
{
    struct daemon *d = context;
    struct intake_file file = {
        .path = request->path,
        .name = request->name,
        .origin = STORE_IMPORT,
        .priority = request->backlog ? STORE_BACKLOG : STORE_COUNTER,
        .dossier = request->dossier,
        .user = request->user,
    };
    struct intake_result result;
    int r = daemon_check_room(d, err);
    r = r ? r : intake_file(d->store, &file, &result, err);
    unlink(request->path);
    if (r)
        return r;
    pipeline_wake(d->pipeline);
    *ret_source = result.source;
    return SO_OK;
}

static int start_batch(void *context, const char *user, struct so_error *err)
{
    (void)user;
    struct daemon *d = context;
    return nightly_start_now(d->nightly, err);
}

static int see_status(void *context, struct daemon_view *ret_view, struct so_error *err)
{
    (void)err;
    struct daemon *d = context;
    struct daemon_view v = {
        .started_ms = d->started_ms,
        .workers = d->pipeline_options.workers,
        .workers_busy = pipeline_busy(d->pipeline),
        .best_model = pipeline_has_best(d->pipeline),
        .batch_going = nightly_is_going(d->nightly),
        .batch_next_ms = nightly_next(d->nightly),
        .raw_waiting = d->raw_waiting,
    };
    snprintf(v.version, sizeof v.version, "%s", SOHOA_VERSION);
    if (file_free_space(d->settings->data, &v.disk_free_bytes))
        v.disk_free_bytes = 0;
    if (store_backup_last(d->store, &v.backup_ms, NULL))
        v.backup_ms = 0;
    *ret_view = v;
    return SO_OK;
}

static int open_page_image(void *context, int64_t page, int *ret_fd, struct so_error *err)
{
    struct daemon *d = context;
    return pipeline_page_image(d->pipeline, page, ret_fd, err);
}

static struct document_source document_source(struct daemon *d)
{
    return (struct document_source){.store = d->store,
                                    .rules = d->definitions.rules,
                                    .office = d->definitions.office_name,
                                    .render = pipeline_render,
                                    .render_ctx = d->pipeline,
                                    .limits = {.whole = (uint64_t)d->settings->pdf_limit_mb * 1000000},
                                    .dpi = d->settings->pdf_dpi};
}

static int make_paper_pdf(void *context, int64_t paper, int *ret_fd, struct so_error *err)
{
    struct daemon *d = context;
    struct document_source source = document_source(d);
    return document_paper_pdf_fd(&source, paper, d->scratch, ret_fd, err);
}

static int make_dossier_pdf(void *context, const char *dossier, int *ret_fd, struct so_error *err)
{
    struct daemon *d = context;
    struct document_source source = document_source(d);
    return document_dossier_pdf_fd(&source, dossier, d->scratch, ret_fd, err);
}

static int make_partial_image(void *context, const char *scanner, struct buf *ret_jpeg, struct so_error *err)
{
    struct daemon *d = context;
    int fd = -1;
    int r = scanners_open_partial(d->scanners, scanner, &fd, err);
    if (r)
        return r;
    r = pipeline_render_file(d->pipeline, fd, "the page that broke off", ret_jpeg, err);
    close(fd);
    return r;
}

static int arrange(void *context, int64_t source, struct so_error *err)
{
    struct daemon *d = context;
    return pipeline_arrange(d->pipeline, source, err);
}

static int look_over(void *context, int64_t source, struct so_error *err)
{
    (void)err;
    struct daemon *d = context;
    pipeline_look_over(d->pipeline, source);
    return SO_OK;
}

void commands_set(struct daemon *d)
{
    d->commands = (struct commands){
        .context = d,
        .scanners = see_scanners,
        .scanner = act_on_scanner,
        .ask_scanner = ask_scanner,
        .add_scanner = add_scanner,
        .import = import_file,
        .batch = start_batch,
        .status = see_status,
        .page_image = open_page_image,
        .paper_pdf = make_paper_pdf,
        .dossier_pdf = make_dossier_pdf,
        .partial_image = make_partial_image,
        .arrange = arrange,
        .look_over = look_over,
    };
}
