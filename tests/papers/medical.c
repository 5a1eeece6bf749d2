/* What clinics give to the family: live birth and death notices (domain.md 2.12, 2.13). */
#include "form.h"

/* "TRUNG TÂM Y TẾ HUYỆN …" over the clinic's own name; the date stands at the foot. */
static const char *name_clinic(struct form *f, const struct place *p)
{
    if (p->district && rng_chance(&f->rng, 0.5)) {
        f->agency[0] = "SỞ Y TẾ HẢI DƯƠNG";
        f->agency[1] = say_upper(f->pool, say(f->pool, "Trung tâm Y tế huyện %s", p->district));
        return say(f->pool, "Trung tâm Y tế huyện %s", p->district);
    }
    f->agency[0] = p->district ? say_upper(f->pool, say(f->pool, "Trung tâm Y tế huyện %s", p->district))
                               : "SỞ Y TẾ THÀNH PHỐ HẢI PHÒNG";
    f->agency[1] = say_upper(f->pool, say(f->pool, "Trạm Y tế xã %s", p->commune));
    return say(f->pool, "Trạm Y tế xã %s", p->commune);
}

static void sign_clinic(struct form *f, struct day signed_on, enum need need)
{
    static const char *const heads[] = {"THỦ TRƯỞNG CƠ SỞ Y TẾ", "GIÁM ĐỐC", "TRƯỞNG TRẠM", NULL};
    struct day adult = {1975, 1, 1};
    struct person chief = person_random(f->pool, &f->rng, rng_chance(&f->rng, 0.4), adult, adult);
    const char *date = form_put_date(f, "ngay_ky", signed_on);
    f->right = (struct signer){.above = say(f->pool, "%s, %s", f->office.commune, date),
                               .lines = {rng_pick(&f->rng, heads)},
                               .name = form_put(f, "nguoi_ky", chief.name, need),
                               .official = true};
}

static const char *moment(struct form *f, struct day d)
{
    return say(f->pool, "%02d giờ %02d phút, %s", rng_int(&f->rng, 0, 23), rng_int(&f->rng, 0, 59),
               day_long(f->pool, d));
}

