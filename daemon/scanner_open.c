/* Opening a scanner, and what it says while nothing is being scanned. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/scanner_owner.h"
#include "daemon/scanner_private.h"

#define CRASHES_MAX 3
#define CRASH_WINDOW_MS (10 * 60 * 1000)
#define RETRIES (sizeof((struct scanner_tempo *)0)->open_retry / sizeof(uint32_t))
#define BACKOFFS (sizeof((struct scanner_tempo *)0)->backoff / sizeof(uint32_t))

void scanner_on_hello(struct scanner *s, const struct scan_hello *h)
{
    struct scanner_status *st = &s->status;
    if (h->status != SCAN_GOOD) {
        scanner_note(s, LOG_WARNING, "could not be opened: %s %s", scan_status_name(h->status), h->text);
        scanner_on_open_failure(s, h->status);
        return;
    }
    snprintf(st->device, sizeof st->device, "%s", h->device);
    snprintf(st->vendor, sizeof st->vendor, "%s", h->vendor);
    snprintf(st->model, sizeof st->model, "%s", h->model);
    st->watched = h->watched > 0;
    st->polls = 0;
    snprintf(s->seen_usb, sizeof s->seen_usb, "%s", h->usb);
    snprintf(s->seen_port, sizeof s->seen_port, "%s", h->port);
    s->open_failures = 0;
    s->reset_tried = false;
    if (s->state != SCANNER_PROBING)
        return;
    if (s->plan == PLAN_SCAN)
        scanner_go(s);
    else
        scanner_rest(s, "");
}

static void give_up(struct scanner *s, enum scanner_state state, const char *code)
{
    s->plan = PLAN_NOTHING;
    if (s->batch)
        scanner_to(s, SCANNER_ATTENTION, code);
    else
        scanner_to(s, state, code);
}

/*
 * A scanner whose driver was killed amid a page may stay dead until its USB device is reset. Not while another program
 * may be using it: that one would lose its page.
 */
bool scanner_reset_is_due(const struct scanner *s)
{
    struct scanner_owner owner;
    unsigned after = (unsigned)s->set->usb_reset_after;
    return after && s->open_failures >= after && !s->reset_tried && !s->found_busy && !s->set->url[0] &&
           !scanner_owner_find(s->env.system_root ? s->env.system_root : "", true, &owner);
}

/* A scanner that slept is tried again in silence; then the person is told, and the attempts become rare. */
void scanner_on_open_failure(struct scanner *s, enum scan_status status)
{
    const struct scanner_tempo *t = s->tempo;
    s->status.paper_loaded = false;
    s->found_busy = status == SCAN_DEVICE_BUSY;
    if (status == SCAN_ACCESS_DENIED || status == SCAN_AMBIGUOUS) {
        give_up(s, SCANNER_DISABLED, status == SCAN_AMBIGUOUS ? "ambiguous" : "no_rights");
        return;
    }
    if (s->state == SCANNER_OPEN_WAIT || s->state == SCANNER_ATTENTION) {
        /* The worker of a batch that waits has gone; the next continue opens the scanner anew. */
        if (s->state == SCANNER_OPEN_WAIT)
            scanner_to(s, SCANNER_ATTENTION, scanner_turn_is_due(s) ? "turn_over" : "io_error");
        return;
    }
    unsigned n = s->open_failures++;
    if (n < RETRIES) {
        scanner_to(s, SCANNER_BACKOFF, "waking");
        scanner_set_timer(s, t->open_retry[n], scanner_probe);
        return;
    }
    bool absent = status == SCAN_NOT_FOUND || status == SCAN_INVALID;
    const char *code = absent ? "absent" : status == SCAN_DEVICE_BUSY ? "busy" : "not_answering";
    unsigned step = n - (unsigned)RETRIES;
    give_up(s, absent ? SCANNER_ABSENT : SCANNER_BACKOFF, code);
    if (s->state != SCANNER_ATTENTION)
        scanner_set_timer(s, absent ? t->absent : t->backoff[step < BACKOFFS ? step : BACKOFFS - 1], scanner_probe);
}

