/* What is wrong with a register. Pure. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/register.h"
#include "viet/fold.h"

static const char *const fault_names[REGISTER_FAULTS] = {"gap", "repeat", "disorder", "empty", "split", "book"};

const char *register_fault_name(enum register_fault fault)
{
    return (unsigned)fault < REGISTER_FAULTS ? fault_names[fault] : "";
}

void register_findings_free(struct register_findings *f)
{
    array_free(f);
}

static struct register_finding *add(struct register_findings *f, enum register_fault fault,
                                    const struct register_entry *e)
{
    struct register_finding *x = array_push(f);
    if (x)
        *x = (struct register_finding){.fault = fault,
                                       .number = e ? e->number : 0,
                                       .until = e ? e->number : 0,
                                       .entry = e ? e->id : 0,
                                       .column = ""};
    return x;
}

/* Both languages of a message. */
#define TELL(x, vi, en, ...)                                                                                           \
    do {                                                                                                               \
        snprintf((x)->message, sizeof(x)->message, vi, __VA_ARGS__);                                                   \
        snprintf((x)->message_en, sizeof(x)->message_en, en, __VA_ARGS__);                                             \
    } while (0)

static int say_gap(struct register_findings *f, int from, int until)
{
    struct register_finding *x = add(f, REGISTER_GAP, NULL);
    if (!x)
        return SO_ENOMEM;
    x->number = from;
    x->until = until;
    if (from == until)
        TELL(x, "Thiếu số %d trong sổ", "number %d has no row", from);
    else
        TELL(x, "Thiếu các số từ %d đến %d trong sổ", "numbers %d to %d have no row", from, until);
    return SO_OK;
}

static int say_repeat(struct register_findings *f, const struct register_entry *e, const struct register_entry *before)
{
    struct register_finding *x = add(f, REGISTER_REPEAT, e);
    if (!x)
        return SO_ENOMEM;
    TELL(x, "Số %d bị trùng: ghi hai lần, ngày %s và ngày %s", "number %d stands twice, on %s and on %s", e->number,
         before->date, e->date);
    return SO_OK;
}

static int say_disorder(struct register_findings *f, const struct register_entry *e,
                        const struct register_entry *before)
{
    struct register_finding *x = add(f, REGISTER_DISORDER, e);
    if (!x)
        return SO_ENOMEM;
    x->column = "date";
    TELL(x, "Số %d ghi ngày %s, trước ngày %s của số %d", "number %d is dated %s, before %s of number %d", e->number,
         e->date, before->date, before->number);
    return SO_OK;
}

static int say_split(struct register_findings *f, const struct register_entry *e, const struct register_entry *before)
{
    struct register_finding *x = add(f, REGISTER_SPLIT, e);
    if (!x)
        return SO_ENOMEM;
    TELL(x, "Số %d cùng người, cùng giấy tờ, cùng ngày với số %d: các bản sao của một bản chính dùng chung một số",
         "number %d is for the person, paper and day of number %d: copies of one original share a number", e->number,
         before->number);
    return SO_OK;
}

static int check_columns(struct register_findings *f, const struct register_entry *e, unsigned required)
{
    for (int i = 0; i < REGISTER_TEXTS; i++) {
        if (!(required & 1u << i) || *e->text[i])
            continue;
        struct register_finding *x = add(f, REGISTER_EMPTY, e);
        if (!x)
            return SO_ENOMEM;
        static const char *const vi[REGISTER_TEXTS] = {"người yêu cầu", "giấy tờ tùy thân", "tên giấy tờ",
                                                       "ngôn ngữ",      "người ký",         "ghi chú"};
        x->column = register_text_name((enum register_text)i);
        snprintf(x->message, sizeof x->message, "Số %d chưa ghi %s", e->number, vi[i]);
        snprintf(x->message_en, sizeof x->message_en, "number %d lacks its %s", e->number, x->column);
    }
    return SO_OK;
}

static int check_book(struct register_findings *f, const struct register_entry *e, int before)
{
    if (e->book == before || e->book == before + 1)
        return SO_OK;
    struct register_finding *x = add(f, REGISTER_BOOK, e);
    if (!x)
        return SO_ENOMEM;
    x->column = "book";
    TELL(x, "Số %d ghi quyển %02d, không tiếp theo quyển %02d",
         "number %d is in book %02d, which does not follow book %02d", e->number, e->book, before);
    return SO_OK;
}

static bool is_split(const struct register_entry *e, const struct register_entry *before)
{
    enum { WHO = REGISTER_REQUESTER, WHAT = REGISTER_SUBJECT };
    return e->number != before->number && !strcmp(e->date, before->date) && *e->text[WHO] && *e->text[WHAT] &&
           viet_same_key(e->text[WHO], before->text[WHO]) && viet_same_key(e->text[WHAT], before->text[WHAT]);
}

/* A row that stands, against the one that stands before it (NULL: none). */
static int check_row(struct register_findings *f, const struct register_entry *e, const struct register_entry *before,
                     unsigned required)
{
    int r = check_columns(f, e, required);
    r = r ? r : check_book(f, e, before ? before->book : 0);
    if (r || !before)
        return r;
    if (e->number == before->number)
        r = say_repeat(f, e, before);
    else if (strcmp(e->date, before->date) < 0)
        r = say_disorder(f, e, before);
    if (!r && is_split(e, before))
        r = say_split(f, e, before);
    return r;
}

int register_check(const struct register_entries *entries, unsigned required, struct register_findings *ret_findings)
{
    struct register_findings f = {0};
    const struct register_entry *before = NULL;
    int next = 1, r = SO_OK;
    for (size_t i = 0; i < entries->len && !r; i++) {
        const struct register_entry *e = &entries->items[i];
        if (e->number > next)
            r = say_gap(&f, next, e->number - 1);
        if (e->number >= next)
            next = e->number + 1;
        if (r || e->struck)
            continue;
        r = check_row(&f, e, before, required);
        before = e;
    }
    if (r)
        register_findings_free(&f);
    else
        *ret_findings = f;
    return r;
}
