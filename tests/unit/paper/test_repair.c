/* Misreadings repaired by evidence; what was read is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paper/kinds.h"
#include "support_page.h"
#include "support_texts.h"

static void digits_by_the_words(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_declaration);
    const struct field *f = field_of(&p, "ngay_sinh");
    assert_string_equal(f->value, "06/12/2022");
    assert_string_equal(f->read, "06/42/2022");
    assert_string_equal(f->normal, "2022-12-06");
    assert_int_equal(f->state, FIELD_REPAIRED);
    assert_string_equal(f->evidence, "ngay_sinh_chu");
    papers_free(&p);
}

static void name_by_the_name_under_the_signature(void **state)
{
    (void)state;
    struct papers p = judge_text(rules, text_declaration);
    const struct field *f = field_of(&p, "nguoi_yeu_cau");
    assert_string_equal(f->value, "Nguyễn Thị Hạnh");
    assert_string_equal(f->read, "Hguyễn Thị Hạnh");
    assert_int_equal(f->state, FIELD_REPAIRED);
    papers_free(&p);
}

/* Every row: a kind's reading of a misread text. */
static void kinds(void **state)
{
    (void)state;
    static const struct {
        enum paper_kind kind;
        const char *read, *value, *normal;
    } rows[] = {
        {KIND_NAME, "NGUYÊN VĂN A.", "NGUYỄN VĂN A", "NGUYỄN VĂN A"},
        {KIND_NAME, "Hoàng Mạnh 'Tùng", "Hoàng Mạnh Tùng", "HOÀNG MẠNH TÙNG"},
        {KIND_NAME, "CHỬ VĂN CƯỜNG", "CHỬ VĂN CƯỜNG", "CHỬ VĂN CƯỜNG"},
        {KIND_NAME, "Y Brơm Niê", "Y Brơm Niê", "Y BRƠM NIÊ"},
        {KIND_DATE, "24/O6/2Ol7", "24/06/2017", "2017-06-24"},
        {KIND_DATE, "31/82023", "31/82023", ""},
        {KIND_DATE, "3108/2023", "31/08/2023", "2023-08-31"},
        {KIND_DATE, "25I05I2019", "25/05/2019", "2019-05-25"},
        {KIND_DATE, "02!05I1992", "02/05/1992", "1992-05-02"},
        {KIND_DATE, "230212019", "23/02/2019", "2019-02-23"},
        {KIND_DATE_LINE, "ngày 18 tháng 05 năm 20235", "ngày 18 tháng 05 năm 2023", "2023-05-18"},
        {KIND_DATE_WORDS, "Ngày mùng bảy tháng một năm hai nghìn không trăm hai mười tư",
         "Ngày mùng bảy tháng một năm hai nghìn không trăm hai mươi tư", "2024-01-07"},
        {KIND_PLACE, "Thôn 'Thúy Sơn, xã Kim Khê", "Thôn Thúy Sơn, xã Kim Khê", ""},
        {KIND_PLACE, "Thôn Bích Cẩm, xã Thanh Hòa", "Thôn Bích Cẩm, xã Thanh Hòa", ""},
        {KIND_PLACE, "xã Bình Cường, tỉnh Hải Duơng", "xã Bình Cường, tỉnh Hải Dương", ""},
        {KIND_PLACE, "xã Cẩm Sơn, huyện .Bình Lĩnh,.tỉnh Nghệ An", "xã Cẩm Sơn, huyện Bình Lĩnh, tỉnh Nghệ An", ""},
        {KIND_NAME, "Ông/Bà Vũ Đình Hậu", "Vũ Đình Hậu", "VŨ ĐÌNH HẬU"},
        {KIND_NAME, "Bà Hậu", "Bà Hậu", "BÀ HẬU"},
        {KIND_DATE, "23//2/20/7", "23/12/2017", "2017-12-23"},
        {KIND_DATE, "30/02/2020", "30/02/2020", ""},
        {KIND_DATE, "ngày 24 tháng 6 năm 2017", "ngày 24 tháng 6 năm 2017", "2017-06-24"},
        {KIND_YEAR, "l996", "1996", "1996"},
        {KIND_YEAR, "12/05/1996", "12/05/1996", "1996-05-12"},
        {KIND_DATE_WORDS, "Ngày mười hai Tháng năm năm hơi nghìn không †răm hai mươi hai",
         "Ngày mười hai tháng năm năm hai nghìn không trăm hai mươi hai", "2022-05-12"},
        {KIND_DATE_LINE, "ngày 27 thảng 02 năm 2023,", "ngày 27 tháng 02 năm 2023", "2023-02-27"},
        {KIND_MOMENT, "21 giờ 43 phút, ngày 14 thảng 01 nắm 2019", "21 giờ 43 phút, ngày 14 tháng 01 năm 2019",
         "2019-01-14T21:43"},
        {KIND_ID, "O3O217OO2695", "030217002695", "030217002695"},
        {KIND_ID, "030 217 002 695", "030217002695", "030217002695"},
        {KIND_ID_PAPER, "CCCD số: 0301 65015737, cấp ngày 1 5/08/ 2021", "CCCD số: 030165015737, cấp ngày 15/08/2021", "030165015737"},
        {KIND_ID_PAPER, "Giấy khai sinh số 22712020 do Ủy ban nhân dân quận Gia Lãng cấp",
         "Giấy khai sinh số 227/2020 do Ủy ban nhân dân quận Gia Lãng cấp", ""},
        {KIND_ID_PAPER, "CMND số 141912900 12/05/2016", "CMND số 141912900 12/05/2016", "141912900"},
        {KIND_ID_PAPER, "Căn cưởc công dân số 03O088027810", "Căn cước công dân số 030088027810", "030088027810"},
        {KIND_PLACE, "Thôn Kim Can, xã Tân An, huyện Thanh Hà, †inh Hải Dương",
         "Thôn Kim Can, xã Tân An, huyện Thanh Hà, tỉnh Hải Dương", ""},
        {KIND_TEXT, "Thẻ số 3010511031", "Thẻ số 3010511031", ""},
        {KIND_TEXT, "từ 12!06/2022", "từ 12/06/2022", ""},
        {KIND_TEXT, "Làm thủ tục cấp lại sổ bảo hiểm xã hội.", "Làm thủ tục cấp lại sổ bảo hiểm xã hội.", ""},
        {KIND_TEXT, "Làm thủ tục cấp lại sổ bảo hiểm xã hội ..", "Làm thủ tục cấp lại sổ bảo hiểm xã hội", ""},
        {KIND_TEXT, "Vay vốn ngân hàng.", "Vay vốn ngân hàng", ""},
        {KIND_SEX, "Nư", "Nữ", "Nữ"},
        {KIND_SEX, "Narn", "Nam", "Nam"},
        {KIND_ETHNIC, "Sán Diu", "Sán Dìu", "Sán Dìu"},
        {KIND_NATION, "Việ† Nam", "Việt Nam", "Việt Nam"},
        {KIND_REGISTER_NUMBER, "398 / 2017", "398/2017", "398/2017"},
        {KIND_REGISTER_NUMBER, "/KH-UBND", "", ""},
        {KIND_REGISTER_NUMBER, "NH0 107/KH-UBND Na", "107/KH-UBND", "107/KH-UBND"},
        {KIND_REGISTER_NUMBER, "45", "45", "45"},
        {KIND_DOCUMENT_NUMBER, "280 /2025/NĐ-CP", "280/2025/NĐ-CP", "280/2025/NĐ-CP"},
        {KIND_DOCUMENT_NUMBER, "12-KL/TU", "12-KL/TU", "12-KL/TU"},
        {KIND_DOCUMENT_NUMBER, "-TB/TU", "", ""},
        {KIND_NUMBER, "2451.", "2451", "2451"},
        {KIND_BOOK, "03/2022 - SCT/BS", "03/2022-SCT/BS", "03/2022-SCT/BS"},
        {KIND_COUNT, "Ol (b@)", "01 (bộ)", "01"},
        {KIND_COUNT, "0/ bản", "01 bản", "01"},
        {KIND_PHONE, "0921811540 Email", "0921811540", "0921811540"},
        {KIND_PHONE, "0921 811 540", "0921 811 540", "0921811540"},
        {KIND_PHONE, "0997943802", "0997943802", "0997943802"},
        {KIND_DOSSIER_CODE, "000.14.34.H23-220716-0031", "000.14.34.H23-220716-0031", "000.14.34.H23-220716-0031"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct paper_field_def f = {.key = (char *)"x", .kind = rows[i].kind, .partial = true};
        struct reading r = {0};
        assert_int_equal(kind_read(rules, &f, rows[i].read, &r), SO_OK);
        if (strcmp(r.value, rows[i].value) != 0 || strcmp(r.normal, rows[i].normal) != 0)
            fail_msg("row %zu: '%s' gives '%s' (%s)", i, rows[i].read, r.value, r.normal);
        reading_clear(&r);
    }
}

/* What a definition says of an identity paper's line: its phrases stand or fall as a whole. */
static void phrases_are_known(void **state)
{
    (void)state;
    static const char *const known[] = {"Căn cước công dân số", "CMND số", "Cục Cảnh sát QLHC về TTXH", "cấp ngày",
                                        "Công an tỉnh Hải Dương"};
    static const struct {
        const char *read, *value;
    } rows[] = {
        {"CHND số 141912900, Công an †ỉnh Hải Dương cấp ngày 15/09/2017",
         "CMND số 141912900, Công an tỉnh Hải Dương cấp ngày 15/09/2017"},
        {"Căn cước công dân số 030088000577, Cục Cảnh sát QLHC về l'LXH cấp ngày 22/04/2022",
         "Căn cước công dân số 030088000577, Cục Cảnh sát QLHC về TTXH cấp ngày 22/04/2022"},
        {"CMND số 142384631 do Công an tỉnh Hải Dương cấp ngày 12/05/2016",
         "CMND số 142384631 do Công an tỉnh Hải Dương cấp ngày 12/05/2016"},
        {"CMND số 142384631, Công an tỉnh Hải Dương cấp ngày KG 2110312014 6 6 00 cố",
         "CMND số 142384631, Công an tỉnh Hải Dương cấp ngày 21/03/2014"},
        {"Căn cước công dân số 030198024228, Cục Cảnh sát QLHC về",
         "Căn cước công dân số 030198024228, Cục Cảnh sát QLHC về"}, /* nothing is added */
    };
    struct paper_field_def f = {.key = (char *)"x", .kind = KIND_ID_PAPER};
    f.values.items = (char **)known;
    f.values.len = sizeof known / sizeof *known;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading r = {0};
        assert_int_equal(kind_read(rules, &f, rows[i].read, &r), SO_OK);
        assert_string_equal(r.value, rows[i].value);
        reading_clear(&r);
    }
}

