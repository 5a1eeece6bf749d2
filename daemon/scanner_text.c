/* What clerks are told about a scanner: Vietnamese first, English second. {sheet}, {pages} and such are put in. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "daemon/scanner_owner.h"
#include "daemon/scanner_private.h"

static const struct text {
    const char *code, *vi, *en;
} texts[] = {
    {"absent", "Không tìm thấy máy quét. Kiểm tra dây nối và nguồn điện của máy.",
     "The scanner was not found. Check its cable and power."},
    {"adf_jam", "Khay nạp giấy đang kẹt. Gỡ giấy kẹt, đặt lại giấy rồi bấm Quét.",
     "Paper is jammed in the feeder. Take it out, put the papers back, then press Scan."},
    {"adf_open", "Nắp khay nạp giấy đang mở. Đóng nắp rồi bấm Quét.", "The feeder's cover is open. Close it, then press Scan."},
    {"ambiguous", "Có nhiều máy quét giống nhau. Người quản trị cần ghi rõ số sê-ri trong cấu hình.",
     "Several scanners fit the settings. An administrator must name one by its serial number."},
    {"asleep", "Máy quét mạng không trả lời: có thể đang ngủ hoặc đã tắt. Bấm Quét để đánh thức máy.",
     "The network scanner does not answer: it sleeps or is off. Press Scan to wake it."},
    {"backs_differ",
     "Có {fronts} mặt trước nhưng {backs} mặt sau. Nếu còn tờ chưa qua máy thì đặt vào khay rồi bấm Quét tiếp; nếu đã hết thì "
     "bấm Xong và kiểm tra lại từng cặp mặt.",
     "There are {fronts} fronts but {backs} backs. If sheets are left, put them into the feeder and press Continue; if not, "
     "press Finish and check which sides belong together."},
    {"busy", "Máy quét đang được chương trình khác sử dụng. Đóng chương trình đó rồi quét lại.",
     "Another program is using the scanner. Close it, then scan again."},
    {"cancelled", "Đã dừng quét, giữ lại {pages} trang. Bấm Quét tiếp để quét từ tờ số {sheet}, hoặc bấm Xong.",
     "Stopped; {pages} pages are kept. Press Continue to go on with sheet {sheet}, or Finish."},
    {"cover_open",
     "Nắp máy quét đang mở. Đã lưu {pages} trang. Đóng nắp, đặt lại tờ số {sheet} và các tờ sau nó vào khay, rồi bấm Quét "
     "tiếp.",
     "The cover is open. {pages} pages are safe. Close it, put sheet {sheet} and those after it back into the feeder, then "
     "press Continue."},
    {"crash_loop", "Chương trình điều khiển máy quét bị lỗi nhiều lần nên đã tạm ngừng. Tắt máy quét, bật lại rồi bấm Quét.",
     "The scanner's driver failed several times and was stopped. Switch the scanner off and on, then press Scan."},
    {"crashed",
     "Chương trình điều khiển máy quét bị lỗi ở tờ số {sheet}. Đã lưu {pages} trang. Đặt lại tờ số {sheet} và các tờ sau "
     "nó vào khay, rồi bấm Quét tiếp.",
     "The scanner's driver failed at sheet {sheet}. {pages} pages are safe. Put sheet {sheet} and those after it back into "
     "the feeder, then press Continue."},
    {"disabled", "Máy quét này đã bị tắt trong cấu hình.", "This scanner is switched off in the settings."},
    {"disk_error",
     "Không ghi được trang xuống đĩa. Đã lưu {pages} trang. Báo người quản trị; sau đó đặt lại tờ số {sheet} và các tờ sau "
     "nó vào khay, rồi bấm Quét tiếp.",
     "A page could not be written to the disk. {pages} pages are safe. Tell the administrator; then put sheet {sheet} and "
     "those after it back and press Continue."},
    {"disk_full",
     "Đĩa gần đầy. Đã lưu {pages} trang. Giải phóng dung lượng, đặt lại tờ số {sheet} và các tờ sau nó vào khay, rồi bấm Quét "
     "tiếp.",
     "The disk is nearly full. {pages} pages are safe. Make room, put sheet {sheet} and those after it back, then press "
     "Continue."},
    {"disk_low", "Đĩa gần đầy. Đã lưu {pages} trang, các tờ còn lại vẫn ở trong khay. Giải phóng dung lượng rồi bấm Quét tiếp.",
     "The disk is nearly full. {pages} pages are safe, the other sheets are still in the feeder. Make room, then press "
     "Continue."},
    {"feeder_empty", "Khay giấy trống. Đặt giấy vào khay rồi bấm Quét.", "The feeder is empty. Put papers in, then press Scan."},
    {"feeder_empty_again",
     "Khay giấy trống. Đã lưu {pages} trang. Đặt tờ số {sheet} và các tờ sau nó vào khay rồi bấm Quét tiếp, hoặc bấm Xong.",
     "The feeder is empty. {pages} pages are safe. Put sheet {sheet} and those after it in, then press Continue, or Finish."},
    {"interrupted",
     "Lần quét trước bị gián đoạn sau {pages} trang. Kiểm tra tờ số {sheet}: nếu chưa có trên màn hình thì đặt lại vào khay "
     "rồi bấm Quét tiếp, hoặc bấm Xong.",
     "The last run was interrupted after {pages} pages. Check sheet {sheet}: if it is not on the screen, put it back and "
     "press Continue, or press Finish."},
    {"io_error",
     "Mất liên lạc với máy quét ở tờ số {sheet}. Đã lưu {pages} trang. Kiểm tra dây nối, đặt lại tờ số {sheet} và các tờ "
     "sau nó vào khay, rồi bấm Quét tiếp.",
     "Contact with the scanner was lost at sheet {sheet}. {pages} pages are safe. Check the cable, put sheet {sheet} and "
     "those after it back, then press Continue."},
    {"jammed",
     "Kẹt giấy ở tờ số {sheet}. Đã lưu {pages} trang. Gỡ giấy kẹt, đặt lại tờ số {sheet} và các tờ sau nó vào khay, rồi bấm Quét "
     "tiếp.",
     "Paper jam at sheet {sheet}. {pages} pages are safe. Take the paper out, put sheet {sheet} and those after it back into "
     "the feeder, then press Continue."},
    {"max_pages", "Đã đủ {pages} trang cho một lần quét. Bấm Quét tiếp để quét thêm, hoặc bấm Xong.",
     "The limit of {pages} pages for one run is reached. Press Continue to go on, or Finish."},
    {"next_page", "Đã lưu {pages} trang. Đặt trang tiếp theo lên mặt kính rồi bấm Quét tiếp, hoặc bấm Xong.",
     "{pages} pages are safe. Put the next page on the glass and press Continue, or press Finish."},
    {"no_memory", "Máy tính thiếu bộ nhớ khi quét tờ số {sheet}. Đặt lại tờ này và các tờ sau nó vào khay, rồi bấm Quét tiếp.",
     "The computer ran out of memory at sheet {sheet}. Put it and those after it back, then press Continue."},
    {"no_rights", "Phần mềm chưa được phép dùng máy quét. Người quản trị cần thêm người dùng dịch vụ vào nhóm \"scanner\".",
     "The program may not use the scanner. An administrator must add the service's user to the group \"scanner\"."},
    {"not_answering", "Máy quét không phản hồi. Tắt máy quét, bật lại rồi chờ một lát.",
     "The scanner does not answer. Switch it off and on, then wait a moment."},
    {"released", "Máy quét đang nhường cho chương trình khác. Bấm Quét để dùng lại ở đây.",
     "The scanner is given to another program. Press Scan to use it here."},
    {"released_for", "Máy quét đang nhường cho chương trình khác và sẽ tự trở lại. Bấm Quét để dùng lại ngay.",
     "The scanner is given to another program for a while. Press Scan to use it at once."},
    {"same_pages", "Ba trang liên tiếp giống hệt nhau. Kiểm tra máy quét, rồi bấm Quét tiếp hoặc Xong.",
     "Three pages in a row are identical. Check the scanner, then press Continue or Finish."},
    {"sheet_lost",
     "Máy báo hết giấy nhưng không gửi trang nào. Nếu tờ số {sheet} đã chạy qua máy thì đặt lại vào khay rồi bấm Quét tiếp, "
     "hoặc bấm Xong.",
     "The scanner says that its feeder is empty, and sent no page. If sheet {sheet} has run through, put it back and press "
     "Continue, or press Finish."},
    {"short",
     "Tờ số {sheet} quét chưa trọn. Đã lưu {pages} trang. Đặt lại tờ số {sheet} và các tờ sau nó vào khay, rồi bấm Quét tiếp.",
     "Sheet {sheet} did not come whole. {pages} pages are safe. Put sheet {sheet} and those after it back into the feeder, "
     "then press Continue."},
    {"stalled",
     "Máy quét ngừng phản hồi ở tờ số {sheet}. Đã lưu {pages} trang. Kiểm tra máy, đặt lại tờ số {sheet} và các tờ sau nó vào "
     "khay, rồi bấm Quét tiếp.",
     "The scanner stopped answering at sheet {sheet}. {pages} pages are safe. Check it, put sheet {sheet} and those after it "
     "back into the feeder, then press Continue."},
    {"turn_over",
     "Đã quét {fronts} mặt trước. Lấy cả chồng giấy ở khay ra, lật úp nguyên chồng, giữ nguyên thứ tự, đặt lại vào khay nạp "
     "rồi bấm Quét tiếp. Không có mặt sau thì bấm Xong.",
     "{fronts} fronts are scanned. Take the whole stack from the output, turn it over as it is, put it back into the feeder "
     "and press Continue. If there are no backs, press Finish."},
    {"too_large", "Tờ số {sheet} lớn quá giới hạn. Kiểm tra độ phân giải và khổ giấy trong cấu hình.",
     "Sheet {sheet} is over the size limit. Check the resolution and paper size in the settings."},
    {"unsupported", "Máy quét không làm được cách quét đã chọn. Kiểm tra nguồn giấy và chế độ màu trong cấu hình.",
     "The scanner cannot scan in the chosen way. Check the source and the mode in the settings."},
    {"waking", "Đang đánh thức máy quét…", "Waking the scanner…"},
};

/* On the glass there are no sheets to put back: what differs from the texts above when {sheet} is 0. */
static const struct text glass_texts[] = {
    {"cancelled", "Đã dừng quét, giữ lại {pages} trang. Bấm Quét tiếp để quét trang tiếp theo, hoặc bấm Xong.",
     "Stopped; {pages} pages are kept. Press Continue for the next page, or Finish."},
    {"cover_open", "Nắp máy quét đang mở. Đã lưu {pages} trang. Đóng nắp rồi bấm Quét tiếp để quét lại trang này.",
     "The cover is open. {pages} pages are safe. Close it, then press Continue to scan this page again."},
    {"crashed", "Chương trình điều khiển máy quét bị lỗi. Đã lưu {pages} trang. Bấm Quét tiếp để quét lại trang này.",
     "The scanner's driver failed. {pages} pages are safe. Press Continue to scan this page again."},
    {"disk_error", "Không ghi được trang xuống đĩa. Đã lưu {pages} trang. Báo người quản trị; sau đó bấm Quét tiếp để quét lại.",
     "A page could not be written to the disk. {pages} pages are safe. Tell the administrator; then press Continue."},
    {"disk_full", "Đĩa gần đầy. Đã lưu {pages} trang. Giải phóng dung lượng rồi bấm Quét tiếp để quét lại trang này.",
     "The disk is nearly full. {pages} pages are safe. Make room, then press Continue to scan this page again."},
    {"disk_low", "Đĩa gần đầy. Đã lưu {pages} trang. Giải phóng dung lượng rồi bấm Quét tiếp.",
     "The disk is nearly full. {pages} pages are safe. Make room, then press Continue."},
    {"interrupted", "Lần quét trước bị gián đoạn sau {pages} trang. Bấm Quét tiếp để quét thêm, hoặc bấm Xong.",
     "The last run was interrupted after {pages} pages. Press Continue to go on, or Finish."},
    {"io_error", "Mất liên lạc với máy quét. Đã lưu {pages} trang. Kiểm tra dây nối rồi bấm Quét tiếp để quét lại trang này.",
     "Contact with the scanner was lost. {pages} pages are safe. Check the cable, then press Continue."},
    {"jammed", "Máy quét báo kẹt. Đã lưu {pages} trang. Kiểm tra máy rồi bấm Quét tiếp để quét lại trang này.",
     "The scanner reports a jam. {pages} pages are safe. Check it, then press Continue to scan this page again."},
    {"no_memory", "Máy tính thiếu bộ nhớ. Đã lưu {pages} trang. Bấm Quét tiếp để quét lại trang này.",
     "The computer ran out of memory. {pages} pages are safe. Press Continue to scan this page again."},
    {"short", "Trang này quét chưa trọn. Đã lưu {pages} trang. Bấm Quét tiếp để quét lại.",
     "This page did not come whole. {pages} pages are safe. Press Continue to scan it again."},
    {"stalled", "Máy quét ngừng phản hồi. Đã lưu {pages} trang. Kiểm tra máy rồi bấm Quét tiếp để quét lại trang này.",
     "The scanner stopped answering. {pages} pages are safe. Check it, then press Continue to scan this page again."},
    {"too_large", "Trang lớn quá giới hạn. Kiểm tra độ phân giải và khổ giấy trong cấu hình.",
     "The page is over the size limit. Check the resolution and paper size in the settings."},
};

