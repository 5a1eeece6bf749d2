/*
 * Old encodings against tables of their own, written down from TCVN 5712 and VNI's key charts: what is encoded here
 * must be recognised and come back letter for letter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/result.h"
#include "viet/legacy.h"
#include "viet/text.h"

/* Each letter behind what it is typed as, small letters; VN3 has no capitals with tone. */
static const char tcvn3[] =
    "ă¨ â© êª ô« ơ¬ ư\u00AD đ® á¸ àµ ả¶ ã· ạ¹ ắ¾ ằ» ẳ¼ ẵ½ ặÆ ấÊ ầÇ ẩÈ ẫÉ ậË éÐ èÌ ẻÎ ẽÏ ẹÑ ếÕ ềÒ ểÓ ễÔ ệÖ íÝ ì× ỉØ ĩÜ "
    "ịÞ "
    "óã òß ỏá õâ ọä ốè ồå ổæ ỗç ộé ớí ờê ởë ỡì ợî úó ùï ủñ ũò ụô ứø ừõ ửö ữ÷ ựù ýý ỳú ỷû ỹü ỵþ Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§";
static const char vni[] =
    "áaù àaø ảaû ãaõ ạaï âaâ ấaá ầaà ẩaå ẫaã ậaä ăaê ắaé ằaè ẳaú ẵaü ặaë éeù èeø ẻeû ẽeõ ẹeï êeâ ếeá ềeà ểeå ễeã ệeä "
    "íí ìì ỉæ ĩó ịò óoù òoø ỏoû õoõ ọoï ôoâ ốoá ồoà ổoå ỗoã ộoä ơô ớôù ờôø ởôû ỡôõ ợôï úuù ùuø ủuû ũuõ ụuï ưö ứöù ừöø "
    "ửöû ữöõ ựöï ýyù ỳyø ỷyû ỹyõ ỵî đñ";

static const char *const names[] = {"Nguyễn Văn Đức",
                                    "Phạm Thị Hường",
                                    "Đặng Quốc Khánh",
                                    "Vũ Thị Thuỷ",
                                    "Bùi Đình Phượng",
                                    "Trần Ngọc Ánh",
                                    "Đỗ Thị Hoà",
                                    "Hoàng Xuân Viễn",
                                    "Lê Hữu Nghĩa",
                                    "Phùng Khắc Ước",
                                    "Lương Thế Vỹ",
                                    "Mạc Thị Bưởi",
                                    "thôn Vĩnh Ninh, xã Thanh Xuân, huyện Thanh Hà, tỉnh Hải Dương",
                                    "Giấy chứng nhận quyền sử dụng đất",
                                    "Uỷ ban nhân dân xã",
                                    "Trưởng Công an",
                                    "Nguyễn Thị Ỷ",
                                    "Huỳnh Tấn Đạt",
                                    "Quách Thị Khuyên",
                                    "Dương Thuỳ Linh"};
#define NAMES (sizeof names / sizeof *names)

/* The typed form of a letter in a table, NULL when it has none. */
static const char *typed(const char *table, const char *letter, size_t len, size_t *ret_len)
{
    for (const char *at = table; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (n > len && !memcmp(at, letter, len)) {
            *ret_len = n - len;
            return at + len;
        }
        at += n;
    }
    return NULL;
}

static void append(struct buf *b, const char *s, size_t len)
{
    assert_int_equal(buf_append(b, s, len), 0);
}