/* Of a closed list the nearest is meant, unless two lie as near. */
static void closed_list(void **state)
{
    (void)state;
    static const char *const known[] = {"Cha", "Mẹ", "Ông", "Bà", "Chú"};
    struct paper_field_def f = {.key = (char *)"x", .kind = KIND_TEXT, .closed = true};
    f.values.items = (char **)known;
    f.values.len = sizeof known / sizeof *known;
    struct reading r = {0};
    assert_int_equal(kind_read(rules, &f, "Hẹ", &r), SO_OK);
    assert_string_equal(r.value, "Mẹ");
    assert_int_equal(kind_read(rules, &f, "Người giám hộ", &r), SO_OK);
    assert_string_equal(r.value, "Người giám hộ");
    f.closed = false;
    assert_int_equal(kind_read(rules, &f, "Hẹ", &r), SO_OK);
    assert_string_equal(r.value, "Hẹ");
    reading_clear(&r);
}

static void notations_are_known(void **state)
{
    (void)state;
    static const char *const known[] = {"UBND-XNTTHN", "SCT/CK,ĐC"};
    struct paper_field_def f = {.key = (char *)"so", .kind = KIND_REGISTER_NUMBER};
    f.values.items = (char **)known;
    f.values.len = 2;
    struct reading r = {0};
    assert_int_equal(kind_read(rules, &f, "61UBND-XNTTHN", &r), SO_OK);
    assert_string_equal(r.value, "61/UBND-XNTTHN");
    f.kind = KIND_BOOK;
    assert_int_equal(kind_read(rules, &f, "03/2023-SCT/CK,DC", &r), SO_OK);
    assert_string_equal(r.value, "03/2023-SCT/CK,ĐC");
    reading_clear(&r);
}

