/* Extracts of the registers: marriage, changes, guardianship, recognition; the adoption certificate (domain.md 2.5-2.10). */
#include <string.h>

#include "block.h"

void compose_marriage_extract(struct form *f)
{
    struct rng *r = &f->rng;
    struct day married = day_event(r, 1998), issued = day_add(married, rng_int(r, 1, 400));
    struct person wife = person_random(f->pool, r, true, day_random(r, married.year - 34, married.year - 19), married);
    struct person husband = person_random(f->pool, r, false, day_random(r, married.year - 38, married.year - 21), married);
    struct block b = {.prefix = "vo_", .name = "Họ, chữ đệm, tên vợ", .born = "Ngày, tháng, năm sinh", .home = "Nơi cư trú",
                      .paper = "Giấy tờ tùy thân", .capitals = true, .home_first = true};
    f->office = place_of_office(f->pool, r, issued);
    put_extract_head(f, "TRÍCH LỤC KẾT HÔN", "TLKH", true, issued);
    int first = f->nrows;
    put_block(f, &b, &wife, married);
    form_side(f, SIDE_LEFT, first);
    first = f->nrows;
    b.prefix = "chong_";
    b.name = "Họ, chữ đệm, tên chồng";
    put_block(f, &b, &husband, married);
    form_side(f, SIDE_RIGHT, first);
    put_registered(f, "Đăng ký kết hôn tại", married, REQUIRED);
    if (rng_chance(r, 0.3))
        form_row(f, "Ghi chú", form_put(f, "ghi_chu", "Đăng ký lại", OPTIONAL));
    put_extract_foot(f, issued);
}

struct change {
    const char *title, *mark, *what, *from, *to;
};

static struct change change_random(struct form *f, const struct person *p)
{
    GStringChunk *pool = f->pool;
    struct day other = day_random(&f->rng, p->born.year - 2, p->born.year + 2);
    switch (rng_int(&f->rng, 0, 4)) {
    case 0:
        return (struct change){"TRÍCH LỤC CẢI CHÍNH HỘ TỊCH", "TLCCHT", "Cải chính ngày, tháng, năm sinh",
                               day_slashes(pool, other), day_slashes(pool, p->born)};
    case 1:
        return (struct change){"TRÍCH LỤC THAY ĐỔI HỘ TỊCH", "TLTĐHT", "Thay đổi chữ đệm",
                               say(pool, "%s Văn", p->name), p->name};
    case 2:
        return (struct change){"TRÍCH LỤC BỔ SUNG HỘ TỊCH", "TLBSHT", "Bổ sung quê quán", "Không ghi",
                               say_capital(pool, place_commune(pool, &p->home))};
    case 3:
        return (struct change){"TRÍCH LỤC XÁC ĐỊNH LẠI DÂN TỘC", "TLXĐLDT", "Xác định lại dân tộc", "Kinh", "Tày"};
    default:
        return (struct change){"TRÍCH LỤC THAY ĐỔI, CẢI CHÍNH, BỔ SUNG HỘ TỊCH, XÁC ĐỊNH LẠI DÂN TỘC", "TLTĐ-CCHT",
                               "Cải chính nơi sinh", say_capital(pool, place_commune(pool, &p->home)),
                               place_hospital(pool, &f->rng, &p->home)};
    }
}

void compose_change_extract(struct form *f)
{
    static const struct block person = {.prefix = "", .name = "Họ, chữ đệm, tên", .born = "Ngày, tháng, năm sinh",
                                        .paper = "Giấy tờ tùy thân", .home = "Nơi cư trú", .sex = true, .capitals = true};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_event(r, 2016);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1965, issued.year - 15), issued);
    struct change c = change_random(f, &p);
    f->office = place_of_office(pool, r, issued);
    put_extract_head(f, c.title, c.mark, false, issued);
    form_put(f, "loai_viec", c.title, OPTIONAL);
    put_block(f, &person, &p, issued);
    form_row(f, block_word(f, "Đã được"), form_put(f, "noi_dung", c.what, REQUIRED));
    form_row(f, "Từ", form_put(f, "tu", c.from, REQUIRED));
    form_row(f, "Thành", form_put(f, "thanh", c.to, REQUIRED));
    struct day registered = day_add(p.born, rng_int(r, 5, 50));
    form_row(f, block_word(f, "Trong giấy tờ hộ tịch"),
             form_put(f, "giay_to_ho_tich",
                      say(pool, "Giấy khai sinh số %d/%d do %s cấp ngày %s", rng_int(r, 1, 200), registered.year,
                          place_committee(pool, &f->office), day_slashes(pool, registered)),
                      REQUIRED));
    if (rng_chance(r, 0.4))
        form_row(f, "Lý do", form_put(f, "ly_do", "Sai sót khi đăng ký khai sinh", REQUIRED));
    put_extract_foot(f, issued);
}

