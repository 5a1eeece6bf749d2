/* sohoa register: the certification registers. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "daemon/cmd_remote.h"

#define ITEMS_MAX 100

static int wrong_call(const char *what)
{
    return cmd_usage(&cmd_register, "%s", what);
}

/* "/api/v1/registers/KIND<tail>", the kind escaped. */
static int kind_path(const char *kind, const char *tail, struct buf *out)
{
    int r = buf_append_str(out, "/api/v1/registers/");
    r = r ? r : client_escape(kind, out);
    return r ? r : buf_append_str(out, tail);
}

static int ask_kind(const char *method, const char *kind, const char *tail, const json_t *body, json_t **ret_reply)
{
    struct buf path = BUF_INIT;
    int status = kind_path(kind, tail, &path) ? cmd_fail(EXIT_FAILED, "out of memory")
                                              : remote_ask(method, path.data, body, ret_reply);
    buf_free(&path);
    return status;
}

static void print_entry(const json_t *e)
{
    const json_t *struck = json_object_get(e, "struck");
    printf("%6lld  %5lld  %s  %-24s  %s  (%lld bản, %lld đ)%s%s\n", remote_number(e, "id"), remote_number(e, "number"),
           remote_text(e, "date"), remote_text(e, "requester"), remote_text(e, "subject"), remote_number(e, "copies"),
           remote_number(e, "fee"), json_is_object(struck) ? "  ĐÃ GẠCH BỎ: " : "",
           json_is_object(struck) ? remote_text(struck, "reason") : "");
}

static int print_entries(int status, json_t *reply, bool json)
{
    size_t i;
    json_t *e;
    if (status == EXIT_DONE && json) {
        remote_print(reply);
    } else if (status == EXIT_DONE) {
        json_array_foreach(json_object_get(reply, "entries"), i, e) print_entry(e);
    }
    json_decref(reply);
    return status;
}

static void print_kind(const json_t *kind)
{
    size_t i;
    json_t *y;
    printf("%-18s %-10s %s\n", remote_text(kind, "kind"), remote_text(kind, "code"), remote_text(kind, "title"));
    json_array_foreach(json_object_get(kind, "years"), i, y)
    {
        const json_t *t = json_object_get(y, "totals");
        printf("    %lld: %lld số (%lld–%lld), %lld bản, %lld đ, gạch bỏ %lld%s%s\n", remote_number(y, "year"),
               remote_number(t, "entries"), remote_number(t, "first"), remote_number(t, "last"),
               remote_number(t, "copies"), remote_number(t, "fee"), remote_number(t, "struck"),
               *remote_text(y, "closed") ? "; đã khóa " : "", remote_text(y, "closed"));
    }
}

static int kinds(bool json)
{
    json_t *reply = NULL, *kind;
    size_t i;
    int status = remote_ask("GET", "/api/v1/registers", NULL, &reply);
    if (status == EXIT_DONE && json) {
        remote_print(reply);
    } else if (status == EXIT_DONE) {
        json_array_foreach(json_object_get(reply, "registers"), i, kind) print_kind(kind);
    }
    json_decref(reply);
    return status;
}

/* What the options of all verbs say. */
struct options {
    bool json, repeat;
    const char *year, *month, *date, *output, *form, *reason, *paper, *version;
    json_t *common, *items, *set;
};

enum { OPT_TEXT = 256 }; /* options that are columns of a row: OPT_TEXT + index into columns */

static const struct {
    const char *name;
    bool number, common; /* common: of all rows of the visit, where it stands before the first subject */
} columns[] = {
    {"subject", false, false}, {"requester", false, true}, {"identity", false, true}, {"language", false, false},
    {"signer", false, true},   {"note", false, false},     {"dossier", false, true},  {"number", true, false},
    {"book", true, true},      {"copies", true, false},    {"pages", true, false},    {"fee", true, false},
};
#define COLUMNS (sizeof columns / sizeof *columns)

/* A column goes into the row that the last --subject began, or into all rows. */
static bool take_column(struct options *o, size_t at, const char *text)
{
    char *end = NULL;
    long long n = columns[at].number ? strtoll(text, &end, 10) : 0;
    if (end && (*end || end == text || n < 0))
        return false;
    json_object_set_new(o->set, columns[at].name, columns[at].number ? json_integer(n) : json_string(text));
    if (at == 0)
        json_array_append_new(o->items, json_object());
    size_t rows = json_array_size(o->items);
    json_t *row = rows && !columns[at].common ? json_array_get(o->items, rows - 1) : o->common;
    return json_object_set_new(row, columns[at].name, columns[at].number ? json_integer(n) : json_string(text)) == 0;
}

