/*
 * Holds a reader's JSON lines (sohoa read --json) against the truth of specimen papers: the type, each field letter for
 * letter, the missing fields, by level. Values are compared in NFC with white space folded and outer punctuation left
 * out; dates as dates; a field whose truth is "" must come back absent or empty. A value that is wrong and about which
 * no finding says anything is unflagged: the clerk is told that it was read, and has no reason to look.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define GROUPS 6 /* levels 0..3, upside down, all */
enum { GROUP_UPSIDE_DOWN = 4, GROUP_ALL = 5 };

struct tally {
    int papers, types, fields, right, hand, hand_right, unflagged, flagged_right, wanted, hit, false_alarms;
};

struct scoring {
    json_t *pages; /* stem of the file → first line of it */
    struct tally tallies[GROUPS];
    bool wrong; /* list every miss */
};

static char *fold_nfc(const char *text)
{
    utf8proc_uint8_t *out = NULL;
    if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &out, UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE) <
        0)
        return strdup("");
    return (char *)out;
}

static bool is_outer(const char *p, size_t *ret_bytes)
{
    static const char *const marks[] = {" ", ".", ",", ";", ":", "…"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        *ret_bytes = strlen(marks[i]);
        if (strncmp(p, marks[i], *ret_bytes) == 0)
            return true;
    }
    return false;
}

/* NFC, white space as single blanks, without outer punctuation. malloc'ed; NULL is as "". */
static char *plain(const char *text)
{
    char *s = fold_nfc(text ? text : "");
    size_t n = 0, bytes;
    for (size_t i = 0; s[i]; i++) {
        bool space = strchr(" \t\r\n", s[i]) != NULL;
        if (!space || (n > 0 && s[n - 1] != ' '))
            s[n++] = space ? ' ' : s[i];
    }
    s[n] = '\0';
    char *start = s;
    while (*start && is_outer(start, &bytes))
        start += bytes;
    for (size_t end = strlen(start); end > 0;) {
        size_t back = end >= 3 && strncmp(start + end - 3, "…", 3) == 0 ? 3 : 1;
        if (!is_outer(start + end - back, &bytes))
            break;
        end -= back;
        start[end] = '\0';
    }
    memmove(s, start, strlen(start) + 1);
    return s;
}

struct date {
    int year, month, day;
};

/* Whether the whole text is one date, printed or ISO. */
static bool read_date(const char *text, struct date *ret)
{
    static const char *const shapes[] = {"%2d/%2d/%4d%n", "%2d.%2d.%4d%n", "%2d-%2d-%4d%n", "%2d tháng %2d năm %4d%n"};
    char *s = plain(text);
    bool found = false;
    int used = 0;
    struct date d = {0};
    const char *from = strncmp(s, "ngày ", strlen("ngày ")) == 0 || strncmp(s, "Ngày ", strlen("ngày ")) == 0
                           ? s + strlen("ngày ")
                           : s;
    if (sscanf(s, "%4d-%2d-%2d%n", &d.year, &d.month, &d.day, &used) == 3 && !s[used])
        found = true;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    for (size_t i = 0; !found && i < sizeof shapes / sizeof *shapes; i++) {
        used = 0;
        found = sscanf(from, shapes[i], &d.day, &d.month, &d.year, &used) == 3 && used > 0 && !from[used];
    }
#pragma GCC diagnostic pop
    free(s);
    if (found)
        *ret = d;
    return found;
}

static bool same_date(struct date a, const char *text)
{
    struct date b;
    return text && read_date(text, &b) && a.year == b.year && a.month == b.month && a.day == b.day;
}

static const char *value_of(const json_t *field)
{
    const char *text = json_string_value(json_is_object(field) ? json_object_get(field, "value") : field);
    return text ? text : "";
}

