#include "daemon/register_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "viet/text.h"

static struct viet_date day_of(const struct register_entry *e)
{
    struct viet_date d = {0};
    (void)viet_date_from_iso(e->date, strlen(e->date), &d);
    return d;
}

static struct viet_date last_day(const struct register_book *b)
{
    int month = b->month ? b->month : 12;
    return (struct viet_date){b->year, month, viet_days_in_month(b->year, month)};
}

/* The rows that the book shows: of the month, where there is one. */
static bool belongs(const struct register_book *b, const struct register_entry *e)
{
    return !b->month || day_of(e).month == b->month;
}

static const char *text_of(const struct register_entry *e, enum register_column column)
{
    switch (column) {
    case REGISTER_COLUMN_REQUESTER:
        return e->text[REGISTER_REQUESTER];
    case REGISTER_COLUMN_IDENTITY:
        return e->text[REGISTER_IDENTITY];
    case REGISTER_COLUMN_SUBJECT:
        return e->text[REGISTER_SUBJECT];
    case REGISTER_COLUMN_LANGUAGE:
        return e->text[REGISTER_LANGUAGE];
    case REGISTER_COLUMN_SIGNER:
        return e->text[REGISTER_SIGNER];
    case REGISTER_COLUMN_NOTE:
        return e->text[REGISTER_NOTE];
    default:
        return NULL;
    }
}

static enum column_kind kind_of(enum register_column column)
{
    switch (column) {
    case REGISTER_COLUMN_NUMBER:
    case REGISTER_COLUMN_COPIES:
    case REGISTER_COLUMN_PAGES:
    case REGISTER_COLUMN_FEE:
        return COLUMN_NUMBER;
    default:
        return COLUMN_TEXT;
    }
}

static int add_note(struct table *t, const struct register_entry *e, const char *note)
{
    struct buf text = BUF_INIT;
    int r = buf_append_str(&text, note);
    if (!r && e->struck)
        r = buf_printf(&text, "%sĐã gạch bỏ: %s", *note ? ". " : "", e->struck_reason);
    r = r ? r : table_add_text(t, buf_str(&text));
    buf_free(&text);
    return r;
}

static int add_cell(struct table *t, const struct register_form *form, size_t at, const struct register_entry *e)
{
    char date[VIET_DATE_SIZE];
    enum register_column column = form->columns[at].column;
    const char *text = text_of(e, column);
    /* Why a row is struck out stands in its last column. */
    if (text && at + 1 == form->ncolumns)
        return add_note(t, e, text);
    switch (column) {
    case REGISTER_COLUMN_NUMBER:
        return table_add_number(t, e->number);
    case REGISTER_COLUMN_DATE:
        viet_date_slashes(day_of(e), date);
        return table_add_text(t, date);
    case REGISTER_COLUMN_COPIES:
        return table_add_number(t, e->copies);
    case REGISTER_COLUMN_PAGES:
        return table_add_number(t, e->pages);
    case REGISTER_COLUMN_FEE:
        return table_add_number(t, e->fee);
    default:
        return table_add_text(t, text);
    }
}

static const char *title_of(const struct register_kind *kind, const struct register_form *form)
{
    return *form->title ? form->title : kind->title;
}

static int new_table(const struct register_book *b, const struct register_form *form, struct table **ret_table)
{
    struct buf note = BUF_INIT;
    struct table *t = NULL;
    int r = b->month ? buf_printf(&note, "Tháng %d năm %d", b->month, b->year) : buf_printf(&note, "Năm %d", b->year);
    r = r ? r : table_new(title_of(b->kind, form), buf_str(&note), &t);
    buf_free(&note);
    for (size_t i = 0; i < form->ncolumns && !r; i++)
        r = table_add_column(t, form->columns[i].label, kind_of(form->columns[i].column));
    if (r)
        table_free(t);
    else
        *ret_table = t;
    return r;
}

static int add_row(struct table *t, const struct register_form *form, const struct register_entry *e)
{
    int r = SO_OK;
    for (size_t i = 0; i < form->ncolumns && !r; i++)
        r = add_cell(t, form, i, e);
    return r;
}

int register_book_table(const struct register_book *b, struct table **ret_table, struct so_error *err)
{
    const struct register_form *form = register_form_on(b->kind, last_day(b));
    struct table *t = NULL;
    int r = new_table(b, form, &t);
    for (size_t i = 0; i < b->entries->len && !r; i++)
        if (belongs(b, &b->entries->items[i]))
            r = add_row(t, form, &b->entries->items[i]);
    if (r) {
        table_free(t);
        return so_fail(err, r, "the book cannot be made: %s", so_result_text(r));
    }
    *ret_table = t;
    return SO_OK;
}

struct sums {
    int first, last, first_book, last_book;
    long long rows, struck, copies, fee;
};

