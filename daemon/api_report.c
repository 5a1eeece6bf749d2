/* The figures of a period: dossiers by field and month, digitisation, papers by type; as JSON and as a report. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "daemon/api_private.h"
#include "daemon/period.h"
#include "store/report.h"

struct span {
    int64_t from, until;
};

/* ?month=2025-09, ?year=2025, or ?from=2022-12-10&to=2023-09-10; this month without. Answers 422 and returns false. */
static bool read_span(struct http_request *req, struct span *ret)
{
    const char *month = http_query(req, "month"), *year = http_query(req, "year"), *from = http_query(req, "from"),
               *to = http_query(req, "to");
    struct civil_time now = clock_civil(clock_now_ms());
    int64_t ignored;
    char january[8], december[8];
    bool good;
    if (month) {
        good = api_month_span(month, &ret->from, &ret->until);
    } else if (year) {
        snprintf(january, sizeof january, "%.4s-01", year);
        snprintf(december, sizeof december, "%.4s-12", year);
        good = strlen(year) == 4 && api_month_span(january, &ret->from, &ignored) &&
               api_month_span(december, &ignored, &ret->until);
    } else if (from || to) {
        good = from && to && api_day_span(from, &ret->from, &ignored) && api_day_span(to, &ignored, &ret->until) &&
               ret->from < ret->until;
    } else {
        ret->from = clock_from_civil(now.year, now.month, 1, 0);
        ret->until = clock_from_civil(now.year, now.month + 1, 1, 0);
        good = true;
    }
    if (!good)
        api_fail_status(req, 422, "bad_format",
                        "Kỳ báo cáo phải có dạng month=2025-09, year=2025 hoặc from=2022-12-10&to=2023-09-10",
                        "the period must look like month=2025-09, year=2025 or from=2022-12-10&to=2023-09-10");
    return good;
}

static json_t *figures_json(const struct figures *f)
{
    json_t *json = json_object();
    for (int i = 0; i < FIGURES; i++)
        json_object_set_new(json, figure_name((enum figure)i), json_integer(f->n[i]));
    return json;
}

static json_t *share_json(int share)
{
    return share < 0 ? json_null() : json_real(share / 10.0);
}

/* Shares in per cent, null of nothing. */
static json_t *shares_json(const struct figures *f)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "on_time",
                     share_json(figure_share(f->n[FIGURE_EARLY] + f->n[FIGURE_ON_TIME],
                                             f->n[FIGURE_RESOLVED] - f->n[FIGURE_NO_DUE])),
                     "input", share_json(figure_share(f->n[FIGURE_INPUT_DIGITISED], f->n[FIGURE_INPUT_COUNTED])),
                     "output", share_json(figure_share(f->n[FIGURE_OUTPUT_DIGITISED], f->n[FIGURE_OUTPUT_COUNTED])),
                     "reuse", share_json(figure_share(f->n[FIGURE_REUSED], f->n[FIGURE_RECEIVED])));
}

/* The codes behind each figure that is not 0. */
static json_t *codes_json(const struct period_report *report)
{
    json_t *codes = json_object();
    for (int figure = 0; figure < FIGURES; figure++) {
        json_t *list = json_array();
        for (size_t i = 0; i < report->ncodes; i++)
            if (report->codes[i].bits >> figure & 1)
                json_array_append_new(list, json_string(report->codes[i].code));
        json_object_set_new(codes, figure_name((enum figure)figure), list);
    }
    return codes;
}

static json_t *dossiers_json(const struct period *p, bool with_codes)
{
    const struct period_report *report = &p->report;
    json_t *fields = json_array(), *months = json_array();
    struct buf line = BUF_INIT;
    for (size_t i = 0; i < report->nfields; i++)
        json_array_append_new(fields,
                              json_pack("{s:s, s:s, s:o, s:o}", "field", p->field_keys[i], "label",
                                        report->fields[i].label, "figures", figures_json(&report->fields[i].figures),
                                        "shares", shares_json(&report->fields[i].figures)));
    for (size_t i = 0; i < report->nmonths; i++)
        json_array_append_new(months, json_pack("{s:s, s:o, s:o}", "month", report->months[i].label, "figures",
                                                figures_json(&report->months[i].figures), "shares",
                                                shares_json(&report->months[i].figures)));
    (void)period_report_line(report, &line);
    json_t *json = json_pack("{s:o, s:o, s:o, s:o, s:s}", "total", figures_json(&report->total), "shares",
                             shares_json(&report->total), "fields", fields, "months", months, "line", buf_str(&line));
    buf_free(&line);
    if (with_codes)
        json_object_set_new(json, "codes", codes_json(report));
    return json;
}

