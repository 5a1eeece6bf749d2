/* What a person should look at in a stack, in words for the clerk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "daemon/stack.h"
#include "spool/spool.h"

#define TEXT_MAX 400

struct saying {
    char vi[TEXT_MAX], en[TEXT_MAX];
};

static int warn(struct store_warnings *out, const char *code, int seq, const struct saying *saying)
{
    struct store_warning *w = array_push(out);
    if (!w)
        return SO_ENOMEM;
    *w = (struct store_warning){.code = strdup(code), .seq = seq, .message = strdup(saying->vi),
                                .message_en = strdup(saying->en), .user = strdup("")};
    return w->code && w->message && w->message_en && w->user ? SO_OK : SO_ENOMEM;
}

/* "Tờ 3 mặt sau (ảnh 6): …", or "Trang 6: …" where no sheet is known. */
static int warn_at(const struct store_page *p, const char *code, const char *vi, const char *en,
                   struct store_warnings *out)
{
    struct saying s;
    if (p->sheet) {
        snprintf(s.vi, TEXT_MAX, "Tờ %d%s (ảnh %d): %s", p->sheet, p->back ? " mặt sau" : "", p->seq, vi);
        snprintf(s.en, TEXT_MAX, "Sheet %d%s (image %d): %s", p->sheet, p->back ? ", back" : "", p->seq, en);
    } else {
        snprintf(s.vi, TEXT_MAX, "Trang %d: %s", p->seq, vi);
        snprintf(s.en, TEXT_MAX, "Page %d: %s", p->seq, en);
    }
    return warn(out, code, p->seq, &s);
}

/* What the capture noted of a page. */
static const struct {
    unsigned flag;
    const char *code, *vi, *en;
} by_flag[] = {
    {SPOOL_SHORT, "short_page", "ảnh ngắn hơn khổ giấy; tờ giấy có thể bị kéo lệch hoặc chưa quét hết",
     "the image is shorter than the paper; the sheet may have been pulled in askew or cut off"},
    {SPOOL_LONG, "long_page", "ảnh dài hơn khổ giấy; có thể hai tờ dính nhau đi qua cùng lúc",
     "the image is longer than the paper; two sheets may have gone through together"},
    {SPOOL_GREY_TAIL, "grey_tail", "phần cuối ảnh là một mảng xám; ảnh bị đứt khi truyền, hãy quét lại tờ này",
     "the end of the image is even grey; it was cut off on its way, scan this sheet again"},
    {SPOOL_SAME, "same_as_previous", "ảnh giống hệt ảnh trước; có thể máy gửi một ảnh hai lần",
     "the image equals the one before it; the scanner may have sent one image twice"},
    {SPOOL_ODD_DUPLEX, "odd_duplex", "thiếu ảnh mặt sau", "the image of its back is missing"},
    {SPOOL_RECOVERED, "recovered_page", "ảnh được khôi phục sau sự cố; hãy xem ảnh có đủ không",
     "the image was recovered after a crash; see whether it is whole"},
    {SPOOL_AGAIN, "again", "tờ giấy được quét lại sau sự cố nên mặt trước có hai ảnh",
     "the sheet was scanned again after a fault, so its front came twice"},
    {SPOOL_MISMATCH, "params_mismatch", "máy quét gửi số dòng khác với đã báo",
     "the scanner sent another number of lines than it had announced"},
};

static int warn_of_flags(const struct store_page *p, struct store_warnings *out)
{
    /* Two sheets without ink, scanned in black and white, are alike to the last byte. */
    unsigned flags = p->flags & (SPOOL_ONE_VALUE | SPOOL_BLANK) ? p->flags & ~(unsigned)SPOOL_SAME : p->flags;
    int r = SO_OK;
    for (size_t i = 0; !r && i < sizeof by_flag / sizeof *by_flag; i++)
        if (flags & by_flag[i].flag)
            r = warn_at(p, by_flag[i].code, by_flag[i].vi, by_flag[i].en, out);
    return r;
}

/* A blank back is how most sheets are; a blank front may be a sheet that lay the wrong way round, or a dead lamp. */
static int warn_of_blank(const struct store_page *p, struct store_warnings *out)
{
    bool blank = (p->flags & (SPOOL_ONE_VALUE | SPOOL_BLANK)) || (p->has_reading && p->blank);
    if (!blank || p->back || p->role != STORE_PAGE_OF_PAPER)
        return SO_OK;
    return warn_at(p, "blank_side", "mặt trước trắng; tờ giấy có thể đặt ngược mặt",
                   "its front is blank; the sheet may lie with its face the wrong way", out);
}