static int parse(int argc, char **argv, struct options *o)
{
    struct option longs[COLUMNS + 12] = {
        {"json", no_argument, NULL, 'j'},         {"repeat", no_argument, NULL, 'R'},
        {"year", required_argument, NULL, 'y'},   {"month", required_argument, NULL, 'm'},
        {"date", required_argument, NULL, 'd'},   {"form", required_argument, NULL, 'f'},
        {"reason", required_argument, NULL, 'r'}, {"paper", required_argument, NULL, 'p'},
        {"version", required_argument, NULL, 'v'}};
    for (size_t i = 0; i < COLUMNS; i++)
        longs[9 + i] = (struct option){columns[i].name, required_argument, NULL, OPT_TEXT + (int)i};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
        const char **const texts[] = {&o->year,   &o->month, &o->date,    &o->form,
                                      &o->reason, &o->paper, &o->version, &o->output};
        const char *at = c < OPT_TEXT && c != '?' ? strchr("ymdfrpvo", c) : NULL;
        if (c == 'j')
            o->json = true;
        else if (c == 'R')
            o->repeat = true;
        else if (at)
            *texts[at - "ymdfrpvo"] = optarg;
        else if (c < OPT_TEXT)
            return cmd_usage(&cmd_register, "unknown option '%s'", argv[optind - 1]);
        else if (!take_column(o, (size_t)(c - OPT_TEXT), optarg))
            return cmd_usage(&cmd_register, "--%s: '%s' is no number, or no UTF-8", columns[c - OPT_TEXT].name, optarg);
    }
    return EXIT_DONE;
}

/* The row that a confirmed paper would get; what was typed goes above it. */
static int draft_of_paper(const char *paper, struct options *o, const char **io_kind, json_t **ret_draft)
{
    char path[64];
    snprintf(path, sizeof path, "/api/v1/papers/%.20s/register", paper);
    int status = remote_ask("GET", path, NULL, ret_draft);
    if (status != EXIT_DONE)
        return status;
    json_t *row = json_array_get(o->items, 0);
    if (!row) {
        row = json_object();
        json_array_append_new(o->items, row);
    }
    json_object_update_missing(row, json_object_get(*ret_draft, "item"));
    if (!o->date)
        o->date = json_string_value(json_object_get(*ret_draft, "date"));
    *io_kind = remote_text(*ret_draft, "kind");
    return EXIT_DONE;
}

static int add(const char *kind, struct options *o)
{
    json_t *draft = NULL, *row, *reply = NULL;
    size_t i;
    int status = o->paper ? draft_of_paper(o->paper, o, &kind, &draft) : EXIT_DONE;
    if (status == EXIT_DONE && !kind)
        status = wrong_call("name a register, or --paper");
    if (status == EXIT_DONE && !json_array_size(o->items))
        status = wrong_call("a row needs a --subject");
    if (status != EXIT_DONE) {
        json_decref(draft);
        return status;
    }
    json_array_foreach(o->items, i, row) json_object_update(row, o->common);
    json_t *body = json_pack("{s:O, s:b}", "items", o->items, "repeat", o->repeat);
    if (o->date)
        json_object_set_new(body, "date", json_string(o->date));
    status = ask_kind("POST", kind, "/entries", body, &reply);
    json_decref(body);
    json_decref(draft);
    return print_entries(status, reply, o->json);
}

static int list(const char *kind, const struct options *o)
{
    char tail[64];
    json_t *reply = NULL;
    snprintf(tail, sizeof tail, "/entries%s%.8s", o->year ? "?year=" : "", o->year ? o->year : "");
    int status = ask_kind("GET", kind, tail, NULL, &reply);
    return print_entries(status, reply, o->json);
}

static int entry_path(const char *id, const char *tail, char *out, size_t size)
{
    size_t len = strspn(id, "0123456789");
    if (!len || len > 18 || id[len])
        return cmd_usage(&cmd_register, "'%s' is no row's id", id);
    snprintf(out, size, "/api/v1/register-entries/%s%s", id, tail);
    return EXIT_DONE;
}

