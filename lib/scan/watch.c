#include "scan/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scan/device.h"

/*
 * Options that have to be known by name, from the sources of sane-backends: integers and strings that carry buttons, and
 * what must be left alone. Yes/no options follow the general rule.
 */
static const struct rule {
    const char *backend, *option;
    const char *press_first;
    bool never;
} rules[] = {
    {"fujitsu", "function", NULL, false},
    {"hp5590", "button-pressed", NULL, false},
    {"avision", "message", NULL, false},
    {"pixma", "button-1", "button-update", false},
    {"pixma", "button-2", "button-update", false},
    {"pixma", "button-controlled", NULL, true},
    {"hp5590", "wait-for-button", NULL, true},
    {"epson", "wait-for-button", NULL, true},
    {"epson2", "wait-for-button", NULL, true},
};

/* Yes/no options of the hardware that are neither button nor paper in the feeder: sizes, switches, states. */
static const char *const ignored_names[] = {
    "a3-paper", "a4-paper",    "b4-paper", "b5-paper",   "top-edge",   "omr-df",  "manual-feed",      "double-feed",
    "adf-open", "ink-low",     "newfile",  "power-save", "bypassmode", "countonly", "need-calibration",
};

static const char *const paper_names[] = {"page-loaded", "adf-loaded", "doc-in-adf", "card-loaded"};

static const struct rule *find_rule(const char *device_name, const char *option)
{
    size_t n = strcspn(device_name, ":");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strlen(rules[i].backend) == n && !strncmp(rules[i].backend, device_name, n) &&
            !strcmp(rules[i].option, option))
            return &rules[i];
    return NULL;
}

static enum scan_sensor_kind kind_of(const char *option)
{
    for (size_t i = 0; i < sizeof paper_names / sizeof *paper_names; i++)
        if (!strcmp(option, paper_names[i]))
            return SENSOR_PAPER;
    return !strcmp(option, "cover-open") ? SENSOR_COVER : SENSOR_BUTTON;
}

static bool is_watched(const SANE_Option_Descriptor *o, const struct rule *rule)
{
    if (!o || !o->name || !o->name[0] || strlen(o->name) > SCAN_NAME_MAX || !SANE_OPTION_IS_ACTIVE(o->cap))
        return false;
    if (rule)
        return !rule->never && (o->cap & SANE_CAP_SOFT_DETECT);
    for (size_t i = 0; i < sizeof ignored_names / sizeof *ignored_names; i++)
        if (!strcmp(o->name, ignored_names[i]))
            return false;
    return o->type == SANE_TYPE_BOOL && (o->cap & SANE_CAP_HARD_SELECT) && (o->cap & SANE_CAP_SOFT_DETECT) &&
           !(o->cap & SANE_CAP_SOFT_SELECT);
}

enum scan_status scan_watch_init(struct scan_device *d, const char *device_name, struct scan_watch *ret_watch)
{
    SANE_Int count = 0;
    struct scan_watch w = {0};
    enum scan_status status = scan_count_options(d, &count);
    if (status != SCAN_GOOD)
        return status;
    for (SANE_Int i = 1; i < count && w.len < SCAN_OPTIONS_MAX; i++) {
        const SANE_Option_Descriptor *o = sane_get_option_descriptor(d->handle, i);
        const struct rule *rule = o && o->name ? find_rule(device_name, o->name) : NULL;
        if (!is_watched(o, rule))
            continue;
        struct scan_watched *item = array_push(&w);
        if (!item || !(item->name = strdup(o->name))) {
            scan_watch_free(&w);
            return SCAN_NO_MEMORY;
        }
        item->kind = kind_of(o->name);
        item->press_first = rule ? rule->press_first : NULL;
    }
    *ret_watch = w;
    return SCAN_GOOD;
}

void scan_watch_free(struct scan_watch *w)
{
    for (size_t i = 0; i < w->len; i++)
        free(w->items[i].name);
    array_free(w);
}

static bool is_on(const char *value)
{
    return value[0] && strcmp(value, "0") && strcmp(value, "none");
}

bool scan_watch_take(const struct scan_watch *w, struct scan_watched *o, const char *value, int64_t now_ms,
                     struct scan_sensor *ret_sensor)
{
    bool initial = !o->value[0], changed = strcmp(o->seen, value) != 0;
    if (changed) {
        snprintf(o->seen, sizeof o->seen, "%s", value);
        o->since_ms = now_ms;
    }
    /* Presses that a backend has queued since it was opened are not for us: until it says the same twice, all is old. */
    if (o->kind == SENSOR_BUTTON && !initial && !o->drained) {
        o->drained = !changed;
        snprintf(o->value, sizeof o->value, "%s", value);
        return false;
    }
    if (!strcmp(o->value, value))
        return false;
    /* Paper that is still being straightened, and a switch that bounces, are not told. */
    if (!initial && o->kind == SENSOR_PAPER && now_ms - o->since_ms < w->settle_ms)
        return false;
    bool deaf = !initial && o->kind == SENSOR_BUTTON && now_ms < o->deaf_until_ms;
    snprintf(o->value, sizeof o->value, "%s", value);
    if (deaf)
        return false;
    if (!initial && o->kind == SENSOR_BUTTON && is_on(value))
        o->deaf_until_ms = now_ms + w->debounce_ms;
    *ret_sensor = (struct scan_sensor){
        .kind = o->kind, .name = o->name, .value = o->value, .on = is_on(value), .initial = initial};
    return true;
}

enum scan_status scan_watch_poll(struct scan_watch *w, struct scan_device *d, int64_t now_ms,
                                 void (*tell)(void *ctx, const struct scan_sensor *s), void *ctx)
{
    const char *pressed = NULL;
    char value[SCAN_NAME_MAX + 1];
    SANE_Int count;
    /* A scanner that was unplugged fails even this; other failures may be of one option only. */
    enum scan_status alive = scan_count_options(d, &count);
    if (alive != SCAN_GOOD)
        return alive == SCAN_INVALID ? SCAN_IO_ERROR : alive;
    for (size_t i = 0; i < w->len; i++) {
        struct scan_watched *o = &w->items[i];
        if (o->press_first && (!pressed || strcmp(pressed, o->press_first))) {
            (void)scan_option_set(d, o->press_first, "", value);
            pressed = o->press_first;
        }
        enum scan_status status = scan_option_get(d, o->name, value);
        if (status == SCAN_INVALID)
            continue; /* inactive for now */
        if (status != SCAN_GOOD)
            return status;
        struct scan_sensor sensor;
        if (scan_watch_take(w, o, value, now_ms, &sensor))
            tell(ctx, &sensor);
    }
    return SCAN_GOOD;
}

void scan_watch_forget(struct scan_watch *w)
{
    for (size_t i = 0; i < w->len; i++) {
        w->items[i].value[0] = '\0';
        w->items[i].drained = false;
    }
}

bool scan_watch_drained(const struct scan_watch *w)
{
    for (size_t i = 0; i < w->len; i++)
        if (w->items[i].kind == SENSOR_BUTTON && !w->items[i].drained)
            return false;
    return true;
}

bool scan_watch_paper(const struct scan_watch *w, struct scan_device *d, bool *ret_known)
{
    char value[SCAN_NAME_MAX + 1];
    *ret_known = false;
    for (size_t i = 0; i < w->len; i++) {
        if (w->items[i].kind != SENSOR_PAPER || scan_option_get(d, w->items[i].name, value) != SCAN_GOOD)
            continue;
        *ret_known = true;
        return is_on(value);
    }
    return false;
}
