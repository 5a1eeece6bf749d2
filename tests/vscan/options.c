#include "options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MM_PER_INCH 25.4

static const SANE_String_Const source_names[] = {"Flatbed", "ADF Front", "ADF Duplex", NULL};
static const SANE_String_Const mode_names[] = {"Lineart", "Gray", "Color", NULL};
static const SANE_Word resolutions[] = {6, 75, 100, 150, 200, 300, 600};
static const SANE_Range width_range = {0, SANE_FIX(220), 0};
static const SANE_Range height_range = {0, SANE_FIX(360), 0};

#define SETTABLE (SANE_CAP_SOFT_SELECT | SANE_CAP_SOFT_DETECT)
#define SENSOR (SANE_CAP_HARD_SELECT | SANE_CAP_SOFT_DETECT)

static void describe(struct options *o, enum option i, const char *name, SANE_Value_Type type, SANE_Unit unit, SANE_Int cap)
{
    o->descriptors[i] = (SANE_Option_Descriptor){
        .name = name, .title = name, .desc = name, .type = type, .unit = unit, .size = sizeof(SANE_Word), .cap = cap};
}

static void describe_choice(struct options *o, enum option i, const char *name, const SANE_String_Const *list)
{
    describe(o, i, name, SANE_TYPE_STRING, SANE_UNIT_NONE, SETTABLE);
    o->descriptors[i].size = 32;
    o->descriptors[i].constraint_type = SANE_CONSTRAINT_STRING_LIST;
    o->descriptors[i].constraint.string_list = list;
}

/* What a front end still holds of the old descriptors is wrong from now on. */
static bool move_descriptors(struct options *o)
{
    SANE_Option_Descriptor *moved = calloc(OPTIONS, sizeof *moved);
    if (!moved)
        return false;
    memcpy(moved, o->descriptors, OPTIONS * sizeof *moved);
    memset(o->descriptors, 0, OPTIONS * sizeof *moved);
    free(o->descriptors);
    o->descriptors = moved;
    return true;
}

void options_free(struct options *o)
{
    free(o->descriptors);
}

bool options_init(struct options *o, const struct desk *desk)
{
    *o = (struct options){.source = SOURCE_FLATBED, .mode = MODE_GRAY, .resolution = 300,
                          .edge = {0, 0, SANE_FIX(210), SANE_FIX(297)}};
    o->descriptors = calloc(OPTIONS, sizeof *o->descriptors);
    if (!o->descriptors)
        return false;
    describe(o, OPT_COUNT, "", SANE_TYPE_INT, SANE_UNIT_NONE, SANE_CAP_SOFT_DETECT);
    describe_choice(o, OPT_SOURCE, "source", source_names);
    describe_choice(o, OPT_MODE, "mode", mode_names);
    describe(o, OPT_RESOLUTION, "resolution", SANE_TYPE_INT, SANE_UNIT_DPI, SETTABLE);
    o->descriptors[OPT_RESOLUTION].constraint_type = SANE_CONSTRAINT_WORD_LIST;
    o->descriptors[OPT_RESOLUTION].constraint.word_list = resolutions;
    static const char *const edges[] = {"tl-x", "tl-y", "br-x", "br-y"};
    for (int i = 0; i < 4; i++) {
        SANE_Option_Descriptor *d = &o->descriptors[OPT_TL_X + i];
        describe(o, (enum option)(OPT_TL_X + i), edges[i], SANE_TYPE_FIXED, SANE_UNIT_MM, SETTABLE);
        d->constraint_type = SANE_CONSTRAINT_RANGE;
        d->constraint.range = i % 2 ? &height_range : &width_range;
    }
    describe(o, OPT_HAND, "hand-scanner", SANE_TYPE_BOOL, SANE_UNIT_NONE, SETTABLE | SANE_CAP_ADVANCED);
    describe(o, OPT_BUTTON, "scan", SANE_TYPE_BOOL, SANE_UNIT_NONE, SENSOR);
    describe(o, OPT_LOADED, "page-loaded", SANE_TYPE_BOOL, SANE_UNIT_NONE, SENSOR);
    describe(o, OPT_COVER, "cover-open", SANE_TYPE_BOOL, SANE_UNIT_NONE, SENSOR);
    describe(o, OPT_EMAIL, "email", SANE_TYPE_BOOL, SANE_UNIT_NONE, SENSOR);
    describe(o, OPT_COUNTER, "counter", SANE_TYPE_INT, SANE_UNIT_NONE,
             desk_has(desk, "counter") ? SENSOR : SENSOR | SANE_CAP_INACTIVE);
    return true;
}

