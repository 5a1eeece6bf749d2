#include "export/period_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/private.h"
#include "viet/text.h"

static const enum figure flow[] = {FIGURE_CARRIED, FIGURE_RECEIVED,  FIGURE_ONLINE,    FIGURE_RESOLVED,
                                   FIGURE_EARLY,   FIGURE_ON_TIME,   FIGURE_LATE,      FIGURE_NO_DUE,
                                   FIGURE_OPEN,    FIGURE_OPEN_LATE, FIGURE_WITHDRAWN, FIGURE_REFUSED};
#define FLOW (sizeof flow / sizeof *flow)

static int64_t of(const struct figures *f, enum figure which)
{
    return f->n[which];
}

static int timely_share(const struct figures *f)
{
    return figure_share(of(f, FIGURE_EARLY) + of(f, FIGURE_ON_TIME), of(f, FIGURE_RESOLVED) - of(f, FIGURE_NO_DUE));
}

static int add_share(struct table *t, int share)
{
    return share < 0 ? table_add_text(t, "–") : table_add_number(t, share);
}

static int put_share(struct buf *out, int share)
{
    return share < 0 ? buf_append_str(out, "–") : buf_printf(out, "%d,%d%%", share / 10, share % 10);
}

static int flow_row(struct table *t, const char *label, const struct figures *f)
{
    int r = table_add_text(t, label);
    for (size_t i = 0; i < FLOW && !r; i++)
        r = table_add_number(t, of(f, flow[i]));
    return r ? r : add_share(t, timely_share(f));
}

static int flow_table(const struct period_report *report, const char *title, const char *first,
                      const struct period_row *rows, size_t n, struct table **ret_table)
{
    struct table *t = NULL;
    int r = table_new(title, NULL, &t);
    r = r ? r : table_add_column(t, first, COLUMN_TEXT);
    for (size_t i = 0; i < FLOW && !r; i++)
        r = table_add_column(t, figure_label(flow[i], "vi"), COLUMN_NUMBER);
    r = r ? r : table_add_column(t, "Tỷ lệ đúng hạn", COLUMN_PERCENT);
    for (size_t i = 0; i < n && !r; i++)
        r = flow_row(t, rows[i].label, &rows[i].figures);
    r = r ? r : flow_row(t, "Tổng cộng", &report->total);
    if (r)
        table_free(t);
    else
        *ret_table = t;
    return r;
}

/* counted, digitised, excluded of input and of results. */
static const enum figure parts[2][3] = {
    {FIGURE_INPUT_COUNTED, FIGURE_INPUT_DIGITISED, FIGURE_INPUT_EXCLUDED},
    {FIGURE_OUTPUT_COUNTED, FIGURE_OUTPUT_DIGITISED, FIGURE_OUTPUT_EXCLUDED},
};

static int digital_row(struct table *t, const char *label, const struct figures *f)
{
    int r = table_add_text(t, label);
    r = r ? r : table_add_number(t, of(f, FIGURE_RESOLVED));
    for (int p = 0; p < 2 && !r; p++) {
        for (int i = 0; i < 3 && !r; i++)
            r = table_add_number(t, of(f, parts[p][i]));
        r = r ? r : add_share(t, figure_share(of(f, parts[p][1]), of(f, parts[p][0])));
    }
    r = r ? r : table_add_number(t, of(f, FIGURE_REUSED));
    return r ? r : add_share(t, figure_share(of(f, FIGURE_REUSED), of(f, FIGURE_RECEIVED)));
}