static bool same(const char *truth, const json_t *field)
{
    struct date d;
    char *want = plain(truth), *got = plain(value_of(field));
    bool equal = strcmp(want, got) == 0;
    free(want);
    free(got);
    if (equal || !*truth)
        return equal;
    return read_date(truth, &d) &&
           (same_date(d, value_of(field)) || same_date(d, json_string_value(json_object_get(field, "normal"))));
}

static bool listed(const json_t *array, const char *key)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i,
                       item) if (json_is_string(item) && strcmp(json_string_value(item), key) == 0) return true;
    return false;
}

/* The fields that findings name, each once; only those with this code where one is given. */
static json_t *flagged_fields(const json_t *row, const char *only)
{
    json_t *flagged = json_array(), *finding;
    size_t i;
    json_array_foreach(json_object_get(row, "findings"), i, finding)
    {
        const char *code = json_string_value(json_object_get(finding, "code"));
        const char *field = json_string_value(json_object_get(finding, "field"));
        if (code && field && (!only || strcmp(code, only) == 0) && !listed(flagged, field))
            json_array_append_new(flagged, json_string(field));
    }
    return flagged;
}

static void score_fields(const struct scoring *s, const char *stem, const json_t *truth, const json_t *row,
                         struct tally *t)
{
    const char *key;
    json_t *value, *flagged = flagged_fields(row, NULL);
    json_object_foreach(json_object_get(truth, "fields"), key, value)
    {
        const json_t *field = json_object_get(json_object_get(row, "fields"), key);
        bool right = same(json_string_value(value), field), told = listed(flagged, key);
        t->fields++;
        t->right += right;
        bool by_hand = listed(json_object_get(truth, "hand"), key);
        t->hand += by_hand;
        t->hand_right += by_hand && right;
        t->unflagged += !right && !told;
        t->flagged_right += right && told && *json_string_value(value);
        if (!right && s->wrong)
            printf("%s %s: '%s' read as '%s'%s\n", stem, key, json_string_value(value), value_of(field),
                   told ? "" : ", unflagged");
    }
    json_decref(flagged);
}

static void score_missing(const struct scoring *s, const char *stem, const json_t *truth, const json_t *row,
                          struct tally *t)
{
    json_t *wanted = json_object_get(truth, "missing"), *flagged = flagged_fields(row, "missing"), *item;
    size_t i;
    json_array_foreach(wanted, i, item)
    {
        bool hit = listed(flagged, json_string_value(item));
        t->wanted++;
        t->hit += hit;
        if (!hit && s->wrong)
            printf("%s missing: %s not flagged\n", stem, json_string_value(item));
    }
    json_array_foreach(flagged, i, item)
    {
        if (listed(wanted, json_string_value(item)))
            continue;
        t->false_alarms++;
        if (s->wrong)
            printf("%s missing: %s falsely flagged\n", stem, json_string_value(item));
    }
    json_decref(flagged);
}

static void add(struct tally *to, const struct tally *t)
{
    to->papers += t->papers;
    to->types += t->types;
    to->fields += t->fields;
    to->right += t->right;
    to->hand += t->hand;
    to->hand_right += t->hand_right;
    to->unflagged += t->unflagged;
    to->flagged_right += t->flagged_right;
    to->wanted += t->wanted;
    to->hit += t->hit;
    to->false_alarms += t->false_alarms;
}

/* Of the papers that stand on a page beside its own, the one of this type; NULL: none. */
static const json_t *beside(const json_t *row, const char *type)
{
    size_t i;
    json_t *also;
    json_array_foreach(json_object_get(row, "also"), i, also)
    {
        const char *got = json_string_value(json_object_get(also, "type"));
        if (type && got && strcmp(type, got) == 0)
            return also;
    }
    return NULL;
}

