/* What the golden tests and the demo rest on: specimens are the same again, and their truth is true and complete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "drawing.h"
#include "viet/date.h"

#define TEST_DPI 72 /* fast; the words are the same at any resolution */

/* Keys that every paper of the type has (blank or not), as the reader's definitions name them. */
static const struct {
    const char *type, *keys;
} promised[] = {
    {"giay_khai_sinh",
     "so ho_ten ngay_sinh ngay_sinh_chu gioi_tinh dan_toc quoc_tich noi_sinh que_quan so_dinh_danh me_ho_ten "
     "me_nam_sinh me_dan_toc me_quoc_tich me_noi_cu_tru cha_ho_ten cha_noi_cu_tru nguoi_khai_ho_ten noi_dang_ky "
     "ngay_dang_ky nguoi_ky"},
    {"trich_luc_khai_sinh",
     "so ho_ten ngay_sinh ngay_sinh_chu gioi_tinh so_dinh_danh me_ho_ten cha_ho_ten noi_dang_ky ngay_dang_ky "
     "ngay_ky nguoi_ky"},
    {"trich_luc_khai_tu",
     "so ho_ten ngay_sinh gioi_tinh dan_toc quoc_tich so_dinh_danh giay_to_tuy_than noi_cu_tru ngay_chet noi_chet "
     "nguyen_nhan noi_dang_ky dang_ky ngay_ky nguoi_ky"},
    {"giay_chung_nhan_ket_hon",
     "so vo_ho_ten vo_ngay_sinh vo_dan_toc vo_quoc_tich vo_noi_cu_tru vo_giay_to chong_ho_ten chong_ngay_sinh "
     "chong_dan_toc chong_quoc_tich chong_noi_cu_tru chong_giay_to noi_dang_ky ngay_dang_ky nguoi_ky"},
    {"giay_xac_nhan_tinh_trang_hon_nhan",
     "so ho_ten ngay_sinh gioi_tinh dan_toc quoc_tich giay_to_tuy_than noi_cu_tru tinh_trang muc_dich "
     "ngay_ky nguoi_ky"},
    {"to_khai_dang_ky_khai_sinh",
     "nguoi_yeu_cau nyc_noi_cu_tru nyc_giay_to quan_he ho_ten ngay_sinh ngay_sinh_chu gioi_tinh dan_toc "
     "quoc_tich noi_sinh que_quan me_ho_ten me_nam_sinh cha_ho_ten ngay_ky"},
    {"van_ban_hanh_chinh", "so loai_van_ban trich_yeu ngay_ban_hanh nguoi_ky"},
    {"chung_thuc_ban_sao", "ho_ten ngay_sinh so_chung_thuc quyen_so ngay_chung_thuc nguoi_ky"},
    {"chung_thuc_chu_ky",
     "ben_a ben_a_ngay_sinh ben_a_cccd ben_a_noi_cu_tru ben_b ben_b_noi_cu_tru so_chung_thuc quyen_so "
     "ngay_chung_thuc nguoi_ky"},
    {"giay_tiep_nhan_ho_so", "ma_ho_so nguoi_nop dia_chi dien_thoai noi_dung so_luong thoi_gian ngay_nhan ngay_hen"},
};

static struct specimen draw(const struct order *order)
{
    struct specimen s;
    assert_true(specimen_draw(order, &s));
    return s;
}

static json_t *truth_of(const struct specimen *s)
{
    char *path = g_strdup_printf("%s/specimen-XXXXXX", g_get_tmp_dir());
    int fd = g_mkstemp(path);
    assert_true(fd >= 0);
    assert_true(g_close(fd, NULL));
    assert_true(specimen_write(s, NULL, NULL, path));
    json_t *truth = json_load_file(path, 0, NULL);
    assert_non_null(truth);
    assert_int_equal(g_unlink(path), 0);
    g_free(path);
    return truth;
}

static bool lists(const json_t *array, const char *key)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (strcmp(json_string_value(json_array_get(array, i)), key) == 0)
            return true;
    return false;
}

static void assert_truth_is_true(const struct specimen *s)
{
    json_t *truth = truth_of(s), *fields = json_object_get(truth, "fields"),
           *missing = json_object_get(truth, "missing"), *value;
    const char *text = json_string_value(json_object_get(truth, "text")), *key;
    assert_string_equal(json_string_value(json_object_get(truth, "type")), s->form.type);
    assert_non_null(text);
    json_object_foreach(fields, key, value)
    {
        assert_true(json_is_string(value));
        if (*json_string_value(value) && !strstr(text, json_string_value(value)))
            fail_msg("%s: %s: '%s' is not on the page:\n%s", s->form.type, key, json_string_value(value), text);
        if (*json_string_value(value))
            assert_false(lists(missing, key));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(promised); i++) {
        if (strcmp(promised[i].type, s->form.type) != 0)
            continue;
        char **keys = g_strsplit(promised[i].keys, " ", -1);
        for (int k = 0; keys[k]; k++)
            if (!json_object_get(fields, keys[k]))
                fail_msg("%s in layout %s lacks %s", s->form.type, s->form.style->name, keys[k]);
        g_strfreev(keys);
    }
    const json_t *marks = json_object_get(truth, "marks");
    assert_int_equal(json_is_false(json_object_get(marks, "signature")), lists(missing, "chu_ky"));
    json_decref(truth);
}

