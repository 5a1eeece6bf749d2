/* Papers of offices and times that are gone: the death certificate up to 2015, the South's birth record before 1975. */
#include <string.h>

#include "form.h"

void compose_old_death_certificate(struct form *f)
{
    static const char *const causes[] = {"Già yếu", "Bệnh tim mạch", "Tai biến mạch máu não", "Ung thư gan", "Tuổi già",
                                         "Tai nạn giao thông", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day died = day_random(r, 2000, 2015), registered = day_add(died, rng_int(r, 0, 12));
    if (registered.year > 2015)
        registered = died;
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, died.year - 95, died.year - 40), died);
    struct person declarant = person_of_family(pool, r, p.name, false, day_random(r, 1950, 1980), died);
    struct person clerk = person_random(pool, r, true, registered, registered);
    bool year = p.born.year < 1945 && rng_chance(r, 0.5);
    f->office = place_of_office(pool, r, registered);
    f->title = "GIẤY CHỨNG TỬ";
    f->subtitle = rng_chance(r, 0.4) ? "(BẢN SAO)" : NULL;
    f->number = form_put(f, "so", say(pool, rng_chance(r, 0.5) ? "%d" : "%02d/%d", rng_int(r, 1, 90), registered.year),
                         REQUIRED);
    f->book = form_put(f, "quyen_so", say(pool, "%02d/%d", rng_int(r, 1, 2), registered.year), OPTIONAL);
    struct row *row = form_row(f, "Họ và tên", form_put(f, "ho_ten", say_upper(pool, p.name), REQUIRED));
    form_cell(row, "Giới tính", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", REQUIRED));
    form_row(f, "Ngày, tháng, năm sinh",
             form_put(f, "ngay_sinh", year ? say(pool, "%d", p.born.year) : day_slashes(pool, p.born), REQUIRED));
    row = form_row(f, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, "Nơi thường trú/tạm trú cuối cùng", form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, "Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế",
             form_put(f, "giay_to_tuy_than", rng_chance(r, 0.6) ? say(pool, "14%07d", rng_int(r, 1000000, 2999999)) : "",
                      OPTIONAL));
    form_row(f, "Đã chết vào lúc",
             form_put(f, "ngay_chet",
                      say(pool, "%02d giờ %02d phút, %s", rng_int(r, 0, 23), rng_int(r, 0, 59), day_long(pool, died)),
                      REQUIRED));
    if (rng_chance(r, 0.6))
        form_row(f, "Ghi bằng chữ", form_put(f, "ngay_chet_chu", day_words(pool, r, died), REQUIRED));
    form_row(f, "Nơi chết", form_put(f, "noi_chet", place_full(pool, &p.home), REQUIRED));
    form_row(f, "Nguyên nhân chết", form_put(f, "nguyen_nhan", rng_pick(r, causes), REQUIRED));
    form_row(f, "Nơi đăng ký", form_put(f, "noi_dang_ky", place_committee(pool, &f->office), REQUIRED));
    form_row(f, "Ngày, tháng, năm đăng ký", form_put(f, "ngay_dang_ky", day_slashes(pool, registered), REQUIRED));
    if (rng_chance(r, 0.7))
        form_row(f, "Họ và tên người đi khai tử", form_put(f, "nguoi_khai_ho_ten", declarant.name, REQUIRED));
    form_sign(f, NULL, "TM. ỦY BAN NHÂN DÂN");
    f->left = (struct signer){.lines = {"CÁN BỘ TƯ PHÁP HỘ TỊCH"}, .name = clerk.name};
}

void compose_southern_birth_record(struct form *f)
{
    static const char *const titles[] = {"KHAI SANH", "TRÍCH LỤC BỘ KHAI SANH", "TRÍCH Y SỔ BỘ", NULL};
    static const char *const trades[] = {"Làm ruộng", "Buôn bán", "Thợ mộc", "Giáo viên", NULL};
    static const char *const provinces[] = {"Long An", "Định Tường", "Vĩnh Long", "Kiến Hòa", "Tây Ninh", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day born = day_random(r, 1948, 1974);
    struct person father = person_random(pool, r, false, day_random(r, born.year - 45, born.year - 21), born);
    struct person mother = person_random(pool, r, true, day_random(r, born.year - 40, born.year - 18), born);
    struct person child = person_of_family(pool, r, father.name, rng_chance(r, 0.5), born, born);
    bool named = rng_chance(r, 0.9);
    const char *province = rng_pick(r, provinces);
    const char *home = say(pool, "Ấp %s, xã %s, tỉnh %s", father.home.village, father.home.commune, province);
    f->office = father.home;
    f->no_motto = true;
    f->agency[0] = "VIỆT NAM CỘNG HÒA";
    f->agency[1] = say_upper(pool, say(pool, "tỉnh %s", province));
    f->agency[2] = say_upper(pool, say(pool, "xã %s", father.home.commune));
    f->number_label = "Số hiệu";
    f->number = form_put(f, "so", say(pool, "%d", rng_int(r, 10, 980)), REQUIRED);
    f->title = rng_pick(r, titles);
    form_row(f, "Tên, họ ấu nhi", form_put(f, "ho_ten", say_upper(pool, child.name), REQUIRED));
    form_row(f, "Phái", form_put(f, "gioi_tinh", child.female ? "Nữ" : "Nam", REQUIRED));
    form_row(f, "Sanh ngày", form_put(f, "ngay_sinh", day_words(pool, r, born), REQUIRED));
    form_row(f, "Tại", form_put(f, "noi_sinh", say(pool, "Xã %s, tỉnh %s", father.home.commune, province), REQUIRED));
    form_row(f, "Tên, họ người cha", form_put(f, "cha_ho_ten", named ? father.name : "", OPTIONAL));
    form_row(f, "Nghề nghiệp", form_put(f, "cha_nghe_nghiep", named ? rng_pick(r, trades) : "", OPTIONAL));
    form_row(f, "Cư ngụ tại", form_put(f, "cha_noi_cu_tru", named ? home : "", OPTIONAL));
    form_row(f, "Tên, họ người mẹ", form_put(f, "me_ho_ten", mother.name, REQUIRED));
    form_row(f, "Nghề nghiệp", form_put(f, "me_nghe_nghiep", rng_pick(r, trades), OPTIONAL));
    form_row(f, "Cư ngụ tại", form_put(f, "me_noi_cu_tru", home, OPTIONAL));
    form_row(f, "Tên, họ người khai", form_put(f, "nguoi_khai_ho_ten", named ? father.name : mother.name, REQUIRED));
    struct person official = person_random(pool, r, false, born, born);
    f->right = (struct signer){.above = say(pool, "%s, %s", father.home.commune, day_long(pool, day_add(born, 12))),
                               .lines = {"Viên chức hộ tịch"}, .name = official.name, .official = true};
}