static SANE_Status get_value(const struct options *o, const struct desk *desk, enum option option, void *value)
{
    SANE_Word *word = value;
    struct sheet sheet;
    switch (option) {
    case OPT_COUNT:
        *word = OPTIONS;
        break;
    case OPT_SOURCE:
        memcpy(value, source_names[o->source], strlen(source_names[o->source]) + 1);
        break;
    case OPT_MODE:
        memcpy(value, mode_names[o->mode], strlen(mode_names[o->mode]) + 1);
        break;
    case OPT_RESOLUTION:
        *word = o->resolution;
        break;
    case OPT_TL_X:
    case OPT_TL_Y:
    case OPT_BR_X:
    case OPT_BR_Y:
        *word = o->edge[option - OPT_TL_X];
        break;
    case OPT_HAND:
        *word = o->hand;
        break;
    case OPT_BUTTON:
        *word = desk_take_press(desk, "button-scan");
        break;
    case OPT_LOADED:
        *word = desk_next_sheet(desk, &sheet);
        break;
    case OPT_COVER:
        *word = desk_has(desk, "cover-open");
        break;
    case OPT_EMAIL:
        *word = desk_take_press(desk, "button-email");
        break;
    case OPT_COUNTER:
        *word = desk_number(desk, "counter", 0);
        break;
    default:
        return SANE_STATUS_INVAL;
    }
    return SANE_STATUS_GOOD;
}

static int choice_of(const SANE_String_Const *list, const char *name)
{
    for (int i = 0; list[i]; i++)
        if (!strcmp(list[i], name))
            return i;
    return -1;
}

static SANE_Word nearest_resolution(SANE_Word wanted)
{
    SANE_Word best = resolutions[1];
    for (int i = 2; i <= resolutions[0]; i++)
        if (labs((long)resolutions[i] - wanted) < labs((long)best - wanted))
            best = resolutions[i];
    return best;
}

static SANE_Status set_choice(const SANE_String_Const *list, const char *name, int *ret_choice)
{
    int i = choice_of(list, name);
    if (i < 0)
        return SANE_STATUS_INVAL;
    *ret_choice = i;
    return SANE_STATUS_GOOD;
}

static SANE_Status set_value(struct options *o, enum option option, const void *value, SANE_Int *info)
{
    const SANE_Word *word = value;
    int choice = 0;
    SANE_Status status = SANE_STATUS_GOOD;
    *info = SANE_INFO_RELOAD_PARAMS;
    switch (option) {
    case OPT_SOURCE:
        status = set_choice(source_names, value, &choice);
        if (status == SANE_STATUS_GOOD)
            o->source = (enum source)choice;
        *info |= SANE_INFO_RELOAD_OPTIONS;
        if (!move_descriptors(o))
            status = SANE_STATUS_NO_MEM;
        break;
    case OPT_MODE:
        status = set_choice(mode_names, value, &choice);
        if (status == SANE_STATUS_GOOD)
            o->mode = (enum raster_mode)choice;
        break;
    case OPT_RESOLUTION:
        o->resolution = nearest_resolution(*word);
        *info |= o->resolution != *word ? SANE_INFO_INEXACT : 0;
        break;
    case OPT_TL_X:
    case OPT_TL_Y:
    case OPT_BR_X:
    case OPT_BR_Y: {
        const SANE_Range *range = o->descriptors[option].constraint.range;
        SANE_Word v = *word < range->min ? range->min : *word > range->max ? range->max : *word;
        o->edge[option - OPT_TL_X] = v;
        *info |= v != *word ? SANE_INFO_INEXACT : 0;
        break;
    }
    case OPT_HAND:
        o->hand = *word;
        break;
    default:
        return SANE_STATUS_INVAL;
    }
    return status;
}

SANE_Status options_control(struct options *o, const struct desk *desk, SANE_Int option, SANE_Action action, void *value,
                            SANE_Int *info)
{
    SANE_Int told = 0;
    if (option < 0 || option >= OPTIONS || !value)
        return SANE_STATUS_INVAL;
    if (desk_has(desk, "unplugged"))
        return SANE_STATUS_IO_ERROR;
    SANE_Status status = SANE_STATUS_INVAL;
    if (action == SANE_ACTION_GET_VALUE)
        status = get_value(o, desk, (enum option)option, value);
    else if (action == SANE_ACTION_SET_VALUE && SANE_OPTION_IS_SETTABLE(o->descriptors[option].cap))
        status = set_value(o, (enum option)option, value, &told);
    if (info)
        *info = told;
    return status;
}

struct window options_window(const struct options *o, int image_dpi)
{
    double mm[4];
    for (int i = 0; i < 4; i++)
        mm[i] = SANE_UNFIX(o->edge[i]);
    struct window w = {.left = mm[0] / MM_PER_INCH * image_dpi,
                       .top = mm[1] / MM_PER_INCH * image_dpi,
                       .step = (double)image_dpi / o->resolution,
                       .width = (int)lround((mm[2] - mm[0]) / MM_PER_INCH * o->resolution),
                       .height = (int)lround((mm[3] - mm[1]) / MM_PER_INCH * o->resolution)};
    w.width = w.width < 1 ? 1 : w.width;
    w.height = w.height < 1 ? 1 : w.height;
    return w;
}