/* By hand M and H are alike: a name's word that nobody has, and that the other letter makes usual, is not sure. */
static void an_unusual_name_with_an_alike_letter_is_doubted(void **state)
{
    static const struct {
        const char *name;
        bool doubted;
    } rows[] = {{"HUỲNH HỸ THƠM", true}, {"HUỲNH MỸ THƠM", false}, {"HỒ THỊ HAI", false}, {"MẠC THỊ MÙNG", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = BUF_INIT;
        assert_int_equal(buf_printf(&text, "\n                    GIẤY ỦY QUYỀN\nTôi là: %s\nNgày sinh: 12/05/1990\n", rows[i].name), 0);
        struct papers p = judge_text(rules, buf_str(&text));
        assert_value(&p, "ben_a", rows[i].name);
        assert_true(!finding_of(&p, FINDING_DOUBTFUL, "ben_a") == !rows[i].doubted);
        papers_free(&p);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_by_the_words),
        cmocka_unit_test(name_by_the_name_under_the_signature),
        cmocka_unit_test(an_unusual_name_with_an_alike_letter_is_doubted),
        cmocka_unit_test(kinds),
        cmocka_unit_test(phrases_are_known),
        cmocka_unit_test(closed_list),
        cmocka_unit_test(notations_are_known),
    };
    return cmocka_run_group_tests(tests, rules_setup, rules_teardown);
}