void compose_guardianship_extract(struct form *f)
{
    static const struct block guardian = {.prefix = "giam_ho_", .name = "Họ, chữ đệm, tên",
                                          .born = "Ngày, tháng, năm sinh", .paper = "Giấy tờ tùy thân",
                                          .home = "Nơi cư trú", .sex = true};
    static const struct block ward = {.prefix = "duoc_giam_ho_", .name = "Họ, chữ đệm, tên",
                                      .born = "Ngày, tháng, năm sinh", .paper = "Giấy khai sinh/Giấy tờ tùy thân",
                                      .home = "Nơi cư trú", .sex = true};
    struct rng *r = &f->rng;
    struct day issued = day_event(r, 2016);
    struct person who = person_random(f->pool, r, rng_chance(r, 0.6), day_random(r, 1950, 1995), issued);
    struct person child = person_of_family(f->pool, r, who.name, rng_chance(r, 0.5),
                                           day_random(r, issued.year - 14, issued.year - 1), issued);
    bool ends = rng_chance(r, 0.3), copy = !ends && rng_chance(r, 0.4);
    const char *title = ends ? "TRÍCH LỤC ĐĂNG KÝ CHẤM DỨT GIÁM HỘ" : "TRÍCH LỤC ĐĂNG KÝ GIÁM HỘ";
    f->office = place_of_office(f->pool, r, issued);
    put_extract_head(f, title, ends ? "TLCDGH" : "TLGH", copy, issued);
    form_put(f, "loai_viec", title, OPTIONAL);
    form_text(f, ROW_LINE, "Người giám hộ:")->bold = true;
    put_block(f, &guardian, &who, issued);
    form_text(f, ROW_LINE, "Người được giám hộ:")->bold = true;
    put_block(f, &ward, &child, issued);
    if (ends)
        form_row(f, "Lý do chấm dứt giám hộ",
                 form_put(f, "ly_do", "Người được giám hộ đã thành niên", REQUIRED));
    if (copy)
        put_registered(f, "Đã đăng ký giám hộ tại", day_add(issued, -rng_int(r, 10, 200)), REQUIRED);
    put_extract_foot(f, issued);
}

void compose_recognition_extract(struct form *f)
{
    static const struct block parent = {.prefix = "nguoi_nhan_", .name = "Họ, chữ đệm, tên",
                                        .born = "Ngày, tháng, năm sinh", .paper = "Giấy tờ tùy thân",
                                        .home = "Nơi cư trú", .sex = true, .capitals = true};
    static const struct block child = {.prefix = "nguoi_duoc_nhan_", .name = "Họ, chữ đệm, tên",
                                       .born = "Ngày, tháng, năm sinh", .paper = "Giấy tờ tùy thân",
                                       .home = "Nơi cư trú", .sex = true, .capitals = true};
    static const char *const titles[] = {"TRÍCH LỤC ĐĂNG KÝ NHẬN CHA, MẸ, CON", "TRÍCH LỤC ĐĂNG KÝ NHẬN CHA",
                                         "TRÍCH LỤC ĐĂNG KÝ NHẬN CON", NULL};
    struct rng *r = &f->rng;
    struct day issued = day_event(r, 2016);
    struct person a = person_random(f->pool, r, rng_chance(r, 0.3), day_random(r, 1970, 1996), issued);
    struct person b = person_of_family(f->pool, r, a.name, rng_chance(r, 0.5),
                                       day_random(r, issued.year - 14, issued.year - 1), issued);
    const char *title = rng_pick(r, titles);
    bool copy = rng_chance(r, 0.3);
    f->office = place_of_office(f->pool, r, issued);
    put_extract_head(f, title, "TLCMC", copy, issued);
    form_put(f, "loai_viec", title, OPTIONAL);
    put_block(f, &parent, &a, issued);
    form_text(f, ROW_LINE, rng_chance(r, 0.5) ? "và" : a.female ? "Là mẹ của người có tên dưới đây:"
                                                                 : "Là cha của người có tên dưới đây:");
    put_block(f, &child, &b, issued);
    if (copy)
        put_registered(f, "Đã đăng ký nhận cha, mẹ, con tại", day_add(issued, -rng_int(r, 10, 200)), REQUIRED);
    put_extract_foot(f, issued);
}

