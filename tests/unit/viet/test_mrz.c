#include "support.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/result.h"
#include "viet/mrz.h"

/* Zones are made here on their own: the same number of weights written another way, so that each checks the other. */
static int check_digit(const char *s, size_t len)
{
    int sum = 0;
    for (size_t i = 0; i < len; i++) {
        int v = s[i] == '<' ? 0 : s[i] <= '9' ? s[i] - '0' : s[i] - 'A' + 10;
        sum += (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1) * v;
    }
    return sum % 10;
}

static unsigned random_state = 7;
static int random_int(int low, int high)
{
    random_state = random_state * 1103515245u + 12345u;
    return low + (int)((random_state >> 12) % (unsigned)(high - low + 1));
}

struct card {
    char personal[13], birth[7], expires[7];
    char lines[3][31], text[94];
    bool female;
    int year;
};

/* Copies the buffer's text, which must have exactly the room's length, and empties the buffer. */
static void take(struct buf *b, char *out, size_t size)
{
    assert_int_equal(b->len, size - 1);
    memcpy(out, b->data, size);
    buf_clear(b);
}

static void put_digit(struct buf *b, size_t from)
{
    assert_int_equal(buf_append_char(b, (char)('0' + check_digit(b->data + from, b->len - from))), 0);
}

static void fill(struct buf *b, size_t len)
{
    while (b->len < len)
        assert_int_equal(buf_append_char(b, '<'), 0);
}

static struct card make_card(void)
{
    static const char *const names[] = {"NGUYEN<<VAN<AN", "PHAM<<THI<NGOC<ANH", "Y<<KRONG<NIE", "HUYNH<<BA"};
    struct card c = {.female = random_int(0, 1), .year = random_int(1930, 2015)};
    struct buf b = BUF_INIT, all = BUF_INIT;
    buf_printf(&b, "%03d%d%02d%06d", random_int(1, 96), (c.year >= 2000 ? 2 : 0) + c.female, c.year % 100,
               random_int(0, 999999));
    take(&b, c.personal, sizeof c.personal);
    buf_printf(&b, "IDVNM%s", c.personal + 3);
    put_digit(&b, 5);
    buf_printf(&b, "%s<<", c.personal);
    put_digit(&b, 15);
    take(&b, c.lines[0], 31);
    buf_printf(&b, "%02d%02d%02d", c.year % 100, random_int(1, 12), random_int(1, 28));
    memcpy(c.birth, b.data, 7);
    put_digit(&b, 0);
    buf_printf(&b, "%c%02d%02d%02d", c.female ? 'F' : 'M', random_int(24, 45), random_int(1, 12), random_int(1, 28));
    memcpy(c.expires, b.data + 8, 7);
    put_digit(&b, 8);
    buf_printf(&b, "VNM");
    fill(&b, 29);
    buf_printf(&all, "%s%.7s%.7s%.11s", c.lines[0] + 5, b.data, b.data + 8, b.data + 18);
    buf_printf(&b, "%d", check_digit(all.data, all.len));
    take(&b, c.lines[1], 31);
    buf_printf(&b, "%s", names[random_int(0, 3)]);
    fill(&b, 30);
    take(&b, c.lines[2], 31);
    buf_printf(&b, "%s\n%s\n%s\n", c.lines[0], c.lines[1], c.lines[2]);
    take(&b, c.text, sizeof c.text);
    buf_free(&b);
    buf_free(&all);
    return c;
}

static void assert_card(const struct viet_mrz *m, const struct card *c)
{
    int birth = m->birth.year % 100 * 10000 + m->birth.month * 100 + m->birth.day;
    int expires = m->expires.year % 100 * 10000 + m->expires.month * 100 + m->expires.day;
    assert_string_equal(m->personal, c->personal);
    assert_string_equal(m->number, c->personal + 3);
    assert_int_equal(birth, (int)strtol(c->birth, NULL, 10));
    assert_int_equal(expires, (int)strtol(c->expires, NULL, 10));
    assert_int_equal(m->birth.year, c->year);
    assert_true(m->sex == (c->female ? VIET_FEMALE : VIET_MALE));
    assert_string_equal(m->country, "VNM");
}