static int show(const char *id, const struct options *o)
{
    char path[80];
    json_t *e = NULL, *x;
    size_t i;
    int status = entry_path(id, "", path, sizeof path);
    status = status ? status : remote_ask("GET", path, NULL, &e);
    if (status == EXIT_DONE && o->json) {
        remote_print(e);
    } else if (status == EXIT_DONE) {
        print_entry(e);
        printf("        quyển %s; %s; ký: %s; hồ sơ: %s; ghi chú: %s\n", remote_text(e, "book_name"),
               remote_text(e, "identity"), remote_text(e, "signer"), remote_text(e, "dossier"), remote_text(e, "note"));
        json_array_foreach(json_object_get(e, "history"), i, x) printf(
            "        %s %s: %s: \"%s\" -> \"%s\" (%s)\n", remote_text(x, "time"), remote_text(x, "user"),
            remote_text(x, "column"), remote_text(x, "before"), remote_text(x, "after"), remote_text(x, "reason"));
    }
    json_decref(e);
    return status;
}

/* An edit names the version that was seen; typed at the command line that is the present one. */
static int edit(const char *id, const char *method, const char *tail, const struct options *o, bool sets)
{
    char path[80], at[80];
    json_t *e = NULL, *reply = NULL;
    int status = entry_path(id, "", path, sizeof path);
    status = status ? status : entry_path(id, tail, at, sizeof at);
    status = status ? status : remote_ask("GET", path, NULL, &e);
    if (status != EXIT_DONE)
        return status;
    long long version = o->version ? strtoll(o->version, NULL, 10) : remote_number(e, "version");
    json_t *body = json_pack("{s:I}", "version", (json_int_t)version);
    if (o->reason)
        json_object_set_new(body, "reason", json_string(o->reason));
    if (sets)
        json_object_set(body, "set", o->set);
    if (sets && o->date)
        json_object_set_new(json_object_get(body, "set"), "date", json_string(o->date));
    status = remote_ask(method, at, body, &reply);
    if (status == EXIT_DONE && o->json)
        remote_print(reply);
    else if (status == EXIT_DONE)
        print_entry(reply);
    json_decref(body);
    json_decref(e);
    json_decref(reply);
    return status;
}

static int check(const char *kind, const struct options *o)
{
    char tail[64];
    json_t *reply = NULL, *f;
    size_t i;
    snprintf(tail, sizeof tail, "/findings%s%.8s", o->year ? "?year=" : "", o->year ? o->year : "");
    int status = ask_kind("GET", kind, tail, NULL, &reply);
    if (status == EXIT_DONE && o->json) {
        remote_print(reply);
    } else if (status == EXIT_DONE) {
        json_t *all = json_object_get(reply, "findings");
        json_array_foreach(all, i, f) printf("%-9s %s\n", remote_text(f, "code"), remote_text(f, "message"));
        printf("%s %lld: %lld dòng, %zu điểm cần xem\n", kind, remote_number(reply, "year"),
               remote_number(reply, "entries"), json_array_size(all));
    }
    json_decref(reply);
    return status;
}

/* A month "2026-03", or a whole year, as a file; its form by --form or by the file's name. */
static int print_book(const char *kind, const struct options *o)
{
    const char *dot = o->output ? strrchr(o->output, '.') : NULL, *form = o->form ? o->form : dot ? dot + 1 : "pdf";
    if (!o->output)
        return wrong_call("print needs -o FILE");
    if (o->month && (strlen(o->month) != 7 || o->month[4] != '-'))
        return wrong_call("--month is a month such as 2026-03");
    struct buf path = BUF_INIT;
    int r = kind_path(kind, "/book?form=", &path);
    r = r ? r : client_escape(form, &path);
    if (!r && o->month)
        r = buf_printf(&path, "&year=%.4s&month=%d", o->month, (int)strtol(o->month + 5, NULL, 10));
    else if (!r && o->year)
        r = buf_printf(&path, "&year=%.4s", o->year);
    struct client *client;
    struct so_error err = {0};
    int status = r ? cmd_fail(EXIT_FAILED, "out of memory") : remote_open(&client);
    if (status == EXIT_DONE) {
        r = client_download(client, path.data, o->output, &err);
        client_free(client);
        status = r ? remote_fail(r, &err) : EXIT_DONE;
    }
    buf_free(&path);
    return status;
}

