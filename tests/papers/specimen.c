/*
 * Draws specimen papers of made-up persons with their truth: what a desk's scanner might deliver, to test reading with.
 * The same seed gives the same bytes (with the same fonts installed).
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output.h"
#include "sheet.h"

#define COUNT_MAX 100000

struct job {
    const char *folder;
    int count;
    uint64_t seed;
    const char *type;           /* NULL: one after the other */
    const struct style *layout; /* NULL: by chance */
    int level;                  /* -1: mixed */
    int turn;                   /* -1: mostly upright, one in eight upside down */
    int dpi;                    /* 0: the level's own */
    bool jpeg, pnm;
    struct wishes wishes;
};

struct paper {
    struct form form;
    struct damage damage;
    struct sheet_fonts fonts;
    struct picture picture;
    char *text;
};

static void paper_finish(struct paper *p)
{
    picture_free(&p->picture);
    g_free(p->text);
    if (p->form.pool)
        g_string_chunk_free(p->form.pool);
}

/* Draws and scans the paper number i of the job. */
static bool paper_make(const struct job *job, int i, struct paper *ret)
{
    uint64_t n = (uint64_t)i;
    int types = 0;
    while (form_types[types])
        types++;
    const char *type = job->type ? job->type : form_types[i % types];
    struct rng look = rng_stream(job->seed, n, "look"), scan = rng_stream(job->seed, n, "scan"), ink = rng_stream(job->seed, n, "ink");
    const struct style *chosen = style_choose(&look, type);
    struct paper p = { .form = { .pool = g_string_chunk_new(4096), .rng = rng_stream(job->seed, n, "words"), .wishes = &job->wishes } };
    p.form.style = job->layout && style_fits(job->layout, type) ? job->layout : chosen;
    p.fonts = (struct sheet_fonts){ font_print(&look), font_hand() };
    form_compose(&p.form, type);

    static const int mix[] = { 0, 1, 1, 1, 1, 2, 3 };
    int level = mix[rng_int(&scan, 0, G_N_ELEMENTS(mix) - 1)], turn = rng_chance(&scan, 0.125) ? 180 : 0;
    p.damage = damage_random(&scan, job->level >= 0 ? job->level : level);
    p.damage.turn = job->turn >= 0 ? job->turn : turn;
    int dpi = job->dpi ? job->dpi : damage_dpi(&p.damage);
    cairo_surface_t *sheet = sheet_draw(&p.form, &p.fonts, dpi, &ink, &p.text);
    bool done = scan_page(sheet, dpi, &p.damage, &scan, &p.picture);
    cairo_surface_destroy(sheet);
    if (!done) {
        fprintf(stderr, "specimen: out of memory\n");
        paper_finish(&p);
        return false;
    }
    *ret = p;
    return true;
}

/* Writes stem.jpg and stem.pnm as wanted, and stem.json. */
static bool paper_write(const struct paper *p, const char *stem, bool jpeg, bool pnm)
{
    const struct truth truth = { &p->form, &p->damage, p->picture.dpi, p->fonts.print, p->text };
    char *picture = g_strdup_printf("%s.jpg", stem), *raw = g_strdup_printf("%s.pnm", stem), *json = g_strdup_printf("%s.json", stem);
    bool done = (!jpeg || write_jpeg(picture, &p->picture, 88)) && (!pnm || write_pnm(raw, &p->picture)) && write_truth(json, &truth);
    g_free(picture);
    g_free(raw);
    g_free(json);
    return done;
}

static int draw_series(const struct job *job)
{
    for (int i = 0; i < job->count; i++) {
        struct paper p;
        if (!paper_make(job, i, &p))
            return 1;
        char *stem = g_strdup_printf("%s/%04d-%s", job->folder, i, p.form.type);
        bool done = paper_write(&p, stem, job->jpeg, job->pnm);
        g_free(stem);
        paper_finish(&p);
        if (!done)
            return 1;
    }
    return 0;
}

/* One sheet of the demo's stack. */
struct demo_sheet {
    const char *type, *layout;
    int level, turn;
    const char *blank; /* keys separated by commas, NULL: a complete paper */
};

