/*
 * worker_scan: the only program that links libsane. One thread, blocking calls; the daemon times them from outside and
 * kills what hangs. Started by the daemon with a socket as descriptor 3 (model/scan_wire.h), or by hand:
 *
 *     worker_scan --list [--local]                        the scanners that SANE knows, as JSON on standard output
 *     worker_scan --options DEVICE                        what the scanner can be set to
 *     worker_scan --test DEVICE SOURCE MODE RESOLUTION    one page that is looked at and not kept
 */
#include "daemon/worker_scan.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define FRAME_TIMEOUT_MS 10000 /* between the first and the last byte of a daemon's message */
#define DRAIN_MS 20            /* between two readings of buttons that may still tell old presses */
#define DRAINS_MAX 16          /* a button that never says the same twice is then read at the usual pace */
#define RESET_PAUSE_MS 2000    /* for a scanner to come to itself after its USB device was reset */

volatile sig_atomic_t worker_stop;
struct scan_device *volatile worker_cancels;

/* Hearing no more makes every wait for the daemon end at once, whenever the signal comes; sending still works. */
static void on_terminate(int number)
{
    (void)number;
    int saved = errno;
    worker_stop = 1;
    (void)shutdown(SCAN_SOCKET_FD, SHUT_RD);
    if (worker_cancels)
        scan_device_cancel(worker_cancels);
    errno = saved;
}

void worker_send(struct worker *w, uint32_t type, const struct buf *payload)
{
    if (!w->gone && wire_send(SCAN_SOCKET_FD, type, payload, -1))
        w->gone = true;
}

void worker_call(struct worker *w, enum scan_call call)
{
    struct buf b = BUF_INIT;
    if (!wire_put_u8(&b, (uint8_t)call))
        worker_send(w, SCAN_CALL, &b);
    buf_free(&b);
}

void worker_log(struct worker *w, const char *fmt, ...)
{
    struct buf line = BUF_INIT, b = BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    int r = buf_vprintf(&line, fmt, ap);
    va_end(ap);
    if (!r && !wire_put_str(&b, buf_str(&line)))
        worker_send(w, SCAN_LOG, &b);
    buf_free(&line);
    buf_free(&b);
}

static const char *sysfs(void)
{
    const char *other = getenv("SOHOA_SYSFS"); /* the daemon passes it in tests only */
    return other ? other : "/sys";
}

static void send_hello(struct worker *w, enum scan_status status, const char *text, const struct scan_found *found)
{
    char usb[SCAN_NAME_MAX + 1] = "", port[SCAN_NAME_MAX + 1] = "";
    if (found)
        scan_usb_of_name(found->name, sysfs(), usb, port);
    struct scan_hello h = {.status = status,
                           .text = (char *)(uintptr_t)text,
                           .device = w->device_name,
                           .vendor = found ? found->vendor : NULL,
                           .model = found ? found->model : NULL,
                           .type = w->type,
                           .watched = (uint32_t)w->watch.len,
                           .usb = usb,
                           .port = port};
    struct buf b = BUF_INIT;
    if (!scan_wire_put_hello(&b, &h))
        worker_send(w, SCAN_HELLO, &b);
    buf_free(&b);
}

/* Finds the scanner by its keys; one that is known by name or address needs no search. */
static enum scan_status find_device(const struct scan_open *want, struct scan_found_list *list, size_t *ret_index)
{
    bool direct = want->url[0] || (want->device[0] && !want->serial[0] && !want->usb[0] && !want->port[0]);
    if (direct) {
        struct scan_found *f = calloc(1, sizeof *f);
        *list = (struct scan_found_list){f, f ? 1 : 0, f ? 1 : 0};
        if (!f)
            return SCAN_NO_MEMORY;
        f->name = want->url[0] ? scan_url_name(want->url) : strdup(want->device);
        f->vendor = strdup("");
        f->model = strdup("");
        f->type = strdup("");
        *ret_index = 0;
        return f->name && f->vendor && f->model && f->type ? SCAN_GOOD : SCAN_NO_MEMORY;
    }
    enum scan_status status = scan_list(false, list);
    return status == SCAN_GOOD ? scan_match(want, list, sysfs(), ret_index) : status;
}

static void reset_usb(struct worker *w, const struct scan_open *want)
{
    const char *other = getenv("SOHOA_USB_DEVICES"); /* as above */
    char text[SCAN_NAME_MAX + 1];
    enum scan_status status = scan_usb_reset(want, sysfs(), other ? other : "/dev/bus/usb", text);
    worker_log(w, "%s", text);
    if (status == SCAN_GOOD)
        usleep(RESET_PAUSE_MS * 1000);
}

static enum scan_status open_device(struct worker *w, const struct scan_open *want)
{
    struct scan_found_list list = {0};
    size_t index = 0;
    worker_call(w, SCAN_CALL_OPEN);
    if (want->usb_reset)
        reset_usb(w, want);
    enum scan_status status = scan_begin();
    if (status == SCAN_GOOD)
        status = find_device(want, &list, &index);
    const struct scan_found *found = status == SCAN_GOOD ? &list.items[index] : NULL;
    if (found) {
        w->device_name = strdup(found->name);
        w->type = strdup(found->type);
        status = w->device_name && w->type ? scan_device_open(found->name, &w->device) : SCAN_NO_MEMORY;
    }
    worker_call(w, SCAN_CALL_OPTIONS);
    if (status == SCAN_GOOD && want->poll_ms)
        status = scan_watch_init(w->device, w->device_name, &w->watch);
    w->watch.settle_ms = want->settle_ms;
    w->watch.debounce_ms = want->debounce_ms;
    w->poll_ms = want->poll_ms;
    send_hello(w, status, "", found);
    scan_found_list_free(&list);
    return status;
}

