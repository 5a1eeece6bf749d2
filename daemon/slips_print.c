/* Slips on paper. */
#include <string.h>

#include "base/clock.h"
#include "daemon/slips.h"
#include "viet/text.h"

struct sheet {
    const struct casework *w;
    const struct case_file *f;
    const struct store_slip *slip;
    const struct office_name *office; /* of the slip's day; NULL when unknown */
    struct printed *p;
};

static const char *const titles[] = {
    "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
    "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ",
    "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
};

static int add_line(struct sheet *s, struct buf *text, enum printed_align align, unsigned style)
{
    int r = printed_add_text(s->p, &(struct printed_line){buf_str(text), align, style, 13, 0});
    buf_clear(text);
    return r;
}

/* "Hồ sơ của: …"; a value that is not known leaves room to write. */
static int add_value(struct sheet *s, const char *label, const char *value)
{
    struct buf text = BUF_INIT;
    int r = buf_printf(&text, "%s: %s", label, *value ? value : "……………………………………………………");
    r = r ? r : add_line(s, &text, PRINTED_LEFT, 0);
    buf_free(&text);
    return r;
}

/* "xã Hà Nam" signs as "Hà Nam" before its date. */
static const char *place_of(const struct office_name *office)
{
    const char *space = office ? strchr(office->unit, ' ') : NULL;
    return space ? space + 1 : "……………";
}

static int add_head(struct sheet *s)
{
    struct civil_time t = clock_civil(s->slip->time);
    struct buf parent = BUF_INIT, office = BUF_INIT, number = BUF_INIT, date = BUF_INIT;
    const struct office_name *n = s->office;
    const char *above = n ? (*n->district ? n->district : n->province) : "";
    int r = *above ? buf_append_str(&parent, "ỦY BAN NHÂN DÂN ") : SO_OK;
    r = r ? r : viet_upper(above, strlen(above), &parent);
    r = r || !n ? r : viet_upper(n->name, strlen(n->name), &office);
    r = r ? r : buf_printf(&number, "Số: %02d/%s", s->slip->number, store_slip_kind_sign(s->slip->kind));
    r = r ? r : buf_printf(&date, "%s, ngày %02d tháng %02d năm %d", place_of(n), t.day, t.month, t.year);
    struct printed_letterhead head = {.parent = buf_str(&parent),
                                      .office = buf_str(&office),
                                      .number = buf_str(&number),
                                      .place_and_date = buf_str(&date)};
    r = r ? r : printed_add_letterhead(s->p, &head);
    r = r ? r : printed_add_gap(s->p, 4);
    r = r ? r
          : printed_add_text(s->p, &(struct printed_line){titles[s->slip->kind], PRINTED_CENTRE, PRINTED_BOLD, 14, 0});
    buf_free(&parent);
    buf_free(&office);
    buf_free(&number);
    buf_free(&date);
    return r ? r : printed_add_gap(s->p, 3);
}

static int add_citizen(struct sheet *s)
{
    const struct store_dossier *d = &s->f->dossier;
    const char *what = *d->title ? d->title : s->f->procedure ? s->f->procedure->name_vi : "";
    int r = add_value(s, "Mã hồ sơ", d->code);
    r = r ? r : add_value(s, "Hồ sơ của", d->name);
    r = r ? r : add_value(s, "Nội dung yêu cầu giải quyết", what);
    r = r ? r : add_value(s, "Địa chỉ", d->address);
    r = r ? r : add_value(s, "Số điện thoại", d->phone);
    return r || !*d->email ? r : add_value(s, "Email", d->email);
}

static int add_items(struct sheet *s)
{
    struct buf text = BUF_INIT;
    const char *body = s->slip->body;
    int r = buf_append_str(&text, "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:");
    r = r ? r : add_line(s, &text, PRINTED_LEFT, 0);
    for (int n = 1; !r && *body; n++) {
        size_t len = strcspn(body, "\n");
        r = buf_printf(&text, "%d. %.*s;", n, (int)len, body);
        body += len + (body[len] == '\n');
        if (!r && !*body)
            text.data[text.len - 1] = '.';
        r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    }
    buf_free(&text);
    const char *reason = *s->slip->reason ? s->slip->reason : "Hồ sơ chưa đầy đủ, chưa hợp lệ theo quy định";
    return r ? r : add_value(s, "Lý do", reason);
}

static int add_supplement(struct sheet *s)
{
    static const char end[] = "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông (bà) liên hệ trực tiếp với nơi "
                              "tiếp nhận hồ sơ để được hướng dẫn. Thời gian chờ bổ sung không tính vào thời hạn giải "
                              "quyết.";
    int r = add_items(s);
    r = r ? r : printed_add_text(s->p, &(struct printed_line){end, PRINTED_JUSTIFY, 0, 13, 0});
    struct printed_signature sign = {.position = "NGƯỜI HƯỚNG DẪN", .recipients = ""};
    return r ? r : printed_add_signature(s->p, &sign);
}