static int digital_table(const struct period_report *report, struct table **ret_table)
{
    static const char *const shares[2] = {"Tỷ lệ số hóa đầu vào", "Tỷ lệ số hóa kết quả"};
    struct table *t = NULL;
    int r = table_new("Số hóa theo lĩnh vực", NULL, &t);
    r = r ? r : table_add_column(t, "Lĩnh vực", COLUMN_TEXT);
    r = r ? r : table_add_column(t, figure_label(FIGURE_RESOLVED, "vi"), COLUMN_NUMBER);
    for (int p = 0; p < 2 && !r; p++) {
        for (int i = 0; i < 3 && !r; i++)
            r = table_add_column(t, figure_label(parts[p][i], "vi"), COLUMN_NUMBER);
        r = r ? r : table_add_column(t, shares[p], COLUMN_PERCENT);
    }
    r = r ? r : table_add_column(t, figure_label(FIGURE_REUSED, "vi"), COLUMN_NUMBER);
    r = r ? r : table_add_column(t, "Tỷ lệ khai thác lại", COLUMN_PERCENT);
    for (size_t i = 0; i < report->nfields && !r; i++)
        r = digital_row(t, report->fields[i].label, &report->fields[i].figures);
    r = r ? r : digital_row(t, "Tổng cộng", &report->total);
    if (r)
        table_free(t);
    else
        *ret_table = t;
    return r;
}

/* A row a dossier and figure, so that each number can be looked up. */
static int code_table(const struct period_report *report, struct table **ret_table)
{
    struct table *t = NULL;
    int r = table_new("Mã hồ sơ", NULL, &t);
    r = r ? r : table_add_column(t, "Chỉ tiêu", COLUMN_TEXT);
    r = r ? r : table_add_column(t, "Lĩnh vực", COLUMN_TEXT);
    r = r ? r : table_add_column(t, "Mã hồ sơ", COLUMN_TEXT);
    for (int figure = 0; figure < FIGURES && !r; figure++)
        for (size_t i = 0; i < report->ncodes && !r; i++) {
            if (!(report->codes[i].bits >> figure & 1))
                continue;
            r = table_add_text(t, figure_label((enum figure)figure, "vi"));
            r = r ? r : table_add_text(t, report->codes[i].field);
            r = r ? r : table_add_text(t, report->codes[i].code);
        }
    if (r)
        table_free(t);
    else
        *ret_table = t;
    return r;
}

int period_report_tables(const struct period_report *report, struct table *ret_tables[PERIOD_TABLES], size_t *ret_n)
{
    struct table *tables[PERIOD_TABLES] = {NULL};
    int r =
        flow_table(report, "Giải quyết hồ sơ theo lĩnh vực", "Lĩnh vực", report->fields, report->nfields, &tables[0]);
    r = r ? r : flow_table(report, "Giải quyết hồ sơ theo tháng", "Tháng", report->months, report->nmonths, &tables[1]);
    r = r ? r : digital_table(report, &tables[2]);
    if (!r && report->ncodes)
        r = code_table(report, &tables[3]);
    for (int i = 0; i < PERIOD_TABLES; i++) {
        if (r)
            table_free(tables[i]);
        else
            ret_tables[i] = tables[i];
    }
    if (!r)
        *ret_n = tables[3] ? 4 : 3;
    return r;
}

int period_report_line(const struct period_report *report, struct buf *out)
{
    const struct figures *f = &report->total;
    int r =
        buf_printf(out,
                   "Kết quả số hóa hồ sơ, giấy tờ, kết quả giải quyết TTHC: số hóa thành phần hồ sơ đầu vào %lld/%lld"
                   " hồ sơ (",
                   (long long)of(f, FIGURE_INPUT_DIGITISED), (long long)of(f, FIGURE_INPUT_COUNTED));
    r = r ? r : put_share(out, figure_share(of(f, FIGURE_INPUT_DIGITISED), of(f, FIGURE_INPUT_COUNTED)));
    if (!r)
        r = buf_printf(out, "); số hóa kết quả giải quyết %lld/%lld hồ sơ (", (long long)of(f, FIGURE_OUTPUT_DIGITISED),
                       (long long)of(f, FIGURE_OUTPUT_COUNTED));
    r = r ? r : put_share(out, figure_share(of(f, FIGURE_OUTPUT_DIGITISED), of(f, FIGURE_OUTPUT_COUNTED)));
    if (!r)
        r = buf_printf(
            out,
            "). Không tính %lld hồ sơ có giấy tờ chỉ xuất trình hoặc không được lưu ảnh, %lld hồ sơ có kết quả"
            " không thuộc diện số hóa",
            (long long)of(f, FIGURE_INPUT_EXCLUDED), (long long)of(f, FIGURE_OUTPUT_EXCLUDED));
    return r ? r : buf_append_str(out, ".");
}