static const struct text *find(const struct text *list, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(list[i].code, code))
            return &list[i];
    return NULL;
}

/* The number that stands for what text begins with; *ret_length of that, 0 when it is plain text. */
static uint32_t number_at(const char *text, const struct scanner_numbers *n, size_t *ret_length)
{
    const struct {
        const char *name;
        uint32_t value;
    } known[] = {{"{sheet}", n->sheet}, {"{pages}", n->pages}, {"{fronts}", n->fronts}, {"{backs}", n->backs}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        *ret_length = strlen(known[i].name);
        if (!strncmp(text, known[i].name, *ret_length))
            return known[i].value;
    }
    *ret_length = 0;
    return 0;
}

static void fill(const char *text, const struct scanner_numbers *numbers, char out[SCANNER_TEXT_SIZE])
{
    size_t n = 0, skip;
    while (*text && n + 12 < SCANNER_TEXT_SIZE) {
        uint32_t value = number_at(text, numbers, &skip);
        if (skip)
            n += (size_t)snprintf(out + n, 12, "%u", value);
        else
            out[n++] = *text;
        text += skip ? skip : 1;
    }
    out[n] = '\0';
}

void scanner_text(const char *code, const struct scanner_numbers *numbers, char out_vi[SCANNER_TEXT_SIZE],
                  char out_en[SCANNER_TEXT_SIZE])
{
    out_vi[0] = out_en[0] = '\0';
    const struct text *t = numbers->sheet ? NULL : find(glass_texts, sizeof glass_texts / sizeof *glass_texts, code);
    t = t ? t : find(texts, sizeof texts / sizeof *texts, code);
    if (t) {
        fill(t->vi, numbers, out_vi);
        fill(t->en, numbers, out_en);
    }
}

