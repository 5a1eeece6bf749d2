/* Death extract, marriage certificate and single-status certificate (domain.md 2.3, 2.4, 2.6). */
#include <stdio.h>

#include "block.h"

/* How much of a birth date an old person's paper knows. */
static const char *born_partly(struct form *f, struct day born)
{
    if (born.year < 1950 && rng_chance(&f->rng, 0.45))
        return say(f->pool, "%d", born.year);
    return day_slashes(f->pool, born);
}

/* What the original says of the notice and the declarant, whose identity paper has the same label as that of the dead. */
static void put_death_notice(struct form *f, const struct person *dead, struct day registered)
{
    struct rng *r = &f->rng;
    struct person declarant = person_of_family(f->pool, r, dead->name, false, day_random(r, 1960, 1992), registered);
    form_row(f, "Giấy báo tử/Giấy tờ thay thế Giấy báo tử",
             form_put(f, "giay_bao_tu",
                      say(f->pool, "số %02d/GBT do Trạm Y tế xã cấp ngày %s", rng_int(r, 1, 90),
                          day_slashes(f->pool, registered)),
                      OPTIONAL));
    form_row(f, "Họ, chữ đệm, tên người đi khai tử", form_put(f, "nguoi_khai_ho_ten", declarant.name, REQUIRED));
    form_row(f, "Giấy tờ tùy thân",
             form_put(f, "nguoi_khai_giay_to", person_paper(f->pool, r, &declarant, registered, false), OPTIONAL));
}