static int put_period(const struct period_report *report, struct buf *out)
{
    char from[VIET_DATE_SIZE], to[VIET_DATE_SIZE];
    viet_date_slashes(report->from, from);
    viet_date_slashes(report->to, to);
    return buf_printf(out, "Từ ngày %s đến ngày %s", from, to);
}

/* "Trong kỳ tiếp nhận …": the sentence before the tables. */
static int put_summary(const struct period_report *report, struct buf *out)
{
    const struct figures *f = &report->total;
    int r = buf_printf(out, "Tiếp nhận %lld hồ sơ", (long long)of(f, FIGURE_RECEIVED));
    for (size_t i = 0, told = 0; i < report->nfields && !r; i++) {
        if (!of(&report->fields[i].figures, FIGURE_RECEIVED))
            continue;
        r = buf_append_str(out, told++ ? "; " : ", gồm: ");
        r = r ? r : viet_lower(report->fields[i].label, strlen(report->fields[i].label), out);
        if (!r)
            r = buf_printf(out, " %lld", (long long)of(&report->fields[i].figures, FIGURE_RECEIVED));
    }
    if (!r)
        r = buf_printf(out, ". Kỳ trước chuyển qua %lld. Đã giải quyết %lld hồ sơ, đúng hạn và trước hạn %lld (",
                       (long long)of(f, FIGURE_CARRIED), (long long)of(f, FIGURE_RESOLVED),
                       (long long)(of(f, FIGURE_EARLY) + of(f, FIGURE_ON_TIME)));
    r = r ? r : put_share(out, timely_share(f));
    if (!r)
        r = buf_printf(out, "), quá hạn %lld. Đang giải quyết %lld hồ sơ, trong đó quá hạn %lld.",
                       (long long)of(f, FIGURE_LATE), (long long)of(f, FIGURE_OPEN),
                       (long long)of(f, FIGURE_OPEN_LATE));
    return r || !report->open_only
               ? r
               : buf_append_str(out, " Số liệu không gồm hồ sơ hạn chế xem (quản trị viên lập được báo cáo đầy đủ).");
}

static int each_table(const struct period_report *report, int (*put)(const struct table *t, struct buf *out),
                      struct buf *out)
{
    struct table *tables[PERIOD_TABLES];
    size_t n = 0;
    int r = period_report_tables(report, tables, &n);
    for (size_t i = 0; i < n; i++) {
        r = r ? r : put(tables[i], out);
        r = r ? r : buf_append_char(out, '\n');
        table_free(tables[i]);
    }
    return r;
}

int period_report_text(const struct period_report *report, struct buf *out)
{
    int r = put_period(report, out);
    r = r ? r : buf_append_str(out, "\n\n");
    r = r ? r : put_summary(report, out);
    r = r ? r : buf_append_str(out, "\n");
    r = r ? r : period_report_line(report, out);
    r = r ? r : buf_append_str(out, "\n\n");
    return r ? r : each_table(report, table_to_text, out);
}

static int csv_row(struct table *t, const char *label, const struct figures *f)
{
    int r = table_add_text(t, label);
    for (int i = 0; i < FIGURES && !r; i++)
        r = table_add_number(t, f->n[i]);
    return r;
}

int period_report_csv(const struct period_report *report, struct buf *out)
{
    struct table *t = NULL;
    int r = table_new("x", NULL, &t);
    r = r ? r : table_add_column(t, "Lĩnh vực", COLUMN_TEXT);
    for (int i = 0; i < FIGURES && !r; i++)
        r = table_add_column(t, figure_label((enum figure)i, "vi"), COLUMN_NUMBER);
    for (size_t i = 0; i < report->nfields && !r; i++)
        r = csv_row(t, report->fields[i].label, &report->fields[i].figures);
    r = r ? r : csv_row(t, "Tổng cộng", &report->total);
    r = r ? r : table_to_csv(t, out);
    table_free(t);
    return r;
}

