/* sohoa dossier: dossiers taken in, listed, shown and worked on. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cmd_remote.h"

/* What the options said. */
struct call {
    json_t *set;   /* values by key */
    json_t *query; /* of lists */
    json_t *items; /* of a slip */
    const char *reason, *when, *line, *override, *print;
    long days;
    bool json, output;
    char **words; /* behind the verb */
    int nwords;
};

static int out_of_memory(void)
{
    return cmd_fail(EXIT_FAILED, "out of memory");
}

/* "/api/v1/dossiers/CODE" and what follows. */
static int put_path(const char *code, const char *rest, struct buf *path)
{
    int r = buf_append_str(path, "/api/v1/dossiers/");
    r = r ? r : client_escape(code, path);
    return r ? r : buf_append_str(path, rest);
}

static int ask(const char *method, const char *code, const char *rest, const json_t *body, json_t **ret_reply)
{
    struct buf path = BUF_INIT;
    int status = put_path(code, rest, &path) ? out_of_memory() : remote_ask(method, path.data, body, ret_reply);
    buf_free(&path);
    return status;
}

static void print_time(const char *label, const json_t *object, const char *key)
{
    const char *time = remote_text(object, key);
    if (*time)
        printf("  %-14s %.10s %.5s\n", label, time, time + 11);
}

static void print_item(const json_t *d)
{
    const char *due = remote_text(d, "due");
    printf("%-32s %-11s %.10s %.5s  %s%s  %s\n", remote_text(d, "code"), remote_text(d, "state"), *due ? due : "-",
           *due ? due + 11 : "", remote_text(d, "name"),
           json_is_false(json_object_get(d, "on_time")) ? " (quá hạn)" : "",
           remote_label(json_object_get(d, "procedure")));
}

static void print_lines(const json_t *list)
{
    static const struct {
        const char *state, *sign;
    } signs[] = {{"ok", "[x]"},          {"missing", "[THIẾU]"},   {"to_see", "[xem bản chính]"},
                 {"seen", "[x] đã xem"}, {"look_up", "[tra cứu]"}, {"by_data", "[x] dữ liệu"},
                 {"question", "[?]"},    {"waived", "[-]"},        {"never", "[không được yêu cầu]"},
                 {"expected", "[ ]"},    {"free", "[ ] nếu có"},   {"not_needed", "[-] không cần"}};
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(list, "lines"), i, line)
    {
        const char *state = remote_text(line, "state"), *sign = state;
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
            if (!strcmp(signs[k].state, state))
                sign = signs[k].sign;
        printf("  %s %s %s", strcmp(remote_text(line, "role"), "input") ? "trả " : "nộp ", sign, remote_label(line));
        if (*remote_text(line, "reason"))
            printf("  (%s)", remote_text(line, "reason"));
        printf("  %s\n", remote_text(line, "key"));
        const char *question = remote_text(json_object_get(line, "question"), "vi");
        if (*question)
            printf("        hỏi: %s  fact:%s=yes|no\n", question,
                   remote_text(json_object_get(line, "question"), "key"));
    }
}

static void print_papers(const json_t *papers)
{
    size_t i, k;
    json_t *p, *f;
    json_array_foreach(papers, i, p)
    {
        printf("  %s %lld %s: %s (%lld trang)%s\n", remote_text(p, "role"), remote_number(p, "id"), remote_label(p),
               remote_text(p, "title"), remote_number(p, "npages"), *remote_text(p, "line") ? "" : "  ngoài danh mục");
        json_array_foreach(json_object_get(p, "findings"), k, f)
            printf("      ! %s\n", remote_text(f, "message"));
    }
}

