/* sohoa papers try: how the definitions take pages apart, for the person who writes one. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cmd.h"
#include "daemon/cmd_papers.h"
#include "daemon/cmd_reader.h"
#include "daemon/reading.h"
#include "daemon/unpack.h"
#include "paper/account.h"
#include "viet/text.h"

struct trial {
    struct reader *reader;
    struct paper_rules *rules;
    const char *type;
    bool json, failed;
};

/* One page: its reading, and how that came about. */
struct result {
    struct reading reading;
    struct paper_account account;
};

/* The page judged as the wanted type, with the second looks that this type asks for. */
static int judge_as(struct trial *t, struct reading *io)
{
    struct judgement *j = NULL;
    int r = paper_judge_as(t->rules, &io->page, NULL, t->type, &j);
    if (r != SO_OK)
        return r;
    const struct questions *questions = judgement_questions(j);
    struct answers answers = {0};
    struct judgement *better = NULL;
    if (questions->len && reader_look(t->reader, questions, QUALITY_FAST, &answers, NULL) == SO_OK) {
        r = paper_judge_as(t->rules, &io->page, &answers, t->type, &better);
        answers_free(&io->answers);
        io->answers = answers;
    }
    if (better) {
        judgement_free(j);
        j = better;
    }
    judgement_free(io->judgement);
    io->judgement = j;
    return r;
}

static int take_page(struct trial *t, struct unpack *u, const char *file, int page, struct result *ret,
                     struct so_error *err)
{
    struct reading_of of = {.fd = -1, .name = file, .number = page};
    int r = unpack_page(u, page, &of.fd, &of.file_page, err);
    if (r == SO_OK)
        r = reading_take(t->reader, t->rules, &of, QUALITY_FAST, &ret->reading, err);
    if (of.fd >= 0)
        close(of.fd);
    if (r != SO_OK)
        return r;
    if (t->type)
        r = judge_as(t, &ret->reading);
    if (r == SO_OK)
        r = paper_account(t->rules, &ret->reading.page, ret->reading.answers.len ? &ret->reading.answers : NULL,
                          t->type, &ret->account);
    return r == SO_OK ? r : so_fail(err, r, "%s: page %d: %s", file, page, so_result_text(r));
}

static void clear_result(struct result *r)
{
    reading_free(&r->reading);
    paper_account_free(&r->account);
}

static const char *need_name(const struct paper_field_def *f)
{
    static const char *const names[] = {"no", "yes", "printed", "without", "since"};
    return names[f->need];
}

/* What was found about a field, the worst first; NULL when nothing was. */
static const struct finding *finding_about(const struct judgement *j, const char *key)
{
    const struct findings *all = judgement_findings(j);
    const struct finding *worst = NULL;
    for (size_t i = 0; i < all->len; i++)
        if (!strcmp(all->items[i].field, key) && (!worst || all->items[i].severity > worst->severity))
            worst = &all->items[i];
    return worst;
}

static json_t *box_json(struct box b)
{
    return box_is_empty(b) ? json_null() : json_pack("[i,i,i,i]", b.x, b.y, b.w, b.h);
}

static json_t *field_json(const struct account_field *a, const struct judgement *j)
{
    const struct field *f = fields_find((struct fields *)judgement_fields(j), a->field->key);
    const struct finding *finding = finding_about(j, a->field->key);
    return json_pack("{s:s, s:s, s:s, s:s, s:f, s:o, s:s, s:o, s:s, s:s, s:s}", "key", a->field->key, "kind",
                     paper_kind_name(a->field->kind), "required", need_name(a->field), "label", a->label, "similarity",
                     (double)a->similarity, "label_box", box_json(a->label_box), "read", a->raw, "box",
                     box_json(a->box), "value", f ? f->value : "", "state", f ? field_state_name(f->state) : "absent",
                     "finding", finding ? finding->message : "");
}

static void print_json(const char *file, int page, const struct result *r)
{
    const struct judgement *j = r->reading.judgement;
    json_t *types = json_array(), *fields = json_array();
    for (size_t i = 0; i < r->account.types.len; i++) {
        const struct account_type *t = &r->account.types.items[i];
        json_array_append_new(types, json_pack("{s:s, s:f, s:o}", "type", t->type, "title", (double)t->title, "labels",
                                               t->looked ? json_real((double)t->coverage) : json_null()));
    }
    for (size_t i = 0; i < r->account.fields.len; i++)
        json_array_append_new(fields, field_json(&r->account.fields.items[i], j));
    json_t *line = json_pack("{s:s, s:i, s:s, s:s, s:o, s:o}", "file", file, "page", page, "type", judgement_type(j),
                             "reason", judgement_reason(j), "weighed", types, "fields", fields);
    if (line)
        json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(3));
    putchar('\n');
    json_decref(line);
}

