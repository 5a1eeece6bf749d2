#include "support.h"

#include "viet/date.h"
#include "viet/text.h"

#ifdef SOHOA_SANITIZED
#define DAY_STEP 211
#else
#define DAY_STEP 31
#endif

static float assert_reads(const char *s, const char *iso)
{
    struct viet_date d;
    float confidence = 0;
    char got[VIET_DATE_SIZE] = "none";
    if (viet_date_from_words(s, strlen(s), &d, &confidence))
        viet_date_iso(d, got);
    if (strcmp(got, iso))
        fail_msg("\"%s\" is read as %s, not %s", s, got, iso);
    return confidence;
}

static void assert_sure(const char *s, const char *iso)
{
    float confidence = assert_reads(s, iso);
    if (confidence < 0.9f)
        fail_msg("\"%s\" is read with confidence %.2f only", s, (double)confidence);
}

static void reads_every_variant_that_is_written(void **state)
{
    (void)state;
    assert_sure("Ngày hai mươi tư tháng sáu năm hai nghìn không trăm mười bảy", "2017-06-24");
    assert_sure("Ngày Hai Mươi Bảy Tháng Tám Năm Hai Nghìn Không Trăm Linh Tám", "2008-08-27");
    assert_sure("Ngày Hai Mươi Bảy Tháng Tám Năm Hai Nghìn Linh Tám", "2008-08-27");
    assert_sure("Mùng chín tháng mười một năm một nghìn chín trăm bảy mươi ba", "1973-11-09");
    assert_sure("mồng năm tháng năm năm hai ngàn lẻ năm", "2005-05-05");
    assert_sure("ngày mười lăm tháng giêng năm một nghìn chín trăm tám mươi", "1980-01-15");
    assert_sure("ngày ba mươi mốt tháng chạp năm một ngàn chín trăm năm mươi tư", "1954-12-31");
    assert_sure("ngày hai mươi nhăm tháng tư năm hai không không tám", "2008-04-25");
    assert_sure("hai lăm tháng bẩy năm một chín bảy ba", "1973-07-25");
    assert_sure("Ngày mười tháng mười năm hai nghìn không trăm mười", "2010-10-10");
    assert_sure("NGÀY MƯỜI NĂM THÁNG MƯỜI NĂM HAI NGHÌN KHÔNG TRĂM HAI MƯƠI", "2020-10-15");
    assert_sure("Ghi bằng chữ: ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm. Giới tính: Nam", "1945-09-02");
    assert_sure("ngày 24 tháng sáu năm 2017", "2017-06-24");
    assert_sure("Năm một nghìn chín trăm ba mươi hai", "1932");
    assert_sure("tháng năm năm một nghìn chín trăm ba mươi hai", "1932-05");
    assert_sure("năm hai nghìn", "2000");
    assert_sure("ngày rằm tháng tám năm hai nghìn", "2000-08-15");
    assert_sure("Sinh ngày mười ba, tháng mười, năm một nghìn chín trăm chín mươi", "1990-10-13");
}

static void bears_misread_letters(void **state)
{
    (void)state;
    assert_reads("Ngay hai muoi tu thang sau nam hai nghin khong tram muoi bay", "2017-06-24");
    assert_reads("Ngày haimươi tư thảng sáu nãm hai nghln không trãm mười bảy", "2017-06-24");
    assert_reads("Ngày hai mươi tư †háng sáu năm hai nghìn khôrng trăm mưòi bẩy", "2017-06-24");
    assert_reads("Ngày mùng bôn tháng mười hai nghìn không trăm hai mươi tư", "2024-10-04");
    float clean = assert_reads("Ngày mùng bốn tháng mười năm hai nghìn không trăm hai mươi tư", "2024-10-04");
    float worse = assert_reads("Ngày mùng bôn tháng mưởi năm hai nghin không trãm hai mươi tu", "2024-10-04");
    assert_true(worse < clean && worse > 0.6f);
}