static int warn_of_failed(const struct store_page *p, struct store_warnings *out)
{
    if (p->state != STORE_PAGE_FAILED && p->state != STORE_PAGE_SET_ASIDE)
        return SO_OK;
    return warn_at(p, "unread_page", "không đọc được ảnh này; ảnh vẫn được giữ",
                   "this image could not be read; it is kept", out);
}

static int warn_of_cover(const struct store_stack *st, const struct store_page *p, const struct judgement *j,
                         struct store_warnings *out)
{
    struct cover cover;
    if (p->role != STORE_PAGE_OF_PAPER || !p->has_reading)
        return SO_OK;
    if (j && judgement_cover(j, &cover) == COVER_DOUBTED)
        return warn_at(p, "doubtful_cover",
                       "trông giống tờ bìa nhưng mã QR không đọc đúng; chưa tách hồ sơ tại đây, hãy tự tách nếu cần",
                       "it looks like a cover sheet, but its QR code does not hold; no dossier begins here by itself",
                       out);
    if (stack_is_cover_sheet(st, p->sheet))
        return warn_at(p, "cover_back", "mặt kia của tờ bìa không trắng; được giữ như một trang giấy tờ",
                       "the other side of a cover sheet is not blank; it is kept as a page of a paper", out);
    return SO_OK;
}

static int warn_of_counter(const struct store_trouble *t, struct store_warnings *out)
{
    struct saying s;
    snprintf(s.vi, TEXT_MAX, "Máy quét tự đếm được %d, khác với số ảnh và số tờ đã nhận; hãy đếm lại giấy", t->sheet);
    snprintf(s.en, TEXT_MAX,
             "The scanner's own counter says %d, neither the images nor the sheets that came; count again", t->sheet);
    return warn(out, "counter_differs", 0, &s);
}

static int warn_of_trouble(const struct store_trouble *t, struct store_warnings *out)
{
    if (!strcmp(t->kind, STORE_TROUBLE_COUNTER))
        return warn_of_counter(t, out);
    static const struct {
        const char *kind, *vi, *en;
    } known[] = {
        {"partial", "ảnh bị đứt giữa chừng, phần đã nhận được giữ lại", "its image broke off; what came of it is kept"},
        {"empty", "máy đã kéo giấy nhưng không có ảnh", "it was pulled in, but no image came"},
        {"lost", "ảnh đã lưu nhưng không còn trên ổ đĩa", "its image was saved and is gone from the disk"},
        {"unknown", "có thể máy đã kéo tờ này mà không gửi ảnh", "it may have passed the scanner without an image"},
    };
    size_t k = 0;
    while (k + 1 < sizeof known / sizeof *known && strcmp(known[k].kind, t->kind) != 0)
        k++;
    struct saying s;
    snprintf(s.vi, TEXT_MAX, "Tờ %d%s: %s; hãy kiểm tra tờ giấy và quét lại", t->sheet, t->back ? " mặt sau" : "",
             known[k].vi);
    snprintf(s.en, TEXT_MAX, "Sheet %d%s: %s; look at the sheet and scan it again", t->sheet,
             t->back ? ", back" : "", known[k].en);
    char code[48];
    snprintf(code, sizeof code, "%s_page", known[k].kind);
    return warn(out, code, 0, &s);
}

/*
 * Sheets with a page in [from, until); covers: with the covers' own. Pages of no known sheet count one each. Sheets may
 * come twice, fronts first and backs later.
 */
static int count_sheets(const struct store_stack *st, int from, int until, bool covers)
{
    bool seen[STORE_SHEETS_MAX + 1] = {false};
    int n = 0;
    for (size_t i = 0; i < st->pages.len; i++) {
        const struct store_page *p = &st->pages.items[i];
        bool cover = p->role != STORE_PAGE_OF_PAPER || stack_is_cover_sheet(st, p->sheet);
        if (p->seq < from || p->seq >= until || (cover && !covers))
            continue;
        if (p->sheet > 0 && p->sheet <= STORE_SHEETS_MAX) {
            n += !seen[p->sheet];
            seen[p->sheet] = true;
        } else {
            n++;
        }
    }
    return n;
}

