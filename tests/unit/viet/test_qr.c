#include "support.h"

#include <stdio.h>

#include "viet/qr.h"

static bool read_text(const char *s, struct viet_qr *ret)
{
    return viet_qr_read(s, strlen(s), ret);
}

static void a_citizen_card_is_read_exactly(void **state)
{
    (void)state;
    struct viet_qr q;
    assert_true(read_text("031184002233|142012345|Trần Thị Bích Hoà|17021984|Nữ|Thôn Đoài, Thanh Sơn, Thanh Hà, Hải Dương|05062021", &q));
    assert_int_equal(q.kind, VIET_QR_CITIZEN);
    assert_string_equal(q.number, "031184002233");
    assert_string_equal(q.old_number, "142012345");
    assert_string_equal(q.name, "Trần Thị Bích Hoà"); /* the spelling of the card stands */
    assert_string_equal(q.address, "Thôn Đoài, Thanh Sơn, Thanh Hà, Hải Dương");
    assert_true(viet_date_equal(q.birth, (struct viet_date){1984, 2, 17}));
    assert_true(viet_date_equal(q.issued, (struct viet_date){2021, 6, 5}));
    assert_true(q.sex == VIET_FEMALE);
    assert_true(read_text("031084002233||Y Krông Niê|17021984|Nam|Buôn 2, Cư Né|05062021\r\n", &q));
    assert_string_equal(q.old_number, "");
    assert_string_equal(q.name, "Y Krông Niê");
    assert_true(q.sex == VIET_MALE);
}

/* The order of the new card's fields is not published: whatever stands where, the first of a kind is the holder's. */
static void the_new_card_is_read_by_what_its_parts_are(void **state)
{
    (void)state;
    static const char *const orders[] = {
        "031209004455||Vũ Gia Hân|09112009|Nữ|Thôn Đông, Hà Nam, Hải Phòng|15082024||Vũ Văn Nam|Lê Thị Mai||",
        "031209004455|Vũ Gia Hân|09112009|Nữ|15082024|Thôn Đông, Hà Nam, Hải Phòng|Vũ Văn Nam|031084000011|Lê Thị Mai",
        "031209004455|Nữ|Vũ Gia Hân|09112009|||15082024|Thôn Đông, Hà Nam, Hải Phòng|Vũ Văn Nam|01011984"};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct viet_qr q;
        assert_true(read_text(orders[i], &q));
        assert_string_equal(q.number, "031209004455");
        assert_string_equal(q.name, "Vũ Gia Hân");
        assert_string_equal(q.address, "Thôn Đông, Hà Nam, Hải Phòng");
        assert_string_equal(q.old_number, "");
        assert_true(viet_date_equal(q.birth, (struct viet_date){2009, 11, 9}));
        assert_true(viet_date_equal(q.issued, (struct viet_date){2024, 8, 15}));
        assert_true(q.sex == VIET_FEMALE);
    }
}

static void an_insurance_card_is_decoded(void **state)
{
    (void)state;
    struct viet_qr q;
    /* Lê Văn Sáu; Thôn Đoài */
    assert_true(read_text("GD4300112345678|4cc3aa2056c4836e2053c3a175|02/09/1956|1|5468c3b46e20c490c3b06169|30 - 123|01/01/2025|-|"
                          "15/12/2024|30-|-|4|01/01/2020|1$", &q));
    assert_int_equal(q.kind, VIET_QR_HEALTH);
    assert_string_equal(q.number, "GD4300112345678");
    assert_string_equal(q.name, "Lê Văn Sáu");
    assert_string_equal(q.facility, "30-123");
    assert_true(viet_date_equal(q.birth, (struct viet_date){1956, 9, 2}));
    assert_true(viet_date_equal(q.issued, (struct viet_date){2025, 1, 1}));
    assert_true(q.sex == VIET_MALE);
    assert_true(read_text("3012345678|4CC3AA2056C4836E2053C3A175|1956|2||30123|01/01/2025|", &q));
    assert_string_equal(q.number, "3012345678");
    assert_true(viet_date_equal(q.birth, (struct viet_date){1956, 0, 0}));
    assert_string_equal(q.address, "");
}

static void a_dossier_code_is_found_in_a_text(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"000.14.34.H23-220716-0031", "000.14.34.H23-220716-0031"},
        {"https://dichvucong.example.vn/tra-cuu?ma=H24.101.05-250811-010042&x=1", "H24.101.05-250811-010042"},
        {"Mã hồ sơ: 000.14.34.H23-220716-0031|Lê Văn A", "000.14.34.H23-220716-0031"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct viet_qr q;
        assert_true(read_text(texts[i][0], &q));
        assert_int_equal(q.kind, VIET_QR_DOSSIER);
        assert_string_equal(q.dossier, texts[i][1]);
    }
}

static void other_codes_say_nothing(void **state)
{
    (void)state;
    static const char *const others[] = {
        "",
        "https://example.vn",
        "000.14.34.H23-221316-0031",  /* no such day */
        "A-220716-0031",
        "031184002233||Trần Thị Bích|17021984|Nữ|Thôn Đoài", /* a field short */
        "031184002233||Trần Thị Bích|31021984|Nữ|Thôn Đoài, Thanh Sơn|05062021", /* no such day: that of issue is not the birth's */
        "13118400223||Trần Thị Bích|17021984|Nữ|Thôn Đoài, x|05062021",
        "GD4300112345678|4cc3aa20zz|02/09/1956|1|-|30 - 123|01/01/2025|",
        "GD4300112345678|4cc3|02/09/1956|1|-|30 - 123|01/01/2025|", /* not UTF-8 */
    };
    struct viet_qr q;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (read_text(others[i], &q))
            fail_msg("%s is read as kind %d", others[i], (int)q.kind);
    char longer[6000];
    memset(longer, 'x', sizeof longer);
    memcpy(longer, "000.14.34.H23-220716-0031", 25);
    assert_false(viet_qr_read(longer, sizeof longer, &q));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_citizen_card_is_read_exactly),
        cmocka_unit_test(the_new_card_is_read_by_what_its_parts_are),
        cmocka_unit_test(an_insurance_card_is_decoded),
        cmocka_unit_test(a_dossier_code_is_found_in_a_text),
        cmocka_unit_test(other_codes_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