static void print_dossier(const json_t *d)
{
    const json_t *citizen = json_object_get(d, "citizen");
    printf("%s  %s\n", remote_text(d, "code"), remote_text(json_object_get(d, "state_label"), "vi"));
    printf("  %s\n  %s  %s\n", remote_label(json_object_get(d, "procedure")), remote_text(citizen, "name"),
           remote_text(d, "title"));
    print_time("tiếp nhận", d, "received");
    print_time("hẹn trả", d, "due");
    print_time("tạm dừng từ", d, "stopped");
    print_time("có kết quả", d, "finished");
    print_time("kết thúc", d, "closed");
    print_papers(json_object_get(d, "papers"));
    print_lines(json_object_get(d, "checklist"));
}

/* Takes reply. */
static int print_reply(const struct call *c, int status, json_t *reply)
{
    const json_t *dossier = json_object_get(reply, "dossier");
    if (status == EXIT_DONE && c->json)
        remote_print(reply);
    else if (status == EXIT_DONE && dossier)
        print_dossier(dossier);
    json_decref(reply);
    return status;
}

static int open_new(struct call *c)
{
    json_t *reply = NULL;
    int status = remote_ask("POST", "/api/v1/dossiers", c->set, &reply);
    return print_reply(c, status, reply);
}

static int print_list(struct call *c)
{
    struct buf path = BUF_INIT;
    const char *key, *sign = "?";
    json_t *value, *reply = NULL, *d;
    int r = buf_append_str(&path, "/api/v1/dossiers");
    json_object_foreach(c->query, key, value)
    {
        r = r ? r : buf_printf(&path, "%s%s=", sign, key);
        r = r ? r : client_escape(json_string_value(value), &path);
        sign = "&";
    }
    int status = r ? out_of_memory() : remote_ask("GET", path.data, NULL, &reply);
    buf_free(&path);
    size_t i;
    if (status == EXIT_DONE && c->json)
        remote_print(reply);
    else
        json_array_foreach(json_object_get(reply, "dossiers"), i, d)
            print_item(d);
    if (status == EXIT_DONE && !c->json && json_is_true(json_object_get(reply, "more")))
        fputs("… there are more; narrow it down or give --limit\n", stderr);
    json_decref(reply);
    return status;
}

static int list_due(struct call *c)
{
    json_object_set_new(c->query, "due", json_string(c->nwords ? c->words[0] : "open"));
    return print_list(c);
}

static int show(struct call *c)
{
    json_t *reply = NULL;
    int status = ask("GET", c->words[0], "", NULL, &reply);
    return print_reply(c, status, reply);
}

static int checklist(struct call *c)
{
    json_t *reply = NULL;
    int status = ask("GET", c->words[0], "", NULL, &reply);
    const json_t *list = json_object_get(json_object_get(reply, "dossier"), "checklist");
    if (status == EXIT_DONE && !json_is_object(list))
        status = cmd_fail(EXIT_FAILED, "the dossier has no procedure that is known; set one: procedure=KEY");
    else if (status == EXIT_DONE && c->json)
        remote_print(list);
    else
        print_lines(list);
    json_decref(reply);
    return status;
}

/* A change on the version that the dossier has now. body is taken. */
static int change(struct call *c, const char *method, const char *rest, json_t *body)
{
    json_t *now = NULL, *reply = NULL;
    int status = body ? ask("GET", c->words[0], "", NULL, &now) : out_of_memory();
    if (status == EXIT_DONE) {
        json_object_set_new(body, "version", json_integer(remote_number(json_object_get(now, "dossier"), "version")));
        if (c->reason)
            json_object_set_new(body, "reason", json_string(c->reason));
        status = ask(method, c->words[0], rest, body, &reply);
    }
    json_decref(now);
    json_decref(body);
    return print_reply(c, status, reply);
}

/* "key=value" of a word; the value is cut off it. NULL when there is no '='. */
static char *cut_value(char *word)
{
    char *at = strchr(word, '=');
    if (at)
        *at++ = '\0';
    return at;
}

