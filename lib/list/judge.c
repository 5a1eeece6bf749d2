#include "list/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "viet/date.h"
#include "viet/fold.h"
#include "viet/text.h"

#define SAMPLE_MAX (64u * 1024) /* bytes of a column that are looked at */
#define SHARE_MIN 0.5f          /* of its foreign words that must become syllables */
#define VALUE_MAX 4000          /* bytes of a field's value */

struct list_judge {
    const struct list_rows *rows;
    const struct list_mapping *mapping;
    struct viet_date today;
    enum viet_legacy encoding[LIST_COLUMNS_MAX];
};

static const char *const fault_names[LIST_FAULTS] = {"empty",      "bad_date",     "future_date",
                                                     "bad_number", "unknown_code", "too_long"};

const char *list_fault_name(enum list_fault fault)
{
    return (unsigned)fault < LIST_FAULTS ? fault_names[fault] : "";
}

/* Text that has letters which no old encoding can show is Unicode, whatever its column or font says. */
static bool is_surely_unicode(const char *text)
{
    for (size_t at = 0, len = strlen(text); at < len;) {
        int32_t cp = viet_next(text, len, &at);
        struct viet_letter l;
        if (cp > 0xFF && (viet_letter_split(cp, &l) || viet_is_combining(cp)))
            return true;
    }
    return false;
}

static enum viet_legacy guess_column(const struct list_rows *rows, size_t from, size_t column)
{
    struct buf sample = BUF_INIT;
    for (size_t i = from; i < rows->len && sample.len < SAMPLE_MAX; i++) {
        const struct list_row *row = &rows->items[i];
        if (column >= row->len || row->cells[column].font != VIET_UNICODE || is_surely_unicode(row->cells[column].text))
            continue;
        if (buf_printf(&sample, "%s\n", row->cells[column].text))
            break;
    }
    float share;
    enum viet_legacy guess = viet_legacy_detect(buf_str(&sample), sample.len, &share);
    buf_free(&sample);
    return share >= SHARE_MIN ? guess : VIET_UNICODE;
}

int list_judge_new(const struct list_rows *rows, const struct list_mapping *mapping, struct viet_date today,
                   struct list_judge **ret_judge)
{
    struct list_judge *j = calloc(1, sizeof *j);
    if (!j)
        return SO_ENOMEM;
    *j = (struct list_judge){.rows = rows, .mapping = mapping, .today = today};
    for (size_t c = 0; c < mapping->ncolumns; c++)
        j->encoding[c] = guess_column(rows, mapping->head + 1, c);
    *ret_judge = j;
    return SO_OK;
}

void list_judge_free(struct list_judge *j)
{
    free(j);
}

enum viet_legacy list_judge_encoding(const struct list_judge *j, size_t column)
{
    return column < LIST_COLUMNS_MAX ? j->encoding[column] : VIET_UNICODE;
}

void list_record_free(struct list_record *r)
{
    for (size_t i = 0; i < r->fields.len; i++) {
        struct field *f = &r->fields.items[i];
        free(f->key);
        free(f->value);
        free(f->normal);
        free(f->read);
        free(f->evidence);
    }
    array_free(&r->fields);
    array_free(&r->problems);
    free(r->scan);
    free(r->identity);
}

/* A cell as people read it. NULL when memory is out. */
static char *decode_cell(const struct list_judge *j, const struct list_row *row, size_t column)
{
    struct buf plain = BUF_INIT, clean = BUF_INIT;
    const struct list_cell *cell = column < row->len ? &row->cells[column] : NULL;
    if (!cell || !*cell->text)
        return strdup("");
    bool sure = is_surely_unicode(cell->text);
    enum viet_legacy font = sure ? VIET_UNICODE : cell->font != VIET_UNICODE ? cell->font : j->encoding[column];
    int r = viet_legacy_decode(font, !sure && cell->capitals, cell->text, strlen(cell->text), &plain);
    r = r ? r : viet_clean(buf_str(&plain), plain.len, &clean);
    buf_free(&plain);
    if (r) {
        buf_free(&clean);
        return NULL;
    }
    return clean.data ? buf_steal(&clean) : strdup("");
}

/* Both languages of a problem. */
#define TELL(p, vi, en, ...)                                                                                           \
    do {                                                                                                               \
        snprintf((p)->message, sizeof(p)->message, vi, __VA_ARGS__);                                                   \
        snprintf((p)->message_en, sizeof(p)->message_en, en, __VA_ARGS__);                                             \
    } while (0)