static const struct demo_sheet demo_stack[] = {
    { "giay_khai_sinh", "blank", 1, 0, NULL },
    { "giay_xac_nhan_tinh_trang_hon_nhan", "plain", 1, 180, NULL },
    { "trich_luc_khai_tu", "official", 1, 0, "noi_chet,ngay_ky,chu_ky" },
    { "giay_chung_nhan_ket_hon", "columns", 1, 0, NULL },
    { "chung_thuc_ban_sao", "plain", 2, 0, NULL },
    { "to_khai_dang_ky_khai_sinh", "hand", 1, 0, "gioi_tinh" },
};

static bool write_blank_back(const char *path, uint64_t seed)
{
    struct rng r = rng_stream(seed, 0, "back");
    struct damage d = damage_random(&r, 1);
    struct picture picture;
    cairo_surface_t *sheet = sheet_blank(300);
    bool done = scan_page(sheet, 300, &d, &r, &picture);
    cairo_surface_destroy(sheet);
    if (!done)
        return false;
    done = write_pnm(path, &picture);
    picture_free(&picture);
    return done;
}

/* The stack for the virtual scanner's feeder: adf/001.pnm … in feeding order, truth beside in truth/001.json. */
static int draw_demo(const struct job *base)
{
    char *feeder = g_strdup_printf("%s/adf", base->folder), *truths = g_strdup_printf("%s/truth", base->folder);
    bool done = g_mkdir_with_parents(feeder, 0755) == 0 && g_mkdir_with_parents(truths, 0755) == 0;
    int page = 0;
    for (size_t i = 0; done && i < G_N_ELEMENTS(demo_stack); i++) {
        const struct demo_sheet *s = &demo_stack[i];
        struct job job = *base;
        job.type = s->type;
        job.layout = style_find(s->layout);
        job.level = s->level;
        job.turn = s->turn;
        job.dpi = 300;
        job.wishes = (struct wishes){ .blank = s->blank ? g_strsplit(s->blank, ",", -1) : NULL, .complete = true };
        struct paper p;
        done = paper_make(&job, (int)i, &p);
        if (done) {
            char *picture = g_strdup_printf("%s/%03d.pnm", feeder, ++page), *json = g_strdup_printf("%s/%03d.json", truths, page);
            const struct truth truth = { &p.form, &p.damage, p.picture.dpi, p.fonts.print, p.text };
            done = write_pnm(picture, &p.picture) && write_truth(json, &truth);
            g_free(picture);
            g_free(json);
            paper_finish(&p);
        }
        g_strfreev(job.wishes.blank);
    }
    if (done) {
        char *picture = g_strdup_printf("%s/%03d.pnm", feeder, ++page);
        done = write_blank_back(picture, base->seed);
        g_free(picture);
    }
    g_free(feeder);
    g_free(truths);
    return done ? 0 : 1;
}

