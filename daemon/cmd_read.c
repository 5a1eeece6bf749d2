/* sohoa read: image and PDF files to fields and findings, storing nothing. */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "daemon/cmd.h"
#include "daemon/cmd_reader.h"
#include "daemon/reading.h"
#include "daemon/unpack.h"

#define PAGE_SECONDS_MAX 3600

/* What stays of a page once it is judged. */
struct sheet {
    int number;
    int turned;
    float skew;
    bool blank;
    char *text;
    uint32_t ms[PAGE_STEPS];
    char *failure; /* NULL when it was read */
    bool apart;    /* a cover sheet, or its blank back: no paper */
    bool is_cover;
    struct cover cover;
};

struct sheets {
    struct sheet *items;
    size_t len, cap;
};

struct judgements {
    struct judgement **items;
    size_t len, cap;
};

struct options {
    bool json;
    enum quality quality;
    const char *papers;
    unsigned page_seconds; /* 0: as usual */
};

struct session {
    struct options options;
    struct reader *reader;
    struct paper_rules *rules;
    bool failed;
};

static json_t *box_json(struct box b)
{
    return box_is_empty(b) ? json_null() : json_pack("[i,i,i,i]", b.x, b.y, b.w, b.h);
}

static json_t *field_json(const struct field *f)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:f, s:o}", "value", f->value, "normal", f->normal, "read", f->read,
                     "state", field_state_name(f->state), "evidence", f->evidence, "confidence", (double)f->confidence,
                     "box", box_json(f->box));
}

static json_t *finding_json(const struct finding *f)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "code", finding_code_name(f->code), "field", f->field,
                     "severity", severity_name(f->severity), "message", f->message, "message_en", f->message_en, "box",
                     box_json(f->box));
}

static void print_json(json_t *line)
{
    if (!line)
        return;
    json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(4));
    putchar('\n');
    fflush(stdout);
    json_decref(line);
}

static void print_failure_json(const char *file, int page, const char *reason)
{
    json_t *line = json_pack("{s:s, s:s}", "file", file, "error", reason);
    if (line && page > 0)
        json_object_set_new(line, "page", json_integer(page));
    print_json(line);
}

/* What a paper says on one page. */
static void put_content(json_t *to, const struct paper *p, int page)
{
    json_t *fields = json_object(), *findings = json_array();
    for (size_t i = 0; i < p->fields.len; i++)
        if (p->fields.items[i].page == page)
            json_object_set_new(fields, p->fields.items[i].key, field_json(&p->fields.items[i]));
    for (size_t i = 0; i < p->findings.len; i++)
        if (p->findings.items[i].page == page)
            json_array_append_new(findings, finding_json(&p->findings.items[i]));
    json_object_set_new(to, "type", json_string(p->type));
    json_object_set_new(to, "type_confidence", json_real((double)p->type_confidence));
    json_object_set_new(to, "type_reason", json_string(p->type_reason));
    json_object_set_new(to, "fields", fields);
    json_object_set_new(to, "findings", findings);
}

/* The certifications on a page; NULL when there is none. */
static json_t *also_json(const struct papers *papers, int page)
{
    json_t *also = NULL;
    for (size_t i = 0; i < papers->len; i++) {
        if (!papers->items[i].beside || papers->items[i].first_page != page)
            continue;
        json_t *one = json_pack("{s:i}", "paper", (int)i + 1);
        put_content(one, &papers->items[i], page);
        if (!also)
            also = json_array();
        json_array_append_new(also, one);
    }
    return also;
}

static void print_sheet_json(const char *file, const struct sheet *s, const struct papers *papers, size_t ordinal)
{
    json_t *ms = json_pack("{s:i, s:i, s:i, s:i}", "decode", (int)s->ms[STEP_DECODE], "prepare",
                           (int)s->ms[STEP_PREPARE], "ocr", (int)s->ms[STEP_OCR], "paper", (int)s->ms[STEP_PAPER]);
    json_t *line =
        json_pack("{s:s, s:i, s:i, s:i, s:f, s:b}", "file", file, "page", s->number, "paper",
                  s->apart ? 0 : (int)ordinal, "turned", s->turned, "skew", (double)s->skew, "blank", s->blank);
    put_content(line, &papers->items[ordinal - 1], s->number);
    json_t *also = also_json(papers, s->number);
    if (also)
        json_object_set_new(line, "also", also);
    json_object_set_new(line, "text", json_string(s->text));
    json_object_set_new(line, "ms", ms);
    if (s->is_cover)
        json_object_set_new(line, "cover",
                            json_pack("{s:s, s:s, s:i}", "dossier", s->cover.dossier, "procedure", s->cover.procedure,
                                      "sheets", s->cover.sheets));
    print_json(line);
}

