#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan/device.h"

#define VALUE_BYTES_MAX 65536 /* of one option's value */
#define OPTIONS_SEEN_MAX 1024
#define MM_PER_INCH 25.4

enum scan_status scan_count_options(struct scan_device *d, SANE_Int *ret_count)
{
    SANE_Int count = 0;
    /* Over the network a set option may have made all descriptors stale: no value is told until one is asked for. */
    (void)sane_get_option_descriptor(d->handle, 0);
    SANE_Status status = sane_control_option(d->handle, 0, SANE_ACTION_GET_VALUE, &count, NULL);
    if (status == SANE_STATUS_GOOD)
        *ret_count = count;
    return scan_status_of(status);
}

SANE_Int scan_find_option(struct scan_device *d, const char *name, const SANE_Option_Descriptor **ret_descriptor)
{
    SANE_Int count = 0;
    if (scan_count_options(d, &count) != SCAN_GOOD)
        return 0;
    for (SANE_Int i = 1; i < count && i < OPTIONS_SEEN_MAX; i++) {
        const SANE_Option_Descriptor *o = sane_get_option_descriptor(d->handle, i);
        if (o && o->type != SANE_TYPE_GROUP && o->name && !strcmp(o->name, name)) {
            *ret_descriptor = o;
            return i;
        }
    }
    return 0;
}

static void format_value(SANE_Value_Type type, const void *value, char out[SCAN_NAME_MAX + 1])
{
    const SANE_Word *word = value;
    if (type == SANE_TYPE_STRING)
        snprintf(out, SCAN_NAME_MAX + 1, "%s", (const char *)value);
    else if (type == SANE_TYPE_FIXED)
        snprintf(out, SCAN_NAME_MAX + 1, "%.4f", SANE_UNFIX(*word));
    else
        snprintf(out, SCAN_NAME_MAX + 1, "%d", *word);
}

/* Zeroed memory for the value of an option, one byte more than it says for a NUL that a backend forgets. */
static void *value_memory(const SANE_Option_Descriptor *o)
{
    size_t size = o->size > 0 ? (size_t)o->size : 0;
    if (size < sizeof(SANE_Word))
        size = sizeof(SANE_Word);
    return size > VALUE_BYTES_MAX ? NULL : calloc(1, size + 1);
}

enum scan_status scan_option_get(struct scan_device *d, const char *name, char out[SCAN_NAME_MAX + 1])
{
    const SANE_Option_Descriptor *o;
    SANE_Int i = scan_find_option(d, name, &o);
    if (!i || !SANE_OPTION_IS_ACTIVE(o->cap) || !(o->cap & SANE_CAP_SOFT_DETECT) || o->type == SANE_TYPE_BUTTON)
        return SCAN_INVALID;
    SANE_Value_Type type = o->type;
    void *value = value_memory(o);
    if (!value)
        return SCAN_NO_MEMORY;
    SANE_Status status = sane_control_option(d->handle, i, SANE_ACTION_GET_VALUE, value, NULL);
    if (status == SANE_STATUS_GOOD)
        format_value(type, value, out);
    free(value);
    return scan_status_of(status);
}

static const char *listed_string(const SANE_Option_Descriptor *o, const char *text)
{
    if (o->constraint_type != SANE_CONSTRAINT_STRING_LIST)
        return text;
    for (size_t i = 0; o->constraint.string_list && o->constraint.string_list[i]; i++)
        if (!strcasecmp(o->constraint.string_list[i], text))
            return o->constraint.string_list[i];
    return NULL;
}

static SANE_Word fit_word(const SANE_Option_Descriptor *o, SANE_Word v)
{
    if (o->constraint_type == SANE_CONSTRAINT_RANGE && o->constraint.range) {
        const SANE_Range *range = o->constraint.range;
        return v < range->min ? range->min : v > range->max ? range->max : v;
    }
    if (o->constraint_type == SANE_CONSTRAINT_WORD_LIST && o->constraint.word_list && o->constraint.word_list[0] > 0) {
        const SANE_Word *list = o->constraint.word_list;
        SANE_Word best = list[1];
        for (SANE_Word i = 2; i <= list[0]; i++)
            if (llabs((long long)list[i] - v) < llabs((long long)best - v))
                best = list[i];
        return best;
    }
    return v;
}

