#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scan/device.h"

static const char *type_name(SANE_Value_Type type)
{
    static const char *const names[] = {"bool", "int", "fixed", "string", "button"};
    return (unsigned)type < sizeof names / sizeof *names ? names[type] : "unknown";
}

static const char *unit_name(SANE_Unit unit)
{
    static const char *const names[] = {"", "px", "bit", "mm", "dpi", "%", "µs"};
    return (unsigned)unit < sizeof names / sizeof *names ? names[unit] : "";
}

static double number(const SANE_Option_Descriptor *o, SANE_Word w)
{
    return o->type == SANE_TYPE_FIXED ? SANE_UNFIX(w) : w;
}

static bool add_choice(struct scan_description *d, const char *text)
{
    char **choice = d->choices.len < SCAN_CHOICES_MAX ? array_push(&d->choices) : NULL;
    if (choice)
        *choice = strndup(text, SCAN_NAME_MAX);
    return choice && *choice;
}

static void describe_constraint(const SANE_Option_Descriptor *o, struct scan_description *d)
{
    char text[32];
    if (o->constraint_type == SANE_CONSTRAINT_RANGE && o->constraint.range) {
        d->has_range = true;
        d->min = number(o, o->constraint.range->min);
        d->max = number(o, o->constraint.range->max);
        d->step = number(o, o->constraint.range->quant);
    } else if (o->constraint_type == SANE_CONSTRAINT_WORD_LIST && o->constraint.word_list) {
        const SANE_Word *list = o->constraint.word_list;
        for (SANE_Word i = 1; i <= list[0]; i++) {
            snprintf(text, sizeof text, "%g", number(o, list[i]));
            if (!add_choice(d, text))
                return;
        }
    } else if (o->constraint_type == SANE_CONSTRAINT_STRING_LIST) {
        for (size_t i = 0; o->constraint.string_list && o->constraint.string_list[i]; i++)
            if (!add_choice(d, o->constraint.string_list[i]))
                return;
    }
}

enum scan_status scan_describe(struct scan_device *device, uint32_t index, struct scan_description *ret_description)
{
    SANE_Int count = 0;
    if (scan_count_options(device, &count) != SCAN_GOOD)
        return SCAN_IO_ERROR;
    if (index >= SCAN_DESCRIBED_MAX || (SANE_Int)index >= count)
        return SCAN_EOF;
    const SANE_Option_Descriptor *o = sane_get_option_descriptor(device->handle, (SANE_Int)index);
    if (!o || !index || o->type == SANE_TYPE_GROUP || !o->name || !o->name[0])
        return SCAN_NOT_FOUND;
    struct scan_description d = {.type = type_name(o->type),
                                 .unit = unit_name(o->unit),
                                 .active = SANE_OPTION_IS_ACTIVE(o->cap),
                                 .settable = SANE_OPTION_IS_SETTABLE(o->cap)};
    snprintf(d.name, sizeof d.name, "%s", o->name);
    snprintf(d.title, sizeof d.title, "%s", o->title ? o->title : "");
    describe_constraint(o, &d);
    /* Reading the value may make the descriptor stale: it comes last. */
    if (scan_option_get(device, d.name, d.value) != SCAN_GOOD)
        d.value[0] = '\0';
    *ret_description = d;
    return SCAN_GOOD;
}

void scan_description_free(struct scan_description *d)
{
    for (size_t i = 0; i < d->choices.len; i++)
        free(d->choices.items[i]);
    array_free(&d->choices);
}
