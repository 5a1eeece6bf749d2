/* One job of worker_scan: options, then page after page, each released by the daemon's word that the last is on disk. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/worker_scan.h"
#include "scan/raster.h"

#define REPLY_TIMEOUT_MS (10 * 60 * 1000) /* for the daemon to save a page, and for a person to make room on the disk */
#define LOADED_CHECK_MS 1500 /* "no more documents" is believed after this, if the paper sensor agrees */
#define LOADED_CHECKS_MAX 2
#define WEAVE_LINES 16

struct job {
    struct worker *worker;
    const struct scan_job *want;
    struct scan_begun begun;
    uint32_t want_lines;
    uint32_t pages;
    unsigned loaded_checks;
    bool announced; /* the page of now */
    bool has_count; /* the scanner counts what passes it */
    long counted_before;
};

static void tell_option(void *ctx, const struct scan_option *o)
{
    struct buf b = BUF_INIT;
    if (!scan_wire_put_option(&b, o))
        worker_send(ctx, SCAN_OPTION, &b);
    buf_free(&b);
}

/* canon_dr's option for the hardware's own count of pages. */
static bool read_counter(struct worker *w, long *ret_count)
{
    char text[SCAN_NAME_MAX + 1], *end;
    if (!w->device)
        return false;
    worker_call(w, SCAN_CALL_OPTIONS);
    if (scan_option_get(w->device, "counter", text) != SCAN_GOOD)
        return false;
    *ret_count = strtol(text, &end, 10);
    return end != text && !*end && *ret_count >= 0 && *ret_count <= INT32_MAX;
}

static void send_end(const struct job *j, uint32_t type, enum scan_status status, const char *text)
{
    struct scan_end e = {.status = status, .pages = j->pages, .text = (char *)(uintptr_t)text};
    struct buf b = BUF_INIT;
    long now = 0;
    if (type == SCAN_DONE && j->has_count && !worker_stop && read_counter(j->worker, &now)) {
        e.has_count = now >= j->counted_before; /* else it was set back, or began again */
        e.counted = e.has_count ? (uint32_t)(now - j->counted_before) : 0;
    }
    if (!scan_wire_put_end(&b, &e))
        worker_send(j->worker, type, &b);
    buf_free(&b);
}

/* True when the daemon says to go on; false for SCAN_STOP and for anything else. */
static bool wait_ack(struct worker *w)
{
    uint32_t type = 0;
    struct buf payload = BUF_INIT;
    int r = w->gone ? SO_EEND : wire_receive(SCAN_SOCKET_FD, REPLY_TIMEOUT_MS, &type, &payload, NULL);
    buf_free(&payload);
    if (r || (type != SCAN_ACK && type != SCAN_STOP))
        w->gone = true;
    return !r && type == SCAN_ACK;
}

static enum scan_status apply(struct job *j)
{
    scan_begun_free(&j->begun);
    worker_call(j->worker, SCAN_CALL_OPTIONS);
    enum scan_status status =
        scan_apply_job(j->worker->device, j->worker->type, j->want, tell_option, j->worker, &j->begun);
    if (status == SCAN_GOOD)
        j->want_lines = scan_wanted_lines(j->worker->device, j->begun.resolution);
    return status;
}

/* Some backends refuse a second start on a handle that was cancelled: opened anew they take it. */
static enum scan_status reopen(struct job *j)
{
    struct worker *w = j->worker;
    worker_call(w, SCAN_CALL_CLOSE);
    scan_device_close(w->device);
    w->device = NULL;
    worker_call(w, SCAN_CALL_OPEN);
    enum scan_status status = scan_device_open(w->device_name, &w->device);
    w->used = false;
    return status == SCAN_GOOD ? apply(j) : status;
}

static enum scan_status start_once(struct worker *w)
{
    worker_call(w, SCAN_CALL_START);
    worker_cancels = w->device;
    enum scan_status status = worker_stop ? SCAN_CANCELLED : scan_start(w->device);
    worker_cancels = NULL;
    return status;
}

static bool still_loaded(struct job *j)
{
    bool known;
    if (!j->pages || j->loaded_checks >= LOADED_CHECKS_MAX || worker_stop)
        return false;
    if (!scan_watch_paper(&j->worker->watch, j->worker->device, &known) || !known)
        return false;
    j->loaded_checks++;
    usleep(LOADED_CHECK_MS * 1000);
    return !worker_stop && scan_watch_paper(&j->worker->watch, j->worker->device, &known);
}

static enum scan_status start_page(struct job *j)
{
    enum scan_status status = start_once(j->worker);
    if (status == SCAN_INVALID && j->worker->used && !j->pages) {
        status = reopen(j);
        if (status == SCAN_GOOD)
            status = start_once(j->worker);
    }
    while (status == SCAN_NO_DOCS && still_loaded(j)) {
        worker_log(j->worker, "the feeder says empty, its sensor says loaded: trying again");
        status = start_once(j->worker);
    }
    return status;
}