static int set(struct call *c)
{
    for (int i = 1; i < c->nwords; i++) {
        char *value = cut_value(c->words[i]);
        if (!value)
            return cmd_fail(EXIT_USAGE, "'%s' is no KEY=VALUE", c->words[i]);
        bool yes = !strcmp(value, "true"), number = *value && strspn(value, "0123456789") == strlen(value);
        bool counts = !strcmp(c->words[i], "priority") || !strcmp(c->words[i], "copies");
        json_object_set_new(c->set, c->words[i],
                            yes || !strcmp(value, "false") ? json_boolean(yes)
                            : counts && number             ? json_integer(strtoll(value, NULL, 10))
                                                           : json_string(value));
    }
    return change(c, "PATCH", "", json_pack("{s:O}", "set", c->set));
}

static int set_state(struct call *c)
{
    json_t *body = json_pack("{s:s}", "state", c->words[1]);
    if (body && c->when)
        json_object_set_new(body, "when", json_string(c->when));
    return change(c, "POST", "/state", body);
}

static int extend(struct call *c)
{
    return change(c, "POST", "/extend", json_pack("{s:I}", "days", (json_int_t)c->days));
}

static int mark(struct call *c)
{
    char *value = cut_value(c->words[1]);
    if (!value)
        return cmd_fail(EXIT_USAGE, "'%s' is no KEY=VALUE", c->words[1]);
    return change(c, "POST", "/marks", json_pack("{s:s, s:s}", "key", c->words[1], "value", value));
}

static int add_paper(struct call *c)
{
    json_t *body = json_pack("{s:I, s:s}", "paper", (json_int_t)strtoll(c->words[1], NULL, 10), "role",
                             c->output ? "output" : "input");
    if (body && c->line)
        json_object_set_new(body, "line", json_string(c->line));
    return change(c, "POST", "/papers", body);
}

static int remove_paper(struct call *c)
{
    char rest[64];
    snprintf(rest, sizeof rest, "/papers/%lld/remove", strtoll(c->words[1], NULL, 10));
    return change(c, "POST", rest, json_object());
}

static int print_drafts(struct call *c)
{
    json_t *reply = NULL, *one, *item;
    int status = ask("GET", c->words[0], "/slips", NULL, &reply);
    size_t i;
    if (status == EXIT_DONE && c->json) {
        remote_print(reply);
    } else {
        json_array_foreach(json_object_get(reply, "slips"), i, one)
            printf("%-6lld %s/%lld  %.16s  %s%s\n", remote_number(one, "id"), remote_text(one, "number"),
                   remote_number(one, "year"), remote_text(one, "time"), remote_text(one, "kind"),
                   json_is_true(json_object_get(one, "withdrawn")) ? "  (taken back)" : "");
        const json_t *draft = json_object_get(reply, "draft");
        json_array_foreach(json_object_get(draft, "items"), i, item)
            printf("  %zu. %s\n", i + 1, json_string_value(item));
        if (*remote_text(draft, "obstacle"))
            printf("  (%s)\n", remote_text(draft, "obstacle"));
    }
    json_decref(reply);
    return status;
}

/* The newest slip of the dossier into a file, PDF or DOCX by its name. */
static int save_slip(const struct call *c)
{
    json_t *reply = NULL;
    struct client *client = NULL;
    struct buf path = BUF_INIT;
    struct so_error err = {0};
    int status = ask("GET", c->words[0], "/slips", NULL, &reply);
    size_t len = strlen(c->print);
    bool docx = len > 5 && !strcmp(c->print + len - 5, ".docx");
    char rest[80];
    snprintf(rest, sizeof rest, "/slips/%lld?form=%s",
             remote_number(json_array_get(json_object_get(reply, "slips"), 0), "id"), docx ? "docx" : "pdf");
    json_decref(reply);
    if (status == EXIT_DONE && put_path(c->words[0], rest, &path))
        status = out_of_memory();
    status = status == EXIT_DONE ? remote_open(&client) : status;
    if (status == EXIT_DONE) {
        int r = client_download(client, path.data, c->print, &err);
        status = r ? remote_fail(r, &err) : EXIT_DONE;
    }
    client_free(client);
    buf_free(&path);
    return status;
}

