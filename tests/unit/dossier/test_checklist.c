#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dossier/checklist.h"
#include "dossier/keeping.h"

static struct procedures *all;

static int setup(void **state)
{
    (void)state;
    struct so_error err = {0};
    int r = procedures_load(SOHOA_SOURCE_DIR "/config/procedures.yaml", &all, &err);
    if (r)
        print_error("%s\n", err.text);
    return r;
}

static int teardown(void **state)
{
    (void)state;
    procedures_free(all);
    return 0;
}

#define MAX 8

struct desk {
    struct checklist_input in;
    struct checklist_paper papers[MAX];
    struct checklist_mark marks[MAX];
    struct checklist list;
};

static void begin(struct desk *d, const char *procedure, int year, int month, int day)
{
    *d = (struct desk){0};
    d->in.procedures = all;
    d->in.day = (struct viet_date){year, month, day};
    d->in.procedure = procedures_find(all, procedure, d->in.day);
    assert_non_null(d->in.procedure);
}

static void give(struct desk *d, int64_t id, const char *type, const char *item)
{
    d->papers[d->in.npapers++] = (struct checklist_paper){.id = id, .type = type, .item = item};
}

static void say(struct desk *d, const char *key, const char *value)
{
    d->marks[d->in.nmarks++] = (struct checklist_mark){key, value, "vì thế"};
}

static const struct checklist_line *line(struct desk *d, const char *key)
{
    d->in.papers = d->papers;
    d->in.marks = d->marks;
    checklist_free(&d->list);
    memset(&d->list, 0, sizeof d->list);
    assert_int_equal(checklist_make(&d->in, &d->list), 0);
    for (size_t i = 0; i < d->list.lines.len; i++)
        if (!strcmp(d->list.lines.items[i].item->key, key))
            return &d->list.lines.items[i];
    fail_msg("no line %s", key);
    return NULL;
}

static void is(struct desk *d, const char *key, enum checklist_state state)
{
    const struct checklist_line *l = line(d, key);
    if (l->state != state)
        fail_msg("%s is %s, not %s", key, checklist_state_name(l->state), checklist_state_name(state));
}

static void end(struct desk *d)
{
    checklist_free(&d->list);
}

static void a_paper_answers_the_line_of_its_type_or_the_one_it_is_put_on(void **state)
{
    (void)state;
    struct desk d;
    begin(&d, "1.001193.H36", 2025, 9, 8);
    is(&d, "to_khai", CHECKLIST_MISSING);
    give(&d, 1, "to_khai_dang_ky_khai_sinh", "");
    is(&d, "to_khai", CHECKLIST_OK);
    give(&d, 2, "van_ban_hanh_chinh", "");
    assert_int_equal(line(&d, "chung_sinh")->papers.len, 0);
    assert_int_equal(d.list.loose.len, 1);
    d.papers[1].item = "chung_sinh"; /* a witness's statement instead */
    is(&d, "chung_sinh", CHECKLIST_OK);
    assert_int_equal(d.list.loose.len, 0);
    assert_ptr_equal(checklist_line_of(&d.list, 2)->item, line(&d, "chung_sinh")->item);
    assert_null(checklist_line_of(&d.list, 3));
    end(&d);
}

static void what_is_only_shown_is_never_missing(void **state)
{
    (void)state;
    struct desk d;
    for (size_t i = 0; i < all->len; i++) {
        struct viet_date day = all->items[i].from.year ? all->items[i].from : (struct viet_date){2024, 6, 3};
        begin(&d, all->items[i].key, day.year, day.month, day.day);
        for (size_t k = 0; k < d.in.procedure->takes.len; k++) {
            const struct procedure_item *item = &d.in.procedure->takes.items[k];
            enum checklist_state s = line(&d, item->key)->state;
            if (item->need != PROCEDURE_REQUIRED && s == CHECKLIST_MISSING)
                fail_msg("%s asks for %s", d.in.procedure->key, item->key);
            if (s == CHECKLIST_MISSING && !*item->reason)
                fail_msg("%s asks for %s without a reason", d.in.procedure->key, item->key);
        }
        end(&d);
    }
    begin(&d, "khai_tu", 2025, 9, 8);
    is(&d, "tuy_than", CHECKLIST_TO_SEE);
    say(&d, "item:tuy_than", CHECKLIST_SEEN);
    is(&d, "tuy_than", CHECKLIST_WAS_SEEN);
    end(&d);
}

static void what_the_law_forbids_is_not_asked_for(void **state)
{
    (void)state;
    struct desk d;
    begin(&d, "ket_hon", 2025, 1, 8);
    is(&d, "tinh_trang", CHECKLIST_MISSING);
    end(&d);
    begin(&d, "ket_hon", 2025, 1, 9);
    is(&d, "tinh_trang", CHECKLIST_NEVER);
    assert_true(strlen(line(&d, "tinh_trang")->reason) > 0);
    say(&d, "item:tinh_trang", CHECKLIST_NO_DATA);
    is(&d, "tinh_trang", CHECKLIST_NEVER); /* the office asks the other office */
    end(&d);
    /* From 10/12/2025 the database comes before a death extract that a procedure wants. */
    begin(&d, "khai_tu_lai", 2025, 12, 9);
    say(&d, "fact:co_giay_to_cu", "yes");
    is(&d, "ban_sao_cu", CHECKLIST_MISSING);
    d.in.day = (struct viet_date){2025, 12, 10};
    is(&d, "ban_sao_cu", CHECKLIST_LOOK_UP);
    assert_non_null(strstr(line(&d, "ban_sao_cu")->reason, "3458"));
    say(&d, "item:ban_sao_cu", CHECKLIST_NO_DATA);
    is(&d, "ban_sao_cu", CHECKLIST_MISSING);
    d.marks[1].value = CHECKLIST_DATA;
    is(&d, "ban_sao_cu", CHECKLIST_BY_DATA);
    end(&d);
}

