/* sohoa procedures: the procedures of the desk, listed, shown and checked. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "conf/papers.h"
#include "conf/procedures.h"
#include "daemon/cmd.h"
#include "daemon/places.h"
#include "dossier/deadline.h"

static void print_limit(const struct procedure_limit *l)
{
    if (!l->known)
        fputs("không nêu", stdout);
    else if (l->at_once)
        fputs("ngay trong ngày", stdout);
    else
        printf("%d %s", l->days, l->calendar ? "ngày" : "ngày làm việc");
    if (l->known && l->cutoff >= 0)
        printf(", nhận sau %02d:%02d thì ngày làm việc tiếp theo", l->cutoff / 60, l->cutoff % 60);
    if (l->extension)
        printf(", gia hạn tối đa %d ngày", l->extension);
    printf("%s%s\n", *l->note ? "; " : "", l->note);
}

static void print_items(const char *heading, const struct procedure_items *items)
{
    printf("  %s:\n", heading);
    for (size_t i = 0; i < items->len; i++) {
        const struct procedure_item *item = &items->items[i];
        printf("    %-16s %-9s%s %s", item->key, procedure_need_name(item->need), item->when ? " (khi)" : "",
               item->label_vi);
        if (*item->reason)
            printf("  [%s]", item->reason);
        putchar('\n');
    }
}

static void print_retention(int years)
{
    if (years == PROCEDURE_FOREVER)
        puts("  lưu trữ: vĩnh viễn");
    else if (years == PROCEDURE_KEEP_UNSAID)
        puts("  lưu trữ: không nêu");
    else if (!years)
        puts("  lưu trữ: chỉ lưu sổ");
    else
        printf("  lưu trữ: %d năm\n", years);
}

static int show(const struct procedures *all, const char *name)
{
    int found = 0;
    for (size_t i = 0; i < all->len; i++) {
        const struct procedure *p = &all->items[i];
        const struct procedure *named = procedures_newest(all, name);
        if (!named || strcmp(named->key, p->key) != 0)
            continue;
        char from[VIET_DATE_SIZE], to[VIET_DATE_SIZE];
        viet_date_iso(p->from, from);
        viet_date_iso(p->to, to);
        printf("%s  %s  %s\n  lĩnh vực: %s; hiệu lực: %s … %s\n  thời hạn: ", p->key, p->code, p->name_vi,
               procedures_field(all, p)->vi, from, to);
        print_limit(&p->limit);
        print_retention(p->retention);
        print_items("nộp", &p->takes);
        print_items("trả", &p->gives);
        for (size_t k = 0; k < p->unsure.len; k++)
            printf("  cần kiểm tra: %s\n", p->unsure.items[k]);
        found++;
    }
    return found ? EXIT_DONE : cmd_fail(EXIT_FAILED, "no procedure '%s'", name);
}

static int list(const struct procedures *all)
{
    struct viet_date today = deadline_day(clock_now_ms());
    for (size_t i = 0; i < all->len; i++) {
        const struct procedure *p = &all->items[i];
        if (procedures_find(all, p->key, today) == p)
            printf("%-28s %-9s %-20s %s\n", p->key, p->code, procedures_field(all, p)->vi, p->name_vi);
    }
    return EXIT_DONE;
}

/* Types that no definition knows: such a line is filled by hand until there is one. */
static int note_types(const struct paper_defs *defs, const struct procedure *p, const struct procedure_items *items)
{
    int notes = 0;
    for (size_t i = 0; i < items->len; i++)
        for (size_t k = 0; k < items->items[i].types.len; k++)
            if (!paper_defs_find(defs, items->items[i].types.items[k])) {
                printf("note: %s.%s: no paper definition '%s'\n", p->key, items->items[i].key,
                       items->items[i].types.items[k]);
                notes++;
            }
    return notes;
}

static int check(const struct procedures *all, const char *path, const char *papers)
{
    struct paper_defs defs = {0};
    struct so_error err;
    if (papers_load(papers, &defs, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    int unsure = 0, unknown = 0;
    for (size_t i = 0; i < all->len; i++) {
        const struct procedure *p = &all->items[i];
        unknown += note_types(&defs, p, &p->takes) + note_types(&defs, p, &p->gives);
        for (size_t k = 0; k < p->unsure.len; k++, unsure++)
            printf("note: %s: unsure: %s\n", p->key, p->unsure.items[k]);
    }
    printf("%s: no problems; %zu procedures, %d to be checked against the law, %d types without a definition\n", path,
           all->len, unsure, unknown);
    paper_defs_free(&defs);
    return EXIT_DONE;
}

static int work(const char *verb, const char *name, const char *path, const char *papers)
{
    struct procedures *all;
    struct so_error err;
    if (procedures_load(path, &all, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    int status = *verb == 'l' ? list(all) : *verb == 's' ? show(all, name) : check(all, path, papers);
    procedures_free(all);
    return status;
}

static int run(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    bool shows = !strcmp(verb, "show"), knows = shows || !strcmp(verb, "list") || !strcmp(verb, "check");
    if (!knows || argc < 2 + shows || argc > 3 + shows)
        return cmd_usage(&cmd_procedures, "say check, list, or show PROCEDURE, and perhaps a file");
    struct places places;
    struct so_error err;
    if (places_find(&places, &err))
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    const char *given = argc == 3 + shows ? argv[argc - 1] : NULL;
    char *path = given ? strdup(given) : file_join(places.config, "procedures.yaml");
    char *papers = file_join(places.config, "papers");
    int status =
        path && papers ? work(verb, shows ? argv[2] : NULL, path, papers) : cmd_fail(EXIT_FAILED, "out of memory");
    free(path);
    free(papers);
    places_free(&places);
    return status;
}

const struct command cmd_procedures = {
    .name = "procedures",
    .arguments = "check|list|show PROCEDURE [FILE]",
    .summary = "check, list or show the procedures of the desk",
    .help =
        "PROCEDURE is its key or its national code. check tells the first problem with its line and column, and notes\n"
        "what the office should hold against the law. Without FILE: the installed procedures.\n",
    .run = run,
};