void scanner_on_crash(struct scanner *s)
{
    int64_t now = clock_mono_ms();
    memmove(s->crashes + 1, s->crashes, sizeof s->crashes - sizeof *s->crashes);
    s->crashes[0] = now;
    unsigned recent = 0;
    for (size_t i = 0; i < SCANNER_CRASHES_KEPT; i++)
        recent += s->crashes[i] && now - s->crashes[i] < CRASH_WINDOW_MS;
    s->status.paper_loaded = false;
    if (s->state == SCANNER_ATTENTION || s->state == SCANNER_RELEASED || s->state == SCANNER_DISABLED)
        return;
    if (recent >= CRASHES_MAX) {
        give_up(s, SCANNER_DISABLED, "crash_loop");
    } else if (s->batch) {
        give_up(s, SCANNER_BACKOFF, scanner_turn_is_due(s) ? "turn_over" : "crashed");
    } else {
        scanner_to(s, SCANNER_BACKOFF, "waking");
        scanner_set_timer(s, s->tempo->backoff[recent - 1 < BACKOFFS ? recent - 1 : BACKOFFS - 1], scanner_probe);
    }
}

static void auto_start(struct scanner *s, int wanted)
{
    struct so_error err;
    if (s->set->auto_start != wanted && s->set->auto_start != AUTO_START_BOTH)
        return;
    int r = SO_OK;
    if (s->state == SCANNER_WATCHING)
        r = scanner_start_scan(s, NULL, &err);
    else if (s->state == SCANNER_OPEN_WAIT && (wanted == AUTO_START_BUTTON || scanner_turn_is_due(s)))
        r = scanner_continue(s, &err);
    if (r)
        scanner_note(s, LOG_WARNING, "%s", err.text);
}

/* What buttons do whose names leave no doubt; all others scan. hp5590 tells its buttons apart by the value. */
static int usual_action(const char *name, const char *value)
{
    static const struct {
        const char *name;
        int action;
    } known[] = {{"stop", BUTTON_FINISH}, {"cancel", BUTTON_FINISH}, {"power", BUTTON_IGNORE},
                 {"up", BUTTON_IGNORE},   {"down", BUTTON_IGNORE},   {"mode", BUTTON_IGNORE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].name, name) || !strcmp(known[i].name, value))
            return known[i].action;
    return BUTTON_SCAN;
}

static int action_of(const struct settings_scanner *set, const char *name, const char *value)
{
    char both[2 * SCAN_NAME_MAX + 2];
    snprintf(both, sizeof both, "%s=%s", name, value);
    for (size_t i = 0; i < set->nbuttons; i++)
        if (!strcmp(set->buttons[i].name, name) || !strcmp(set->buttons[i].name, both))
            return set->buttons[i].action;
    return usual_action(name, value);
}

static void press(struct scanner *s, const struct scan_sensor *button)
{
    struct so_error err;
    int action = action_of(s->set, button->name, button->value);
    if (action == BUTTON_SCAN)
        auto_start(s, AUTO_START_BUTTON);
    else if (action == BUTTON_FINISH && s->state == SCANNER_OPEN_WAIT && scanner_finish(s, &err))
        scanner_note(s, LOG_WARNING, "%s", err.text);
}

void scanner_on_sensor(struct scanner *s, const struct scan_sensor *sensor)
{
    const struct scanner_hooks *hooks = s->env.hooks;
    if (sensor->kind == SENSOR_PAPER && s->status.paper_loaded != sensor->on) {
        s->status.paper_loaded = sensor->on;
        scanner_tell(s);
    }
    /* What was so when the scanner was opened, and what ends, is no event. */
    if (sensor->initial || !sensor->on || s->worker.in_job || sensor->kind == SENSOR_COVER)
        return;
    bool button = sensor->kind == SENSOR_BUTTON;
    if (hooks->event)
        hooks->event(hooks->ctx, s, button ? SCANNER_EVENT_BUTTON : SCANNER_EVENT_PAPER, sensor->name);
    if (button)
        press(s, sensor);
    else
        auto_start(s, AUTO_START_PAPER);
}