static void every_type_and_layout_tells_the_truth(void **state)
{
    (void)state;
    for (int t = 0; form_types[t]; t++) {
        for (const struct style *style = styles; style->name; style++) {
            for (int level = 0; level <= 3 && style_fits(style, form_types[t]); level++) {
                const struct order order = {.seed = 11,
                                            .number = (uint64_t)level,
                                            .type = form_types[t],
                                            .layout = style,
                                            .level = level,
                                            .turn = 0,
                                            .dpi = TEST_DPI};
                struct specimen s = draw(&order);
                assert_ptr_equal(s.form.style, style);
                assert_truth_is_true(&s);
                specimen_finish(&s);
            }
        }
    }
}

static void blank_papers_keep_their_truth(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 60; n++) {
        const struct order order = {
            .seed = 5, .number = n, .type = form_types[n % 10], .level = 0, .turn = 0, .dpi = TEST_DPI};
        struct specimen s = draw(&order);
        assert_truth_is_true(&s);
        specimen_finish(&s);
    }
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 10; n++) {
        const struct order order = {
            .seed = 21, .number = n, .type = form_types[n], .level = -1, .turn = -1, .dpi = 100};
        struct specimen a = draw(&order), b = draw(&order);
        assert_int_equal(a.picture.width, b.picture.width);
        assert_memory_equal(a.picture.rgb, b.picture.rgb, 3 * (size_t)a.picture.width * (size_t)a.picture.height);
        json_t *x = truth_of(&a), *y = truth_of(&b);
        assert_true(json_equal(x, y));
        json_decref(x);
        json_decref(y);
        specimen_finish(&a);
        specimen_finish(&b);
    }
}

static void another_seed_gives_another_person(void **state)
{
    (void)state;
    struct order order = {
        .seed = 1, .type = "giay_khai_sinh", .level = 0, .turn = 0, .dpi = TEST_DPI, .wishes = {.complete = true}};
    struct specimen a = draw(&order);
    order.seed = 2;
    struct specimen b = draw(&order);
    assert_string_not_equal(a.text, b.text);
    specimen_finish(&a);
    specimen_finish(&b);
}

static void wishes_are_kept(void **state)
{
    (void)state;
    char *blank[] = {"ho_ten", "con_dau", NULL};
    struct order order = {.seed = 4,
                          .type = "trich_luc_khai_sinh",
                          .level = 0,
                          .turn = 180,
                          .dpi = TEST_DPI,
                          .wishes = {.blank = blank, .complete = true, .no_father = true}};
    struct specimen s = draw(&order);
    json_t *truth = truth_of(&s), *missing = json_object_get(truth, "missing"),
           *fields = json_object_get(truth, "fields");
    assert_int_equal(json_array_size(missing), 2);
    assert_true(lists(missing, "ho_ten"));
    assert_true(lists(missing, "con_dau"));
    assert_string_equal(json_string_value(json_object_get(fields, "cha_ho_ten")), "");
    assert_string_equal(json_string_value(json_object_get(fields, "cha_noi_cu_tru")), "");
    assert_true(json_is_true(json_object_get(json_object_get(truth, "degrade"), "upside_down")));
    json_decref(truth);
    specimen_finish(&s);
}

/* A sheet laid sideways is a wide picture: what the reader must turn back. */
static void sideways_sheets_are_wide(void **state)
{
    (void)state;
    const struct order order = {.seed = 4, .type = "van_ban_hanh_chinh", .level = 1, .turn = 90, .dpi = TEST_DPI};
    struct specimen s = draw(&order);
    assert_true(s.picture.width > s.picture.height);
    specimen_finish(&s);
}

static void a_photocopy_has_no_colour(void **state)
{
    (void)state;
    const struct order order = {.seed = 4, .type = "giay_khai_sinh", .level = 2, .turn = 0, .dpi = TEST_DPI};
    struct specimen s = draw(&order);
    int strongest = 0;
    for (size_t i = 0; i < (size_t)s.picture.width * (size_t)s.picture.height; i++)
        strongest = MAX(strongest, abs(s.picture.rgb[3 * i] - s.picture.rgb[3 * i + 1]));
    assert_true(strongest < 30); /* noise only: the seal's red would be far above */
    specimen_finish(&s);
}

/* The words written here and the words read by the room viet come from two hands: they must agree on every day. */
static void dates_in_words_read_back(void **state)
{
    (void)state;
    GStringChunk *pool = g_string_chunk_new(4096);
    struct rng r = rng_stream(1, 0, "words");
    for (struct day d = {1921, 1, 1}; d.year < 2029; d = day_add(d, 3)) {
        const char *words = day_words(pool, &r, d);
        struct viet_date read = {0};
        float confidence = 0;
        if (!viet_date_from_words(words, strlen(words), &read, &confidence) || confidence < 0.99f ||
            read.year != d.year || read.month != d.month || read.day != d.day)
            fail_msg("'%s' of %04d-%02d-%02d read as %04d-%02d-%02d, confidence %.2f", words, d.year, d.month, d.day,
                     read.year, read.month, read.day, (double)confidence);
    }
    g_string_chunk_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_and_layout_tells_the_truth),
        cmocka_unit_test(blank_papers_keep_their_truth),
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(another_seed_gives_another_person),
        cmocka_unit_test(wishes_are_kept),
        cmocka_unit_test(sideways_sheets_are_wide),
        cmocka_unit_test(a_photocopy_has_no_colour),
        cmocka_unit_test(dates_in_words_read_back),
    };
    if (!fonts_load(SPECIMEN_FONTS)) {
        fputs("no font with all Vietnamese letters is installed\n", stderr);
        return 1;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fonts_free();
    return failed;
}