/* A text as it is typed in that encoding, as UTF-8 of what Windows-1252 shows. */
static char *encode(enum viet_legacy l, const char *text)
{
    struct buf out = BUF_INIT;
    for (size_t at = 0, len = strlen(text); at < len;) {
        size_t from = at, n;
        struct viet_letter letter;
        int32_t cp = viet_next(text, len, &at);
        const char *as = typed(l == VIET_TCVN3 ? tcvn3 : vni, text + from, at - from, &n);
        bool upper = viet_letter_split(cp, &letter) && letter.upper;
        char small[4];
        if (as) {
            append(&out, as, n);
        } else if (upper && (letter.mark || letter.tone)) {
            letter.upper = false;
            size_t bytes = viet_put(viet_letter_join(letter), small);
            assert_non_null(as = typed(l == VIET_TCVN3 ? tcvn3 : vni, small, bytes, &n));
            if (l == VIET_TCVN3)
                append(&out, as, n); /* the font of capitals draws it large */
            else
                assert_int_equal(viet_upper(as, n, &out), 0);
        } else {
            append(&out, text + from, at - from);
        }
    }
    return out.data ? buf_steal(&out) : strdup("");
}

static char *decoded(enum viet_legacy l, bool capitals, const char *text)
{
    struct buf out = BUF_INIT;
    assert_int_equal(viet_legacy_decode(l, capitals, text, strlen(text), &out), 0);
    return out.data ? buf_steal(&out) : strdup("");
}

static void expect(enum viet_legacy l, bool capitals, const char *text, const char *want)
{
    char *got = decoded(l, capitals, text);
    if (strcmp(got, want) != 0)
        fail_msg("%s as %s gave %s, not %s", text, viet_legacy_name(l), got, want);
    free(got);
}

static void every_letter_comes_back(void **state)
{
    (void)state;
    static const enum viet_legacy kinds[] = {VIET_TCVN3, VIET_VNI};
    int letters = 0;
    for (int k = 0; k < 2; k++) {
        for (int32_t cp = 'A'; cp < 0x1F00; cp++) {
            struct viet_letter l;
            char text[8] = "", *as;
            if (!viet_letter_split(cp, &l) || viet_letter_join(l) != cp)
                continue;
            text[viet_put(cp, text)] = '\0';
            /* A small letter stays small when a small one stands beside it; a capital needs a capital. */
            char word[16];
            snprintf(word, sizeof word, l.upper ? "H%sN" : "h%sn", text);
            as = encode(kinds[k], word);
            expect(kinds[k], false, as, word);
            free(as);
            letters++;
        }
    }
    assert_int_equal(letters, 2 * (2 * 26 + 2 * 67));
}

static void names_are_recognised_and_come_back(void **state)
{
    (void)state;
    static const enum viet_legacy kinds[] = {VIET_TCVN3, VIET_VNI};
    for (size_t i = 0; i < NAMES; i++) {
        for (int k = 0; k < 2; k++) {
            char *as = encode(kinds[k], names[i]);
            if (viet_legacy_detect(as, strlen(as), NULL) != kinds[k])
                fail_msg("%s (%s) was taken for %s", as, names[i],
                         viet_legacy_name(viet_legacy_detect(as, strlen(as), NULL)));
            expect(kinds[k], false, as, names[i]);
            struct buf upper = BUF_INIT;
            assert_int_equal(viet_upper(names[i], strlen(names[i]), &upper), 0);
            char *large = encode(kinds[k], buf_str(&upper));
            assert_int_equal(viet_legacy_detect(large, strlen(large), NULL), kinds[k]);
            expect(kinds[k], false, large, buf_str(&upper));
            if (kinds[k] == VIET_TCVN3)
                expect(VIET_TCVN3, true, as, buf_str(&upper)); /* typed small in .VnTimeH */
            free(large);
            free(as);
            buf_free(&upper);
        }
        float share;
        assert_int_equal(viet_legacy_detect(names[i], strlen(names[i]), &share), VIET_UNICODE);
        assert_true(share > 0.99f);
    }
}