static int make_slip(struct call *c, const char *kind)
{
    json_t *body = json_pack("{s:s}", "kind", kind);
    if (body && json_array_size(c->items))
        json_object_set(body, "items", c->items);
    if (body && c->override)
        json_object_set_new(body, "override", json_string(c->override));
    if (body && c->days)
        json_object_set_new(body, "days", json_integer(c->days));
    int status = change(c, "POST", "/slips", body);
    return status == EXIT_DONE && c->print ? save_slip(c) : status;
}

static int request(struct call *c)
{
    return make_slip(c, "supplement");
}

static int refuse(struct call *c)
{
    return make_slip(c, "refusal");
}

static int apologize(struct call *c)
{
    return make_slip(c, "apology");
}

static int undo(struct call *c)
{
    return change(c, "POST", "/undo", json_object());
}

static int history(struct call *c)
{
    json_t *reply = NULL, *h;
    int status = ask("GET", c->words[0], "/history", NULL, &reply);
    size_t i;
    if (status == EXIT_DONE && c->json)
        remote_print(reply);
    else
        json_array_foreach(json_object_get(reply, "changes"), i, h)
            printf("%.19s  %-12s %-18s %s → %s%s%s%s\n", remote_text(h, "time"), remote_text(h, "user"),
                   remote_text(h, "key"), remote_text(h, "before"), remote_text(h, "after"),
                   *remote_text(h, "reason") ? "  " : "", remote_text(h, "reason"),
                   json_is_true(json_object_get(h, "undone")) ? "  (taken back)" : "");
    json_decref(reply);
    return status;
}

static const struct verb {
    const char *name;
    int min, max; /* words behind it */
    int (*run)(struct call *);
} verbs[] = {
    {"new", 0, 0, open_new},   {"list", 0, 0, print_list},    {"due", 0, 1, list_due},  {"show", 1, 1, show},
    {"checklist", 1, 1, checklist}, {"set", 2, 20, set},      {"state", 2, 2, set_state}, {"extend", 1, 1, extend},
    {"mark", 2, 2, mark},      {"add", 2, 2, add_paper},      {"remove", 2, 2, remove_paper}, {"undo", 1, 1, undo},
    {"history", 1, 1, history}, {"slips", 1, 1, print_drafts},  {"request", 1, 1, request}, {"refuse", 1, 1, refuse},
    {"apologize", 1, 1, apologize},
};

/* Options whose value belongs to a new dossier or to a list; code: 'v' a value, 'q' a query, 'b' both. */
static const struct option longs[] = {
    {"json", no_argument, NULL, 'j'},        {"reason", required_argument, NULL, 'r'},
    {"when", required_argument, NULL, 'w'},  {"days", required_argument, NULL, 'd'},
    {"line", required_argument, NULL, 'l'},  {"output", no_argument, NULL, 'o'},
    {"item", required_argument, NULL, 'i'},  {"override", required_argument, NULL, 'O'},
    {"print", required_argument, NULL, 'p'},
    {"code", required_argument, NULL, 'v'},  {"procedure", required_argument, NULL, 'b'},
    {"name", required_argument, NULL, 'b'},  {"person_id", required_argument, NULL, 'b'},
    {"birth", required_argument, NULL, 'v'}, {"address", required_argument, NULL, 'v'},
    {"phone", required_argument, NULL, 'v'}, {"email", required_argument, NULL, 'v'},
    {"proxy", required_argument, NULL, 'v'}, {"title", required_argument, NULL, 'v'},
    {"from_paper", required_argument, NULL, 'f'},
    {"channel", required_argument, NULL, 'v'}, {"received", required_argument, NULL, 'v'},
    {"due", required_argument, NULL, 'v'},   {"electronic_copy", no_argument, NULL, 'e'},
    {"day", required_argument, NULL, 'q'},   {"from", required_argument, NULL, 'q'},
    {"until", required_argument, NULL, 'q'}, {"state", required_argument, NULL, 'q'},
    {"limit", required_argument, NULL, 'q'}, {0}};

