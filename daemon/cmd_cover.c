/* sohoa cover: a cover sheet to print, which begins a dossier in a scanned stack. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "conf/office.h"
#include "daemon/cmd.h"
#include "daemon/cover_print.h"
#include "daemon/places.h"

#define DEFAULT_FILE "to-bia.pdf"

/* Copies an argument that must fit; false after a complaint. */
static bool take_code(const char *what, const char *value, char out[COVER_CODE_MAX + 1])
{
    if (strlen(value) > COVER_CODE_MAX) {
        cmd_usage(&cmd_cover, "%s is longer than %d bytes", what, COVER_CODE_MAX);
        return false;
    }
    snprintf(out, COVER_CODE_MAX + 1, "%s", value);
    return true;
}

static bool take_sheets(const char *value, int *ret_sheets)
{
    char *end = NULL;
    long n = strtol(value, &end, 10);
    if (!*value || *end || n < 1 || n > COVER_SHEETS_MAX) {
        cmd_usage(&cmd_cover, "--sheets is a number from 1 to %d", COVER_SHEETS_MAX);
        return false;
    }
    *ret_sheets = (int)n;
    return true;
}

static int write_out(const char *file, const struct buf *pdf, struct so_error *err)
{
    if (strcmp(file, "-"))
        return file_write_whole(file, pdf->data, pdf->len, 0644, err);
    return fwrite(pdf->data, 1, pdf->len, stdout) == pdf->len && !fflush(stdout)
               ? SO_OK
               : so_fail(err, SO_EIO, "standard output can't be written");
}

/* What the installation knows of the office: its letterhead, and its procedures where it has a file of them. */
struct known {
    struct office *office;
    struct procedures *procedures;
    struct buf name;
};

static int load_known(struct known *k, struct so_error *err)
{
    struct places places;
    int r = places_find(&places, err);
    if (r)
        return r;
    char *office = file_join(places.config, "office.yaml"), *procedures = file_join(places.config, "procedures.yaml");
    if (!office || !procedures)
        r = so_fail(err, SO_ENOMEM, "out of memory");
    if (!r && access(office, F_OK) == 0)
        r = office_load(office, &k->office, err);
    if (!r && access(procedures, F_OK) == 0)
        r = procedures_load(procedures, &k->procedures, err);
    struct civil_time now = clock_civil(clock_now_ms());
    const struct office_name *name =
        k->office ? office_name_on(k->office, (struct viet_date){now.year, now.month, now.day}) : NULL;
    if (!r && name && office_put_full_name(name, &k->name))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    free(office);
    free(procedures);
    places_free(&places);
    return r;
}

static int print(const struct cover *cover, const char *file)
{
    struct known known = {.name = BUF_INIT};
    struct so_error err = {0};
    struct buf pdf = BUF_INIT;
    int r = load_known(&known, &err);
    r = r ? r : cover_print(cover, known.procedures, buf_str(&known.name), &pdf, &err);
    r = r ? r : write_out(file, &pdf, &err);
    if (!r && strcmp(file, "-"))
        printf("%s\n", file);
    buf_free(&known.name);
    office_free(known.office);
    procedures_free(known.procedures);
    buf_free(&pdf);
    return r ? cmd_fail(EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"dossier", required_argument, NULL, 'd'},
                                          {"procedure", required_argument, NULL, 'p'},
                                          {"sheets", required_argument, NULL, 'n'},
                                          {"output", required_argument, NULL, 'o'},
                                          {0}};
    struct cover cover = {0};
    const char *file = DEFAULT_FILE;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
        bool ok = c == 'd'   ? take_code("--dossier", optarg, cover.dossier)
                  : c == 'p' ? take_code("--procedure", optarg, cover.procedure)
                  : c == 'n' ? take_sheets(optarg, &cover.sheets)
                             : c == 'o';
        if (c == '?')
            return cmd_usage(&cmd_cover, "unknown option '%s', or one without its value", argv[optind - 1]);
        if (!ok)
            return EXIT_USAGE;
        if (c == 'o')
            file = optarg;
    }
    if (optind != argc)
        return cmd_usage(&cmd_cover, "'%s' belongs to no option", argv[optind]);
    return print(&cover, file);
}

const struct command cmd_cover = {
    .name = "cover",
    .arguments = "[--dossier CODE] [--procedure CODE] [--sheets N] [-o FILE]",
    .summary = "print a cover sheet, which begins a dossier in a scanned stack",
    .help = "  --dossier CODE     files the papers behind it there; without, each use begins a dossier of its own\n"
            "  --procedure CODE   the dossier's procedure, by its key or code ('sohoa procedures list')\n"
            "  --sheets N         how many sheets follow; another number is told as a warning\n"
            "  -o FILE            the PDF; default " DEFAULT_FILE ", - for standard output\n\n"
            "Lay the sheet on top of the dossier's papers, in any direction, and scan the whole stack. Photocopies "
            "work, too.\n",
    .run = run,
};