/* A cell of the table: padded by letters, not bytes, and cut with an ellipsis where it is too long. */
static void print_cell(const char *text, size_t width)
{
    size_t len = strlen(text), letters = viet_length(text, len), at = 0;
    if (letters <= width) {
        printf("%s%*s", text, (int)(width - letters + 2), "");
        return;
    }
    for (size_t n = 0; n + 1 < width; n++)
        viet_next(text, len, &at);
    printf("%.*s…  ", (int)at, text);
}

static void print_types(const struct result *r)
{
    for (size_t i = 0; i < r->account.types.len; i++) {
        const struct account_type *t = &r->account.types.items[i];
        if (!strcmp(t->type, judgement_type(r->reading.judgement)))
            continue;
        printf("  not %s:", t->type);
        if (t->title > 0)
            printf(" title %.2f", (double)t->title);
        if (t->looked)
            printf(" %.0f %% of its required labels", (double)t->coverage * 100);
        printf("\n");
    }
}

static void print_field(const struct account_field *a, const struct judgement *j)
{
    const struct field *f = fields_find((struct fields *)judgement_fields(j), a->field->key);
    const struct finding *finding = finding_about(j, a->field->key);
    char how[24];
    snprintf(how, sizeof how, a->similarity > 0 ? "%.2f" : a->guessed ? "guessed" : "-", (double)a->similarity);
    printf("  ");
    print_cell(a->field->key, 24);
    print_cell(*a->label ? a->label : a->field->labels.len ? "(not found)" : "(has none)", 30);
    print_cell(how, 7);
    print_cell(f && *f->value ? f->value : "–", 40);
    print_cell(f ? field_state_name(f->state) : "absent", 10);
    if (f && strcmp(f->value, a->raw) != 0 && *a->raw)
        printf("read '%s'; ", a->raw);
    printf("%s\n", finding ? finding->message : "");
}

static void print_table(const struct trial *t, const char *file, int page, const struct result *r)
{
    const struct judgement *j = r->reading.judgement;
    printf("%s, page %d: %s (%s)\n", file, page, judgement_type(j),
           paper_type_title(t->rules, judgement_type(j), "vi"));
    printf("  why: %s%s\n", t->type ? "you said so; " : "", judgement_reason(j));
    print_types(r);
    if (r->account.fields.len) {
        static const struct {
            const char *text;
            size_t width;
        } heads[] = {{"field", 24}, {"label as read", 30}, {"alike", 7}, {"value", 40}, {"state", 10}};
        printf("  ");
        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
            print_cell(heads[i].text, heads[i].width);
        printf("remarks\n");
    }
    for (size_t i = 0; i < r->account.fields.len; i++)
        print_field(&r->account.fields.items[i], j);
    const struct findings *all = judgement_findings(j);
    for (size_t i = 0; i < all->len; i++)
        if (!strcmp(all->items[i].field, "chu_ky") || !strcmp(all->items[i].field, "con_dau"))
            printf("  ! %s\n", all->items[i].message);
}

static void try_file(struct trial *t, const char *file)
{
    struct unpack *u = NULL;
    struct so_error err = {0};
    int r = unpack_open(file, NULL, &u, &err);
    if (r != SO_OK) {
        cmd_fail(0, "%s", err.text);
        t->failed = true;
    }
    for (int page = 1; r == SO_OK && page <= unpack_pages(u); page++) {
        struct result result = {0};
        if (take_page(t, u, file, page, &result, &err) != SO_OK) {
            cmd_fail(0, "%s", err.text);
            t->failed = true;
        } else if (t->json) {
            print_json(file, page, &result);
        } else {
            print_table(t, file, page, &result);
        }
        fflush(stdout);
        clear_result(&result);
    }
    unpack_close(u);
}

int papers_try(const char *folder, const char *type, bool json, char **files, int n)
{
    struct trial t = {.type = type, .json = json};
    int status = cmd_reader_open(folder, 0, &t.reader, &t.rules);
    if (status == EXIT_DONE && type && !paper_defs_find(paper_rules_defs(t.rules), type))
        status = cmd_fail(EXIT_FAILED, "no definition of '%s' in %s (see: sohoa papers list)", type, folder);
    for (int i = 0; i < n && status == EXIT_DONE; i++)
        try_file(&t, files[i]);
    reader_close(t.reader);
    paper_rules_free(t.rules);
    return status != EXIT_DONE ? status : t.failed ? EXIT_FAILED : EXIT_DONE;
}
