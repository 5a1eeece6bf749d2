/* sohoa report: the figures of a period. */
#include <getopt.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "daemon/cmd_remote.h"
#include "export/report.h"

struct rows {
    struct report_row *items;
    size_t len, cap;
};

struct options {
    bool json, codes, papers;
    const char *form; /* of the document; NULL: text */
    const char *file, *month, *year, *from, *to;
};

static int collect(const json_t *reply, struct rows *rows)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(reply, "rows"), i, one)
    {
        struct report_row *row = array_push(rows);
        if (!row)
            return SO_ENOMEM;
        *row = (struct report_row){
            .month = remote_text(one, "month"),
            .type_name = remote_label(one),
            .papers = remote_number(one, "papers"),
            .pages = remote_number(one, "pages"),
            .with_image = remote_number(one, "with_image"),
            .record_only = remote_number(one, "record_only"),
            .confirmed = remote_number(one, "confirmed"),
            .findings_open = remote_number(one, "findings_open"),
            .findings_solved = remote_number(one, "findings_solved"),
            .findings_dismissed = remote_number(one, "findings_dismissed"),
            .dossiers = remote_number(one, "dossiers"),
        };
    }
    return SO_OK;
}

static int write_out(const struct buf *out, const char *file)
{
    struct so_error err = {0};
    if (!file) {
        fwrite(buf_str(out), 1, out->len, stdout);
        return EXIT_DONE;
    }
    return file_write_whole(file, buf_str(out), out->len, 0640, &err) ? cmd_fail(EXIT_FAILED, "%s", err.text)
                                                                      : EXIT_DONE;
}

/* The papers by type, from the figures. */
static int print_papers(const json_t *reply, const struct options *o)
{
    struct rows rows = {0};
    struct table *table = NULL;
    struct buf out = BUF_INIT, span = BUF_INIT;
    int r = collect(reply, &rows);
    r = r ? r : buf_printf(&span, "%s – %s", remote_text(reply, "from"), remote_text(reply, "to"));
    struct report report = {.period = buf_str(&span), .rows = rows.items, .nrows = rows.len};
    r = r ? r : report_to_table(&report, REPORT_VI, &table);
    if (!r)
        r = !o->form                  ? table_to_text(table, &out)
            : strcmp(o->form, "xlsx") ? table_to_csv(table, &out)
                                      : table_to_xlsx(table, &out);
    int status =
        r ? cmd_fail(EXIT_FAILED, "the report can't be made: %s", so_result_text(r)) : write_out(&out, o->file);
    table_free(table);
    buf_free(&out);
    buf_free(&span);
    array_free(&rows);
    return status;
}

/* The path of the figures, or of a document. */
static int make_path(const struct options *o, const char *form, struct buf *path)
{
    const struct {
        const char *name, *value;
    } query[] = {{"month", o->month}, {"year", o->year}, {"from", o->from}, {"to", o->to}};
    int r = form ? buf_printf(path, "/api/v1/report/document?form=%s", form) : buf_append_str(path, "/api/v1/report?");
    for (size_t i = 0; i < sizeof query / sizeof *query && !r; i++) {
        if (!query[i].value)
            continue;
        r = buf_printf(path, "&%s=", query[i].name);
        r = r ? r : client_escape(query[i].value, path);
    }
    return !r && o->codes ? buf_append_str(path, "&codes=1") : r;
}

static int print_figures(const struct options *o)
{
    struct buf path = BUF_INIT;
    json_t *reply = NULL;
    int status =
        make_path(o, NULL, &path) ? cmd_fail(EXIT_FAILED, "out of memory") : remote_ask("GET", path.data, NULL, &reply);
    buf_free(&path);
    if (status == EXIT_DONE && o->json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        status = print_papers(reply, o);
    json_decref(reply);
    return status;
}

static int print_document(const struct options *o)
{
    struct buf path = BUF_INIT, out = BUF_INIT;
    struct client *client;
    struct so_error err = {0};
    int r = make_path(o, o->form ? o->form : "text", &path);
    int status = r ? cmd_fail(EXIT_FAILED, "out of memory") : remote_open(&client);
    if (status == EXIT_DONE) {
        r = client_fetch(client, path.data, &out, &err);
        client_free(client);
        status = r ? remote_fail(r, &err) : write_out(&out, o->file);
    }
    buf_free(&path);
    buf_free(&out);
    return status;
}

static int run(int argc, char **argv)
{
    static const struct option longs[] = {
        {"json", no_argument, NULL, 'j'},       {"codes", no_argument, NULL, 'C'},
        {"papers", no_argument, NULL, 'p'},     {"month", required_argument, NULL, 'm'},
        {"year", required_argument, NULL, 'y'}, {"from", required_argument, NULL, 'f'},
        {"to", required_argument, NULL, 't'},   {"csv", no_argument, NULL, 'c'},
        {"xlsx", no_argument, NULL, 'x'},       {"docx", no_argument, NULL, 'd'},
        {"pdf", no_argument, NULL, 'P'},        {0}};
    struct options o = {0};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
        const char **const texts[] = {&o.month, &o.year, &o.from, &o.to, &o.file};
        static const char *const forms[] = {"csv", "xlsx", "docx", "pdf"};
        const char *text = c == '?' ? NULL : strchr("myfto", c), *form = c == '?' ? NULL : strchr("cxdP", c);
        if (text)
            *texts[text - "myfto"] = optarg;
        else if (form)
            o.form = forms[form - "cxdP"];
        else if (c == 'j')
            o.json = true;
        else if (c == 'C')
            o.codes = true;
        else if (c == 'p')
            o.papers = true;
        else
            return cmd_usage(&cmd_report, "unknown option '%s'", argv[optind - 1]);
    }
    if (optind != argc)
        return cmd_usage(&cmd_report, "unexpected argument '%s'", argv[optind]);
    if (o.form && strcmp(o.form, "csv") && !o.file)
        return cmd_usage(&cmd_report, "--%s needs -o FILE", o.form);
    if (o.papers && o.form && (!strcmp(o.form, "docx") || !strcmp(o.form, "pdf")))
        return cmd_usage(&cmd_report, "--papers comes as text, CSV or XLSX%s", "");
    return o.json || o.papers ? print_figures(&o) : print_document(&o);
}

const struct command cmd_report = {
    .name = "report",
    .arguments = "[--month YYYY-MM | --year YYYY | --from DAY --to DAY] [--codes] [--papers] "
                 "[--json|--csv|--xlsx|--docx|--pdf] [-o FILE]",
    .summary = "the figures of a period: dossiers, on time, digitised",
    .help = "  --month, --year, --from and --to    the period; default: this month. Days as 2022-12-10\n"
            "  --codes            lists the dossiers behind each figure\n"
            "  --papers           papers taken in by type instead of dossiers\n"
            "  --csv, --xlsx      for a spreadsheet; --docx, --pdf: an official report to number, date and sign\n"
            "  -o FILE            where to write; default: standard output, of text and CSV\n",
    .run = run,
};
