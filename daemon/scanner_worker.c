/* The worker process of a scanner: started, listened to, timed, ended. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "daemon/scanner_private.h"
#include "sandbox/sandbox.h"

#define FILL_BYTES (512u * 1024) /* taken from the socket before other events get their turn */
#define WORKER_FILES 256
#define WORKER_MEMORY (UINT64_C(1024) << 20)

static void on_watchdog(struct scanner *s);

static int run_watchdog(sd_event_source *source, uint64_t now, void *ctx)
{
    (void)source;
    (void)now;
    on_watchdog(ctx);
    return 0;
}

static void arm(struct scanner *s, uint64_t ms)
{
    struct scanner_worker *w = &s->worker;
    if (!w->watchdog)
        return;
    if (ms && sd_event_source_set_time_relative(w->watchdog, ms * 1000) >= 0)
        (void)sd_event_source_set_enabled(w->watchdog, SD_EVENT_ONESHOT);
    else
        (void)sd_event_source_set_enabled(w->watchdog, SD_EVENT_OFF);
}

static uint64_t seconds(int n)
{
    return (uint64_t)(n > 0 ? n : 1) * 1000;
}

/* How long the call may take that the worker is in. */
static void arm_for_call(struct scanner *s)
{
    const struct settings_scanner *set = s->set;
    switch (s->worker.call) {
    case SCAN_CALL_OPEN:
        arm(s, seconds(set->open_timeout));
        break;
    case SCAN_CALL_START:
    case SCAN_CALL_READ:
        arm(s, seconds(set->first_byte_timeout));
        break;
    case SCAN_CALL_CANCEL:
        arm(s, seconds(set->cancel_grace));
        break;
    case SCAN_CALL_CLOSE:
        arm(s, s->tempo->close);
        break;
    default:
        arm(s, seconds(set->option_timeout));
        break;
    }
}

/* Between calls: an idle worker that watches gives a sign of life each round, any other is silent. */
static void arm_idle(struct scanner *s)
{
    if (s->status.watched)
        arm(s, seconds(s->set->option_timeout) + (uint64_t)s->set->poll_ms);
    else
        arm(s, 0);
}

static void on_watchdog(struct scanner *s)
{
    struct scanner_worker *w = &s->worker;
    scanner_note(s, LOG_WARNING, "no answer in time (%s)", scan_call_name(w->call));
    bool polite = w->in_job && !w->terminated && (w->call == SCAN_CALL_START || w->call == SCAN_CALL_READ);
    if (w->in_job && !s->fault && !s->user_cancel)
        s->fault = "stalled";
    if (polite)
        scanner_worker_cancel(s);
    else
        scanner_worker_kill(s);
}

void scanner_worker_cancel(struct scanner *s)
{
    struct scanner_worker *w = &s->worker;
    if (!w->pid || w->terminated)
        return;
    w->terminated = true;
    (void)kill(w->pid, SIGTERM);
    scanner_to(s, SCANNER_CANCELLING, "");
    arm(s, seconds(s->set->cancel_grace));
}

void scanner_worker_kill(struct scanner *s)
{
    struct scanner_worker *w = &s->worker;
    if (!w->pid || w->killed)
        return;
    w->killed = true;
    (void)kill(-w->pid, SIGKILL);
    arm(s, 0);
}

static void send_text(struct scanner *s, int level, struct wire_in *in)
{
    char *line = wire_get_str(in, 4096);
    if (line && !wire_end(in))
        scanner_note(s, level, "%s", line);
    free(line);
}

static int take_option(struct scanner *s, struct wire_in *in)
{
    struct scan_option o;
    int r = scan_wire_get_option(in, &o);
    if (!r) {
        scanner_note(s, o.result == OPTION_SET ? LOG_DEBUG : LOG_NOTICE, "option %s: %s, %s", o.name,
                     scan_option_result_name(o.result), o.value);
        scan_option_free(&o);
    }
    return r;
}

static int take_sensor(struct scanner *s, struct wire_in *in)
{
    struct scan_sensor sensor;
    int r = scan_wire_get_sensor(in, &sensor);
    if (!r) {
        scanner_on_sensor(s, &sensor);
        scan_sensor_free(&sensor);
    }
    return r;
}

static int take_hello(struct scanner *s, struct wire_in *in)
{
    struct scan_hello h;
    int r = s->worker.opened ? SO_EFORMAT : scan_wire_get_hello(in, &h);
    if (!r) {
        s->worker.opened = h.status == SCAN_GOOD;
        s->worker.expected = !s->worker.opened;
        scanner_on_hello(s, &h);
        if (s->worker.opened && !s->worker.in_job && s->worker.pid)
            arm_idle(s);
        scan_hello_free(&h);
    }
    return r;
}