static void score_paper(struct scoring *s, const char *stem, const json_t *truth, const json_t *row, const json_t *degrade)
{
    const char *want = json_string_value(json_object_get(truth, "type")),
               *got = json_string_value(json_object_get(row, "type"));
    struct tally t = {.papers = 1, .types = want && got && strcmp(want, got) == 0};
    if (!t.types && s->wrong)
        printf("%s type: %s read as %s\n", stem, want ? want : "?", got ? got : "nothing");
    score_fields(s, stem, truth, row, &t);
    score_missing(s, stem, truth, row, &t);
    json_int_t level = json_integer_value(json_object_get(degrade, "level"));
    if (level >= 0 && level <= 3)
        add(&s->tallies[level], &t);
    if (json_is_true(json_object_get(degrade, "upside_down")))
        add(&s->tallies[GROUP_UPSIDE_DOWN], &t);
    add(&s->tallies[GROUP_ALL], &t);
}

/* A page's paper, and each that stands on it besides: a certification on a copy. */
static void score_page(struct scoring *s, const char *stem, const json_t *truth)
{
    const json_t *row = json_object_get(s->pages, stem), *degrade = json_object_get(truth, "degrade");
    size_t i;
    json_t *also;
    score_paper(s, stem, truth, row, degrade);
    json_array_foreach(json_object_get(truth, "also"), i, also)
        score_paper(s, stem, also, beside(row, json_string_value(json_object_get(also, "type"))), degrade);
}

/* "folder/0001-x.json" → "0001-x" */
static char *stem_of(const char *path)
{
    const char *base = strrchr(path, '/');
    char *stem = strdup(base ? base + 1 : path), *dot = stem ? strrchr(stem, '.') : NULL;
    if (dot)
        *dot = '\0';
    return stem;
}

/* The first line of each file; a second page adds nothing. */
static bool read_pages(const char *path, json_t *pages)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    if (!file) {
        fprintf(stderr, "specimen_score: %s: %s\n", path, strerror(errno));
        return false;
    }
    for (int number = 1; getline(&line, &room, file) > 0; number++) {
        json_t *row = json_loads(line, 0, NULL);
        const char *name = json_string_value(json_object_get(row, "file"));
        if (!name && line[strspn(line, " \r\n")])
            fprintf(stderr, "specimen_score: %s:%d: not a page\n", path, number);
        char *stem = name ? stem_of(name) : NULL;
        if (stem && !json_object_get(pages, stem))
            json_object_set(pages, stem, row);
        free(stem);
        json_decref(row);
    }
    free(line);
    fclose(file);
    return true;
}

static int is_truth(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".json") == 0;
}

static bool score_folder(struct scoring *s, const char *folder)
{
    struct dirent **names;
    int n = scandir(folder, &names, is_truth, alphasort);
    if (n < 0) {
        fprintf(stderr, "specimen_score: %s: %s\n", folder, strerror(errno));
        return false;
    }
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        json_t *truth = json_load_file(path, 0, NULL);
        char *stem = stem_of(path);
        if (json_object_get(truth, "fields"))
            score_page(s, stem, truth);
        free(stem);
        json_decref(truth);
        free(names[i]);
    }
    free(names);
    return true;
}

static double share(int part, int whole)
{
    return whole ? (double)part / whole : 1;
}

static void print_table(const struct scoring *s)
{
    static const char *const names[GROUPS] = {"level 0", "level 1", "level 2", "level 3", "upside down", "all"};
    for (int i = 0; i < GROUPS; i++) {
        const struct tally *t = &s->tallies[i];
        if (t->papers)
            printf("%-12s papers %3d  type %.3f  fields %.4f (%d)  missing recall %.3f (%d) precision %.3f  false "
                   "alarms a page %.3f  wrong and unflagged %d  right but flagged %d\n",
                   names[i], t->papers, share(t->types, t->papers), share(t->right, t->fields), t->fields,
                   share(t->hit, t->wanted), t->wanted, share(t->hit, t->hit + t->false_alarms),
                   (double)t->false_alarms / t->papers, t->unflagged, t->flagged_right);
    }
    const struct tally *all = &s->tallies[GROUP_ALL];
    if (all->hand)
        printf("by hand      fields %.4f (%d)\n", share(all->hand_right, all->hand), all->hand);
}

