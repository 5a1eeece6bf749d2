/* Birth certificate, birth extract and birth declaration (domain.md 2.1, 2.2, 2.11). */
#include <stdio.h>

#include "form.h"

struct family {
    struct person child, mother, father, requester;
    struct place birthplace;
    struct day registered;
    bool has_father, mother_date; /* a full date of birth instead of the year */
};

/* A birth registered in the years from from_year on, or, with the old forms, up to 2015. */
static struct family family_random(struct form *f, int from_year)
{
    struct rng *r = &f->rng;
    struct family x = {0};
    struct day born = f->style->old ? day_random(r, from_year, 2015) : day_event(r, from_year);
    x.registered = day_add(born, rng_int(r, 1, 55));
    x.father = person_random(f->pool, r, false, day_random(r, born.year - 40, born.year - 21), x.registered);
    x.mother = person_random(f->pool, r, true, day_random(r, born.year - 36, born.year - 19), x.registered);
    x.has_father = !(rng_chance(r, 0.12) || f->wishes->no_father);
    bool girl = rng_chance(r, 0.49);
    x.child = person_of_family(f->pool, r, x.has_father ? x.father.name : x.mother.name, girl, born, x.registered);
    x.child.ethnic = x.has_father ? x.father.ethnic : x.mother.ethnic;
    x.child.home = x.has_father ? x.father.home : x.mother.home;
    x.requester = rng_chance(r, 0.6) && x.has_father ? x.father : x.mother;
    x.birthplace = place_random(f->pool, r, x.registered);
    x.mother_date = rng_chance(r, 0.15);
    f->office = place_of_office(f->pool, r, x.registered);
    if (!f->office.reformed) /* a number begins with the province that registered the birth */
        x.child.id = say(f->pool, "%s%s", strstr(f->office.province, "Hải Dương") ? "030" : "031", x.child.id + 3);
    return x;
}

static const char *parent_born(struct form *f, const struct person *p, bool whole_date)
{
    return whole_date ? day_slashes(f->pool, p->born) : say(f->pool, "%d", p->born.year);
}

static void put_child(struct form *f, const struct family *x, bool capitals)
{
    GStringChunk *pool = f->pool;
    const struct person *c = &x->child;
    const char *name = capitals ? say_upper(pool, c->name) : c->name;
    form_row(f, f->style->old ? "Họ và tên" : "Họ, chữ đệm, tên", form_put(f, "ho_ten", name, REQUIRED));
    form_row(f, "Ngày, tháng, năm sinh", form_put(f, "ngay_sinh", day_slashes(pool, c->born), REQUIRED));
    form_row(f, rng_chance(&f->rng, 0.5) ? "Ghi bằng chữ" : "ghi bằng chữ",
             form_put(f, "ngay_sinh_chu", day_words(pool, &f->rng, c->born), REQUIRED));
    struct row *row = form_row(f, "Giới tính", form_put(f, "gioi_tinh", c->female ? "Nữ" : "Nam", REQUIRED));
    form_cell(row, "Dân tộc", form_put(f, "dan_toc", c->ethnic, REQUIRED));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, "Nơi sinh", form_put(f, "noi_sinh", place_hospital(pool, &f->rng, &x->birthplace), REQUIRED));
    form_row(f, "Quê quán", form_put(f, "que_quan", say_capital(pool, place_commune(pool, &c->home)), REQUIRED));
}

struct parent_labels {
    const char *name, *home;
};

/* A blank parent's keys are all "", which is a fault only for the mother. */
static void put_parent(struct form *f, const char *prefix, struct parent_labels labels, const struct person *p,
                       bool known, bool whole_date, enum need need)
{
    GStringChunk *pool = f->pool;
    const char *name = say(pool, "%s_ho_ten", prefix), *born = say(pool, "%s_nam_sinh", prefix);
    const char *ethnic = say(pool, "%s_dan_toc", prefix), *nation = say(pool, "%s_quoc_tich", prefix);
    const char *home = say(pool, "%s_noi_cu_tru", prefix);
    form_row(f, labels.name, form_put(f, name, known ? p->name : "", need));
    struct row *row = form_row(f, "Năm sinh", form_put(f, born, known ? parent_born(f, p, whole_date) : "", need));
    form_cell(row, "Dân tộc", form_put(f, ethnic, known ? p->ethnic : "", need));
    form_cell(row, "Quốc tịch", form_put(f, nation, known ? "Việt Nam" : "", need));
    if (labels.home)
        form_row(f, labels.home, form_put(f, home, known ? place_full(pool, &p->home) : "", need));
}

static void put_parents(struct form *f, const struct family *x, bool father_home)
{
    const struct parent_labels mother = {f->style->old ? "Họ và tên mẹ" : "Họ, chữ đệm, tên người mẹ",
                                         f->style->old ? "Nơi thường trú/tạm trú" : "Nơi cư trú"};
    const struct parent_labels father = {f->style->old ? "Họ và tên cha" : "Họ, chữ đệm, tên người cha",
                                         father_home ? mother.home : NULL};
    if (f->style->old)
        put_parent(f, "cha", father, &x->father, x->has_father, false, OPTIONAL);
    put_parent(f, "me", mother, &x->mother, true, x->mother_date, REQUIRED);
    if (!f->style->old)
        put_parent(f, "cha", father, &x->father, x->has_father, x->mother_date, OPTIONAL);
}

static void put_registration(struct form *f, const struct family *x)
{
    const char *where = rng_chance(&f->rng, 0.85) ? place_committee(f->pool, &f->office)
                                                  : say(f->pool, "UBND %s", place_commune(f->pool, &f->office));
    form_row(f, f->style->old ? "Nơi đăng ký" : "Nơi đăng ký khai sinh", form_put(f, "noi_dang_ky", where, REQUIRED));
    form_row(f, "Ngày, tháng, năm đăng ký", form_put(f, "ngay_dang_ky", day_slashes(f->pool, x->registered), REQUIRED));
}