/* A sheet that belongs to no paper, told apart from one that failed. */
static void print_apart(const struct session *session, const char *file, const struct sheet *s)
{
    struct paper none = {.type = (char *)PAPER_TYPE_UNKNOWN, .type_reason = (char *)"cover sheet"};
    const struct papers papers = {.items = &none, .len = 1};
    if (session->options.json)
        print_sheet_json(file, s, &papers, 1);
    else if (s->is_cover)
        printf("%s (page %d): tờ bìa%s%s%s%s\n", file, s->number, *s->cover.dossier ? ", hồ sơ " : "", s->cover.dossier,
               *s->cover.procedure ? ", thủ tục " : "", s->cover.procedure);
}

static void print_paper_text(const struct session *session, const char *file, const struct paper *p)
{
    printf("%s", file);
    if (p->pages > 1)
        printf(" (pages %d-%d)", p->first_page, p->first_page + p->pages - 1);
    else
        printf(" (page %d)", p->first_page);
    printf(": %s, %.0f %%\n", paper_type_title(session->rules, p->type, "vi"), (double)p->type_confidence * 100);
    for (size_t i = 0; i < p->fields.len; i++) {
        const struct field *f = &p->fields.items[i];
        const char *note = f->state == FIELD_REPAIRED     ? "  (repaired)"
                           : f->state == FIELD_UNREADABLE ? "  (unreadable)"
                                                          : "";
        printf("    %-36s %s%s\n", paper_field_title(session->rules, p->type, f->key, "vi"), f->value, note);
    }
    for (size_t i = 0; i < p->findings.len; i++)
        printf("  ! %s\n", p->findings.items[i].message);
}

/* The paper that a page belongs to; NULL when the page was not read. */
static const struct paper *paper_of(const struct papers *papers, int page, size_t *ret_ordinal)
{
    for (size_t i = 0; i < papers->len; i++) {
        const struct paper *p = &papers->items[i];
        if (page >= p->first_page && page < p->first_page + p->pages) {
            *ret_ordinal = i + 1;
            return p;
        }
    }
    return NULL;
}

static void print_results(struct session *session, const char *file, const struct sheets *sheets,
                          const struct papers *papers)
{
    for (size_t i = 0; i < sheets->len; i++) {
        const struct sheet *s = &sheets->items[i];
        size_t ordinal = 0;
        const struct paper *p = s->failure ? NULL : paper_of(papers, s->number, &ordinal);
        if (s->apart) {
            print_apart(session, file, s);
        } else if (!p) {
            session->failed = true;
            const char *reason = s->failure ? s->failure : "the page belongs to no paper";
            cmd_fail(0, "%s", reason);
            if (session->options.json)
                print_failure_json(file, s->number, reason);
        } else if (session->options.json) {
            print_sheet_json(file, s, papers, ordinal);
        } else if (p->first_page == s->number) {
            print_paper_text(session, file, p);
        }
        for (size_t k = 0; p && !session->options.json && k < papers->len; k++)
            if (papers->items[k].beside && papers->items[k].first_page == s->number)
                print_paper_text(session, file, &papers->items[k]);
    }
}

static int read_sheet(struct session *session, struct unpack *u, const char *name, struct sheet *sheet,
                      struct judgements *judgements)
{
    struct so_error err = {0};
    struct reading reading = {0};
    struct reading_of of = {.fd = -1, .name = name, .number = sheet->number};
    int r = unpack_page(u, sheet->number, &of.fd, &of.file_page, &err);
    if (!r)
        r = reading_take(session->reader, session->rules, &of, session->options.quality, &reading, &err);
    if (of.fd >= 0)
        close(of.fd);
    if (r) {
        sheet->failure = strdup(err.text);
        return sheet->failure ? SO_OK : SO_ENOMEM;
    }
    sheet->turned = reading.page.turned;
    sheet->skew = reading.page.skew;
    sheet->blank = reading.page.blank;
    memcpy(sheet->ms, reading.page.ms, sizeof sheet->ms);
    sheet->text = page_text(&reading.page);
    sheet->is_cover = judgement_cover(reading.judgement, &sheet->cover) == COVER_SEEN;
    struct judgement **slot = array_push(judgements);
    if (slot) {
        *slot = reading.judgement;
        reading.judgement = NULL;
    }
    reading_free(&reading);
    return sheet->text && slot ? SO_OK : SO_ENOMEM;
}

static void show_progress(const char *name, int page, int pages)
{
    if (pages > 1 && isatty(2))
        fprintf(stderr, "\r%s: page %d of %d%s", name, page, pages, page == pages ? "\n" : "");
}

static void free_sheets(struct sheets *sheets, struct judgements *judgements)
{
    for (size_t i = 0; i < sheets->len; i++) {
        free(sheets->items[i].text);
        free(sheets->items[i].failure);
    }
    array_free(sheets);
    for (size_t i = 0; i < judgements->len; i++)
        judgement_free(judgements->items[i]);
    array_free(judgements);
}

