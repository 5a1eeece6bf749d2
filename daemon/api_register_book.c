/* The certification registers as books, what is wrong with them, and the row that a confirmed paper would get. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "daemon/api_register.h"
#include "daemon/register_book.h"
#include "store/papers.h"
#include "store/visibility.h"
#include "viet/date.h"

/* The rows of a year that the caller may see. */
static int load_seen(const struct api *api, const struct http_request *req, const struct register_kind *kind, int year,
                     struct register_entries *ret, struct so_error *err)
{
    struct register_query q = {.kind = kind->key, .year = year, .view = api_view(req), .limit = REGISTER_ROWS_MAX};
    return register_list(api->store, &q, ret, err);
}

static bool has_entry(const struct register_entries *entries, int64_t id)
{
    for (size_t i = 0; i < entries->len; i++)
        if (entries->items[i].id == id)
            return true;
    return false;
}

/* All rows are judged, or a hidden one would be told as a gap; what is said of a hidden one is not told. */
void api_register_findings(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct register_kind *kind = api_register_kind(api, req);
    int year;
    if (!kind || !api_query_int(req, "year", 1900, 2199, clock_civil(clock_now_ms()).year, &year))
        return;
    static const enum register_column columns[REGISTER_TEXTS] = {
        [REGISTER_REQUESTER] = REGISTER_COLUMN_REQUESTER, [REGISTER_IDENTITY] = REGISTER_COLUMN_IDENTITY,
        [REGISTER_SUBJECT] = REGISTER_COLUMN_SUBJECT,     [REGISTER_LANGUAGE] = REGISTER_COLUMN_LANGUAGE,
        [REGISTER_SIGNER] = REGISTER_COLUMN_SIGNER,       [REGISTER_NOTE] = REGISTER_COLUMN_NOTE};
    unsigned required = 0;
    for (int i = 0; i < REGISTER_TEXTS; i++)
        required |= (kind->required >> columns[i] & 1u) << i;
    struct register_entries entries = {0}, seen = {0};
    struct register_findings findings = {0};
    struct so_error err = {0};
    int r = api_register_rows(api, kind, year, &entries, &err);
    r = r ? r : load_seen(api, req, kind, year, &seen, &err);
    r = r ? r : register_check(&entries, required, &findings);
    json_t *list = json_array();
    for (size_t i = 0; i < findings.len; i++) {
        const struct register_finding *f = &findings.items[i];
        if (f->entry && seen.len < entries.len && !has_entry(&seen, f->entry))
            continue;
        json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:o, s:s, s:s, s:s}", "code",
                                              register_fault_name(f->fault), "number", f->number, "until", f->until,
                                              "entry", f->entry ? json_integer(f->entry) : json_null(), "column",
                                              f->column, "message", f->message, "message_en", f->message_en));
    }
    if (r) {
        json_decref(list);
        api_fail_error(req, r, &err);
    } else {
        api_reply(req, 200,
                  json_pack("{s:s, s:i, s:I, s:o}", "kind", kind->key, "year", year, "entries", (json_int_t)seen.len,
                            "findings", list));
    }
    register_findings_free(&findings);
    register_entries_free(&entries);
    register_entries_free(&seen);
}

static const struct book_form {
    const char *name, *type;
    int (*of_table)(const struct table *table, struct buf *out);
    int (*of_print)(const struct printed *printed, struct buf *out);
} book_forms[] = {
    {"pdf", "application/pdf", NULL, printed_to_pdf},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", NULL, printed_to_docx},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", table_to_xlsx, NULL},
    {"csv", "text/csv; charset=utf-8", table_to_csv, NULL},
};

static const struct book_form *wanted_form(struct http_request *req)
{
    const char *name = http_query(req, "form");
    for (size_t i = 0; i < sizeof book_forms / sizeof *book_forms; i++)
        if (!name || !strcmp(book_forms[i].name, name))
            return &book_forms[i];
    api_fail_status(req, 422, "bad_format", "Dạng tệp phải là pdf, docx, xlsx hoặc csv",
                    "form must be pdf, docx, xlsx or csv");
    return NULL;
}

static int write_book(const struct register_book *book, const struct book_form *form, struct buf *out,
                      struct so_error *err)
{
    if (form->of_table) {
        struct table *table = NULL;
        int r = register_book_table(book, &table, err);
        r = r ? r : form->of_table(table, out);
        table_free(table);
        return r;
    }
    struct printed *printed = NULL;
    int r = register_book_print(book, &printed, err);
    r = r ? r : form->of_print(printed, out);
    printed_free(printed);
    return r;
}

static int find_closed(const struct api *api, const struct register_kind *kind, int year, int64_t *ret_closed,
                       struct so_error *err)
{
    struct register_years years = {0};
    int r = register_years(api->store, STORE_VIEW_ALL, &years, err);
    for (size_t i = 0; i < years.len; i++)
        if (years.items[i].year == year && !strcmp(years.items[i].kind, kind->key))
            *ret_closed = years.items[i].closed;
    register_years_free(&years);
    return r;
}