/* One of the two who adopt; a person who adopts alone leaves the other's place blank, which is no fault. */
static void put_adopter(struct form *f, const char *prefix, const char *name_label, const struct person *p, bool adopts,
                        struct day when)
{
    GStringChunk *pool = f->pool;
    int first = f->nrows;
    struct day issued = day_add(when, -rng_int(&f->rng, 200, 3000));
    const char *card = p->id, *by = "Cục Cảnh sát QLHC về TTXH";
    form_row(f, name_label, form_put(f, say(pool, "%sho_ten", prefix), adopts ? say_upper(pool, p->name) : "", OPTIONAL));
    form_row(f, "Ngày, tháng, năm sinh",
             form_put(f, say(pool, "%sngay_sinh", prefix), adopts ? day_slashes(pool, p->born) : "", OPTIONAL));
    struct row *row =
        form_row(f, "Dân tộc", form_put(f, say(pool, "%sdan_toc", prefix), adopts ? p->ethnic : "", OPTIONAL));
    form_cell(row, "Quốc tịch", form_put(f, say(pool, "%squoc_tich", prefix), adopts ? "Việt Nam" : "", OPTIONAL));
    form_row(f, "Số Giấy CMND/Hộ chiếu", form_put(f, say(pool, "%sgiay_to", prefix), adopts ? card : "", OPTIONAL));
    form_row(f, "Nơi cấp", form_put(f, say(pool, "%snoi_cap", prefix), adopts ? by : "", OPTIONAL));
    form_row(f, "Ngày, tháng, năm cấp",
             form_put(f, say(pool, "%sngay_cap", prefix), adopts ? day_slashes(pool, issued) : "", OPTIONAL));
    form_row(f, "Nơi thường trú",
             form_put(f, say(pool, "%snoi_cu_tru", prefix), adopts ? place_full(pool, &p->home) : "", OPTIONAL));
    form_side(f, p->female ? SIDE_RIGHT : SIDE_LEFT, first);
}

void compose_adoption_certificate(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day when = day_event(r, 2012);
    struct person father = person_random(pool, r, false, day_random(r, 1965, 1985), when);
    struct person mother = person_random(pool, r, true, day_random(r, 1965, 1987), when);
    int alone = rng_int(r, 0, 9); /* 0: the woman alone, 1: the man alone */
    struct person child = person_of_family(pool, r, alone == 0 ? mother.name : father.name, rng_chance(r, 0.5),
                                           day_random(r, when.year - 9, when.year - 1), when);
    f->office = place_of_office(pool, r, when);
    f->title = "GIẤY CHỨNG NHẬN NUÔI CON NUÔI";
    f->number = form_put(f, "so", say(pool, "%02d/%d", rng_int(r, 1, 12), when.year), REQUIRED);
    f->book = rng_chance(r, 0.5) ? form_put(f, "quyen_so", say(pool, "%02d/%d", 1, when.year), OPTIONAL) : NULL;
    put_adopter(f, "cha_nuoi_", "Họ và tên cha nuôi", &father, alone != 0, when);
    put_adopter(f, "me_nuoi_", "Họ và tên mẹ nuôi", &mother, alone != 1, when);
    form_text(f, ROW_LINE, "Nhận người có tên dưới đây làm con nuôi:");
    form_row(f, "Họ và tên", form_put(f, "ho_ten", say_upper(pool, child.name), REQUIRED));
    struct row *row = form_row(f, "Giới tính", form_put(f, "gioi_tinh", child.female ? "Nữ" : "Nam", REQUIRED));
    form_cell(row, "Ngày, tháng, năm sinh", form_put(f, "ngay_sinh", day_slashes(pool, child.born), REQUIRED));
    form_row(f, "Nơi sinh", form_put(f, "noi_sinh", place_hospital(pool, r, &child.home), REQUIRED));
    row = form_row(f, "Dân tộc", form_put(f, "dan_toc", child.ethnic, REQUIRED));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, "Nơi thường trú", form_put(f, "noi_cu_tru", place_full(pool, &child.home), REQUIRED));
    form_row(f, "Nơi đăng ký", form_put(f, "noi_dang_ky", place_committee(pool, &f->office), REQUIRED));
    form_row(f, "Ngày, tháng, năm đăng ký", form_put(f, "ngay_dang_ky", day_slashes(pool, when), REQUIRED));
    form_sign(f, NULL, "TM. ỦY BAN NHÂN DÂN");
}