static void compose_old_certificate(struct form *f)
{
    struct family x = family_random(f, 2006);
    struct rng *r = &f->rng;
    f->title = "GIẤY KHAI SINH";
    f->subtitle = rng_chance(r, 0.5) ? "(BẢN CHÍNH)" : "(BẢN SAO)";
    f->number = form_put(f, "so", say(f->pool, "%d/%d", rng_int(r, 1, 180), x.registered.year), REQUIRED);
    f->book = form_put(f, "quyen_so", say(f->pool, "%02d/%d", rng_int(r, 1, 3), x.registered.year), OPTIONAL);
    put_child(f, &x, true);
    put_parents(f, &x, true);
    put_registration(f, &x);
    form_row(f, "Họ và tên người đi khai sinh", form_put(f, "nguoi_khai_ho_ten", x.requester.name, REQUIRED));
    form_put(f, "so_dinh_danh", "", OPTIONAL);
    form_sign(f, NULL, "TM. ỦY BAN NHÂN DÂN");
    struct person clerk = person_random(f->pool, r, true, x.registered, x.registered);
    f->left = (struct signer){.lines = {"CÁN BỘ TƯ PHÁP HỘ TỊCH"}, .name = clerk.name};
}

void compose_birth_certificate(struct form *f)
{
    if (f->style->old) {
        compose_old_certificate(f);
        return;
    }
    struct family x = family_random(f, 2016);
    struct rng *r = &f->rng;
    f->title = "GIẤY KHAI SINH";
    f->number =
        form_put(f, "so", say(f->pool, rng_chance(r, 0.5) ? "%d/%d" : "%02d/%d", rng_int(r, 1, 420), x.registered.year),
                 REQUIRED);
    put_child(f, &x, rng_chance(r, 0.85));
    form_row(f, "Số định danh cá nhân", form_put(f, "so_dinh_danh", x.child.id, REQUIRED));
    put_parents(f, &x, true);
    form_row(f, "Họ, chữ đệm, tên người đi khai sinh", form_put(f, "nguoi_khai_ho_ten", x.requester.name, REQUIRED));
    form_row(f, "Giấy tờ tùy thân",
             form_put(f, "giay_to_tuy_than", person_paper(f->pool, r, &x.requester, x.registered, true), REQUIRED));
    put_registration(f, &x);
    form_sign(f, NULL, "NGƯỜI KÝ GIẤY KHAI SINH");
}

void compose_birth_extract(struct form *f)
{
    struct family x = family_random(f, 2016);
    struct rng *r = &f->rng;
    struct day issued = day_add(x.registered, rng_int(r, 0, 60));
    f->title = "TRÍCH LỤC KHAI SINH";
    f->subtitle = "(BẢN SAO)";
    f->number = form_put(f, "so", say(f->pool, "%d/%d/TLKS-BS", rng_int(r, 1, 600), issued.year), REQUIRED);
    put_child(f, &x, true);
    form_row(f, "Số định danh cá nhân", form_put(f, "so_dinh_danh", x.child.id, REQUIRED));
    put_parents(f, &x, true);
    put_registration(f, &x);
    const char *date = form_put_date(f, "ngay_ky", issued);
    form_sign(f, say(f->pool, "%s, %s", f->office.commune, date), "NGƯỜI KÝ TRÍCH LỤC");
}

void compose_birth_declaration(struct form *f)
{
    struct family x = family_random(f, 2019);
    struct rng *r = &f->rng;
    bool by_father = x.has_father && rng_chance(r, 0.5);
    const struct person *who = by_father ? &x.father : &x.mother;
    const char *relation = by_father ? "Cha" : "Mẹ";
    f->motto_only = true;
    f->wants_seal = false;
    f->title = "TỜ KHAI ĐĂNG KÝ KHAI SINH";
    f->addressee = say(f->pool, "Kính gửi: %s", place_committee(f->pool, &f->office));
    form_row(f, "Họ, chữ đệm, tên người yêu cầu", form_put(f, "nguoi_yeu_cau", who->name, REQUIRED));
    form_row(f, "Nơi cư trú", form_put(f, "nyc_noi_cu_tru", place_full(f->pool, &who->home), REQUIRED));
    form_row(f, "Giấy tờ tùy thân",
             form_put(f, "nyc_giay_to", person_paper(f->pool, r, who, x.registered, rng_chance(r, 0.3)), REQUIRED));
    form_row(f, "Quan hệ với người được khai sinh", form_put(f, "quan_he", relation, REQUIRED));
    form_text(f, ROW_LINE, "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:")->bold = rng_chance(r, 0.5);
    put_child(f, &x, rng_chance(r, 0.5));
    put_parents(f, &x, rng_chance(r, 0.5));
    form_text(
        f, ROW_PARAGRAPH,
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa thuận nhất trí của "
        "các bên liên quan theo quy định pháp luật.");
    if (rng_chance(r, 0.5)) /* empty boxes mean: not declared */
        form_text(f, ROW_LINE, "Đề nghị cấp bản sao: Có ☐  Không ☐, Số lượng: ........ bản");
    form_text(f, ROW_PARAGRAPH, "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.");
    const char *date = form_put_date(f, "ngay_ky", x.registered);
    f->right = (struct signer){.above = say(f->pool, "Làm tại: %s, %s", f->office.commune, date),
                               .lines = {"Người yêu cầu"},
                               .name = *f->fields[0].value ? who->name : "",
                               .official = true};
}