static struct list_problem *complain(struct list_record *r, size_t column, enum list_fault fault, bool error)
{
    struct list_problem *p = array_push(&r->problems);
    if (p)
        *p = (struct list_problem){.column = column, .fault = fault, .error = error};
    r->failed = r->failed || error;
    return p;
}

/* The part of a value that a message shows: whole letters, at most 60 bytes. */
static const char *shown(const char *value, char out[64])
{
    size_t len = strlen(value), at = 0;
    while (at < len) {
        size_t next = at;
        (void)viet_next(value, len, &next);
        if (next > 60)
            break;
        at = next;
    }
    memcpy(out, value, at);
    out[at] = '\0';
    return out;
}

static int judge_date(const struct list_judge *j, const struct list_column_def *def, size_t column, const char *value,
                      struct list_record *r, char normal[VIET_DATE_SIZE])
{
    struct viet_date d;
    char text[64];
    struct list_problem *p;
    if (!viet_date_parse(value, strlen(value), &d)) {
        p = complain(r, column, LIST_BAD_DATE, def->required);
        if (p)
            TELL(p, "%s: \"%s\" không phải là một ngày có thật", "%s: \"%s\" is no date of the calendar", def->title,
                 shown(value, text));
        return p ? SO_OK : SO_ENOMEM;
    }
    if (viet_date_compare(d, j->today) > 0) {
        p = complain(r, column, LIST_FUTURE_DATE, def->required);
        if (p)
            TELL(p, "%s: \"%s\" ở tương lai, năm có thể ghi sai",
                 "%s: \"%s\" lies in the future, the year may be mistyped", def->title, shown(value, text));
        return p ? SO_OK : SO_ENOMEM;
    }
    viet_date_iso(d, normal);
    return SO_OK;
}

/* "12", "01/2018", "12a/2018", "470/2025/TLKT-BS": digits first, and behind a stroke a year or a notation. */
static bool is_number(const struct list_judge *j, const char *s)
{
    size_t digits = strspn(s, "0123456789");
    const char *at = s + digits;
    if (!digits || digits > 6)
        return false;
    if ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')
        at++;
    if (!*at)
        return true;
    if (*at != '/' || !at[1])
        return false;
    size_t year = strspn(at + 1, "0123456789");
    if (!year)
        return true; /* a notation: "12/TLKT" */
    long n = strtol(at + 1, NULL, 10);
    return year == 4 && n >= 1900 && n <= j->today.year && (!at[5] || at[5] == '/' || at[5] == '-');
}

static int judge_number(const struct list_judge *j, const struct list_column_def *def, size_t column, const char *value,
                        struct list_record *r)
{
    char text[64];
    if (is_number(j, value))
        return SO_OK;
    struct list_problem *p = complain(r, column, LIST_BAD_NUMBER, false);
    if (p)
        TELL(p, "%s: \"%s\" thiếu số hoặc năm", "%s: \"%s\" lacks its number or year", def->title, shown(value, text));
    return p ? SO_OK : SO_ENOMEM;
}

/* What a code stands for: *ret_text is borrowed; the value itself where it is none. */
static int judge_code(const struct list_column_def *def, size_t column, const char *value, struct list_record *r,
                      const char **ret_text)
{
    char text[64];
    for (size_t i = 0; i < def->nvalues; i++)
        if (viet_same_fold(def->values[i].from, value) || viet_same_fold(def->values[i].to, value)) {
            *ret_text = def->values[i].to;
            return SO_OK;
        }
    struct list_problem *p = complain(r, column, LIST_UNKNOWN_CODE, false);
    if (p)
        TELL(p, "%s: không có mã \"%s\"", "%s: there is no code \"%s\"", def->title, shown(value, text));
    return p ? SO_OK : SO_ENOMEM;
}

static int add_field(struct list_record *r, const char *key, const char *value, const char *normal)
{
    struct field *f = array_push(&r->fields);
    if (!f)
        return SO_ENOMEM;
    *f = (struct field){.key = strdup(key),
                        .value = strdup(value),
                        .normal = strdup(normal),
                        .read = strdup(value),
                        .evidence = strdup(""),
                        .state = FIELD_READ,
                        .confidence = 1};
    return f->key && f->value && f->normal && f->read && f->evidence ? SO_OK : SO_ENOMEM;
}

