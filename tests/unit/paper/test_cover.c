#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_page.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "paper/cover.h"

static char *payload_of(struct cover cover)
{
    struct buf b = BUF_INIT;
    assert_int_equal(cover_write(&cover, &b), SO_OK);
    char *text = strdup(buf_str(&b));
    buf_free(&b);
    return text;
}

static int parse(const char *payload, struct cover *ret)
{
    return cover_parse(payload, strlen(payload), ret);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    const struct cover covers[] = {
        {{0}, {0}, 0},
        {"H29.26-261124-0007", "khai_sinh", 12},
        {"", "chung_thuc_ban_sao", 0},
        {"Hồ sơ số 5|7=%", "", COVER_SHEETS_MAX},
    };
    for (size_t i = 0; i < sizeof covers / sizeof *covers; i++) {
        struct cover again = {.sheets = -1};
        char *text = payload_of(covers[i]);
        assert_int_equal(parse(text, &again), SO_OK);
        assert_string_equal(again.dossier, covers[i].dossier);
        assert_string_equal(again.procedure, covers[i].procedure);
        assert_int_equal(again.sheets, covers[i].sheets);
        free(text);
    }
    char *text = payload_of((struct cover){"H29-0007", "khai_sinh", 12});
    assert_memory_equal(text, "SOHOA:1|d=H29-0007|p=khai_sinh|n=12|", 36);
    free(text);
}

/* Every byte that differs, every byte that is cut off: no cover. */
static void a_damaged_payload_is_no_cover(void **state)
{
    (void)state;
    char *text = payload_of((struct cover){"H29-0007", "khai_sinh", 12});
    size_t len = strlen(text);
    struct cover cover;
    for (size_t i = 0; i < len; i++) {
        for (int bit = 0; bit < 7; bit++) {
            text[i] ^= (char)(1 << bit);
            assert_int_not_equal(cover_parse(text, len, &cover), SO_OK);
            text[i] ^= (char)(1 << bit);
        }
        assert_int_not_equal(cover_parse(text, i, &cover), SO_OK);
    }
    assert_int_equal(cover_parse(text, len, &cover), SO_OK);
    free(text);
}

/* The checksum alone is not enough: the same content written in another way is not ours either. */
static int parse_signed(const char *body)
{
    char text[300];
    struct cover cover;
    snprintf(text, sizeof text, "%s|%08x", body, hash_crc32(body, strlen(body)));
    return parse(text, &cover);
}

static void only_the_one_spelling_counts(void **state)
{
    (void)state;
    assert_int_equal(parse_signed("SOHOA:1|d=A|n=3"), SO_OK);
    assert_int_equal(parse_signed("SOHOA:1|n=3|d=A"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|d=A|d=B"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|d=%41"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|d=%00"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|d=%FF"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|n=0"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|n=03"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:1|x=3"), SO_EFORMAT);
    assert_int_equal(parse_signed("SOHOA:2|d=A"), SO_EUNSUPPORTED);
    struct cover cover;
    assert_int_equal(parse("https://dichvucong.gov.vn/?ho_so=1", &cover), SO_ENOTFOUND);
    assert_int_equal(parse("030090001234|012345678|Nguyễn Văn An|01012000|Nam|Xã Đồng Tâm|02022022", &cover),
                     SO_ENOTFOUND);
}

static void what_cannot_be_printed_is_refused(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    struct cover line = {.dossier = "a\nb"}, bad = {.procedure = "\xff"}, many = {.sheets = COVER_SHEETS_MAX + 1};
    assert_int_equal(cover_write(&line, &b), SO_EINVALID);
    assert_int_equal(cover_write(&bad, &b), SO_EINVALID);
    assert_int_equal(cover_write(&many, &b), SO_EINVALID);
    assert_int_equal(b.len, 0);
    buf_free(&b);
}

static enum cover_sight look(const char *text, const char *const *payloads, size_t n, struct cover *ret)
{
    struct page page;
    struct code codes[4];
    page_set(&page, text);
    for (size_t i = 0; i < n; i++)
        codes[i] = (struct code){"QRCode", (char *)payloads[i], strlen(payloads[i]), {0, 0, 100, 100}};
    page.codes = (struct codes){.items = codes, .len = n};
    enum cover_sight sight = cover_look(&page, ret);
    page.codes = (struct codes){0};
    page_free(&page);
    return sight;
}

static void a_page_is_a_cover_by_its_code_alone(void **state)
{
    (void)state;
    struct cover cover = {0};
    char *one = payload_of((struct cover){"H29-0007", "khai_sinh", 2}), *other = payload_of((struct cover){.dossier = "X"});
    const char *foreign = "030090001234|012345678|Nguyễn Văn An|01012000|Nam|Xã Đồng Tâm|02022022";
    assert_int_equal(look("", (const char *[]){one}, 1, &cover), COVER_SEEN);
    assert_string_equal(cover.dossier, "H29-0007");
    assert_int_equal(look("", (const char *[]){one, foreign, one}, 3, &cover), COVER_SEEN);
    assert_int_equal(look("", (const char *[]){foreign}, 1, &cover), COVER_NONE);
    assert_int_equal(look("", (const char *[]){one, other}, 2, &cover), COVER_DOUBTED);
    one[10] ^= 1;
    assert_int_equal(look("", (const char *[]){one}, 1, &cover), COVER_DOUBTED);
    assert_int_equal(look("Sohoa\nTỜ BÌA PHÂN CÁCH HỒ SƠ\nHồ sơ\n", NULL, 0, &cover), COVER_DOUBTED);
    assert_int_equal(look("GIẤY KHAI SINH\n", NULL, 0, &cover), COVER_NONE);
    free(one);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),          cmocka_unit_test(a_damaged_payload_is_no_cover),
        cmocka_unit_test(only_the_one_spelling_counts),     cmocka_unit_test(what_cannot_be_printed_is_refused),
        cmocka_unit_test(a_page_is_a_cover_by_its_code_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