void compose_death_extract(struct form *f)
{
    static const char *const causes[] = {"Già yếu",      "Bệnh tim mạch",      "Chưa xác định", "Tai biến mạch máu não",
                                         "Ung thư phổi", "Tai nạn giao thông", "Bệnh già",      NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day died = day_event(r, 2016), registered = day_add(died, rng_int(r, 0, 14));
    bool copy = rng_chance(r, 0.4);
    struct day issued = copy ? day_add(registered, rng_int(r, 0, 60)) : registered;
    struct person p =
        person_random(pool, r, rng_chance(r, 0.5), day_random(r, died.year - 95, died.year - 45), registered);
    f->office = place_of_office(pool, r, issued);
    f->title = "TRÍCH LỤC KHAI TỬ";
    f->subtitle = copy ? "(BẢN SAO)" : NULL;
    const char *number =
        copy ? say(pool, "%d/%d/TLKT-BS", rng_int(r, 1, 500), issued.year) : say(pool, "%d/TLKT", rng_int(r, 1, 350));
    f->number = form_put(f, "so", number, REQUIRED);
    form_row(f, "Họ, chữ đệm, tên", form_put(f, "ho_ten", say_upper(pool, p.name), REQUIRED));
    form_row(f, "Ngày, tháng, năm sinh", form_put(f, "ngay_sinh", born_partly(f, p.born), REQUIRED));
    struct row *row = form_row(f, "Giới tính", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", REQUIRED));
    form_cell(row, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, "Số định danh cá nhân", form_put(f, "so_dinh_danh", rng_chance(r, 0.75) ? p.id : "", OPTIONAL));
    form_row(f, "Giấy tờ tùy thân",
             form_put(f, "giay_to_tuy_than",
                      rng_chance(r, 0.8) ? person_paper(pool, r, &p, died, rng_chance(r, 0.3)) : "", OPTIONAL));
    form_row(f, "Nơi cư trú cuối cùng", form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    const char *when = say(pool, "%02d giờ %02d phút, %s", rng_int(r, 0, 23), rng_int(r, 0, 59), day_long(pool, died));
    form_row(f, "Đã chết vào lúc", form_put(f, "ngay_chet", when, REQUIRED));
    struct place elsewhere = place_random(pool, r, registered);
    form_row(f, "Nơi chết",
             form_put(f, "noi_chet", place_full(pool, rng_chance(r, 0.7) ? &p.home : &elsewhere), REQUIRED));
    form_row(f, "Nguyên nhân chết", form_put(f, "nguyen_nhan", rng_pick(r, causes), REQUIRED));
    bool notice = !copy && rng_chance(r, 0.5);
    if (notice)
        put_death_notice(f, &p, registered);
    if (!notice || rng_chance(r, 0.5)) {
        form_row(f, "Đăng ký khai tử tại", form_put(f, "noi_dang_ky", place_committee(pool, &f->office), REQUIRED));
        form_row(f, "Số, ngày, tháng, năm đăng ký",
                 form_put(f, "dang_ky", say(pool, "Số %d, ngày %s", rng_int(r, 1, 250), day_slashes(pool, registered)),
                          REQUIRED));
    }
    const char *date = form_put_date(f, "ngay_ky", issued);
    form_sign(f, say(pool, "%s, %s", f->office.commune, date), "NGƯỜI KÝ TRÍCH LỤC");
}

static void put_spouse(struct form *f, const char *prefix, const char *label, const struct person *p, struct day when,
                       enum row_side side)
{
    const struct block b = {.prefix = prefix,
                            .name = label,
                            .born = "Ngày, tháng, năm sinh",
                            .home = f->style->old ? "Nơi thường trú/tạm trú" : "Nơi cư trú",
                            .paper = f->style->old ? "Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế" : "Giấy tờ tùy thân",
                            .capitals = true,
                            .home_first = true};
    int first = f->nrows;
    put_block(f, &b, p, when);
    form_side(f, side, first);
}

void compose_marriage_certificate(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    bool old = f->style->old; /* up to 2015 the husband stands first */
    struct day married = old ? day_random(r, 2003, 2015) : day_event(r, 2016);
    struct person wife = person_random(pool, r, true, day_random(r, married.year - 34, married.year - 19), married);
    struct person husband = person_random(pool, r, false, day_random(r, married.year - 38, married.year - 21), married);
    f->office = place_of_office(pool, r, married);
    f->title = "GIẤY CHỨNG NHẬN KẾT HÔN";
    f->number = form_put(f, "so", say(pool, rng_chance(r, 0.5) ? "%d/%d" : "%02d/%d", rng_int(r, 1, 160), married.year),
                         REQUIRED);
    if (old)
        f->book = form_put(f, "quyen_so", say(pool, "%02d/%d", rng_int(r, 1, 2), married.year), OPTIONAL);
    if (old)
        put_spouse(f, "chong_", "Họ và tên chồng", &husband, married, SIDE_LEFT);
    put_spouse(f, "vo_", old ? "Họ và tên vợ" : "Họ, chữ đệm, tên vợ", &wife, married, old ? SIDE_RIGHT : SIDE_LEFT);
    if (!old)
        put_spouse(f, "chong_", "Họ, chữ đệm, tên chồng", &husband, married, SIDE_RIGHT);
    form_row(f, old ? "Nơi đăng ký" : "Nơi đăng ký kết hôn",
             form_put(f, "noi_dang_ky", place_committee(pool, &f->office), REQUIRED));
    form_row(f, "Ngày, tháng, năm đăng ký", form_put(f, "ngay_dang_ky", day_slashes(pool, married), REQUIRED));
    form_sign(f, NULL, old ? "TM. ỦY BAN NHÂN DÂN" : "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN");
    if (old)
        f->left = (struct signer){.lines = {"CÁN BỘ TƯ PHÁP HỘ TỊCH"},
                                  .name = person_random(pool, r, true, married, married).name};
}

static const char *marital_status(struct form *f, const struct person *p, struct day when)
{
    struct rng *r = &f->rng;
    struct person other = person_random(f->pool, r, !p->female, p->born, when);
    struct day ruled = day_add(when, -rng_int(r, 100, 1500));
    switch (rng_int(r, 0, 4)) {
    case 0:
        return say(f->pool,
                   "Có đăng ký kết hôn, nhưng đã ly hôn theo Bản án số %d/%d/HNGĐ-ST ngày %s của Tòa án nhân dân",
                   rng_int(r, 3, 90), ruled.year, day_slashes(f->pool, ruled));
    case 1:
        return say(f->pool, "Hiện tại đang có %s là %s", p->female ? "chồng" : "vợ", other.name);
    case 2:
        return say(f->pool, "Có đăng ký kết hôn, nhưng %s đã chết ngày %s; chưa đăng ký kết hôn với ai",
                   p->female ? "chồng" : "vợ", day_slashes(f->pool, ruled));
    default:
        return "Chưa đăng ký kết hôn với ai";
    }
}

void compose_single_status(struct form *f)
{
    static const char *const purposes[] = {"làm thủ tục kết hôn", "làm thủ tục chuyển nhượng quyền sử dụng đất",
                                           "bổ sung hồ sơ vay vốn ngân hàng", "làm thủ tục mua nhà ở xã hội", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_event(r, 2018);
    struct person p =
        person_random(pool, r, rng_chance(r, 0.5), day_random(r, issued.year - 60, issued.year - 19), issued);
    f->office = place_of_office(pool, r, issued);
    f->title = "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN";
    f->number = form_put(f, "so", say(pool, "%d/UBND-XNTTHN", rng_int(r, 1, 400)), REQUIRED);
    form_text(f, ROW_PARAGRAPH, "Xét đề nghị của ông/bà về việc cấp Giấy xác nhận tình trạng hôn nhân,");
    form_text(f, ROW_CENTRE, "XÁC NHẬN:")->bold = true;
    form_row(f, "Họ, chữ đệm, tên",
             form_put(f, "ho_ten", rng_chance(r, 0.5) ? p.name : say_upper(pool, p.name), REQUIRED));
    form_row(f, "Ngày, tháng, năm sinh", form_put(f, "ngay_sinh", day_slashes(pool, p.born), REQUIRED));
    struct row *row = form_row(f, "Giới tính", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", REQUIRED));
    form_cell(row, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, "Giấy tờ tùy thân",
             form_put(f, "giay_to_tuy_than", person_paper(pool, r, &p, issued, rng_chance(r, 0.4)), REQUIRED));
    form_row(f, "Nơi cư trú", form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    if (rng_chance(r, 0.3))
        form_row(f, "Trong thời gian cư trú tại",
                 say(pool, "xã %s từ ngày %s đến ngày %s", f->office.commune,
                     day_slashes(pool, day_add(issued, -rng_int(r, 2000, 4000))), day_slashes(pool, issued)));
    form_row(f, "Tình trạng hôn nhân", form_put(f, "tinh_trang", marital_status(f, &p, issued), REQUIRED));
    form_row(f, "Giấy này được cấp để", form_put(f, "muc_dich", rng_pick(r, purposes), REQUIRED));
    form_text(f, ROW_PARAGRAPH, "Giấy này có giá trị sử dụng trong thời hạn 06 tháng, kể từ ngày cấp.");
    const char *place_date = say(pool, "%s, %s", f->office.commune, form_put_date(f, "ngay_ky", issued));
    bool top = rng_chance(r, 0.6);
    f->place_date = top ? place_date : NULL;
    form_sign(f, top ? NULL : place_date, "NGƯỜI KÝ GIẤY XÁC NHẬN");
}