static int add_refusal(struct sheet *s)
{
    struct buf text = BUF_INIT;
    int r = buf_append_str(&text,
                           "Qua xem xét hồ sơ, cơ quan thông báo không giải quyết hồ sơ này với lý do cụ thể như sau:");
    r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    r = r ? r : buf_append_str(&text, s->slip->reason);
    r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    r = r ? r : buf_append_str(&text, "Xin thông báo cho ông (bà) được biết và thực hiện./.");
    r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    buf_free(&text);
    struct printed_signature sign = {.left_position = "NGƯỜI NHẬN PHIẾU", .position = "NGƯỜI TIẾP NHẬN HỒ SƠ"};
    return r ? r : printed_add_signature(s->p, &sign);
}

/* The due time before this slip: the step that the slip belongs to moved it. */
static int old_due(struct sheet *s, int64_t *ret_due, struct so_error *err)
{
    struct store_dossier_changes list = {0};
    char key[32];
    int step = 0;
    snprintf(key, sizeof key, "slip:%lld", (long long)s->slip->id);
    int r = store_dossier_history(s->w->store, s->slip->code, STORE_VIEW_ALL, &list, err);
    for (size_t i = 0; !r && i < list.len; i++)
        if (!strcmp(list.items[i].key, key))
            step = list.items[i].step;
    for (size_t i = 0; !r && i < list.len; i++)
        if (list.items[i].step == step && !strcmp(list.items[i].key, "due"))
            *ret_due = strtoll(list.items[i].before, NULL, 10);
    store_dossier_changes_free(&list);
    return r;
}

static int add_apology(struct sheet *s, struct so_error *err)
{
    struct buf text = BUF_INIT;
    int64_t before = s->slip->due;
    int r = old_due(s, &before, err);
    struct civil_time was = clock_civil(before), now = clock_civil(s->slip->due);
    r = r ? r
          : buf_printf(&text, "Theo giấy tiếp nhận, hồ sơ được hẹn trả kết quả ngày %02d/%02d/%04d. Đến nay hồ sơ chưa "
                              "giải quyết xong, vì lý do: %s.",
                       was.day, was.month, was.year, s->slip->reason);
    r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    r = r ? r
          : buf_printf(&text,
                       "Sự chậm trễ này đã gây phiền hà, tốn kém thời gian, công sức của ông (bà). Cơ quan xin lỗi "
                       "ông (bà) và sẽ trả kết quả giải quyết hồ sơ vào ngày %02d/%02d/%04d.",
                       now.day, now.month, now.year);
    r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    r = r ? r : buf_append_str(&text, "Mong nhận được sự thông cảm của ông (bà) vì sự chậm trễ này./.");
    r = r ? r : add_line(s, &text, PRINTED_JUSTIFY, 0);
    buf_free(&text);
    struct printed_signature sign = {.position = "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"};
    return r ? r : printed_add_signature(s->p, &sign);
}

static int fill(struct sheet *s, struct so_error *err)
{
    int r = printed_new(titles[s->slip->kind], false, &s->p);
    r = r ? r : add_head(s);
    r = r ? r : add_citizen(s);
    if (!r && s->slip->kind == STORE_SLIP_SUPPLEMENT)
        r = add_supplement(s);
    else if (!r && s->slip->kind == STORE_SLIP_REFUSAL)
        r = add_refusal(s);
    else if (!r)
        r = add_apology(s, err);
    return r ? so_fail(err, r, "the slip cannot be printed: %s", so_result_text(r)) : SO_OK;
}

static const struct store_slip *find_slip(const struct store_slips *list, int64_t id)
{
    for (size_t i = 0; i < list->len; i++)
        if (list->items[i].id == id)
            return &list->items[i];
    return NULL;
}

int slip_print(const struct casework *w, const char *code, int64_t slip, struct printed **ret_printed,
               struct so_error *err)
{
    struct case_file f = {0};
    struct store_slips list = {0};
    int r = case_file_load(w, code, &f, err);
    if (!r)
        r = store_slip_list(w->store, code, &list, err);
    struct sheet s = {.w = w, .f = &f, .slip = r ? NULL : find_slip(&list, slip)};
    if (!r && !s.slip)
        r = so_fail(err, SO_ENOTFOUND, "the dossier has no such slip");
    if (!r) {
        s.office = w->office ? office_name_on(w->office, deadline_day(s.slip->time)) : NULL;
        r = fill(&s, err);
    }
    if (r)
        printed_free(s.p);
    else
        *ret_printed = s.p;
    store_slips_free(&list);
    case_file_free(&f);
    return r;
}