static int judge_value(const struct list_judge *j, const struct list_column_def *def, size_t column, const char *value,
                       struct list_record *r)
{
    char date[VIET_DATE_SIZE] = "";
    const char *text = value;
    int result = SO_OK;
    if (strlen(value) > VALUE_MAX) {
        struct list_problem *p = complain(r, column, LIST_TOO_LONG, true);
        if (p)
            TELL(p, "%s: dài quá %d byte", "%s: longer than %d bytes", def->title, VALUE_MAX);
        return p ? SO_OK : SO_ENOMEM;
    }
    if (def->kind == LIST_SCAN) {
        free(r->scan);
        return (r->scan = strdup(value)) ? SO_OK : SO_ENOMEM;
    }
    if (def->kind == LIST_DATE)
        result = judge_date(j, def, column, value, r, date);
    else if (def->kind == LIST_NUMBER)
        result = judge_number(j, def, column, value, r);
    else if (def->kind == LIST_CODE)
        result = judge_code(def, column, value, r, &text);
    if (result || !*text)
        return result;
    return add_field(r, def->field, text, def->kind == LIST_DATE ? date : text);
}

static int judge_column(const struct list_judge *j, const struct list_row *row, size_t at, size_t column,
                        struct list_record *r)
{
    const struct list_column_def *def = &j->mapping->def->columns[at];
    char *value = decode_cell(j, row, column);
    if (!value)
        return SO_ENOMEM;
    int result = SO_OK;
    if (*value)
        result = judge_value(j, def, column, value, r);
    else if (def->required) {
        struct list_problem *p = complain(r, column, LIST_EMPTY, true);
        if (p)
            TELL(p, "%s: còn trống", "%s: is empty", def->title);
        result = p ? SO_OK : SO_ENOMEM;
    }
    free(value);
    return result;
}

static const char *value_of(const struct list_record *r, const char *key)
{
    for (size_t i = 0; i < r->fields.len; i++)
        if (!strcmp(r->fields.items[i].key, key))
            return r->fields.items[i].value;
    return "";
}

static int write_identity(const struct list_judge *j, struct list_record *r)
{
    const struct list_def *def = j->mapping->def;
    struct buf text = BUF_INIT;
    int result = def->identity.len ? buf_append_str(&text, def->type) : SO_OK;
    for (size_t i = 0; !result && i < def->identity.len; i++) {
        const char *value = value_of(r, def->identity.items[i]);
        if (!*value) {
            buf_clear(&text);
            break;
        }
        result = buf_append_char(&text, '|');
        result = result ? result : viet_fold(value, strlen(value), &text);
    }
    if (!result && !(r->identity = text.data ? buf_steal(&text) : strdup("")))
        result = SO_ENOMEM;
    buf_free(&text);
    return result;
}

static void write_hash(const struct list_judge *j, struct list_record *r)
{
    struct hash h;
    hash_init(&h);
    hash_update(&h, j->mapping->def->type, strlen(j->mapping->def->type) + 1);
    for (size_t i = 0; i < r->fields.len; i++) {
        hash_update(&h, r->fields.items[i].key, strlen(r->fields.items[i].key) + 1);
        hash_update(&h, r->fields.items[i].value, strlen(r->fields.items[i].value) + 1);
    }
    hash_final(&h, r->hash);
}

static bool is_empty(const struct list_row *row)
{
    for (size_t c = 0; c < row->len; c++)
        if (row->cells[c].text[strspn(row->cells[c].text, " \t\r\n")])
            return false;
    return true;
}

int list_judge_row(const struct list_judge *j, size_t index, struct list_record *ret_record)
{
    const struct list_row *row = &j->rows->items[index];
    const struct list_mapping *m = j->mapping;
    struct list_record r = {.empty = is_empty(row), .scan = strdup("")};
    int result = r.scan ? SO_OK : SO_ENOMEM;
    for (size_t at = 0; at < m->def->ncolumns && !result && !r.empty; at++)
        for (size_t c = 0; c < m->ncolumns && !result; c++)
            if (m->column_of[c] == (int)at)
                result = judge_column(j, row, at, c, &r);
    result = result ? result : write_identity(j, &r);
    if (result) {
        list_record_free(&r);
        return result;
    }
    write_hash(j, &r);
    *ret_record = r;
    return SO_OK;
}