static int set_closed(const char *kind, const struct options *o, bool close)
{
    char tail[64];
    json_t *reply = NULL, *body = json_object();
    if (!o->year) {
        json_decref(body);
        return wrong_call("say which --year");
    }
    snprintf(tail, sizeof tail, "/years/%.8s/%s", o->year, close ? "close" : "reopen");
    if (o->reason)
        json_object_set_new(body, "reason", json_string(o->reason));
    int status = ask_kind("POST", kind, tail, body, &reply);
    if (status == EXIT_DONE && o->json) {
        remote_print(reply);
    } else if (status == EXIT_DONE && close) {
        const json_t *t = json_object_get(reply, "totals");
        printf("%s %s: đã khóa, %lld số (%lld–%lld), %lld bản, %lld đ, gạch bỏ %lld\n", kind, o->year,
               remote_number(t, "entries"), remote_number(t, "first"), remote_number(t, "last"),
               remote_number(t, "copies"), remote_number(t, "fee"), remote_number(t, "struck"));
    } else if (status == EXIT_DONE) {
        printf("%s %s: đã mở lại\n", kind, o->year);
    }
    json_decref(body);
    json_decref(reply);
    return status;
}

static int dispatch(const char *verb, const char *what, struct options *o)
{
    if (!strcmp(verb, "kinds") && !what)
        return kinds(o->json);
    if (!strcmp(verb, "new"))
        return add(what, o);
    if (!what)
        return cmd_usage(&cmd_register, "'%s' needs a register or a row", verb);
    if (!strcmp(verb, "list"))
        return list(what, o);
    if (!strcmp(verb, "show"))
        return show(what, o);
    if (!strcmp(verb, "correct"))
        return edit(what, "PATCH", "", o, true);
    if (!strcmp(verb, "strike"))
        return edit(what, "POST", "/strike", o, false);
    if (!strcmp(verb, "restore"))
        return edit(what, "POST", "/restore", o, false);
    if (!strcmp(verb, "check"))
        return check(what, o);
    if (!strcmp(verb, "print"))
        return print_book(what, o);
    if (!strcmp(verb, "close") || !strcmp(verb, "reopen"))
        return set_closed(what, o, verb[0] == 'c');
    return cmd_usage(&cmd_register, "can't do '%s'", verb);
}

static int run(int argc, char **argv)
{
    if (argc < 2)
        return wrong_call("say what to do");
    struct options o = {.common = json_object(), .items = json_array(), .set = json_object()};
    int status = parse(argc - 1, argv + 1, &o);
    int left = argc - 1 - optind;
    if (status == EXIT_DONE && left > 1)
        status = wrong_call("too many arguments");
    if (status == EXIT_DONE)
        status = dispatch(argv[1], left == 1 ? argv[1 + optind] : NULL, &o);
    json_decref(o.common);
    json_decref(o.items);
    json_decref(o.set);
    return status;
}

const struct command cmd_register = {
    .name = "register",
    .arguments = "kinds | new KIND … | list KIND | show ROW | correct ROW … | strike ROW | restore ROW | check KIND | "
                 "print KIND -o FILE | close KIND --year Y | reopen KIND --year Y",
    .summary = "the certification registers (sổ chứng thực)",
    .help =
        "  kinds                      the registers, and the totals of their years\n"
        "  new KIND [--date D] [--requester NAME] [--identity ID] [--signer NAME] [--book N] [--dossier CODE]\n"
        "      --subject PAPER [--copies N] [--pages N] [--fee ĐỒNG] [--language L] [--note TEXT] [--number N]\n"
        "      [--subject PAPER …]    one row for each --subject; numbers are given out in a run; fees by the tariff\n"
        "      --repeat               takes a --number that stands already (it does on the paper)\n"
        "      --paper PAPER          the row of a confirmed certification; what is typed goes above what was read\n"
        "  list KIND [--year Y]       rows of a year; this year's when none is named\n"
        "  show ROW                   a row with its history\n"
        "  correct ROW --reason TEXT --COLUMN VALUE …\n"
        "  strike ROW --reason TEXT, restore ROW --reason TEXT\n"
        "                             rows are never deleted\n"
        "  check KIND [--year Y]      gaps, repeats, dates out of order, columns left empty\n"
        "  print KIND [--month YYYY-MM | --year Y] [--form pdf|docx|xlsx|csv] -o FILE\n"
        "                             the month's book to bind and stamp, or the year's\n"
        "  close KIND --year Y        locks the year with its totals\n"
        "  reopen KIND --year Y --reason TEXT\n"
        "                             for administrators; the audit log tells\n"
        "  --version N                refuse the edit when the row has another version by now\n"
        "  --json                     the answer as JSON\n",
    .run = run,
};