static void a_condition_is_asked_before_its_paper_is(void **state)
{
    (void)state;
    struct desk d;
    begin(&d, "nhan_cha_me_con", 2025, 9, 8);
    is(&d, "adn", CHECKLIST_QUESTION);
    is(&d, "cam_doan", CHECKLIST_QUESTION);
    assert_string_equal(line(&d, "adn")->question->key, "co_giay_adn");
    assert_int_equal(d.list.questions, 2);
    say(&d, "fact:co_giay_adn", "no");
    is(&d, "adn", CHECKLIST_NOT_NEEDED);
    is(&d, "cam_doan", CHECKLIST_MISSING);
    say(&d, "item:cam_doan", CHECKLIST_NOT_APPLICABLE);
    is(&d, "cam_doan", CHECKLIST_WAIVED);
    assert_string_equal(line(&d, "cam_doan")->reason, "vì thế");
    end(&d);
}

static void a_condition_is_read_from_the_papers(void **state)
{
    (void)state;
    struct desk d;
    struct checklist_value value = {"tinh_trang_hon_nhan", "Đã LY HÔN theo bản án số 1"};
    begin(&d, "xac_nhan_tinh_trang_hon_nhan", 2025, 9, 8);
    is(&d, "chung_minh", CHECKLIST_QUESTION); /* the declaration was not read yet */
    give(&d, 1, "to_khai_cap_giay_xac_nhan_tinh_trang_hon_nhan", "");
    d.papers[0].values = &value;
    d.papers[0].nvalues = 1;
    is(&d, "chung_minh", CHECKLIST_LOOK_UP);
    value.value = "chưa đăng ký kết hôn với ai";
    is(&d, "chung_minh", CHECKLIST_NOT_NEEDED);
    end(&d);
}

static void two_of_a_kind_are_two(void **state)
{
    (void)state;
    struct desk d;
    begin(&d, "ket_hon", 2025, 9, 8);
    give(&d, 1, "giay_chung_nhan_ket_hon", "");
    d.papers[0].role = DOSSIER_OUTPUT;
    is(&d, "chung_nhan", CHECKLIST_EXPECTED);
    give(&d, 2, "giay_chung_nhan_ket_hon", "");
    d.papers[1].role = DOSSIER_OUTPUT;
    is(&d, "chung_nhan", CHECKLIST_OK);
    end(&d);
}

/* A sheet with a certification on a copied paper: a line that has use for one of the two has use for the sheet. */
static void a_certification_and_its_paper_are_one_sheet(void **state)
{
    (void)state;
    struct desk d;
    begin(&d, "chung_thuc_ban_sao", 2025, 9, 8);
    give(&d, 1, "giay_khai_sinh", "");
    give(&d, 2, "chung_thuc_ban_sao", "");
    d.papers[1].on = 1;
    give(&d, 3, "trich_luc_khai_tu", "");
    assert_int_equal(line(&d, "ban_sao")->papers.items[0], 2);
    assert_int_equal(d.list.loose.len, 1);
    assert_int_equal(d.list.loose.items[0], 3);
    end(&d);
}

static void certified_copies_and_shown_cards_leave_no_image(void **state)
{
    (void)state;
    struct viet_date day = {2025, 9, 8};
    const struct procedure *p = procedures_find(all, "chung_thuc_ban_sao", day);
    const struct procedure_item *original = procedure_items_find(&p->takes, "ban_chinh");
    const struct procedure_item *copy = procedure_items_find(&p->takes, "ban_sao");
    assert_int_equal(keeping_of(original, NULL, false), KEEP_NOTHING);
    assert_int_equal(keeping_of(copy, NULL, false), KEEP_RECORD);
    assert_int_equal(keeping_of(original, NULL, true), KEEP_IMAGE); /* an electronic certified copy is made of it */
    p = procedures_find(all, "khai_sinh", day);
    assert_int_equal(keeping_of(procedure_items_find(&p->takes, "tuy_than"), NULL, true), KEEP_NOTHING);
    assert_int_equal(keeping_of(procedure_items_find(&p->takes, "ket_hon"), NULL, false), KEEP_NOTHING);
    assert_int_equal(keeping_of(procedure_items_find(&p->takes, "to_khai"), NULL, false), KEEP_IMAGE);
    struct paper_def card = {.keep = KEEP_NOTHING};
    assert_int_equal(keeping_of(NULL, &card, false), KEEP_NOTHING);
    assert_int_equal(keeping_of(NULL, NULL, false), KEEP_IMAGE); /* of what nothing is said, nothing is destroyed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paper_answers_the_line_of_its_type_or_the_one_it_is_put_on),
        cmocka_unit_test(what_is_only_shown_is_never_missing),
        cmocka_unit_test(what_the_law_forbids_is_not_asked_for),
        cmocka_unit_test(a_condition_is_asked_before_its_paper_is),
        cmocka_unit_test(a_condition_is_read_from_the_papers),
        cmocka_unit_test(two_of_a_kind_are_two),
        cmocka_unit_test(a_certification_and_its_paper_are_one_sheet),
        cmocka_unit_test(certified_copies_and_shown_cards_leave_no_image),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