static json_t *rows_json(const struct api *api, const struct store_report *report)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < report->len; i++) {
        const struct store_report_row *row = &report->items[i];
        json_array_append_new(
            rows,
            json_pack("{s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "month", row->month, "type",
                      row->type, "label", api_labels(api, row->type, NULL), "papers", (json_int_t)row->papers, "pages",
                      (json_int_t)row->pages, "with_image", (json_int_t)row->with_image, "record_only",
                      (json_int_t)row->record_only, "confirmed", (json_int_t)row->confirmed, "findings_open",
                      (json_int_t)row->findings_open, "findings_solved", (json_int_t)row->findings_solved,
                      "findings_dismissed", (json_int_t)row->findings_dismissed, "papers_open",
                      (json_int_t)row->papers_open, "dossiers", (json_int_t)row->dossiers));
    }
    return rows;
}

static void audit_report(const struct api *api, const struct http_request *req, const struct period_report *report)
{
    char from[VIET_DATE_SIZE], to[VIET_DATE_SIZE], detail[2 * VIET_DATE_SIZE + 2];
    viet_date_iso(report->from, from);
    viet_date_iso(report->to, to);
    snprintf(detail, sizeof detail, "%s %s", from, to);
    api_audit(api, req, "export", "report", 0, detail);
}

void api_report(struct http_request *req, void *context)
{
    const struct api *api = context;
    struct span span;
    int codes;
    if (!read_span(req, &span) || !api_query_int(req, "codes", 0, 1, 0, &codes))
        return;
    struct store_report papers = {0};
    struct period period = {0};
    struct so_error err = {0};
    int r = period_load(api->casework, span.from, span.until, api_view(req), &period, &err);
    r = r ? r : store_report_papers(api->store, span.from, span.until, api_view(req), &papers, &err);
    if (r) {
        api_fail_error(req, r, &err);
    } else {
        char from[VIET_DATE_SIZE], to[VIET_DATE_SIZE];
        viet_date_iso(period.report.from, from);
        viet_date_iso(period.report.to, to);
        audit_report(api, req, &period.report);
        api_reply(req, 200,
                  json_pack("{s:s, s:s, s:s%, s:b, s:o, s:o}", "from", from, "to", to, "month", from, (size_t)7,
                            "open_only", period.report.open_only, "rows", rows_json(api, &papers), "dossiers",
                            dossiers_json(&period, codes)));
    }
    store_report_free(&papers);
    period_free(&period);
}

static int write_pdf(const struct period_report *report, struct buf *out)
{
    struct printed *printed;
    int r = period_report_print(report, &printed);
    if (r)
        return r;
    r = printed_to_pdf(printed, out);
    printed_free(printed);
    return r;
}

static int write_docx(const struct period_report *report, struct buf *out)
{
    struct printed *printed;
    int r = period_report_print(report, &printed);
    if (r)
        return r;
    r = printed_to_docx(printed, out);
    printed_free(printed);
    return r;
}

static const struct report_form {
    const char *name, *type;
    int (*write)(const struct period_report *report, struct buf *out);
} forms[] = {
    {"text", "text/plain; charset=utf-8", period_report_text},
    {"csv", "text/csv; charset=utf-8", period_report_csv},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", period_report_xlsx},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx},
    {"pdf", "application/pdf", write_pdf},
};

void api_report_document(struct http_request *req, void *context)
{
    const struct api *api = context;
    const struct report_form *form = NULL;
    const char *name = http_query(req, "form");
    struct span span;
    int codes;
    for (size_t i = 0; name && i < sizeof forms / sizeof *forms; i++)
        if (!strcmp(forms[i].name, name))
            form = &forms[i];
    if (!form) {
        api_fail_status(req, 422, "bad_format", "Dạng báo cáo phải là text, csv, xlsx, docx hoặc pdf",
                        "form must be text, csv, xlsx, docx or pdf");
        return;
    }
    if (!read_span(req, &span) || !api_query_int(req, "codes", 0, 1, 0, &codes))
        return;
    struct period period = {0};
    struct buf out = BUF_INIT;
    struct so_error err = {0};
    int r = period_load(api->casework, span.from, span.until, api_view(req), &period, &err);
    struct period_report report = period.report;
    if (!codes)
        report.ncodes = 0;
    r = r ? r : form->write(&report, &out);
    if (r) {
        buf_free(&out);
        api_fail_error(req, r, &err);
    } else {
        char header[64];
        snprintf(header, sizeof header, "attachment; filename=\"bao-cao.%.8s\"", form->name);
        audit_report(api, req, &report);
        http_set_header(req, "Content-Disposition", header);
        http_reply_buf(req, 200, form->type, &out);
    }
    period_free(&period);
}