static void send_data(struct worker *w, struct buf *data)
{
    for (size_t at = 0; at < data->len; at += SCAN_DATA_MAX) {
        size_t n = data->len - at < SCAN_DATA_MAX ? data->len - at : SCAN_DATA_MAX;
        struct buf part = {data->data + at, n, 0};
        worker_send(w, SCAN_DATA, &part);
    }
    buf_clear(data);
}

/* The page is announced with its first byte, or with an end that had none: "no documents" may still come before it. */
static void announce(struct job *j, const struct scan_page *page)
{
    struct buf b = BUF_INIT;
    if (!j->announced && !scan_wire_put_page(&b, page))
        worker_send(j->worker, SCAN_PAGE, &b);
    buf_free(&b);
    j->announced = true;
}

static enum scan_status read_frame(struct job *j, struct raster *raster, const struct scan_page *page)
{
    uint8_t data[SCAN_DATA_MAX];
    struct buf out = BUF_INIT;
    enum scan_status status = SCAN_GOOD;
    while (status == SCAN_GOOD && !j->worker->gone) {
        size_t len = 0;
        status = worker_stop ? SCAN_CANCELLED : scan_read(j->worker->device, data, sizeof data, &len);
        if (worker_stop && status == SCAN_CANCELLED)
            break;
        if (len) {
            announce(j, page);
            enum scan_status fed = raster_feed(raster, data, len, &out);
            status = fed == SCAN_GOOD ? status : fed;
            send_data(j->worker, &out);
        }
    }
    buf_free(&out);
    return status;
}

static void send_woven(struct job *j, const struct raster *raster)
{
    struct buf out = BUF_INIT;
    for (uint32_t line = 0; raster_weave(raster, line, WEAVE_LINES, &out) == SCAN_GOOD; line += WEAVE_LINES)
        send_data(j->worker, &out);
    buf_free(&out);
}

/* All frames of the page whose first has been started. SCAN_EOF: the page is complete. */
static enum scan_status read_page(struct job *j, struct raster *raster, struct scan_page *page)
{
    struct scan_frame frame;
    enum scan_status status = scan_frame_of(j->worker->device, &frame);
    if (status == SCAN_GOOD)
        status = raster_begin(raster, &frame, page);
    page->want_lines = j->want_lines;
    page->resolution = j->begun.resolution;
    page->back = j->begun.duplex && j->pages % 2;
    while (status == SCAN_GOOD) {
        worker_call(j->worker, SCAN_CALL_READ);
        status = read_frame(j, raster, page);
        if (status != SCAN_EOF || frame.last)
            break;
        status = start_once(j->worker);
        if (status == SCAN_GOOD)
            status = scan_frame_of(j->worker->device, &frame);
        if (status == SCAN_GOOD)
            status = raster_next_frame(raster, &frame);
    }
    if (raster->woven)
        send_woven(j, raster);
    return status;
}

/* One page, told to the daemon. SCAN_GOOD when it may be followed by another. */
static enum scan_status scan_page(struct job *j)
{
    struct raster raster = {0};
    struct scan_page page = {0};
    j->announced = false;
    enum scan_status status = start_page(j);
    if (status != SCAN_GOOD)
        return status;
    worker_cancels = j->worker->device;
    status = read_page(j, &raster, &page);
    worker_cancels = NULL;
    raster_free(&raster);
    /* Some feeders find out only now that they are empty. */
    if (status == SCAN_NO_DOCS && !j->announced)
        return status;
    if (page.width)
        announce(j, &page);
    status = status == SCAN_EOF ? SCAN_GOOD : status == SCAN_GOOD ? SCAN_IO_ERROR : status;
    if (j->announced)
        send_end(j, SCAN_PAGE_END, status, "");
    j->pages += status == SCAN_GOOD;
    return status;
}

/* The end of a batch must be told to the scanner too; between its pages this would eject the next sheet. */
static void end_batch(struct worker *w)
{
    worker_call(w, SCAN_CALL_CANCEL);
    if (w->device && !worker_stop)
        scan_device_cancel(w->device);
}

enum scan_status worker_run_job(struct worker *w, const struct scan_job *want)
{
    struct job j = {.worker = w, .want = want};
    enum scan_status status = apply(&j);
    if (status == SCAN_GOOD) {
        j.has_count = read_counter(w, &j.counted_before);
        struct buf b = BUF_INIT;
        if (!scan_wire_put_begun(&b, &j.begun))
            worker_send(w, SCAN_BEGUN, &b);
        buf_free(&b);
        while (status == SCAN_GOOD && wait_ack(w)) {
            if (j.begun.flatbed && j.pages)
                break;
            status = scan_page(&j);
        }
    }
    if (worker_stop && status == SCAN_GOOD)
        status = SCAN_CANCELLED;
    /* Told first: what may hang or crash from here on costs no page. */
    send_end(&j, SCAN_DONE, status, "");
    end_batch(w);
    scan_begun_free(&j.begun);
    return status;
}