struct goals {
    double fields, hand, types, recall, false_alarms, unflagged; /* NaN-free: 0 and large mean "no goal" */
};

static bool reached(const struct tally *t, const struct goals *g)
{
    bool ok = true;
    if (t->papers == 0) {
        fprintf(stderr, "specimen_score: no papers\n");
        return false;
    }
    struct {
        const char *what;
        double got, goal;
        bool at_most;
    } checks[] = {
        {"fields right", share(t->right, t->fields), g->fields, false},
        {"fields by hand right", share(t->hand_right, t->hand), g->hand, false},
        {"types right", share(t->types, t->papers), g->types, false},
        {"missing recall", share(t->hit, t->wanted), g->recall, false},
        {"false alarms a page", (double)t->false_alarms / t->papers, g->false_alarms, true},
        {"fields wrong and unflagged", share(t->unflagged, t->fields), g->unflagged, true},
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        if (checks[i].at_most ? checks[i].got <= checks[i].goal : checks[i].got >= checks[i].goal)
            continue;
        fprintf(stderr, "specimen_score: %s %.4f, wanted at %s %.4f\n", checks[i].what, checks[i].got,
                checks[i].at_most ? "most" : "least", checks[i].goal);
        ok = false;
    }
    return ok;
}

static int usage(FILE *to, int status)
{
    fputs("usage: specimen_score [--wrong] [--fields X] [--types X] [--recall X] [--false-alarms X]\n"
          "                      [--unflagged X] [--hand X] OUT.jsonl TRUTHDIR\n"
          "Holds the lines of 'sohoa read --json' against the truth beside specimen papers.\n"
          "  --wrong           list every miss\n"
          "  --fields X        fail when a smaller share of the fields is right; likewise --types and --recall (of "
          "missing)\n"
          "  --false-alarms X  fail when there are more of them a page\n"
          "  --hand X          the same for the fields that are filled in by hand\n"
          "  --unflagged X     fail when a larger share of the fields is wrong without a finding that names them\n"
          "Exit status: 0 goals reached, 1 not reached or unreadable, 2 wrong usage.\n",
          to);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"wrong", 0, NULL, 'w'},        {"fields", 1, NULL, 'f'},    {"types", 1, NULL, 't'}, {"recall", 1, NULL, 'r'},
        {"false-alarms", 1, NULL, 'a'}, {"unflagged", 1, NULL, 'u'}, {"hand", 1, NULL, 'n'}, {"help", 0, NULL, 'h'},  {NULL, 0, NULL, 0}};
    struct scoring s = {.pages = json_object()};
    struct goals goals = {.false_alarms = 1e9, .unflagged = 1};
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'w':
            s.wrong = true;
            break;
        case 'f':
            goals.fields = strtod(optarg, NULL);
            break;
        case 't':
            goals.types = strtod(optarg, NULL);
            break;
        case 'r':
            goals.recall = strtod(optarg, NULL);
            break;
        case 'a':
            goals.false_alarms = strtod(optarg, NULL);
            break;
        case 'u':
            goals.unflagged = strtod(optarg, NULL);
            break;
        case 'n':
            goals.hand = strtod(optarg, NULL);
            break;
        case 'h':
            json_decref(s.pages);
            return usage(stdout, 0);
        default:
            json_decref(s.pages);
            return usage(stderr, 2);
        }
    }
    bool ok = argc - optind == 2;
    if (!ok) {
        json_decref(s.pages);
        return usage(stderr, 2);
    }
    ok = read_pages(argv[optind], s.pages) && score_folder(&s, argv[optind + 1]);
    if (ok) {
        print_table(&s);
        ok = reached(&s.tallies[GROUP_ALL], &goals);
    }
    json_decref(s.pages);
    return ok ? 0 : 1;
}