static void samples_of_the_field_are_read(void **state)
{
    (void)state;
    expect(VIET_TCVN3, false, "NguyÔn V¨n §øc", "Nguyễn Văn Đức");
    expect(VIET_TCVN3, false, "céng hoµ x· héi chñ nghÜa viÖt nam", "cộng hoà xã hội chủ nghĩa việt nam");
    expect(VIET_TCVN3, false, "NGUYÔN THÞ TO\u00B8N", "NGUYỄN THỊ TOÁN");
    expect(VIET_TCVN3, false, "Vò ThÞ T¹", "Vũ Thị Tạ");
    expect(VIET_TCVN3, false, "Vò thÞ MÕ, 12/3/1975", "Vũ thị Mế, 12/3/1975");
    expect(VIET_VNI, false, "Nguyeãn Vaên Ñöùc", "Nguyễn Văn Đức");
    expect(VIET_VNI, false, "Buøi Thò Höông", "Bùi Thị Hương");
    expect(VIET_VNI, false, "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA");
    assert_int_equal(viet_legacy_detect("Buøi", 5, NULL), VIET_VNI);
    /* Windows-1258 as Windows-1252 shows it. */
    expect(VIET_CP1258, false, "Nguyê\u00DEn V\u00E3n \u00D0\u00FD\u00ECc", "Nguyễn Văn Đức");
    static const char cp1258[] = "Nguyê\u00DEn V\u00E3n \u00D0\u00FD\u00ECc";
    assert_int_equal(viet_legacy_detect(cp1258, sizeof cp1258 - 1, NULL), VIET_CP1258);
    /* NFD is Unicode, and is put together. */
    expect(VIET_UNICODE, false, "Nguye\u0302\u0303n \u00D0\u01B0\u0301c", "Nguyễn Đức");
    /* Nothing but ASCII says nothing. */
    float share;
    assert_int_equal(viet_legacy_detect("01/2018; Nam", 12, &share), VIET_UNICODE);
    assert_true(share > 0.99f);
    bool capitals;
    assert_int_equal(viet_legacy_of_font(".VnTimeH", &capitals), VIET_TCVN3);
    assert_true(capitals);
    assert_int_equal(viet_legacy_of_font("VNI-Times", &capitals), VIET_VNI);
    assert_int_equal(viet_legacy_of_font("Times New Roman", &capitals), VIET_UNICODE);
    assert_false(capitals);
}

static void expect_bytes(const void *data, size_t len, enum viet_bytes kind, const char *want)
{
    struct buf out = BUF_INIT;
    enum viet_bytes got;
    assert_int_equal(viet_from_bytes(data, len, &got, &out), 0);
    assert_string_equal(viet_bytes_name(got), viet_bytes_name(kind));
    assert_string_equal(buf_str(&out), want);
    buf_free(&out);
}

static void bytes_of_all_kinds_become_text(void **state)
{
    (void)state;
    static const char utf8[] = "\xEF\xBB\xBFHọ tên;Đức";
    expect_bytes(utf8, sizeof utf8 - 1, VIET_BYTES_UTF8, "Họ tên;Đức");
    expect_bytes(utf8 + 3, sizeof utf8 - 4, VIET_BYTES_UTF8, "Họ tên;Đức");
    expect_bytes("", 0, VIET_BYTES_UTF8, "");
    static const char little[] = "\xFF\xFEH\0\xCD\x1E \0t\0\xEA\0n\0";
    expect_bytes(little, sizeof little - 1, VIET_BYTES_UTF16LE, "Họ tên");
    expect_bytes(little + 2, sizeof little - 3, VIET_BYTES_UTF16LE, "Họ tên");
    static const char big[] = "\xFE\xFF\0H\x1E\xCD\0 \0t\0\xEA\0n\xD8\x3D\xDE\x00";
    expect_bytes(big, sizeof big - 1, VIET_BYTES_UTF16BE, "Họ tên\U0001F600");
    expect_bytes("Nguy\xD4n V\xA8n \x93x\x94", 15, VIET_BYTES_SINGLE, "NguyÔn V¨n \u201Cx\u201D");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_letter_comes_back),
        cmocka_unit_test(names_are_recognised_and_come_back),
        cmocka_unit_test(samples_of_the_field_are_read),
        cmocka_unit_test(bytes_of_all_kinds_become_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