static void doubts_what_has_another_meaning(void **state)
{
    (void)state;
    struct viet_date d;
    float confidence = 1;
    /* No calendar has it: whatever comes out must not be trusted. */
    const char *s = "ngày ba mươi tháng hai năm hai nghìn không trăm mười bảy";
    if (viet_date_from_words(s, strlen(s), &d, &confidence))
        assert_true(confidence < 0.5f);
    static const char *const none[] = {
        "", "Họ và tên Nguyễn Văn A", "Nơi sinh: Hải Dương", "ngày tháng năm", "hai ba bốn", "năm"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (viet_date_from_words(none[i], strlen(none[i]), &d, &confidence))
            assert_true(confidence < 0.5f);
}

static void repaired_words_keep_variant_and_case(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Ghi bằng chữ: Ngay mông bốn thảng mười năm hai ngàn lẻ nãm", "Ngày mồng bốn tháng mười năm hai ngàn lẻ năm"},
        {"NGÀY HAI MƯOI TU THÁNG SÁU NĂM HAI NGHÌN KHÔNG TRĂM MƯỜI BẢY Nam",
         "NGÀY HAI MƯƠI TƯ THÁNG SÁU NĂM HAI NGHÌN KHÔNG TRĂM MƯỜI BẢY"},
        {"Ngày Hai Mươi Bẩy Tháng Tám Năm Hai Nghin Linh Tám", "Ngày Hai Mươi Bẩy Tháng Tám Năm Hai Nghìn Linh Tám"},
        {"Ngày 24/06/2017 (ngày hai mươi tư thág sáu năm hai nghìn không trăm mười bảy)",
         "ngày hai mươi tư tháng sáu năm hai nghìn không trăm mười bảy"},
        {"Ngày haimươi tư tháng sáu năm 2017", "Ngày hai mươi tư tháng sáu năm 2017"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct viet_date d;
        struct buf text = BUF_INIT;
        assert_true(viet_date_repair_words(pairs[i][0], strlen(pairs[i][0]), &d, NULL, &text));
        assert_string_equal(buf_str(&text), pairs[i][1]);
        buf_free(&text);
    }
}

/* The words of a date mean that date and no other, with certainty. */
static void dates_round_trip(void **state)
{
    (void)state;
    struct buf words = BUF_INIT;
    long first = viet_date_to_days((struct viet_date){1900, 1, 1});
    long last = viet_date_to_days((struct viet_date){2100, 12, 31});
    for (long n = first; n <= last; n += DAY_STEP) {
        struct viet_date d = viet_date_from_days(n), back = {0};
        float confidence = 0;
        buf_clear(&words);
        assert_int_equal(viet_date_to_words(d, &words), 0);
        if (!viet_date_from_words(words.data, words.len, &back, &confidence) || !viet_date_equal(d, back) ||
            confidence < 0.999f)
            fail_msg("%s is read as %d-%d-%d with %.2f", words.data, back.year, back.month, back.day,
                     (double)confidence);
    }
    buf_free(&words);
}

/* Every day of a year and every year, written out and read back: all words in all places. */
static void all_days_and_all_years_round_trip(void **state)
{
    (void)state;
    struct buf words = BUF_INIT;
    for (int year = 1900; year <= 2100; year++) {
        struct viet_date d = {year, year % 12 + 1, year % 28 + 1}, back = {0};
        buf_clear(&words);
        assert_int_equal(viet_date_to_words(d, &words), 0);
        assert_true(viet_date_from_words(words.data, words.len, &back, NULL) && viet_date_equal(d, back));
    }
    for (int i = 0; i < 366; i++) {
        struct viet_date d = viet_date_from_days(viet_date_to_days((struct viet_date){2024, 1, 1}) + i), back = {0};
        buf_clear(&words);
        assert_int_equal(viet_date_to_words(d, &words), 0);
        assert_true(viet_date_from_words(words.data, words.len, &back, NULL) && viet_date_equal(d, back));
    }
    buf_free(&words);
}

static void writes_as_registers_do(void **state)
{
    (void)state;
    static const struct {
        struct viet_date date;
        const char *words;
    } cases[] = {
        {{2017, 6, 24}, "Ngày hai mươi tư tháng sáu năm hai nghìn không trăm mười bảy"},
        {{2024, 10, 4}, "Ngày mùng bốn tháng mười năm hai nghìn không trăm hai mươi tư"},
        {{2018, 4, 10}, "Ngày mùng mười tháng tư năm hai nghìn không trăm mười tám"},
        {{2017, 11, 14}, "Ngày mười bốn tháng mười một năm hai nghìn không trăm mười bảy"},
        {{2005, 5, 15}, "Ngày mười lăm tháng năm năm hai nghìn không trăm linh năm"},
        {{1991, 1, 31}, "Ngày ba mươi mốt tháng một năm một nghìn chín trăm chín mươi mốt"},
        {{2000, 0, 0}, "Năm hai nghìn"},
        {{1932, 5, 0}, "Tháng năm năm một nghìn chín trăm ba mươi hai"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf words = BUF_INIT;
        assert_int_equal(viet_date_to_words(cases[i].date, &words), 0);
        assert_string_equal(buf_str(&words), cases[i].words);
        buf_free(&words);
    }
}

static void numbers_round_trip(void **state)
{
    (void)state;
    struct buf words = BUF_INIT;
    for (unsigned n = 0; n <= 9999; n += n < 120 ? 1 : DAY_STEP / 3) {
        unsigned back = 0;
        float confidence = 0;
        buf_clear(&words);
        assert_int_equal(viet_number_to_words(n, &words), 0);
        if (!viet_number_from_words(words.data, words.len, &back, &confidence) || back != n)
            fail_msg("%s (%u) is read as %u", words.data, n, back);
    }
    assert_int_not_equal(viet_number_to_words(10000, &words), 0);
    buf_free(&words);
}

/* One letter in fifty loses or changes its tone or mark, turns into another, or is lost; a space now and then, too. */
static void misread(const char *s, size_t len, uint32_t *state, struct buf *out)
{
    static const char letters[] = "ilocenuh", signs[] = "1l|tfr0";
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        struct viet_letter l;
        char bytes[4];
        *state = *state * 1664525u + 1013904223u;
        uint32_t dice = *state >> 8;
        if (cp == ' ' && dice % 100 == 0)
            continue;
        if (viet_letter_split(cp, &l) && dice % 50 == 0) {
            uint32_t how = dice / 50 % 6;
            if (how == 0)
                continue;
            if (how == 1)
                l.mark = VIET_PLAIN;
            else if (how == 2)
                l = (struct viet_letter){letters[dice / 300 % 8], VIET_PLAIN, VIET_NGANG, false};
            else
                l.tone = (uint8_t)(dice / 300 % 6);
            if (viet_letter_join(l))
                cp = viet_letter_join(l);
            if (how == 3)
                cp = signs[dice / 300 % 7];
        }
        assert_int_equal(buf_append(out, bytes, viet_put(cp, bytes)), 0);
    }
}

/* Misread words mostly give the right date, and a wrong one hardly ever with confidence. */
static void confidence_can_be_trusted(void **state)
{
    (void)state;
    const int rounds = 400;
    int right = 0, sure = 0, sure_and_wrong = 0;
    uint32_t seed = 20170624;
    for (int i = 0; i < rounds; i++) {
        struct viet_date d = viet_date_from_days(-15000 + (long)i * 97), read = {0};
        struct buf words = BUF_INIT, noisy = BUF_INIT;
        float confidence = 0;
        assert_int_equal(viet_date_to_words(d, &words), 0);
        misread(words.data, words.len, &seed, &noisy);
        bool equal = viet_date_from_words(buf_str(&noisy), noisy.len, &read, &confidence) && viet_date_equal(d, read);
        right += equal;
        sure += confidence >= 0.9f;
        sure_and_wrong += confidence >= 0.9f && !equal;
        buf_free(&words);
        buf_free(&noisy);
    }
    assert_true(right >= rounds * 95 / 100);
    assert_true(sure >= rounds * 60 / 100);
    assert_true(sure_and_wrong <= sure / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_variant_that_is_written),
        cmocka_unit_test(bears_misread_letters),
        cmocka_unit_test(doubts_what_has_another_meaning),
        cmocka_unit_test(repaired_words_keep_variant_and_case),
        cmocka_unit_test(dates_round_trip),
        cmocka_unit_test(all_days_and_all_years_round_trip),
        cmocka_unit_test(confidence_can_be_trusted),
        cmocka_unit_test(writes_as_registers_do),
        cmocka_unit_test(numbers_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