static bool parse_bool(const char *s, SANE_Word *ret_value)
{
    static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};
    for (size_t i = 0; i < 4; i++) {
        if (strcasecmp(s, yes[i]) && strcasecmp(s, no[i]))
            continue;
        *ret_value = !strcasecmp(s, yes[i]);
        return true;
    }
    return false;
}

/* Text as a word of the option's type; false when it is none. Arrays take one value for all. */
static bool parse_word(const SANE_Option_Descriptor *o, const char *text, SANE_Word *ret_word)
{
    if (o->type == SANE_TYPE_BOOL)
        return parse_bool(text, ret_word);
    char *end;
    double v = strtod(text, &end);
    if (end == text || *end || !isfinite(v) || fabs(v) >= (o->type == SANE_TYPE_FIXED ? 32767.0 : 2147483647.0))
        return false;
    *ret_word = o->type == SANE_TYPE_FIXED ? (SANE_Word)lround(v * 65536) : (SANE_Word)lround(v);
    return true;
}

/* Puts text into the value as the option wants it; *io_inexact when it had to be changed. */
static bool fill_value(const SANE_Option_Descriptor *o, const char *text, void *value, bool *io_inexact)
{
    SANE_Word word;
    if (o->type == SANE_TYPE_BUTTON)
        return true;
    if (o->type == SANE_TYPE_STRING) {
        const char *s = listed_string(o, text);
        if (!s || strlen(s) + 1 > (size_t)o->size)
            return false;
        memcpy(value, s, strlen(s) + 1);
        return true;
    }
    if (!parse_word(o, text, &word))
        return false;
    SANE_Word fit = fit_word(o, word);
    *io_inexact = fit != word;
    for (size_t i = 0; i < (size_t)o->size / sizeof fit; i++)
        ((SANE_Word *)value)[i] = fit;
    return true;
}

enum scan_option_result scan_option_set(struct scan_device *d, const char *name, const char *text,
                                        char out[SCAN_NAME_MAX + 1])
{
    const SANE_Option_Descriptor *o;
    SANE_Int i = scan_find_option(d, name, &o), info = 0;
    if (!i)
        return OPTION_UNKNOWN;
    if (!SANE_OPTION_IS_ACTIVE(o->cap))
        return OPTION_INACTIVE;
    bool inexact = false;
    void *value = SANE_OPTION_IS_SETTABLE(o->cap) ? value_memory(o) : NULL;
    bool done = value && fill_value(o, text, value, &inexact) &&
                sane_control_option(d->handle, i, SANE_ACTION_SET_VALUE, value, &info) == SANE_STATUS_GOOD;
    free(value);
    if (!done)
        return OPTION_REFUSED;
    if (scan_option_get(d, name, out) != SCAN_GOOD)
        snprintf(out, SCAN_NAME_MAX + 1, "%s", text);
    return inexact || (info & SANE_INFO_INEXACT) ? OPTION_INEXACT : OPTION_SET;
}

/* A length option in force, in mm; false when there is none. */
static bool get_mm(struct scan_device *d, const char *name, uint32_t resolution, double *ret_mm)
{
    const SANE_Option_Descriptor *o;
    char text[SCAN_NAME_MAX + 1];
    if (!scan_find_option(d, name, &o))
        return false;
    bool pixels = o->unit == SANE_UNIT_PIXEL;
    if (scan_option_get(d, name, text) != SCAN_GOOD)
        return false;
    double v = strtod(text, NULL);
    *ret_mm = pixels && resolution ? v * MM_PER_INCH / resolution : v;
    return true;
}

uint32_t scan_wanted_lines(struct scan_device *d, uint32_t resolution)
{
    double top, bottom;
    if (!resolution || !get_mm(d, "tl-y", resolution, &top) || !get_mm(d, "br-y", resolution, &bottom) || bottom <= top)
        return 0;
    double lines = (bottom - top) / MM_PER_INCH * resolution;
    return lines >= 1 && lines <= SCAN_SIDE_PIXELS_MAX ? (uint32_t)lround(lines) : 0;
}
