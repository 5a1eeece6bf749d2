#include "form.h"

#include <string.h>

/* In the order in which papers are drawn in turn. */
const struct form_kind form_kinds[] = {
    {"giay_khai_sinh", compose_birth_certificate},
    {"trich_luc_khai_sinh", compose_birth_extract},
    {"trich_luc_khai_tu", compose_death_extract},
    {"giay_chung_nhan_ket_hon", compose_marriage_certificate},
    {"giay_xac_nhan_tinh_trang_hon_nhan", compose_single_status},
    {"to_khai_dang_ky_khai_sinh", compose_birth_declaration},
    {"van_ban_hanh_chinh", compose_document},
    {"chung_thuc_ban_sao", compose_certified_copy},
    {"chung_thuc_chu_ky", compose_certified_signature},
    {"giay_tiep_nhan_ho_so", compose_receipt},
    {"giay_chung_sinh", compose_live_birth},
    {"giay_bao_tu", compose_death_notice},
    {"phieu_yeu_cau_bo_sung", compose_supplement_request},
    {"phieu_tu_choi", compose_refusal},
    {"phieu_xin_loi", compose_apology},
    {"phieu_kiem_soat", compose_control_sheet},
    {"chung_thuc_chu_ky_nguoi_dich", compose_certified_translator},
    {"chung_thuc_giao_dich", compose_certified_transaction},
    {"to_khai_tro_giup_xa_hoi", compose_assistance},
    {"to_khai_huu_tri_xa_hoi", compose_social_pension},
    {"giay_xac_nhan_khuyet_tat", compose_disability},
    {"ban_khai_nguoi_co_cong", compose_merit},
    {"to_khai_cu_tru", compose_residence_declaration},
    {"xac_nhan_cu_tru", compose_residence_confirmation},
    {"so_ho_khau", compose_household_book},
    {"giay_uy_quyen", compose_authorisation},
    {"trich_luc_ket_hon", compose_marriage_extract},
    {"trich_luc_thay_doi_ho_tich", compose_change_extract},
    {"trich_luc_giam_ho", compose_guardianship_extract},
    {"trich_luc_nhan_cha_me_con", compose_recognition_extract},
    {"giay_chung_nhan_nuoi_con_nuoi", compose_adoption_certificate},
    {"giay_chung_tu", compose_old_death_certificate},
    {"khai_sanh", compose_southern_birth_record},
    {"to_khai_dang_ky_khai_tu", compose_death_declaration},
    {"to_khai_dang_ky_ket_hon", compose_marriage_declaration},
    {"to_khai_xac_nhan_tinh_trang_hon_nhan", compose_single_status_request},
    {"to_khai_cap_ban_sao_trich_luc", compose_copy_request},
    {"to_khai_dang_ky_giam_ho", compose_guardianship_declaration},
    {"to_khai_nhan_cha_me_con", compose_recognition_declaration},
    {"to_khai_thay_doi_ho_tich", compose_change_declaration},
    {"can_cuoc_cong_dan", compose_citizen_card},
    {"can_cuoc", compose_identity_card},
    {"chung_minh_nhan_dan", compose_old_card},
    {"the_bao_hiem_y_te", compose_insurance_card},
    {"ho_chieu", compose_passport},
    {NULL, NULL},
};

static bool wished_blank(const struct form *f, const char *key)
{
    return f->wishes->blank && g_strv_contains((const char *const *)f->wishes->blank, key);
}

/* The chance is drawn for every key, so that a wish for one blank leaves the rest of the paper as it was. */
static bool left_blank(struct form *f, const char *key)
{
    bool by_chance = rng_chance(&f->rng, f->blank_probability);
    return wished_blank(f, key) || (by_chance && !f->wishes->complete);
}

const char *form_put(struct form *f, const char *key, const char *value, enum need need)
{
    bool blank = need == REQUIRED ? left_blank(f, key) : wished_blank(f, key);
    g_assert(f->nfields < FORM_FIELDS_MAX);
    f->fields[f->nfields++] =
        (struct form_field){.key = key, .value = blank ? "" : value, .missing = need == REQUIRED && (blank || !*value)};
    return blank ? "" : value;
}

const char *form_put_date(struct form *f, const char *key, struct day d)
{
    const char *printed = form_put(f, key, day_long(f->pool, d), REQUIRED);
    return *printed ? printed : "ngày ..... tháng ..... năm .......";
}

const char *form_put_dotted(struct form *f, const char *key, const char *value)
{
    const char *printed = form_put(f, key, value, REQUIRED);
    return *printed ? printed : ".........";
}

const char *form_word(const struct form *f, const char *word, const char *other)
{
    return f->style->reworded ? other : word;
}

struct row *form_row(struct form *f, const char *label, const char *value)
{
    g_assert(f->nrows < FORM_ROWS_MAX);
    struct row *row = &f->rows[f->nrows++];
    *row = (struct row){.kind = ROW_FIELDS};
    form_cell(row, label, value);
    return row;
}

void form_cell(struct row *row, const char *label, const char *value)
{
    g_assert(row->ncells < ROW_CELLS_MAX);
    row->cells[row->ncells++] = (struct cell){label, value};
}

struct row *form_text(struct form *f, enum row_kind kind, const char *text)
{
    g_assert(f->nrows < FORM_ROWS_MAX);
    struct row *row = &f->rows[f->nrows++];
    *row = (struct row){.kind = kind, .text = text};
    return row;
}

void form_side(struct form *f, enum row_side side, int first_row)
{
    for (int i = first_row; i < f->nrows; i++)
        f->rows[i].side = side;
}

void form_sign(struct form *f, const char *above, const char *heading)
{
    bool vice = rng_chance(&f->rng, 0.55);
    struct signer *s = &f->right;
    struct day adult = {1975, 1, 1};
    struct person chief = person_random(f->pool, &f->rng, rng_chance(&f->rng, 0.2), adult, adult);
    int n = 0;
    s->above = above;
    if (heading)
        s->lines[n++] = heading;
    if (vice)
        s->lines[n++] = "KT. CHỦ TỊCH";
    s->lines[n++] = vice ? "PHÓ CHỦ TỊCH" : "CHỦ TỊCH";
    s->name = form_put(f, "nguoi_ky", chief.name, REQUIRED);
    s->official = true;
}

const struct form_kind *form_kind_find(const char *type)
{
    for (const struct form_kind *k = form_kinds; k->type; k++)
        if (strcmp(k->type, type) == 0)
            return k;
    return NULL;
}

void form_compose(struct form *f, const struct form_kind *kind)
{
    f->type = kind->type;
    f->number_label = "Số";
    f->blank_probability = rng_chance(&f->rng, 0.35) ? 0.1 : 0;
    f->wants_seal = true;
    kind->compose(f);
    f->signature = !left_blank(f, "chu_ky") && !f->unsigned_paper;
    bool sealed = !left_blank(f, "con_dau");
    f->seal = f->wants_seal && sealed;
}
