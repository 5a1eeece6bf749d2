/* What the golden tests and the demo rest on: specimens are the same again, and their truth is true and complete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "conf/papers.h"
#include "drawing.h"
#include "viet/date.h"

#define TEST_DPI 72 /* fast; the words are the same at any resolution */

static struct paper_defs defs; /* what the reader knows of papers */

static int load_definitions(void **state)
{
    (void)state;
    struct so_error err = {0};
    if (papers_load(SOHOA_SOURCE_DIR "/config/papers", &defs, &err) != SO_OK)
        fail_msg("%s", err.text);
    return 0;
}

static int free_definitions(void **state)
{
    (void)state;
    paper_defs_free(&defs);
    return 0;
}

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

/* Every field that the reader's definition always asks for has its truth, and the truth has no key of its own. */
static void assert_truth_is_whole(const struct specimen *s, json_t *fields)
{
    const struct paper_def *d = paper_defs_find(&defs, s->form.type);
    const char *key;
    json_t *value;
    assert_non_null(d);
    for (size_t i = 0; i < d->fields.len; i++)
        if (d->fields.items[i].need == NEED_YES && !json_object_get(fields, d->fields.items[i].key))
            fail_msg("%s in layout %s lacks %s", d->type, s->form.style->name, d->fields.items[i].key);
    json_object_foreach(fields, key, value)
    {
        if (!paper_def_field(d, key))
            fail_msg("%s in layout %s has a field %s, which its definition has not", d->type, s->form.style->name, key);
    }
}

static void every_definition_has_a_drawing(void **state)
{
    (void)state;
    for (size_t i = 0; i < defs.len; i++)
        if (!form_kind_find(defs.items[i].type))
            fail_msg("nobody draws %s", defs.items[i].type);
    for (const struct form_kind *k = form_kinds; k->type; k++)
        if (!paper_defs_find(&defs, k->type))
            fail_msg("%s is drawn and has no definition", k->type);
}

static void assert_truth_is_true(const struct specimen *s)
{
    json_t *truth = truth_of(s), *fields = json_object_get(truth, "fields"),
           *missing = json_object_get(truth, "missing"), *value;
    const char *key;
    char *text = g_strdup(json_string_value(json_object_get(truth, "text")));
    g_strdelimit(text, "\n", ' '); /* a title may stand in two lines */
    assert_string_equal(json_string_value(json_object_get(truth, "type")), s->form.type);
    json_object_foreach(fields, key, value)
    {
        assert_true(json_is_string(value));
        if (*json_string_value(value) && !strstr(text, json_string_value(value)))
            fail_msg("%s: %s: '%s' is not on the page:\n%s", s->form.type, key, json_string_value(value), text);
        if (*json_string_value(value))
            assert_false(lists(missing, key));
    }
    assert_truth_is_whole(s, fields);
    const json_t *marks = json_object_get(truth, "marks");
    bool lacks_signature = json_is_false(json_object_get(marks, "signature")) && !s->form.unsigned_paper;
    assert_int_equal(lacks_signature, lists(missing, "chu_ky"));
    g_free(text);
    json_decref(truth);
}

static void every_type_and_layout_tells_the_truth(void **state)
{
    (void)state;
    uint64_t n = 0;
    for (const struct form_kind *k = form_kinds; k->type; k++) {
        for (const struct style *style = styles; style->name; style++) {
            if (!style_fits(style, k->type))
                continue;
            const struct order order = {.seed = 11,
                                        .number = ++n,
                                        .kind = k,
                                        .layout = style,
                                        .damage.level = (int)(n % 4),
                                        .damage.turn = 0,
                                        .dpi = TEST_DPI};
            struct specimen s = draw(&order);
            assert_ptr_equal(s.form.style, style);
            assert_truth_is_true(&s);
            specimen_finish(&s);
        }
    }
}

static void blank_papers_keep_their_truth(void **state)
{
    (void)state;
    for (const struct form_kind *k = form_kinds; k->type; k++)
        for (uint64_t n = 0; n < 3; n++) {
            const struct order order = {.seed = 5, .number = n, .kind = k, .damage.level = 0, .damage.turn = 0, .dpi = TEST_DPI};
            struct specimen s = draw(&order);
            assert_truth_is_true(&s);
            specimen_finish(&s);
        }
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    for (uint64_t n = 0; form_kinds[n].type; n++) {
        const struct order order = {
            .seed = 21, .number = n, .kind = &form_kinds[n], .damage.level = -1, .damage.turn = -1, .dpi = TEST_DPI};
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
        .seed = 1, .kind = form_kind_find("giay_khai_sinh"), .damage.level = 0, .damage.turn = 0, .dpi = TEST_DPI, .wishes = {.complete = true}};
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
                          .kind = form_kind_find("trich_luc_khai_sinh"),
                          .damage.level = 0,
                          .damage.turn = 180,
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
    const struct order order = {.seed = 4, .kind = form_kind_find("van_ban_hanh_chinh"), .damage.level = 1, .damage.turn = 90, .dpi = TEST_DPI};
    struct specimen s = draw(&order);
    assert_true(s.picture.width > s.picture.height);
    specimen_finish(&s);
}

static void a_photocopy_has_no_colour(void **state)
{
    (void)state;
    const struct order order = {.seed = 4, .kind = form_kind_find("giay_khai_sinh"), .damage.level = 2, .damage.turn = 0, .dpi = TEST_DPI};
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
        cmocka_unit_test(every_definition_has_a_drawing),
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
    int failed = cmocka_run_group_tests(tests, load_definitions, free_definitions);
    fonts_free();
    return failed;
}