/* The sheets that were read as leaves of papers; a blank page right behind a cover is that cover's back. */
static int group_sheets(const struct session *session, struct sheets *sheets, const struct judgements *judgements,
                        struct papers *ret_papers)
{
    struct paper_leaf *leaves = calloc(judgements->len + 1, sizeof *leaves);
    bool cover_before = false;
    size_t n = 0;
    for (size_t i = 0; leaves && i < sheets->len; i++) {
        struct sheet *s = &sheets->items[i];
        s->apart = !s->failure && (s->is_cover || (s->blank && cover_before));
        cover_before = s->is_cover;
        if (!s->failure) {
            leaves[n] = (struct paper_leaf){judgements->items[n], s->number, PAPER_START_FREE, s->apart};
            n++;
        }
    }
    int r = leaves ? paper_group(session->rules, leaves, n, ret_papers) : SO_ENOMEM;
    free(leaves);
    return r;
}

static int read_pages(struct session *session, struct unpack *u, const char *file)
{
    struct sheets sheets = {0};
    struct judgements judgements = {0};
    struct papers papers = {0};
    int r = SO_OK;
    for (int n = 1; n <= unpack_pages(u) && !r; n++) {
        show_progress(file, n, unpack_pages(u));
        struct sheet *sheet = array_push(&sheets);
        if (!sheet) {
            r = SO_ENOMEM;
            break;
        }
        sheet->number = n;
        r = read_sheet(session, u, file, sheet, &judgements);
    }
    if (!r)
        r = group_sheets(session, &sheets, &judgements, &papers);
    if (!r)
        print_results(session, file, &sheets, &papers);
    papers_free(&papers);
    free_sheets(&sheets, &judgements);
    return r;
}

static void read_file(struct session *session, const char *file)
{
    struct unpack *u = NULL;
    struct so_error err = {0};
    int r = unpack_open(file, NULL, &u, &err);
    if (!r) {
        r = read_pages(session, u, file);
        if (r)
            so_fail(&err, r, "%s: %s", file, so_result_text(r));
    }
    unpack_close(u);
    if (!r)
        return;
    session->failed = true;
    cmd_fail(0, "%s", err.text);
    if (session->options.json)
        print_failure_json(file, 0, err.text);
}

static int open_session(struct session *session)
{
    int status =
        cmd_reader_open(session->options.papers, session->options.page_seconds, &session->reader, &session->rules);
    if (status == EXIT_DONE && session->options.quality == QUALITY_BEST && !reader_has_best(session->reader))
        cmd_fail(0,
                 "the better model is not installed (vie_best.traineddata); the best quality reads with the fast one");
    return status;
}

static bool parse_seconds(const char *text, unsigned *ret_seconds)
{
    char *end;
    unsigned long seconds = strtoul(text, &end, 10);
    if (*end || end == text || seconds < 1 || seconds > PAGE_SECONDS_MAX)
        return false;
    *ret_seconds = (unsigned)seconds;
    return true;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {{"json", no_argument, NULL, 'j'},
                                          {"quality", required_argument, NULL, 'q'},
                                          {"papers", required_argument, NULL, 'p'},
                                          {"page-seconds", required_argument, NULL, 's'},
                                          {0}};
    struct session session = {.options = {.quality = QUALITY_FAST}};
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        if (c == 'j')
            session.options.json = true;
        else if (c == 'p')
            session.options.papers = optarg;
        else if (c == 's' && parse_seconds(optarg, &session.options.page_seconds))
            continue;
        else if (c == 'q' && !strcmp(optarg, "best"))
            session.options.quality = QUALITY_BEST;
        else if (c != 'q' || strcmp(optarg, "fast"))
            return cmd_usage(&cmd_read, "unknown option or value '%s'", argv[optind - 1]);
    }
    if (optind == argc)
        return cmd_usage(&cmd_read, "no file named");
    int status = open_session(&session);
    for (int i = optind; i < argc && status == EXIT_DONE; i++)
        read_file(&session, argv[i]);
    reader_close(session.reader);
    paper_rules_free(session.rules);
    return status != EXIT_DONE ? status : session.failed ? EXIT_FAILED : EXIT_DONE;
}

const struct command cmd_read = {
    .name = "read",
    .arguments = "[--json] [--quality fast|best] [--papers FOLDER] [--page-seconds N] FILE…",
    .summary = "read image and PDF files: fields and what is missing; nothing is stored",
    .help = "  --json             one JSON line a page (the shape is in README.md)\n"
            "  --quality best     both models weighed, doubtful fields read again; slower\n"
            "  --papers FOLDER    definitions of papers other than the installed ones\n"
            "  --page-seconds N   a page that takes longer is given up (60; four times as long with best)\n\n"
            "A file that can't be read is told on standard error (and as a line with \"error\"); the others are\n"
            "read all the same and the exit status is 1.\n",
    .run = run,
};