/* Appends what fits whole: half a letter would be worse than no hint. */
static void append(char text[SCANNER_TEXT_SIZE], const char *hint)
{
    size_t n = strlen(text);
    if (n + strlen(hint) < SCANNER_TEXT_SIZE)
        memcpy(text + n, hint, strlen(hint) + 1);
}

void scanner_name_owner(struct scanner *s, const char *code)
{
    bool busy = !strcmp(code, "busy");
    struct scanner_owner owner;
    char vi[SCANNER_TEXT_SIZE], en[SCANNER_TEXT_SIZE];
    if (!busy && strcmp(code, "absent") && strcmp(code, "not_answering"))
        return;
    if (!scanner_owner_find(s->env.system_root ? s->env.system_root : "", busy, &owner))
        return;
    if (owner.command) {
        snprintf(vi, sizeof vi, " Chương trình %s đang giữ máy quét; người quản trị cần chạy: %s", owner.name, owner.command);
        snprintf(en, sizeof en, " The program %s may hold it; an administrator can run: %s", owner.name, owner.command);
    } else {
        snprintf(vi, sizeof vi, " Chương trình đang mở: %s.", owner.name);
        snprintf(en, sizeof en, " This program is open: %s.", owner.name);
    }
    append(s->status.message_vi, vi);
    append(s->status.message_en, en);
}