/* A sheet that never became a page was none the less put in. */
static int count_lost_sheets(const struct store_stack *st)
{
    int n = 0;
    for (size_t i = 0; i < st->troubles.len; i++) {
        bool seen = st->troubles.items[i].number == 0;
        for (size_t k = 0; k < st->pages.len && !seen; k++)
            seen = st->pages.items[k].sheet == st->troubles.items[i].sheet;
        for (size_t k = 0; k < i && !seen; k++)
            seen = st->troubles.items[k].sheet == st->troubles.items[i].sheet;
        n += !seen;
    }
    return n;
}

static int warn_of_stated(const struct store_stack *st, struct store_warnings *out)
{
    struct saying s;
    int lost = count_lost_sheets(st), have = count_sheets(st, 1, STORE_PAGES_MAX + 1, true) + lost;
    if (!st->sheets || have == st->sheets)
        return SO_OK;
    const char *hint =
        have < st->sheets ? "có thể hai tờ dính nhau đi qua cùng lúc" : "có thể đếm thiếu, hoặc quét thừa";
    const char *hint_en = have < st->sheets ? "two sheets may have gone through together"
                                            : "one may have been counted or scanned wrongly";
    snprintf(s.vi, TEXT_MAX, "Đã khai %d tờ nhưng máy quét được %d tờ: %s", st->sheets, have, hint);
    snprintf(s.en, TEXT_MAX, "%d sheets were stated, %d were scanned: %s", st->sheets, have, hint_en);
    return warn(out, "sheet_count", 0, &s);
}

static int warn_of_covers_count(const struct store_stack *st, size_t i, struct store_warnings *out)
{
    const struct store_cover *cover = &st->covers.items[i];
    int until = i + 1 < st->covers.len ? st->covers.items[i + 1].seq : STORE_PAGES_MAX + 1;
    int have = count_sheets(st, cover->seq + 1, until, false);
    struct saying s;
    if (!have) {
        snprintf(s.vi, TEXT_MAX, "Sau tờ bìa ở ảnh %d không có tờ giấy nào", cover->seq);
        snprintf(s.en, TEXT_MAX, "No sheet follows the cover at image %d", cover->seq);
        return warn(out, "cover_empty", cover->seq, &s);
    }
    if (!cover->sheets || have == cover->sheets)
        return SO_OK;
    snprintf(s.vi, TEXT_MAX, "Tờ bìa ở ảnh %d ghi %d tờ nhưng sau nó có %d tờ", cover->seq, cover->sheets, have);
    snprintf(s.en, TEXT_MAX, "The cover at image %d says %d sheets, %d follow it", cover->seq, cover->sheets, have);
    return warn(out, "cover_sheet_count", cover->seq, &s);
}

/* What only a whole stack can tell. */
static int warn_of_whole(const struct store_stack *st, struct store_warnings *out)
{
    int r = warn_of_stated(st, out);
    for (size_t i = 0; !r && i < st->pages.len; i++)
        if (st->pages.items[i].state == STORE_PAGE_WAITING)
            return r; /* a page that is not read yet may be a cover */
    for (size_t i = 0; !r && i < st->covers.len; i++)
        r = warn_of_covers_count(st, i, out);
    return r;
}

int stack_warnings(const struct store_stack *st, struct judgement *const *judgements,
                   struct store_warnings *ret_warnings)
{
    struct store_warnings out = {0};
    int r = SO_OK;
    for (size_t i = 0; !r && i < st->pages.len; i++) {
        const struct store_page *p = &st->pages.items[i];
        r = warn_of_flags(p, &out);
        if (!r && st->origin == STORE_SCAN)
            r = warn_of_blank(p, &out);
        r = r ? r : warn_of_failed(p, &out);
        r = r ? r : warn_of_cover(st, p, judgements[i], &out);
    }
    for (size_t i = 0; !r && i < st->troubles.len; i++)
        r = warn_of_trouble(&st->troubles.items[i], &out);
    if (!r && st->closed)
        r = warn_of_whole(st, &out);
    if (r) {
        store_warnings_free(&out);
        return r;
    }
    *ret_warnings = out;
    return SO_OK;
}