static int take_page(struct scanner *s, struct wire_in *in)
{
    struct scan_page page;
    int r = s->page ? SO_EFORMAT : scan_wire_get_page(in, &page);
    if (!r) {
        s->worker.asked = false;
        scanner_on_page(s, &page);
    }
    return r;
}

static int take_end(struct scanner *s, uint32_t type, struct wire_in *in)
{
    struct scan_end end;
    int r = scan_wire_get_end(in, &end);
    if (r)
        return r;
    if (type == SCAN_PAGE_END) {
        scanner_on_page_end(s, &end);
    } else {
        s->worker.in_job = false;
        s->worker.asked = false;
        s->worker.expected = end.status != SCAN_GOOD && end.status != SCAN_NO_DOCS;
        arm_idle(s);
        scanner_on_done(s, &end);
    }
    scan_end_free(&end);
    return SO_OK;
}

static int take_job_message(struct scanner *s, uint32_t type, struct wire_in *in)
{
    if (!s->worker.in_job)
        return SO_EFORMAT;
    struct scan_begun begun;
    int r;
    switch (type) {
    case SCAN_OPTION:
        return take_option(s, in);
    case SCAN_BEGUN:
        r = scan_wire_get_begun(in, &begun);
        if (!r)
            scanner_on_begun(s, &begun);
        return r;
    case SCAN_PAGE:
        return take_page(s, in);
    case SCAN_DATA:
        if (s->state == SCANNER_READING || s->state == SCANNER_STARTING)
            arm(s, seconds(s->set->byte_timeout));
        scanner_on_data(s, in->p, in->left);
        return SO_OK;
    default:
        return take_end(s, type, in);
    }
}

static int take_message(struct scanner *s, uint32_t type, struct wire_in *in)
{
    switch (type) {
    case SCAN_HELLO:
        return take_hello(s, in);
    case SCAN_SENSOR:
        return take_sensor(s, in);
    case SCAN_ALIVE:
        s->status.polls++;
        if (!s->worker.in_job)
            arm_idle(s);
        return SO_OK;
    case SCAN_LOG:
        send_text(s, LOG_NOTICE, in);
        return SO_OK;
    case SCAN_CALL: {
        unsigned call = wire_get_u8(in);
        if (wire_end(in) || call >= SCAN_CALLS)
            return SO_EFORMAT;
        s->worker.call = (enum scan_call)call;
        if (!s->worker.terminated)
            arm_for_call(s);
        return SO_OK;
    }
    case SCAN_OPTION:
    case SCAN_BEGUN:
    case SCAN_PAGE:
    case SCAN_DATA:
    case SCAN_PAGE_END:
    case SCAN_DONE:
        return take_job_message(s, type, in);
    default:
        return SO_EFORMAT;
    }
}

/* Handles the frames that are whole. A worker that talks nonsense is killed: it may have been taken over. */
static void take_frames(struct scanner *s)
{
    uint32_t type;
    struct wire_in in;
    while (s->worker.pid) {
        int r = wire_stream_next(&s->worker.stream, SCAN_FRAME_MAX, &type, &in);
        if (r == SO_EBUSY)
            return;
        r = r ? r : take_message(s, type, &in);
        if (r) {
            scanner_note(s, LOG_ERROR, "the worker sent what it must not (message %#x); killed", type);
            s->worker.broken = true;
            scanner_worker_kill(s);
            (void)sd_event_source_set_enabled(s->worker.io, SD_EVENT_OFF);
            return;
        }
    }
}

static int on_readable(sd_event_source *source, int fd, uint32_t events, void *ctx)
{
    struct scanner *s = ctx;
    (void)events;
    int r = wire_stream_fill(&s->worker.stream, fd, FILL_BYTES);
    if (r == SO_OK || r == SO_EBUSY) {
        take_frames(s);
        return 0;
    }
    (void)sd_event_source_set_enabled(source, SD_EVENT_OFF);
    if (!s->worker.killed && s->worker.pid)
        arm(s, s->tempo->close);
    return 0;
}

/* Frees all that belongs to a worker which has been reaped. */
static void forget_worker(struct scanner *s)
{
    struct scanner_worker *w = &s->worker;
    sd_event_source_disable_unref(w->io);
    sd_event_source_disable_unref(w->exit);
    sd_event_source_disable_unref(w->watchdog);
    if (w->sock >= 0)
        close(w->sock);
    if (w->pidfd >= 0)
        close(w->pidfd);
    wire_stream_free(&w->stream);
    *w = (struct scanner_worker){.sock = -1, .pidfd = -1};
}

