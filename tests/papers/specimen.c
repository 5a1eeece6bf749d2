/*
 * Draws specimen papers of made-up persons with their truth: what a desk's scanner might deliver, to test reading with.
 * The same seed gives the same bytes (with the same fonts installed).
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drawing.h"

#define COUNT_MAX 100000

struct job {
    const char *folder; /* with scan: the JPEG */
    const char *scan;   /* a page that is there already */
    int count;
    char **types;       /* NULL: all */
    struct order order; /* but for the kind */
    bool demo, jpeg, pnm;
};

/* The i-th paper's kind: of those that were asked for, or of all, one after the other. */
static const struct form_kind *kind_in_turn(const struct job *job, int i)
{
    int n = 0;
    if (job->types)
        return form_kind_find(job->types[i % (int)g_strv_length(job->types)]);
    while (form_kinds[n].type)
        n++;
    return &form_kinds[i % n];
}

static bool draw_one(const struct job *job, int i)
{
    struct order order = job->order;
    order.number = (uint64_t)i;
    order.kind = kind_in_turn(job, i);
    struct specimen s;
    if (!specimen_draw(&order, &s))
        return false;
    char *stem = g_strdup_printf("%s/%04d-%s", job->folder, i, order.kind->type);
    char *jpeg = g_strdup_printf("%s.jpg", stem), *pnm = g_strdup_printf("%s.pnm", stem),
         *truth = g_strdup_printf("%s.json", stem);
    bool done = specimen_write(&s, job->jpeg ? jpeg : NULL, job->pnm ? pnm : NULL, truth);
    g_free(stem);
    g_free(jpeg);
    g_free(pnm);
    g_free(truth);
    specimen_finish(&s);
    return done;
}

static void help(void)
{
    puts("usage: specimen --out DIR [options]\n"
         "       specimen --demo DIR [--seed S]\n"
         "       specimen --scan PAGE --out FILE.jpg [--seed S] [--level L] [--dpi N] ...\n"
         "Draws papers of made-up persons, as a scanner would deliver them, with their truth as JSON beside.\n\n"
         "  --out DIR          write NNNN-TYPE.jpg and NNNN-TYPE.json there\n"
         "  --demo DIR         write the demo's stack: DIR/adf/001.pnm ... and DIR/truth/001.json ...\n"
         "  --scan PAGE        scan this PNG or PNM of --dpi instead; what was done to it goes to standard output as JSON\n"
         "  --count N          papers (10)\n"
         "  --seed S           the same seed gives the same bytes (1)\n"
         "  --types TYPE,...   only these types (all, in turn)\n"
         "  --layout NAME      this layout where the type has it (by chance)\n"
         "  --level 0..3|mix   0 clean, 1 ordinary scan, 2 poor photocopy, 3 bad photocopy (mix)\n"
         "  --turn 0|90|180|270  how the sheets lie (one in eight upside down)\n"
         "  --upside-down      --turn 180\n"
         "  --angle -10..10    how crooked they lie, in degrees (by the level)\n"
         "  --photocopy        gray and hard, whatever the level\n"
         "  --dpi 100..600     resolution (300; level 3: 200)\n"
         "  --format jpg|pnm|both  (jpg)\n"
         "  --blank KEY,...    leave these fields blank; chu_ky: no signature, con_dau: no seal\n"
         "  --complete         leave nothing else blank (a third of the papers lacks something)\n"
         "  --received         number and date by hand, an incoming stamp, a note in the margin, and by chance punch\n"
         "                     holes, a copier's black edge, a fax machine's marks\n"
         "  --no-father        birth papers without a father\n"
         "  --list-types, --list-layouts, --help\n\n"
         "Exit status: 0 all written, 1 something failed, 2 wrong usage.");
}

static int list_layouts(void)
{
    for (const struct style *s = styles; s->name; s++)
        printf("%-14s %s\n", s->name, s->what);
    return 0;
}

static int list_types(void)
{
    for (const struct form_kind *k = form_kinds; k->type; k++)
        puts(k->type);
    return 0;
}

static bool read_number(const char *text, long low, long high, long *ret_value)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || end == text || *end || value < low || value > high)
        return false;
    *ret_value = value;
    return true;
}

static bool read_angle(const char *text, double *ret_angle)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= -10 && value <= 10))
        return false;
    *ret_angle = value;
    return true;
}

static int wrong(const char *option, const char *value)
{
    fprintf(stderr, "specimen: --%s cannot be %s (see --help)\n", option, value);
    return 2;
}

enum {
    OUT = 1000,
    DEMO,
    SCAN,
    COUNT,
    SEED,
    TYPES,
    LAYOUT,
    LEVEL,
    TURN,
    ANGLE,
    PHOTOCOPY,
    UPSIDE_DOWN,
    DPI,
    FORMAT,
    BLANK,
    COMPLETE,
    NO_FATHER,
    RECEIVED,
    LIST_TYPES,
    LIST_LAYOUTS,
    HELP
};

