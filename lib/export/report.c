#include "export/report.h"

#include <stdio.h>

struct label {
    const char *text[2]; /* by enum report_language */
    enum column_kind kind;
};

static const struct label columns[] = {
    {{"Tháng", "Month"}, COLUMN_TEXT},
    {{"Loại giấy tờ", "Type of paper"}, COLUMN_TEXT},
    {{"Số giấy tờ", "Papers"}, COLUMN_NUMBER},
    {{"Số trang", "Pages"}, COLUMN_NUMBER},
    {{"Lưu ảnh", "Kept as image"}, COLUMN_NUMBER},
    {{"Chỉ lưu thông tin", "Record only"}, COLUMN_NUMBER},
    {{"Cán bộ đã xác nhận", "Confirmed"}, COLUMN_NUMBER},
    {{"Tỷ lệ xác nhận", "Confirmed share"}, COLUMN_PERCENT},
    {{"Cảnh báo chưa xử lý", "Findings open"}, COLUMN_NUMBER},
    {{"Cảnh báo đã xử lý", "Findings solved"}, COLUMN_NUMBER},
    {{"Không áp dụng", "Dismissed"}, COLUMN_NUMBER},
    {{"Số hồ sơ", "Dossiers"}, COLUMN_NUMBER},
};

/* Tenths of a percent, rounded; 0 of 0 has no share. */
static int add_share(struct table *t, int64_t part, int64_t whole)
{
    return whole > 0 ? table_add_number(t, (part * 2000 + whole) / (2 * whole)) : table_add_text(t, NULL);
}

static int add_row(struct table *t, const struct report_row *row)
{
    const int64_t before[] = {row->papers, row->pages, row->with_image, row->record_only, row->confirmed};
    const int64_t after[] = {row->findings_open, row->findings_solved, row->findings_dismissed};
    int r = table_add_text(t, row->month);
    if (!r)
        r = table_add_text(t, row->type_name);
    for (size_t i = 0; i < sizeof before / sizeof *before && !r; i++)
        r = table_add_number(t, before[i]);
    if (!r)
        r = add_share(t, row->confirmed, row->papers);
    for (size_t i = 0; i < sizeof after / sizeof *after && !r; i++)
        r = table_add_number(t, after[i]);
    if (r)
        return r;
    /* One dossier holds papers of several types: its sum would count it more than once. */
    return row->dossiers < 0 ? table_add_text(t, NULL) : table_add_number(t, row->dossiers);
}

static void add_up(struct report_row *sum, const struct report_row *row)
{
    sum->papers += row->papers;
    sum->pages += row->pages;
    sum->with_image += row->with_image;
    sum->record_only += row->record_only;
    sum->confirmed += row->confirmed;
    sum->findings_open += row->findings_open;
    sum->findings_solved += row->findings_solved;
    sum->findings_dismissed += row->findings_dismissed;
}

static int write_note(const struct report *report, enum report_language language, struct buf *out)
{
    static const char *const note[] = {
        "Số liệu đối chiếu, không thay báo cáo của Cổng dịch vụ công. “Chỉ lưu thông tin”: giấy tờ không được lưu ảnh, "
        "không tính vào tỷ lệ số hóa. Tỷ lệ xác nhận = cán bộ đã xác nhận / số giấy tờ.",
        "Control figures, no substitute for the portal's report. \"Record only\": papers that may not be kept as "
        "images, "
        "not part of the digitised share. Confirmed share = confirmed / papers."};
    int r = SO_OK;
    if (report->office && *report->office)
        r = buf_printf(out, "%s. ", report->office);
    if (!r && report->period && *report->period)
        r = buf_printf(out, "%s %s. ", language == REPORT_VI ? "Kỳ báo cáo:" : "Period:", report->period);
    return r ? r : buf_append_str(out, note[language]);
}

int report_to_table(const struct report *report, enum report_language language, struct table **ret_table)
{
    static const char *const titles[] = {"Báo cáo số hóa giấy tờ", "Digitisation report"};
    struct buf note = BUF_INIT;
    struct table *t = NULL;
    int r = write_note(report, language, &note);
    if (!r)
        r = table_new(titles[language], buf_str(&note), &t);
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !r; i++)
        r = table_add_column(t, columns[i].text[language], columns[i].kind);
    struct report_row sum = {.month = language == REPORT_VI ? "Tổng cộng" : "Total", .dossiers = -1};
    for (size_t i = 0; i < report->nrows && !r; i++) {
        add_up(&sum, &report->rows[i]);
        r = add_row(t, &report->rows[i]);
    }
    if (!r)
        r = add_row(t, &sum);
    buf_free(&note);
    if (r)
        table_free(t);
    else
        *ret_table = t;
    return r;
}
