#include "support.h"

#include "viet/fold.h"
#include "viet/id.h"
#include "viet/name.h"

static float score(const char *s)
{
    return viet_name_score(s, strlen(s));
}

static void names_score_high_and_other_text_low(void **state)
{
    (void)state;
    static const char *const names[] = {"Nguyễn Văn An", "LÊ ĐÌNH DŨNG",   "Trần Thị Thu Hà", "Phạm Phương Chúc",
                                        "Vũ Hà",         "Đặng Công Long", "HUỲNH BÁ NAM"};
    static const char *const others[] = {
        "",        "030217002695", "Giấy khai sinh", "Xã Thanh Sơn, huyện Cẩm Giàng", "GIẤY KHAI SINH", "24/06/2017",
        "x7 %% k", "Nam",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (score(names[i]) < 0.9f)
            fail_msg("%s scores %.2f", names[i], (double)score(names[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (score(others[i]) > 0.75f)
            fail_msg("%s scores %.2f", others[i], (double)score(others[i]));
    assert_true(score("Nguyển Vãn Hóoi") < score("Nguyễn Văn Hội"));
    assert_true(score("Y Krông Niê") > 0.2f); /* a lawful name: odd, never impossible */
}

static void surnames_are_repaired_to_the_nearest(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"NGUYÊN", "Nguyễn"}, {"Nguyển", "Nguyễn"}, {"Trân", "Trần"},
                                           {"PHAM", "Phạm"},     {"Hoàng", "Hoàng"},   {"ĐĂNG", "Đặng"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *got = viet_surname_nearest(pairs[i][0], strlen(pairs[i][0]), NULL);
        if (!got || strcmp(got, pairs[i][1]))
            fail_msg("%s becomes %s", pairs[i][0], got ? got : "nothing");
    }
    assert_null(viet_surname_nearest("Krông", strlen("Krông"), NULL));
    assert_true(viet_surname_weight("nguyễn", strlen("nguyễn")) > viet_surname_weight("Tạ", strlen("Tạ")));
    assert_true(viet_surname_weight("Nguyen", 6) == 0);
}

static void sex_is_read_even_when_misread(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum viet_sex sex;
    } cases[] = {{"Nam", VIET_MALE},      {"NỮ", VIET_FEMALE},           {"Nư", VIET_FEMALE},
                 {"Nứ", VIET_FEMALE},     {"Narn", VIET_MALE},           {"nữ giới", VIET_FEMALE},
                 {": Nam.", VIET_MALE},   {"", VIET_SEX_UNKNOWN},        {"Kinh", VIET_SEX_UNKNOWN},
                 {"N", VIET_SEX_UNKNOWN}, {"Việt Nam", VIET_SEX_UNKNOWN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (viet_sex_parse(cases[i].text, strlen(cases[i].text)) != cases[i].sex)
            fail_msg("\"%s\" is read as \"%s\"", cases[i].text,
                     viet_sex_name(viet_sex_parse(cases[i].text, strlen(cases[i].text))));
}

static void every_group_is_found_by_its_name_folded_and_exact(void **state)
{
    (void)state;
    for (int i = 0; i < VIET_ETHNIC_COUNT; i++) {
        const char *name = viet_ethnic_name(i);
        float similarity = 0;
        assert_int_equal(viet_ethnic_find(name, strlen(name), &similarity), i);
        assert_float_equal(similarity, 1, 0);
        char *folded = apply(viet_fold, name);
        if (viet_ethnic_find(folded, strlen(folded), NULL) != i)
            fail_msg("%s is not found as %s", name, folded);
        free(folded);
    }
    assert_null(viet_ethnic_name(-1));
    assert_null(viet_ethnic_name(VIET_ETHNIC_COUNT));
}

static void aliases_and_misreadings_name_a_group(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"H'Mông", "Mông"}, {"HMONG", "Mông"}, {"Mèo", "Mông"},         {"Khmer", "Khơ-me"},
        {"Ê đê", "Ê-đê"},   {"êđê", "Ê-đê"},   {"Cao Lan", "Sán Chay"}, {"Vân Kiều", "Bru–Vân Kiều"},
        {"Kỉnh", "Kinh"},   {"Klnh", "Kinh"},  {"Mưòng", "Mường"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int found = viet_ethnic_find(pairs[i][0], strlen(pairs[i][0]), NULL);
        if (found < 0 || strcmp(viet_ethnic_name(found), pairs[i][1]))
            fail_msg("%s is taken for %s", pairs[i][0], found < 0 ? "nothing" : viet_ethnic_name(found));
    }
    assert_int_equal(viet_ethnic_find("Việt Nam", strlen("Việt Nam"), NULL), -1);
    assert_int_equal(viet_ethnic_find("", 0, NULL), -1);
    assert_int_equal(viet_ethnic_find("...", 3, NULL), -1);
}

static void nationalities_are_found(void **state)
{
    (void)state;
    float similarity;
    assert_int_equal(viet_nationality_find("VIỆT NAM", strlen("VIỆT NAM"), &similarity), 0);
    assert_float_equal(similarity, 1, 0);
    assert_int_equal(viet_nationality_find("Viêt Narn", strlen("Viêt Narn"), &similarity), 0);
    assert_true(similarity < 1);
    assert_string_equal(viet_nationality_name(viet_nationality_find("Hoa kỳ", strlen("Hoa kỳ"), NULL)), "Hoa Kỳ");
    assert_int_equal(viet_nationality_find("Kinh", 4, NULL), -1);
    for (int i = 0; viet_nationality_name(i); i++)
        assert_int_equal(viet_nationality_find(viet_nationality_name(i), strlen(viet_nationality_name(i)), NULL), i);
}

static void id_numbers_tell_what_they_hold(void **state)
{
    (void)state;
    struct viet_id id;
    assert_true(viet_id_parse("037 153 000257", 14, &id));
    assert_int_equal(id.kind, VIET_ID_PERSONAL);
    assert_string_equal(id.digits, "037153000257");
    assert_string_equal(viet_id_province(id.province), "Ninh Bình");
    assert_int_equal(id.sex, VIET_FEMALE);
    assert_int_equal(id.birth_year, 1953);
    assert_true(viet_id_parse("030217002695", 12, &id));
    assert_int_equal(id.sex, VIET_MALE);
    assert_int_equal(id.birth_year, 2017);
    assert_true(viet_id_parse("141742143", 9, &id));
    assert_int_equal(id.kind, VIET_ID_CMND);
    static const char *const bad[] = {
        "", "03021700269", "0302170026955", "03021700269O", "030-217002695", "CMND 141742143"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(viet_id_parse(bad[i], strlen(bad[i]), &id));
}

/* All provinces, centuries, sexes and years that twelve digits can say are what was put into them. */
static void every_personal_number_says_what_was_put_in(void **state)
{
    (void)state;
    for (int province = 0; province <= 999; province++)
        for (int digit = 0; digit <= 9; digit++)
            for (int year = 0; year <= 99; year++) {
                char number[32];
                struct viet_id id;
                int serial = (province * 7919 + digit * 104729 + year * 1299709) % 1000000;
                snprintf(number, sizeof number, "%03d%d%02d%06d", province, digit, year, serial);
                enum viet_sex sex = digit % 2 ? VIET_FEMALE : VIET_MALE;
                int born = 1900 + digit / 2 * 100 + year;
                if (!viet_id_parse(number, 12, &id) || id.kind != VIET_ID_PERSONAL || strcmp(id.digits, number) != 0 ||
                    id.province != province || id.sex != sex || id.birth_year != born)
                    fail_msg("%s", number);
                unsigned warnings = viet_id_check(&id, sex, (struct viet_date){born, 0, 0});
                bool known = viet_id_province(province) || province > 100;
                assert_int_equal(warnings & ~(unsigned)VIET_ID_REPEATED, known ? 0 : VIET_ID_PROVINCE_UNKNOWN);
            }
}

/* The 63 provinces of the codes became 34 (Nghị quyết 202/2025/QH15); each of those but Huế has the name of one of the 63. */
static void provinces_became_fewer(void **state)
{
    (void)state;
    const char *names[64];
    int codes = 0, now = 0;
    for (int code = 0; code <= 999; code++) {
        const char *name = viet_id_province_now(code);
        assert_true((name != NULL) == (viet_id_province(code) != NULL));
        if (!name)
            continue;
        codes++;
        int i = 0;
        while (i < now && strcmp(names[i], name) != 0)
            i++;
        if (i == now)
            names[now++] = name;
    }
    assert_int_equal(codes, 63);
    assert_int_equal(now, 34);
    for (int i = 0; i < now; i++) {
        int code = 0;
        while (code <= 99 && (!viet_id_province(code) || strcmp(viet_id_province(code), names[i]) != 0))
            code++;
        bool found = code <= 99 && !strcmp(viet_id_province_now(code), names[i]);
        if (!found && strcmp(names[i], "Huế") != 0)
            fail_msg("%s", names[i]);
    }
}

static unsigned check(const char *number, enum viet_sex sex, struct viet_date birth)
{
    struct viet_id id;
    assert_true(viet_id_parse(number, strlen(number), &id));
    return viet_id_check(&id, sex, birth);
}

static void contradictions_are_warnings(void **state)
{
    (void)state;
    const struct viet_date born = {2017, 6, 24}, unknown = {0};
    assert_int_equal(check("030217002695", VIET_MALE, born), 0);
    assert_int_equal(check("030217002695", VIET_FEMALE, born), VIET_ID_SEX_DIFFERS);
    assert_int_equal(check("030217002695", VIET_SEX_UNKNOWN, unknown), 0);
    assert_int_equal(check("030217002695", VIET_MALE, (struct viet_date){2018, 0, 0}), VIET_ID_YEAR_DIFFERS);
    assert_int_equal(check("030017002695", VIET_MALE, born), VIET_ID_CENTURY_DIFFERS);
    assert_int_equal(check("003217002695", VIET_MALE, born), VIET_ID_PROVINCE_UNKNOWN);
    assert_int_equal(check("116217002695", VIET_MALE, born), 0); /* registered abroad */
    assert_true(check("000000000000", VIET_SEX_UNKNOWN, unknown) & VIET_ID_REPEATED);
    assert_int_equal(check("111111111", VIET_SEX_UNKNOWN, unknown), VIET_ID_REPEATED);
}

static void words_of_names_tell_their_misreadings(void **state)
{
    (void)state;
    static const char *const usual[] = {"Văn", "Thị", "Khắc", "vân", "THỦY", "Thuỷ"};
    static const char *const misread[] = {"Vẫn", "Thì", "Khác", "Hừu", "Tháo"};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        assert_true(viet_given_weight(usual[i], strlen(usual[i])) == 1);
    for (size_t i = 0; i < sizeof misread / sizeof *misread; i++)
        assert_true(viet_given_weight(misread[i], strlen(misread[i])) == 0);
    float other = viet_given_weight("Niê", strlen("Niê"));
    assert_true(other > 0 && other < 1);
    assert_string_equal(viet_surname_unmarked("Do", 2), "Đỗ");
    assert_string_equal(viet_surname_unmarked("Đàng", strlen("Đàng")), "Đặng");
    assert_null(viet_surname_unmarked("Iran", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_score_high_and_other_text_low),
        cmocka_unit_test(surnames_are_repaired_to_the_nearest),
        cmocka_unit_test(words_of_names_tell_their_misreadings),
        cmocka_unit_test(sex_is_read_even_when_misread),
        cmocka_unit_test(every_group_is_found_by_its_name_folded_and_exact),
        cmocka_unit_test(aliases_and_misreadings_name_a_group),
        cmocka_unit_test(nationalities_are_found),
        cmocka_unit_test(id_numbers_tell_what_they_hold),
        cmocka_unit_test(every_personal_number_says_what_was_put_in),
        cmocka_unit_test(provinces_became_fewer),
        cmocka_unit_test(contradictions_are_warnings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