static int on_end(sd_event_source *source, int fd, uint32_t events, void *ctx)
{
    struct scanner *s = ctx;
    struct scanner_worker *w = &s->worker;
    int status = 0;
    (void)source;
    (void)fd;
    (void)events;
    if (waitpid(w->pid, &status, WNOHANG) == 0)
        return 0;
    /* What it said before its end counts: the bytes of a page above all. */
    while (!w->broken && wire_stream_fill(&w->stream, w->sock, FILL_BYTES) == SO_OK)
        take_frames(s);
    bool in_job = w->in_job, surprise = !w->expected && !w->terminated, opened = w->opened, killed = w->killed;
    char text[80];
    sandbox_describe_status(status, text, sizeof text);
    if (surprise || killed)
        scanner_note(s, LOG_WARNING, "the worker %s", text);
    bool asked = w->asked;
    forget_worker(s);
    s->worker.asked = asked;
    if (in_job)
        scanner_on_worker_lost(s);
    else if (!opened && killed)
        scanner_on_open_failure(s, SCAN_IO_ERROR);
    else if (surprise && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        scanner_on_open_failure(s, SCAN_IO_ERROR); /* the scanner went away while it was watched */
    else if (surprise)
        scanner_on_crash(s);
    else if (s->state == SCANNER_PROBING || s->state == SCANNER_CANCELLING)
        scanner_probe(s);
    s->worker.asked = false;
    return 0;
}

static int listen_to(struct scanner *s)
{
    struct scanner_worker *w = &s->worker;
    w->pidfd = (int)syscall(SYS_pidfd_open, w->pid, 0);
    if (w->pidfd < 0)
        return -errno;
    int r = sd_event_add_io(s->env.loop, &w->io, w->sock, EPOLLIN, on_readable, s);
    r = r < 0 ? r : sd_event_add_io(s->env.loop, &w->exit, w->pidfd, EPOLLIN, on_end, s);
    r = r < 0 ? r : sd_event_source_set_priority(w->exit, SD_EVENT_PRIORITY_NORMAL + 10);
    return r < 0 ? r : sd_event_add_time_relative(s->env.loop, &w->watchdog, CLOCK_MONOTONIC,
                                                  seconds(s->set->open_timeout) * 1000, 0, run_watchdog, s);
}

int scanner_worker_start(struct scanner *s, struct so_error *err)
{
    const char *argv[] = {"worker_scan", NULL};
    char **env = scanner_make_env(s);
    if (!env)
        return so_fail(err, SO_ENOMEM, "out of memory");
    struct sandbox_spec spec = {.program = s->env.worker,
                                .argv = argv,
                                .env = (const char *const *)env,
                                .socket = true,
                                .stdin_fd = -1,
                                .stdout_fd = -1,
                                .stderr_fd = -1,
                                .memory_bytes = WORKER_MEMORY,
                                .files = WORKER_FILES};
    struct sandbox_child child;
    int r = sandbox_spawn(&spec, &child, err);
    scanner_free_env(env);
    if (r)
        return r;
    s->worker = (struct scanner_worker){.pid = child.pid, .sock = child.sock, .pidfd = -1, .call = SCAN_CALL_OPEN};
    int e = listen_to(s);
    if (e < 0) {
        scanner_worker_discard(s);
        errno = -e;
        return so_fail_errno(err, "%s: can't be watched", s->env.worker);
    }
    struct scan_open open;
    struct buf b = BUF_INIT;
    scanner_make_open(s, &open);
    if (open.usb_reset) {
        scanner_note(s, LOG_WARNING, "%u attempts to open it failed: resetting its USB device", s->open_failures);
        s->reset_tried = true;
    }
    if (!scan_wire_put_open(&b, &open))
        scanner_worker_send(s, SCAN_OPEN, &b);
    buf_free(&b);
    return SO_OK;
}

void scanner_worker_send(struct scanner *s, uint32_t type, const struct buf *payload)
{
    /* Small frames into an empty socket buffer: this cannot block. A dead worker is noticed by its end. */
    if (s->worker.sock >= 0)
        (void)wire_send(s->worker.sock, type, payload, -1);
}

void scanner_worker_go(struct scanner *s)
{
    struct buf b = BUF_INIT;
    s->worker.in_job = true;
    s->worker.call = SCAN_CALL_OPTIONS;
    if (!scan_wire_put_job(&b, &s->job))
        scanner_worker_send(s, SCAN_GO, &b);
    buf_free(&b);
    arm_for_call(s);
}

void scanner_worker_quit(struct scanner *s)
{
    if (!s->worker.pid)
        return;
    s->worker.expected = true;
    scanner_worker_send(s, SCAN_QUIT, NULL);
    arm(s, s->tempo->close);
}

void scanner_worker_discard(struct scanner *s)
{
    struct sandbox_child child = {.pid = s->worker.pid, .sock = s->worker.sock};
    if (!s->worker.pid)
        return;
    s->worker.sock = -1; /* sandbox_end closes it: the worker sees that it is over */
    (void)sd_event_source_set_enabled(s->worker.io, SD_EVENT_OFF);
    sd_event_source_disable_unref(s->worker.io);
    s->worker.io = NULL;
    (void)sandbox_end(&child, 0, NULL);
    forget_worker(s);
}