static void cards_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct card c = make_card();
        struct viet_mrz m;
        assert_true(viet_mrz_read(c.text, strlen(c.text), &m));
        assert_card(&m, &c);
        assert_int_equal(m.repaired, 0);
        assert_int_equal(m.kind, VIET_MRZ_TD1);
    }
}

/* Any one character of lines 1 and 2 read as any other: refused, or read as what the card says. */
static void one_wrong_character_never_gives_another_card(void **state)
{
    (void)state;
    static const char chars[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
    int repaired = 0;
    for (int n = 0; n < 20; n++) {
        struct card c = make_card();
        for (size_t at = 0; at < 61; at++)
            for (size_t k = 0; k + 1 < sizeof chars; k++) {
                char wrong[sizeof c.text];
                struct viet_mrz m;
                memcpy(wrong, c.text, sizeof wrong);
                if (at == 30 || wrong[at] == chars[k])
                    continue;
                wrong[at] = chars[k];
                if (!viet_mrz_read(wrong, strlen(wrong), &m))
                    continue;
                repaired++;
                assert_string_equal(m.personal, c.personal);
                assert_memory_equal(&m.country, "VNM", 4);
                if (!m.birth.year)
                    continue; /* the first line still proves the number */
                assert_true(m.sex == VIET_SEX_UNKNOWN || m.sex == (c.female ? VIET_FEMALE : VIET_MALE));
                m.sex = c.female ? VIET_FEMALE : VIET_MALE;
                assert_card(&m, &c);
            }
    }
    assert_true(repaired > 1000); /* letters for digits are put right, not only refused */
}

/* Light over the second line takes the dates, not the number. */
static void a_lost_second_line_leaves_the_number(void **state)
{
    (void)state;
    struct card c = make_card();
    struct viet_mrz m;
    char spoilt[sizeof c.text];
    memcpy(spoilt, c.text, sizeof spoilt);
    memset(spoilt + 31, '<', 30);
    assert_true(viet_mrz_read(spoilt, strlen(spoilt), &m));
    assert_string_equal(m.personal, c.personal);
    assert_int_equal(m.birth.year, 0);
    assert_int_equal(m.expires.year, 0);
    spoilt[17] = spoilt[17] == '9' ? '8' : '9'; /* … and nothing mends a first line that contradicts itself */
    spoilt[7] = spoilt[7] == '9' ? '8' : '9';
    assert_false(viet_mrz_read(spoilt, strlen(spoilt), &m));
}

/* A recogniser of Vietnamese sees o with a mark in the 6 of OCR-B. */
static void a_marked_o_is_a_six(void **state)
{
    (void)state;
    int sixes = 0;
    for (int n = 0; n < 20; n++) {
        struct card c = make_card();
        struct buf read = BUF_INIT;
        struct viet_mrz m;
        for (const char *p = c.text; *p; p++) {
            sixes += *p == '6';
            assert_int_equal(*p == '6' ? buf_append_str(&read, "ó") : buf_append_char(&read, *p), SO_OK);
        }
        assert_true(viet_mrz_read(buf_str(&read), read.len, &m));
        assert_card(&m, &c);
        buf_free(&read);
    }
    assert_true(sixes > 20);
}

static void what_a_recogniser_makes_of_fillers_is_no_matter(void **state)
{
    (void)state;
    struct card c = make_card();
    struct viet_mrz m;
    char text[300];
    snprintf(text, sizeof text, "\n %.27s«%c\n\n%.18s «««« %c\nNGUYEN<«VAN<AN<KKKKKK«\n\n", c.lines[0], c.lines[0][29],
             c.lines[1], c.lines[1][29]);
    assert_true(viet_mrz_read(text, strlen(text), &m));
    assert_card(&m, &c);
    assert_string_equal(m.name, "NGUYEN VAN AN");
    snprintf(text, sizeof text, "%s\n%s", c.lines[0], c.lines[1]);
    assert_false(viet_mrz_read(text, strlen(text), &m));
    snprintf(text, sizeof text, "%s\n%s\n%s\nmore", c.lines[0], c.lines[1], c.lines[2]);
    assert_false(viet_mrz_read(text, strlen(text), &m));
}

static void make_passport(struct buf *out, const char *issuer, const char *number, const char *personal)
{
    struct buf b = BUF_INIT, all = BUF_INIT;
    buf_printf(&b, "%s", number);
    fill(&b, 9);
    put_digit(&b, 0);
    buf_printf(&b, "%s840217", issuer);
    put_digit(&b, 13);
    buf_printf(&b, "F310216");
    put_digit(&b, 21);
    buf_printf(&b, "%s", personal);
    fill(&b, 42);
    put_digit(&b, 28);
    buf_printf(&all, "%.10s%.7s%.22s", b.data, b.data + 13, b.data + 21);
    buf_clear(out);
    buf_printf(out, "P<%sTRAN<<THI<BICH<<<<<<<<<<<<<<<<<<<<<<<<<\n%s%d\n", issuer, b.data, check_digit(all.data, all.len));
    buf_free(&b);
    buf_free(&all);
}

static void passports_read(void **state)
{
    (void)state;
    struct buf text = BUF_INIT;
    struct viet_mrz m;
    make_passport(&text, "VNM", "C1234567", "031184002233");
    assert_true(viet_mrz_read(text.data, text.len, &m));
    assert_int_equal(m.kind, VIET_MRZ_TD3);
    assert_string_equal(m.number, "C1234567");
    assert_string_equal(m.personal, "031184002233");
    assert_string_equal(m.name, "TRAN THI BICH");
    assert_string_equal(m.country, "VNM");
    assert_int_equal(m.birth.year, 1984);
    assert_int_equal(m.expires.year, 2031);
    assert_true(m.sex == VIET_FEMALE);
    char *eight = strchr(text.data, '\n') + 8;
    *eight = *eight == '1' ? '2' : '1';
    assert_false(viet_mrz_read(text.data, text.len, &m));
    make_passport(&text, "LAO", "PA012345", "");
    assert_true(viet_mrz_read(text.data, text.len, &m));
    assert_string_equal(m.country, "LAO");
    assert_string_equal(m.personal, "");
    buf_free(&text);
}

/* Known answers of ICAO Doc 9303 part 3, 4.9, and part 5, appendix. */
static void check_digits_are_those_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(viet_mrz_check_digit("520727", 6), 3);
    assert_int_equal(viet_mrz_check_digit("AB2134<<<", 9), 5);
    assert_int_equal(viet_mrz_check_digit("D231458907", 9), 7);
    assert_int_equal(viet_mrz_check_digit("D23145890734", 9), 7);
    assert_int_equal(viet_mrz_check_digit("a", 1), -1);
}

static void lines_are_told_from_text(void **state)
{
    (void)state;
    static const char *const lines[] = {"IDVNM0840022331031184002233<<4", "8402178F3102164VNM<<<<<<<<<<<2",
                                        "TRAN<<THI<BICH<<<<<<<<<<<<<<<<", "IDVNM0840022331 031184002233««4"};
    static const char *const others[] = {"Thôn Đoài, xã Thanh Sơn, huyện Thanh Hà", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                         "<<<", "031184002233", ""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_true(viet_mrz_is_line(lines[i], strlen(lines[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(viet_mrz_is_line(others[i], strlen(others[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cards_read_back),
        cmocka_unit_test(one_wrong_character_never_gives_another_card),
        cmocka_unit_test(a_lost_second_line_leaves_the_number),
        cmocka_unit_test(a_marked_o_is_a_six),
        cmocka_unit_test(what_a_recogniser_makes_of_fillers_is_no_matter),
        cmocka_unit_test(passports_read),
        cmocka_unit_test(check_digits_are_those_of_the_standard),
        cmocka_unit_test(lines_are_told_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