static void take_option(struct call *c, int code, const char *name)
{
    switch (code) {
    case 'j': c->json = true; break;
    case 'r': c->reason = optarg; break;
    case 'w': c->when = optarg; break;
    case 'd': c->days = strtol(optarg, NULL, 10); break;
    case 'l': c->line = optarg; break;
    case 'o': c->output = true; break;
    case 'i': json_array_append_new(c->items, json_string(optarg)); break;
    case 'O': c->override = optarg; break;
    case 'p': c->print = optarg; break;
    case 'f': json_object_set_new(c->set, name, json_integer(strtoll(optarg, NULL, 10))); break;
    case 'e': json_object_set_new(c->set, name, json_true()); break;
    default:
        if (code != 'q')
            json_object_set_new(c->set, name, json_string(optarg));
        if (code != 'v')
            json_object_set_new(c->query, name, json_string(optarg));
    }
}

static int run(int argc, char **argv)
{
    struct call c = {.set = json_object(), .query = json_object(), .items = json_array()};
    const struct verb *verb = NULL;
    int at = 0, status = EXIT_DONE;
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, "", longs, &at)) != -1 && status == EXIT_DONE;) {
        if (code == '?' || code == ':')
            status = cmd_usage(&cmd_dossier, "unknown option, or one without its value: '%s'", argv[optind - 1]);
        else
            take_option(&c, code, longs[at].name);
    }
    const char *name = optind < argc ? argv[optind] : "";
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verbs[i].name, name))
            verb = &verbs[i];
    c.words = argv + optind + 1;
    c.nwords = argc - optind - 1;
    if (status == EXIT_DONE && (!verb || c.nwords < verb->min || c.nwords > verb->max))
        status = cmd_usage(&cmd_dossier, *name ? "can't do '%s' so" : "say what to do%s", name);
    else if (status == EXIT_DONE)
        status = c.set && c.query && c.items ? verb->run(&c) : out_of_memory();
    json_decref(c.set);
    json_decref(c.query);
    json_decref(c.items);
    return status;
}

const struct command cmd_dossier = {
    .name = "dossier",
    .arguments =
        "new | list | due [today|tomorrow|overdue|open] | show CODE | checklist CODE | history CODE | set CODE "
        "KEY=VALUE… | state CODE STATE | extend CODE | mark CODE KEY=VALUE | add CODE PAPER | remove CODE PAPER | "
        "undo CODE | slips CODE | request CODE | refuse CODE | apologize CODE",
    .summary = "dossiers: taken in, worked on, what they lack, when they are due",
    .help = "new        --procedure KEY --name N [--person_id I --birth D --address A --phone P --email E --proxy N "
            "--title T]\n"
            "           [--code CODE] [--received 2025-09-30T09:30] [--due T] [--channel counter|online|post]\n"
            "           [--electronic_copy]; without --code the office's own counter makes one. --from_paper PAPER "
            "takes what\n"
            "           is not given from a receipt\n"
            "list       [--day D | --from D --until D] [--state S] [--procedure KEY] [--name N] [--person_id I] "
            "[--limit N]\n"
            "set        values by the names above, and priority, copies, reused\n"
            "state      received, supplement, verifying, done, returned, refused, withdrawn [--reason R] [--when T]\n"
            "extend     --reason R [--days N]: prolongs the limit, once\n"
            "mark       fact:QUESTION=yes|no, or item:LINE=seen|data|no_data|not_applicable [--reason R]; nothing "
            "behind '='\n"
            "           takes it back\n"
            "add        [--output] [--line KEY]: puts a paper in, by the number that 'sohoa search' prints\n"
            "request    [--item TEXT]… [--reason R] [--override R] [--print FILE.pdf|FILE.docx]: asks for what is "
            "missing, on\n"
            "           one slip and once; 'slips' tells what it would ask for\n"
            "refuse, apologize  --reason R [--days N] [--print FILE]\n"
            "undo       takes the last step back\n"
            "--json prints the daemon's answer. 'sohoa procedures list' tells the keys of procedures.\n",
    .run = run,
};