int period_report_xlsx(const struct period_report *report, struct buf *out)
{
    struct table *tables[PERIOD_TABLES];
    size_t n = 0;
    int r = period_report_tables(report, tables, &n);
    r = r ? r : tables_to_xlsx((const struct table *const *)tables, n, out);
    for (size_t i = 0; i < n; i++)
        table_free(tables[i]);
    return r;
}

static int print_head(const struct period_report *report, struct printed *p)
{
    struct buf office = BUF_INIT, place = BUF_INIT, period = BUF_INIT;
    const struct office_name *name = report->office;
    int r = name ? viet_upper(name->name, strlen(name->name), &office) : SO_OK;
    const char *space = name ? strchr(name->unit, ' ') : NULL; /* "xã Hà Nam": the place is Hà Nam */
    r = r ? r : buf_printf(&place, "%s, ngày      tháng      năm %d", space ? space + 1 : "…", report->to.year);
    struct printed_letterhead head = {
        .office = buf_str(&office), .number = "Số:        /BC-UBND", .place_and_date = buf_str(&place)};
    r = r ? r : printed_add_letterhead(p, &head);
    r = r ? r : printed_add_text(p, &(struct printed_line){"BÁO CÁO", PRINTED_CENTRE, PRINTED_BOLD, 14, 0});
    r = r ? r
          : printed_add_text(p, &(struct printed_line){"Tình hình, kết quả giải quyết thủ tục hành chính",
                                                       PRINTED_CENTRE, PRINTED_BOLD, 14, 0});
    r = r ? r : put_period(report, &period);
    r = r ? r : printed_add_text(p, &(struct printed_line){buf_str(&period), PRINTED_CENTRE, PRINTED_ITALIC, 13, 0});
    buf_free(&office);
    buf_free(&place);
    buf_free(&period);
    return r;
}

static int print_tables(const struct period_report *report, struct printed *p)
{
    static const char *const heads[] = {"1. Kết quả giải quyết theo lĩnh vực", "2. Kết quả giải quyết theo tháng",
                                        "3. Số hóa hồ sơ, giấy tờ, kết quả", "4. Mã hồ sơ của từng chỉ tiêu"};
    struct table *tables[PERIOD_TABLES];
    size_t n = 0;
    int r = period_report_tables(report, tables, &n);
    for (size_t i = 0; i < n; i++) {
        r = r ? r : printed_add_text(p, &(struct printed_line){heads[i], PRINTED_LEFT, PRINTED_BOLD, 13, 0});
        if (r)
            table_free(tables[i]);
        else
            r = printed_add_table(p, tables[i], NULL, 9);
    }
    return r;
}

int period_report_print(const struct period_report *report, struct printed **ret_printed)
{
    struct printed *p = NULL;
    struct buf summary = BUF_INIT, line = BUF_INIT;
    int r = printed_new("Báo cáo tình hình, kết quả giải quyết thủ tục hành chính", true, &p);
    r = r ? r : print_head(report, p);
    r = r ? r : put_summary(report, &summary);
    r = r ? r : printed_add_text(p, &(struct printed_line){buf_str(&summary), PRINTED_JUSTIFY, 0, 13, 10});
    r = r ? r : period_report_line(report, &line);
    r = r ? r : printed_add_text(p, &(struct printed_line){buf_str(&line), PRINTED_JUSTIFY, 0, 13, 10});
    r = r ? r : print_tables(report, p);
    struct printed_signature end = {
        .recipients = "- Như trên;\n- Lưu: VT.", .authority = "TM. ỦY BAN NHÂN DÂN", .position = "CHỦ TỊCH"};
    r = r ? r : printed_add_signature(p, &end);
    buf_free(&summary);
    buf_free(&line);
    if (r)
        printed_free(p);
    else
        *ret_printed = p;
    return r;
}
