/* sohoa papers new: a definition to begin with. It is sound as it is written, so that it can be tried at once. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "daemon/cmd.h"
#include "daemon/cmd_papers.h"
#include "paper/paper.h"

static const char skeleton[] =
    "# The format is described at the head of giay_khai_sinh.yaml. Try it with: sohoa papers try FILE --type %s\n"
    "type: %s\n"
    "title_vi: Tên giấy tờ # its name for the clerk\n"
    "title_en: Name of the paper\n"
    "source: the law that prints the form\n"
    "keep: record # image: the scan may be kept; record: only what was read; nothing: neither\n"
    "keep_reason: căn cứ lưu hoặc không lưu ảnh quét\n"
    "# As printed, in every generation of the form. The best of all types' titles decides.\n"
    "titles: [TÊN GIẤY TỜ NHƯ IN TRÊN MẪU %s]\n"
    "# Lines that look like the title and are another paper's:\n"
    "# not_titles: [TỜ KHAI …]\n"
    "# A line that begins so does not continue the value above it:\n"
    "stops: [Ghi chú, NGƯỜI KÝ, TM. ỦY BAN NHÂN DÂN]\n"
    "signature:\n"
    "  headings: [TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, CHỦ TỊCH, PHÓ CHỦ TỊCH]\n"
    "  chu_ky: true # a signature is required\n"
    "  con_dau: true # a seal is required\n"
    "sections: # blocks of the form, their fields in print order\n"
    "  - key: dau\n"
    "    label_vi: phần đầu\n"
    "    label_en: heading\n"
    "    fields:\n"
    "      - {key: so, kind: register_number, where: header, required: printed, labels: [Số], label_vi: Số, label_en: "
    "Number}\n"
    "  - key: nguoi # one block a person; keys of further persons get a prefix: me_ho_ten, nyc_ho_ten\n"
    "    label_vi: người có tên trên giấy\n"
    "    label_en: person\n"
    "    # optional: true     # wholly blank is lawful\n"
    "    # headings: [Người được giám hộ]     # a line without value that begins the block\n"
    "    fields:\n"
    "      - key: ho_ten\n"
    "        kind: name\n"
    "        required: yes # yes, no, printed (where its label stands), {without: KEY}, {since: 2016-01-01, by: KEY}\n"
    "        labels: [\"Họ, chữ đệm, tên\", Họ và tên] # as printed, every generation, without the colon\n"
    "        label_vi: Họ, chữ đệm, tên\n"
    "        label_en: Full name\n"
    "      - key: ngay_sinh\n"
    "        kind: date\n"
    "        partial: true # a year alone is a whole answer\n"
    "        required: yes\n"
    "        labels: [\"Ngày, tháng, năm sinh\", Ngày sinh, Năm sinh]\n"
    "        label_vi: Ngày, tháng, năm sinh\n"
    "        label_en: Date of birth\n"
    "  - key: ky\n"
    "    label_vi: phần ký\n"
    "    label_en: signature\n"
    "    fields:\n"
    "      - {key: ngay_ky, kind: date_line, where: end, required: yes, label_vi: Ngày ký, label_en: Date of "
    "signature}\n"
    "      - {key: nguoi_ky, kind: signer, where: end, required: yes, label_vi: Họ tên người ký, label_en: Signer's "
    "name}\n"
    "rules: # what must agree; the message cites the reason\n"
    "  - check: in_order\n"
    "    fields: [ngay_sinh, ngay_ky]\n"
    "    code: contradiction\n"
    "    severity: error\n"
    "    message: Ngày ký trước ngày sinh\n"
    "    message_en: Signed before the date of birth\n";

/* Writes a file that must not exist yet: whole under a name of its own, then linked into place, which never overwrites.
 */
static int write_new(const char *path, const struct buf *text)
{
    struct buf whole = BUF_INIT;
    struct so_error err = {0};
    int r = buf_printf(&whole, "%s.new", path);
    if (r == SO_OK)
        r = file_write_whole(whole.data, text->data, text->len, 0644, &err);
    if (r == SO_OK && link(whole.data, path) != 0)
        r = errno == EEXIST ? so_fail(&err, SO_EEXISTS, "%s is there already; it is left as it is", path)
                            : so_fail_errno(&err, "%s", path);
    if (whole.data)
        unlink(whole.data);
    buf_free(&whole);
    return r == SO_OK ? EXIT_DONE : cmd_fail(EXIT_FAILED, "%s", err.code ? err.text : so_result_text(r));
}

/* The type's name in capitals, as a title that no other paper has. */
static void in_capitals(const char *type, char *out, size_t size)
{
    size_t n = 0;
    for (; type[n] && n + 1 < size; n++)
        out[n] = (char)(type[n] == '_' ? ' ' : type[n] >= 'a' && type[n] <= 'z' ? type[n] - 'a' + 'A' : type[n]);
    out[n] = '\0';
}

int papers_new(const char *folder, const char *type, bool json)
{
    struct buf text = BUF_INIT, path = BUF_INIT;
    struct paper_def def = {0};
    struct so_error err = {0};
    char title[120];
    if (!*type || type[strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789_")])
        return cmd_fail(EXIT_USAGE, "'%s' can't be a type: it is made of a-z, 0-9 and _, without .yaml; e.g. don_xin_xac_nhan", type);
    in_capitals(type, title, sizeof title);
    int r = buf_printf(&text, skeleton, type, type, title);
    r = r ? r : buf_printf(&path, "%s/%s.yaml", folder, type);
    r = r ? so_fail(&err, r, "out of memory") : papers_parse(type, text.data, text.len, &def, &err);
    int status = r ? cmd_fail(EXIT_FAILED, "%s", err.text) : write_new(path.data, &text);
    json_t *told = status == EXIT_DONE && json ? json_pack("{s:s, s:s}", "path", path.data, "type", type) : NULL;
    if (told) {
        json_dumpf(told, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(told);
    } else if (status == EXIT_DONE) {
        printf("%s\nFill in titles, fields and labels; then: sohoa papers check %s, sohoa papers try FILE --type %s\n",
               path.data, path.data, type);
    }
    paper_def_free(&def);
    buf_free(&text);
    buf_free(&path);
    return status;
}