void compose_live_birth(struct form *f)
{
    static const char *const states[] = {"Khỏe mạnh", "Bình thường", "Sinh non", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day born = day_event(r, 2018), signed_on = day_add(born, rng_int(r, 1, 4));
    struct person mother = person_random(pool, r, true, day_random(r, born.year - 41, born.year - 19), born);
    struct person father = person_random(pool, r, false, day_random(r, born.year - 46, born.year - 20), born);
    struct person child = person_of_family(pool, r, father.name, rng_chance(r, 0.48), born, born);
    bool no_father = rng_chance(r, 0.12);
    f->office = place_of_office(pool, r, signed_on);
    const char *clinic = name_clinic(f, &f->office);
    f->number = form_put(f, "so", say(pool, "%02d/%d", rng_int(r, 1, 700), born.year), OPTIONAL);
    f->book = form_put(f, "quyen_so", say(pool, "%02d/%d", rng_int(r, 1, 3), born.year), OPTIONAL);
    f->title = "GIẤY CHỨNG SINH";
    form_row(f, form_word(f, "Họ và tên mẹ/Người nuôi dưỡng", "Họ và tên mẹ"),
             form_put(f, "me_ho_ten", say_upper(pool, mother.name), REQUIRED));
    form_row(f, "Năm sinh", form_put(f, "me_nam_sinh", say(pool, "%d", mother.born.year), REQUIRED));
    form_row(f, form_word(f, "Nơi đăng ký thường trú, tạm trú", "Nơi thường trú/tạm trú"),
             form_put(f, "me_noi_cu_tru", place_full(pool, &mother.home), REQUIRED));
    form_row(f, form_word(f, "Mã số BHXH/Số thẻ BHYT", "Mã số BHXH/Thẻ BHYT số"),
             form_put(f, "me_bhxh", say(pool, "30%08d", rng_int(r, 10000000, 29999999)), OPTIONAL));
    form_row(f, form_word(f, "Số CMND/CCCD/Hộ chiếu", "Số CMND/Thẻ căn cước/Hộ chiếu"),
             form_put(f, "me_giay_to", mother.id, REQUIRED));
    struct row *issued = form_row(
        f, "Ngày cấp", form_put(f, "me_ngay_cap", day_slashes(pool, day_add(born, -rng_int(r, 90, 900))), OPTIONAL));
    form_cell(issued, "Nơi cấp", form_put(f, "me_noi_cap", "Cục Cảnh sát QLHC về TTXH", OPTIONAL));
    form_row(f, "Dân tộc", form_put(f, "me_dan_toc", mother.ethnic, REQUIRED));
    form_row(f, form_word(f, "Họ và tên cha", "Họ và tên người cha"),
             form_put(f, "cha_ho_ten", no_father ? "" : say_upper(pool, father.name), OPTIONAL));
    form_row(f, form_word(f, "Đã sinh con vào lúc", "Đã sinh con vào hồi"),
             form_put(f, "luc_sinh", moment(f, born), REQUIRED));
    form_row(f, "Tại", form_put(f, "noi_sinh", say(pool, "%s, %s", clinic, f->office.province), REQUIRED));
    form_row(f, "Số con trong lần sinh này", form_put(f, "so_con", rng_chance(r, 0.9) ? "01" : "02", OPTIONAL));
    struct row *row = form_row(f, form_word(f, "Giới tính của con", "Giới tính khi sinh"),
                               form_put(f, "gioi_tinh", child.female ? "Nữ" : "Nam", REQUIRED));
    form_cell(row, form_word(f, "Cân nặng", "Cân nặng của con"),
              form_put(f, "can_nang", say(pool, "%d gam", rng_int(r, 24, 39) * 100), OPTIONAL));
    form_row(f, "Tình trạng của con", form_put(f, "tinh_trang", rng_pick(r, states), OPTIONAL));
    form_row(f, form_word(f, "Dự định đặt tên con là", "Dự kiến đặt tên con là"),
             form_put(f, "ten_con", rng_chance(r, 0.85) ? say_upper(pool, child.name) : "", OPTIONAL));
    sign_clinic(f, signed_on, OPTIONAL);
}

void compose_death_notice(struct form *f)
{
    static const char *const causes[] = {"Nhồi máu cơ tim cấp", "Xuất huyết não",      "Viêm phổi nặng",
                                         "Suy hô hấp",          "Tai nạn giao thông", "Ung thư gan", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day died = day_event(r, 2020), signed_on = day_add(died, rng_int(r, 0, 2));
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, died.year - 92, died.year - 30), died);
    struct person kin = person_of_family(pool, r, p.name, rng_chance(r, 0.5), day_random(r, 1960, 1995), died);
    f->office = place_of_office(pool, r, signed_on);
    const char *clinic = name_clinic(f, &f->office);
    f->number = form_put(f, "so", say(pool, "%02d/%d/GBT", rng_int(r, 1, 200), died.year), REQUIRED);
    f->title = "GIẤY BÁO TỬ";
    form_row(f, form_word(f, "Họ và tên người tử vong", "Họ, chữ đệm, tên người chết"),
             form_put(f, "ho_ten", say_upper(pool, p.name), REQUIRED));
    form_row(f, "Ngày, tháng, năm sinh", form_put(f, "ngay_sinh", day_slashes(pool, p.born), REQUIRED));
    struct row *row = form_row(f, "Giới tính", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", REQUIRED));
    form_cell(row, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, form_word(f, "Nơi thường trú/tạm trú", "Nơi thường trú, tạm trú"),
             form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, form_word(f, "Mã số định danh/CCCD/CMND", "Số định danh cá nhân"),
             form_put(f, "so_dinh_danh", p.id, REQUIRED));
    form_row(f, form_word(f, "Đã tử vong vào lúc", "Thời gian tử vong"), form_put(f, "ngay_chet", moment(f, died), REQUIRED));
    form_row(f, form_word(f, "Nơi tử vong", "Địa điểm tử vong"),
             form_put(f, "noi_chet", say(pool, "%s, %s", clinic, f->office.province), REQUIRED));
    form_row(f, form_word(f, "Nguyên nhân tử vong", "Nguyên nhân chính gây tử vong"),
             form_put(f, "nguyen_nhan", rng_pick(r, causes), REQUIRED));
    form_row(f, "Họ và tên người thân", form_put(f, "nguoi_than", kin.name, OPTIONAL));
    sign_clinic(f, signed_on, REQUIRED);
}