static const struct option options[] = {
    {"out", 1, NULL, OUT},
    {"demo", 1, NULL, DEMO},
    {"scan", 1, NULL, SCAN},
    {"count", 1, NULL, COUNT},
    {"seed", 1, NULL, SEED},
    {"types", 1, NULL, TYPES},
    {"layout", 1, NULL, LAYOUT},
    {"level", 1, NULL, LEVEL},
    {"turn", 1, NULL, TURN},
    {"angle", 1, NULL, ANGLE},
    {"photocopy", 0, NULL, PHOTOCOPY},
    {"upside-down", 0, NULL, UPSIDE_DOWN},
    {"dpi", 1, NULL, DPI},
    {"format", 1, NULL, FORMAT},
    {"blank", 1, NULL, BLANK},
    {"complete", 0, NULL, COMPLETE},
    {"no-father", 0, NULL, NO_FATHER},
    {"received", 0, NULL, RECEIVED},
    {"list-types", 0, NULL, LIST_TYPES},
    {"list-layouts", 0, NULL, LIST_LAYOUTS},
    {"help", 0, NULL, HELP},
    {NULL, 0, NULL, 0},
};

static bool take_types(struct job *job, const char *list)
{
    g_strfreev(job->types);
    job->types = g_strsplit(list, ",", -1);
    for (int i = 0; job->types[i]; i++)
        if (!form_kind_find(job->types[i]))
            return false;
    return job->types[0] != NULL;
}

/* Takes one option with a value; 0, or 2 after a complaint. */
static int take_value(struct job *job, int option, const char *name, const char *value)
{
    long n = 0;
    switch (option) {
    case COUNT:
        return read_number(value, 1, COUNT_MAX, &n) ? (job->count = (int)n, 0) : wrong(name, value);
    case SEED:
        return read_number(value, 0, 0x7fffffffffffffffL, &n) ? (job->order.seed = (uint64_t)n, 0) : wrong(name, value);
    case DPI:
        return read_number(value, 100, 600, &n) ? (job->order.dpi = (int)n, 0) : wrong(name, value);
    case TURN:
        return read_number(value, 0, 270, &n) && n % 90 == 0 ? (job->order.damage.turn = (int)n, 0) : wrong(name, value);
    case ANGLE:
        job->order.damage.angled = true;
        return read_angle(value, &job->order.damage.skew) ? 0 : wrong(name, value);
    case LEVEL:
        if (strcmp(value, "mix") == 0)
            n = -1;
        else if (!read_number(value, 0, 3, &n))
            return wrong(name, value);
        job->order.damage.level = (int)n;
        return 0;
    case TYPES:
        return take_types(job, value) ? 0 : wrong(name, value);
    case LAYOUT:
        job->order.layout = style_find(value);
        return job->order.layout ? 0 : wrong(name, value);
    case FORMAT:
        job->jpeg = strcmp(value, "pnm") != 0;
        job->pnm = strcmp(value, "jpg") != 0;
        return strcmp(value, "jpg") == 0 || strcmp(value, "pnm") == 0 || strcmp(value, "both") == 0
                   ? 0
                   : wrong(name, value);
    default:
        g_strfreev(job->order.wishes.blank);
        job->order.wishes.blank = g_strsplit(value, ",", -1);
        return 0;
    }
}

int main(int argc, char **argv)
{
    struct job job = {.count = 10, .order = {.seed = 1, .damage = {.level = -1, .turn = -1}}, .jpeg = true};
    int option, index = 0;
    while ((option = getopt_long(argc, argv, "", options, &index)) != -1) {
        int failed = 0;
        switch (option) {
        case '?':
            return 2;
        case HELP:
            help();
            return 0;
        case LIST_LAYOUTS:
            return list_layouts();
        case LIST_TYPES:
            return list_types();
        case OUT:
            job.folder = optarg;
            break;
        case DEMO:
            job.folder = optarg;
            job.demo = true;
            break;
        case UPSIDE_DOWN:
            job.order.damage.turn = 180;
            break;
        case PHOTOCOPY:
            job.order.damage.photocopy = true;
            break;
        case SCAN:
            job.scan = optarg;
            break;
        case COMPLETE:
            job.order.wishes.complete = true;
            break;
        case RECEIVED:
            job.order.wishes.received = true;
            break;
        case NO_FATHER:
            job.order.wishes.no_father = true;
            break;
        default:
            failed = take_value(&job, option, options[index].name, optarg);
        }
        if (failed)
            return failed;
    }
    if (!job.folder || optind < argc) {
        fprintf(stderr, "specimen: --out DIR or --demo DIR is needed, and nothing beside options (see --help)\n");
        return 2;
    }
    if (job.scan)
        return page_rescan(job.scan, &job.order, job.folder) ? 0 : 1;
    if (!fonts_load(SPECIMEN_FONTS)) {
        fprintf(stderr, "specimen: no font with all Vietnamese letters is installed (fonts-croscore, fonts-noto-core, "
                        "fonts-dejavu)\n");
        return 1;
    }
    if (g_mkdir_with_parents(job.folder, 0755) != 0) {
        fprintf(stderr, "specimen: %s: %s\n", job.folder, strerror(errno));
        return 1;
    }
    bool done = true;
    if (job.demo)
        done = demo_write(job.folder, job.order.seed);
    for (int i = 0; !job.demo && done && i < job.count; i++)
        done = draw_one(&job, i);
    g_strfreev(job.order.wishes.blank);
    g_strfreev(job.types);
    fonts_free();
    if (!done)
        fprintf(stderr, "specimen: not everything could be written to %s\n", job.folder);
    return done ? 0 : 1;
}