static void tell_sensor(void *ctx, const struct scan_sensor *s)
{
    struct buf b = BUF_INIT;
    if (!scan_wire_put_sensor(&b, s))
        worker_send(ctx, SCAN_SENSOR, &b);
    buf_free(&b);
}

/* True when the daemon has something to say (or is gone) within the time. */
static bool wait_message(int timeout_ms)
{
    struct pollfd p = {.fd = SCAN_SOCKET_FD, .events = POLLIN};
    int ready;
    do
        ready = poll(&p, 1, timeout_ms);
    while (ready < 0 && errno == EINTR);
    return ready != 0;
}

static enum scan_status take_job(struct worker *w, const struct buf *payload)
{
    struct wire_in in = {(const uint8_t *)payload->data, payload->len, false};
    struct scan_job job;
    if (scan_wire_get_job(&in, &job))
        return SCAN_INVALID;
    enum scan_status status = worker_run_job(w, &job);
    scan_job_free(&job);
    scan_watch_forget(&w->watch);
    w->drains = 0;
    w->used = true;
    worker_send(w, SCAN_ALIVE, NULL); /* back from the last call of the job: the daemon need not time it any more */
    return status;
}

/* A press right after the start or a scan must be heard: old presses are read away at once, not at the usual pace. */
static int next_poll_ms(struct worker *w)
{
    if (!w->watch.len)
        return -1;
    if (scan_watch_drained(&w->watch) || w->drains == DRAINS_MAX)
        return (int)w->poll_ms;
    w->drains++;
    return DRAIN_MS;
}

/* Watches and scans until the daemon ends it, goes away, or the scanner fails. */
static void serve(struct worker *w)
{
    enum scan_status status = SCAN_GOOD;
    while (!w->gone && !worker_stop && (status == SCAN_GOOD || status == SCAN_NO_DOCS)) {
        if (!wait_message(next_poll_ms(w))) {
            status = scan_watch_poll(&w->watch, w->device, clock_mono_ms(), tell_sensor, w);
            worker_send(w, SCAN_ALIVE, NULL);
            if (status != SCAN_GOOD)
                worker_log(w, "sensors: %s", scan_status_name(status));
            continue;
        }
        uint32_t type;
        struct buf payload;
        if (wire_receive(SCAN_SOCKET_FD, FRAME_TIMEOUT_MS, &type, &payload, NULL))
            return;
        if (type == SCAN_GO)
            status = take_job(w, &payload);
        buf_free(&payload);
        if (type != SCAN_GO)
            return;
    }
}

static int run_for_daemon(void)
{
    struct worker w = {0};
    uint32_t type;
    struct buf payload;
    struct scan_open want;
    struct sigaction action = {.sa_handler = on_terminate};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGTERM, &action, NULL) < 0 || wire_receive(SCAN_SOCKET_FD, -1, &type, &payload, NULL))
        return 1;
    struct wire_in in = {(const uint8_t *)payload.data, payload.len, false};
    int r = type == SCAN_OPEN ? scan_wire_get_open(&in, &want) : SO_EFORMAT;
    buf_free(&payload);
    if (r)
        return 1;
    enum scan_status status = open_device(&w, &want);
    scan_open_free(&want);
    if (status == SCAN_GOOD)
        serve(&w);
    if (w.device) {
        worker_call(&w, SCAN_CALL_CLOSE);
        scan_device_close(w.device);
    }
    /* Not sane_exit, and no destructors of backends: both may crash or hang, and the kernel cleans up as well. */
    _exit(0);
}

int main(int argc, char **argv)
{
    /* SANE looks for its configuration in the working directory first: it must be nobody's. */
    if (chdir("/") < 0)
        return 1;
    if (argc >= 2 && !strcmp(argv[1], "--list"))
        return worker_list(argc == 3 && !strcmp(argv[2], "--local"));
    if (argc == 3 && !strcmp(argv[1], "--options"))
        return worker_options(argv[2]);
    if (argc == 6 && !strcmp(argv[1], "--test"))
        return worker_test(argv[2], argv[3], argv[4], argv[5]);
    if (argc == 2 && !strcmp(argv[1], "--help")) {
        printf("worker_scan --list [--local]                        the scanners that SANE knows, as JSON\n"
               "worker_scan --options DEVICE                        its options, as JSON\n"
               "worker_scan --test DEVICE SOURCE MODE RESOLUTION    scans one page and tells how it came, as JSON;\n"
               "                                                    \"\" or 0: as the scanner is set\n"
               "Without arguments it is started by sohoad, with a socket as descriptor 3.\n");
        return 0;
    }
    if (argc != 1) {
        fprintf(stderr, "worker_scan: unknown argument '%s'; see --help\n", argv[1]);
        return 2;
    }
    return run_for_daemon();
}
