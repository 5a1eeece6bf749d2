#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/file.h"
#include "export/private.h"
#include "viet/text.h"

#define SHEET_NAME_MAX 31 /* letters */
#define XLSX_MAX (256u * 1024 * 1024)
#define COLUMN_WIDTH_MAX 60
#define HEAD_WIDTH 10

struct formats {
    lxw_format *title, *head, *text, *number, *percent;
};

static bool make_formats(lxw_workbook *book, struct formats *f)
{
    lxw_format **all[] = {&f->title, &f->head, &f->text, &f->number, &f->percent};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!(*all[i] = workbook_add_format(book)))
            return false;
    format_set_bold(f->title);
    format_set_font_size(f->title, 14);
    format_set_bold(f->head);
    format_set_text_wrap(f->head);
    format_set_border(f->head, LXW_BORDER_THIN);
    format_set_align(f->head, LXW_ALIGN_CENTER);
    format_set_align(f->head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_num_format(f->text, "@"); /* text stays text when the clerk edits it */
    format_set_num_format(f->number, "#,##0");
    format_set_num_format(f->percent, "0.0%");
    format_set_border(f->text, LXW_BORDER_THIN);
    format_set_border(f->number, LXW_BORDER_THIN);
    format_set_border(f->percent, LXW_BORDER_THIN);
    return true;
}

/* The title as a sheet may be called: at most 31 letters, none of []:*?/\, no apostrophe at its ends. */
static void sheet_name(const char *title, char out[4 * SHEET_NAME_MAX + 1])
{
    size_t len = strlen(title), used = 0, letters = 0;
    for (size_t at = 0; at < len && letters < SHEET_NAME_MAX; letters++) {
        int32_t cp = viet_next(title, len, &at);
        bool bad = cp < 0x20 || cp == '\'' || (cp < 0x80 && strchr("[]:*?/\\", (int)cp));
        used += viet_put(bad ? ' ' : cp, out + used);
    }
    out[used] = '\0';
    if (out[strspn(out, " ")] == '\0')
        snprintf(out, 4 * SHEET_NAME_MAX + 1, "Sheet1");
}

/* Constant memory mode: rows must come from top to bottom, and are on disk once left. */
static lxw_error write_rows(lxw_worksheet *sheet, const struct table *t, const struct formats *f)
{
    size_t columns = t->columns.len;
    lxw_row_t row = 0;
    lxw_error e = worksheet_write_string(sheet, row++, 0, t->title, f->title);
    if (!e && t->note)
        e = worksheet_write_string(sheet, row++, 0, t->note, NULL);
    row++;
    for (size_t c = 0; c < columns && !e; c++)
        e = worksheet_write_string(sheet, row, (lxw_col_t)c, t->columns.items[c].title, f->head);
    worksheet_freeze_panes(sheet, row + 1, 0);
    for (size_t i = 0; i < t->cells.len && !e; i++) {
        const struct cell *cell = &t->cells.items[i];
        lxw_col_t c = (lxw_col_t)(i % columns);
        bool percent = t->columns.items[c].kind == COLUMN_PERCENT;
        if (c == 0)
            row++;
        if (cell->has_number && percent)
            e = worksheet_write_number(sheet, row, c, (double)cell->number / 1000, f->percent);
        else if (cell->has_number)
            e = worksheet_write_number(sheet, row, c, (double)cell->number, f->number);
        else
            e = worksheet_write_string(sheet, row, c, cell->text ? cell->text : "", f->text);
    }
    return e;
}

static void set_widths(lxw_worksheet *sheet, const struct table *t)
{
    size_t columns = t->columns.len, widths[TABLE_COLUMNS_MAX];
    for (size_t c = 0; c < columns; c++)
        widths[c] = HEAD_WIDTH; /* longer titles are broken within their cell */
    for (size_t i = 0; i < t->cells.len; i++) {
        size_t width = t->cells.items[i].text ? text_width(t->cells.items[i].text) : 0;
        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    for (size_t c = 0; c < columns; c++)
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c,
                             (double)(widths[c] < COLUMN_WIDTH_MAX ? widths[c] + 2 : COLUMN_WIDTH_MAX), NULL);
}

static lxw_error write_sheet(lxw_workbook *book, const struct table *t, const struct formats *formats)
{
    char name[4 * SHEET_NAME_MAX + 1];
    sheet_name(t->title, name);
    lxw_worksheet *sheet = workbook_add_worksheet(book, name);
    if (!sheet)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    set_widths(sheet, t);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    return write_rows(sheet, t, formats);
}

static int write_book(const char *path, const struct table *const *tables, size_t n)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book)
        return SO_ENOMEM;
    lxw_doc_properties properties = {.title = tables[0]->title};
    struct formats formats;
    lxw_error e = LXW_ERROR_MEMORY_MALLOC_FAILED;
    if (make_formats(book, &formats)) {
        workbook_set_properties(book, &properties);
        e = LXW_NO_ERROR;
    }
    for (size_t i = 0; i < n && !e; i++)
        e = write_sheet(book, tables[i], &formats);
    lxw_error closed = workbook_close(book); /* frees it in any case */
    if (!e)
        e = closed;
    return !e ? SO_OK : e == LXW_ERROR_MEMORY_MALLOC_FAILED ? SO_ENOMEM : SO_EIO;
}

/* The library writes to a path only: it gets that of a file in memory. */
int tables_to_xlsx(const struct table *const *tables, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++)
        if (!table_is_whole(tables[i]))
            return SO_EINVALID;
    if (!n)
        return SO_EINVALID;
    int fd = memfd_create("table.xlsx", MFD_CLOEXEC);
    if (fd < 0)
        return SO_EIO;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct buf file = BUF_INIT;
    int r = write_book(path, tables, n);
    if (!r)
        r = file_read_fd(fd, "table.xlsx", XLSX_MAX, &file, NULL);
    if (!r)
        r = buf_append(out, file.data, file.len);
    buf_free(&file);
    close(fd);
    return r;
}

int table_to_xlsx(const struct table *t, struct buf *out)
{
    return tables_to_xlsx(&t, 1, out);
}