static void help(void)
{
    puts("usage: specimen --out DIR [options]\n"
         "       specimen --demo DIR [--seed S]\n"
         "Draws papers of made-up persons, as a scanner would deliver them, with their truth as JSON beside.\n\n"
         "  --out DIR          write NNNN-TYPE.jpg and NNNN-TYPE.json there\n"
         "  --demo DIR         write the demo's stack: DIR/adf/001.pnm ... and DIR/truth/001.json ...\n"
         "  --count N          papers (10)\n"
         "  --seed S           the same seed gives the same bytes (1)\n"
         "  --type TYPE        only this type (all, in turn)\n"
         "  --layout NAME      this layout where the type has it (by chance)\n"
         "  --level 0..3|mix   0 clean, 1 ordinary scan, 2 poor photocopy, 3 bad photocopy (mix)\n"
         "  --turn 0|90|180|270  how the sheets lie (one in eight upside down)\n"
         "  --upside-down      --turn 180\n"
         "  --dpi 100..600     resolution (300; level 3: 200)\n"
         "  --format jpg|pnm|both  (jpg)\n"
         "  --blank KEY,...    leave these fields blank; chu_ky: no signature, con_dau: no seal\n"
         "  --complete         leave nothing else blank (a third of the papers lacks something)\n"
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

static int wrong(const char *option, const char *value)
{
    fprintf(stderr, "specimen: --%s cannot be %s (see --help)\n", option, value);
    return 2;
}

enum {
    OUT = 1000, DEMO, COUNT, SEED, TYPE, LAYOUT, LEVEL, TURN, UPSIDE_DOWN, DPI, FORMAT, BLANK, COMPLETE, NO_FATHER, LIST_TYPES,
    LIST_LAYOUTS, HELP
};

static const struct option options[] = {
    { "out", 1, NULL, OUT },         { "demo", 1, NULL, DEMO },
    { "count", 1, NULL, COUNT },     { "seed", 1, NULL, SEED },
    { "type", 1, NULL, TYPE },       { "layout", 1, NULL, LAYOUT },
    { "level", 1, NULL, LEVEL },     { "turn", 1, NULL, TURN },
    { "upside-down", 0, NULL, UPSIDE_DOWN }, { "dpi", 1, NULL, DPI },
    { "format", 1, NULL, FORMAT },   { "blank", 1, NULL, BLANK },
    { "complete", 0, NULL, COMPLETE }, { "no-father", 0, NULL, NO_FATHER },
    { "list-types", 0, NULL, LIST_TYPES }, { "list-layouts", 0, NULL, LIST_LAYOUTS },
    { "help", 0, NULL, HELP },       { NULL, 0, NULL, 0 },
};

/* Takes one option with a value; 0, or 2 after a complaint. */
static int take_value(struct job *job, int option, const char *name, const char *value)
{
    long n = 0;
    switch (option) {
    case COUNT: return read_number(value, 1, COUNT_MAX, &n) ? (job->count = (int)n, 0) : wrong(name, value);
    case SEED: return read_number(value, 0, 0x7fffffffffffffffL, &n) ? (job->seed = (uint64_t)n, 0) : wrong(name, value);
    case DPI: return read_number(value, 100, 600, &n) ? (job->dpi = (int)n, 0) : wrong(name, value);
    case TURN: return read_number(value, 0, 270, &n) && n % 90 == 0 ? (job->turn = (int)n, 0) : wrong(name, value);
    case LEVEL:
        if (strcmp(value, "mix") == 0)
            n = -1;
        else if (!read_number(value, 0, 3, &n))
            return wrong(name, value);
        job->level = (int)n;
        return 0;
    case TYPE:
        job->type = value;
        return g_strv_contains(form_types, value) ? 0 : wrong(name, value);
    case LAYOUT:
        job->layout = style_find(value);
        return job->layout ? 0 : wrong(name, value);
    case FORMAT:
        job->jpeg = strcmp(value, "pnm") != 0;
        job->pnm = strcmp(value, "jpg") != 0;
        return strcmp(value, "jpg") == 0 || strcmp(value, "pnm") == 0 || strcmp(value, "both") == 0 ? 0 : wrong(name, value);
    default:
        g_strfreev(job->wishes.blank);
        job->wishes.blank = g_strsplit(value, ",", -1);
        return 0;
    }
}

int main(int argc, char **argv)
{
    struct job job = { .count = 10, .seed = 1, .level = -1, .turn = -1, .jpeg = true };
    bool demo = false;
    int option, index = 0;
    while ((option = getopt_long(argc, argv, "", options, &index)) != -1) {
        int failed = 0;
        switch (option) {
        case '?': return 2;
        case HELP: help(); return 0;
        case LIST_LAYOUTS: return list_layouts();
        case LIST_TYPES:
            for (int i = 0; form_types[i]; i++)
                puts(form_types[i]);
            return 0;
        case OUT: job.folder = optarg; break;
        case DEMO: job.folder = optarg; demo = true; break;
        case UPSIDE_DOWN: job.turn = 180; break;
        case COMPLETE: job.wishes.complete = true; break;
        case NO_FATHER: job.wishes.no_father = true; break;
        default: failed = take_value(&job, option, options[index].name, optarg);
        }
        if (failed)
            return failed;
    }
    if (!job.folder || optind < argc) {
        fprintf(stderr, "specimen: --out DIR or --demo DIR is needed, and nothing beside options (see --help)\n");
        return 2;
    }
    if (!fonts_load(SPECIMEN_FONTS)) {
        fprintf(stderr, "specimen: no font with all Vietnamese letters is installed (fonts-croscore, fonts-noto-core, fonts-dejavu)\n");
        return 1;
    }
    if (g_mkdir_with_parents(job.folder, 0755) != 0) {
        fprintf(stderr, "specimen: %s: %s\n", job.folder, strerror(errno));
        return 1;
    }
    int status = demo ? draw_demo(&job) : draw_series(&job);
    g_strfreev(job.wishes.blank);
    return status;
}