/* A book is printed whole or not at all: not by somebody who may not see all of its rows. */
static int check_sees_all(const struct api *api, struct http_request *req, const struct register_book *book,
                          struct so_error *err)
{
    struct register_entries seen = {0};
    int r = load_seen(api, req, book->kind, book->year, &seen, err);
    bool all = seen.len == book->entries->len;
    register_entries_free(&seen);
    return r || all ? r
                    : so_fail(err, SO_EPERM, "rows of this year's register are restricted: an administrator prints it");
}

void api_register_book(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct register_kind *kind = api_register_kind(api, req);
    const struct book_form *form = kind ? wanted_form(req) : NULL;
    struct register_entries entries = {0};
    struct register_book book = {.kind = kind, .office = api->office_def, .entries = &entries};
    if (!form || !api_query_int(req, "year", 1900, 2199, clock_civil(clock_now_ms()).year, &book.year) ||
        !api_query_int(req, "month", 0, 12, 0, &book.month))
        return;
    struct buf out = BUF_INIT;
    struct so_error err = {0};
    char detail[64], name[128];
    int r = find_closed(api, kind, book.year, &book.closed, &err);
    r = r ? r : api_register_rows(api, kind, book.year, &entries, &err);
    r = r ? r : check_sees_all(api, req, &book, &err);
    r = r ? r : write_book(&book, form, &out, &err);
    register_entries_free(&entries);
    if (r) {
        buf_free(&out);
        api_fail(req, r, r == SO_EPERM ? "Sổ năm này có dòng hạn chế xem: quản trị viên mới in được" : NULL, err.text);
        return;
    }
    snprintf(detail, sizeof detail, "%.40s %04d-%02d", kind->key, book.year, book.month);
    api_audit(api, req, "export", "register", 0, detail);
    snprintf(name, sizeof name, "attachment; filename=\"so-%.40s-%04d-%02d.%s\"", kind->key, book.year, book.month,
             form->name);
    http_set_header(req, "Content-Disposition", name);
    http_reply_buf(req, 200, form->type, &out);
}

static const char *field_value(const struct store_paper *paper, const char *key, bool normal)
{
    for (size_t i = 0; i < paper->values.len; i++) {
        const struct field *f = &paper->values.items[i].field;
        if (!strcmp(f->key, key))
            return normal ? f->normal : f->value;
    }
    return "";
}

/* The number that a text begins with, after what is no digit: "01/2025-SCT/BS" is 1. */
static int leading_number(const char *text)
{
    text += strcspn(text, "0123456789");
    long n = strtol(text, NULL, 10);
    return n > 0 && n <= REGISTER_NUMBER_MAX ? (int)n : 0;
}

/* What was certified: the title of the paper's own kind; "" where the certification stands alone. */
static const char *subject_of(const struct api *api, const struct store_paper *paper, enum store_view view)
{
    struct store_paper under = {0};
    const char *title = "";
    int64_t id = paper->beside && paper->pages.len ? paper->pages.items[0].paper : 0;
    if (id && !store_paper_visible(api->store, id, view, NULL) && !store_paper_load(api->store, id, &under, NULL)) {
        if (strcmp(under.type, PAPER_TYPE_UNKNOWN) != 0)
            title = paper_type_title(api->rules, under.type, "vi");
        store_paper_free(&under);
    }
    return title;
}

static json_t *draft_json(const struct api *api, const struct register_kind *kind, const struct store_paper *paper,
                          enum store_view view)
{
    const char *date = field_value(paper, "ngay_chung_thuc", true);
    struct viet_date day = {0};
    bool whole = viet_date_from_iso(date, strlen(date), &day) && viet_date_is_whole(day);
    int number = leading_number(field_value(paper, "so_chung_thuc", false));
    int book = leading_number(field_value(paper, "quyen_so", false));
    int64_t fee = whole ? register_fee_on(kind, day, 1, 0) : -1;
    const char *who = field_value(paper, "nguoi_yeu_cau", false);
    json_t *item = json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:s, s:I}", "requester", *who ? who : field_value(paper, "ho_ten", false),
        "identity", field_value(paper, "giay_to_tuy_than", false), "subject", subject_of(api, paper, view), "signer",
        field_value(paper, "nguoi_ky", false), "copies", 1, "dossier", paper->dossier, "paper", (json_int_t)paper->id);
    if (number)
        json_object_set_new(item, "number", json_integer(number));
    if (book)
        json_object_set_new(item, "book", json_integer(book));
    if (fee >= 0)
        json_object_set_new(item, "fee", json_integer(fee));
    return json_pack("{s:s, s:b, s:o, s:o}", "kind", kind->key, "confirmed", paper->confirmed, "date",
                     whole ? json_string(date) : json_null(), "item", item);
}

void api_paper_register(struct http_request *req, void *context)
{
    const struct api *api = context;
    int64_t id;
    if (!api_id(req, "id", &id))
        return;
    struct store_paper paper = {0};
    struct so_error err = {0};
    int r = store_paper_load(api->store, id, &paper, &err);
    const struct register_kind *kind = !r && api->registers ? registers_of_paper(api->registers, paper.type) : NULL;
    if (!r && !kind)
        r = so_fail(&err, SO_EINVALID, "papers of the type %.60s are entered in no register", paper.type);
    if (r)
        api_fail_error(req, r, &err);
    else
        api_reply(req, 200, draft_json(api, kind, &paper, api_view(req)));
    store_paper_free(&paper);
}