static struct sums sum_up(const struct register_book *b)
{
    struct sums s = {0};
    for (size_t i = 0; i < b->entries->len; i++) {
        const struct register_entry *e = &b->entries->items[i];
        if (!belongs(b, e))
            continue;
        if (!s.first_book || e->book < s.first_book)
            s.first_book = e->book;
        if (e->book > s.last_book)
            s.last_book = e->book;
        if (e->struck) {
            s.struck++;
            continue;
        }
        s.first = s.first ? s.first : e->number;
        s.last = e->number;
        s.rows++;
        s.copies += e->copies;
        s.fee += e->fee;
    }
    return s;
}

static int print_head(const struct register_book *b, const struct sums *s, struct printed *p)
{
    const struct office_name *name = b->office ? office_name_on(b->office, last_day(b)) : NULL;
    struct buf office = BUF_INIT, title = BUF_INIT, line = BUF_INIT;
    const char *plain = title_of(b->kind, register_form_on(b->kind, last_day(b)));
    int r = name ? viet_upper(name->name, strlen(name->name), &office) : SO_OK;
    struct printed_letterhead head = {.office = buf_str(&office)};
    r = r ? r : printed_add_letterhead(p, &head);
    r = r ? r : viet_upper(plain, strlen(plain), &title);
    r = r ? r : printed_add_text(p, &(struct printed_line){buf_str(&title), PRINTED_CENTRE, PRINTED_BOLD, 14, 0});
    if (!r && s->first_book)
        r = s->first_book == s->last_book
                ? buf_printf(&line, "Quyển số: %02d/%d-%s\n", s->first_book, b->year, b->kind->code)
                : buf_printf(&line, "Quyển số: %02d đến %02d/%d-%s\n", s->first_book, s->last_book, b->year,
                             b->kind->code);
    if (!r)
        r = b->month ? buf_printf(&line, "Tháng %d năm %d", b->month, b->year) : buf_printf(&line, "Năm %d", b->year);
    r = r ? r : printed_add_text(p, &(struct printed_line){buf_str(&line), PRINTED_CENTRE, 0, 13, 0});
    buf_free(&office);
    buf_free(&title);
    buf_free(&line);
    return r;
}

/* Rows from *io_at on as far as one form goes. */
static int print_rows(const struct register_book *b, size_t *io_at, struct printed *p)
{
    const struct register_form *form = NULL;
    struct table *t = NULL;
    int r = SO_OK;
    for (; *io_at < b->entries->len && !r; ++*io_at) {
        const struct register_entry *e = &b->entries->items[*io_at];
        if (!belongs(b, e))
            continue;
        const struct register_form *now = register_form_on(b->kind, day_of(e));
        if (form && now != form)
            break;
        if (!form) {
            form = now;
            r = new_table(b, form, &t);
        }
        r = r ? r : add_row(t, form, e);
    }
    if (!r && t)
        return printed_add_table(p, t, NULL, 10);
    table_free(t);
    return r;
}

static int print_end(const struct register_book *b, const struct sums *s, struct printed *p)
{
    struct buf line = BUF_INIT;
    int r = s->rows ? buf_printf(&line, "Tổng cộng: %lld số (từ số %02d đến số %02d), %lld bản, phí %lld đồng", s->rows,
                                 s->first, s->last, s->copies, s->fee)
                    : buf_append_str(&line, "Không có việc chứng thực nào trong kỳ");
    if (!r && s->struck)
        r = buf_printf(&line, "; %lld số đã gạch bỏ", s->struck);
    r = r ? r : buf_append_str(&line, ".");
    if (!r && b->closed) {
        struct civil_time t = clock_civil(b->closed);
        r = buf_printf(&line, "\nSổ năm %d được khóa ngày %02d/%02d/%04d.", b->year, t.day, t.month, t.year);
    }
    r = r ? r : printed_add_text(p, &(struct printed_line){buf_str(&line), PRINTED_LEFT, PRINTED_BOLD, 12, 0});
    buf_free(&line);
    struct printed_signature end = {.left_position = "NGƯỜI GHI SỔ",
                                    .authority = "TM. ỦY BAN NHÂN DÂN",
                                    .position = "(Ký, ghi rõ họ tên, chức danh, đóng dấu)"};
    return r ? r : printed_add_signature(p, &end);
}

int register_book_print(const struct register_book *b, struct printed **ret_printed, struct so_error *err)
{
    struct printed *p = NULL;
    struct sums s = sum_up(b);
    int r = printed_new(b->kind->title, true, &p);
    r = r ? r : print_head(b, &s, p);
    for (size_t at = 0; at < b->entries->len && !r;)
        r = print_rows(b, &at, p);
    r = r ? r : print_end(b, &s, p);
    if (r) {
        printed_free(p);
        return so_fail(err, r, "the book cannot be printed: %s", so_result_text(r));
    }
    *ret_printed = p;
    return SO_OK;
}
