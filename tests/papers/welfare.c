/* Social protection and people with merit (domain.md 2.17, 2.18). */
#include "form.h"

static const char *const issuer = "Cục Cảnh sát QLHC về TTXH";

static void put_person(struct form *f, const struct person *p, const char *kind)
{
    form_row(f, form_word(f, "Họ và tên (Viết chữ in hoa)", kind), form_put(f, "ho_ten", say_upper(f->pool, p->name), REQUIRED));
    struct row *row = form_row(f, form_word(f, "Ngày/tháng/năm sinh", "Ngày, tháng, năm sinh"),
                               form_put(f, "ngay_sinh", day_slashes(f->pool, p->born), REQUIRED));
    form_cell(row, "Giới tính", form_put(f, "gioi_tinh", p->female ? "Nữ" : "Nam", REQUIRED));
}

static void sign_declarant(struct form *f, const char *heading, const char *name, struct day d)
{
    const char *date = form_put_date(f, "ngay_ky", d);
    f->wants_seal = false;
    f->right = (struct signer){
        .above = say(f->pool, "%s, %s", f->office.commune, date), .lines = {heading}, .name = name, .official = true};
}

void compose_assistance(struct form *f)
{
    static const char *const kinds[] = {"Vận động", "Nghe, nói", "Nhìn", "Thần kinh, tâm thần", "Trí tuệ", NULL};
    static const char *const degrees[] = {"Đặc biệt nặng", "Nặng", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day signed_on = day_event(r, 2021);
    bool disabled = rng_chance(r, 0.6);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1938, 2012), signed_on);
    f->office = place_of_office(pool, r, signed_on);
    f->motto_only = true;
    f->title = "TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI";
    f->subtitle = disabled ? "(Áp dụng đối với đối tượng quy định tại khoản 6 Điều 5 Nghị định số 20/2021/NĐ-CP)"
                           : "(Áp dụng đối với đối tượng quy định tại khoản 5 Điều 5 Nghị định số 20/2021/NĐ-CP)";
    form_text(f, ROW_LINE, "Phần I. THÔNG TIN CỦA ĐỐI TƯỢNG")->bold = true;
    put_person(f, &p, "Họ và tên");
    form_row(f, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_row(f, form_word(f, "Giấy CMND hoặc CCCD số", "Số CCCD/CMND"), form_put(f, "so_dinh_danh", p.id, OPTIONAL));
    struct row *row =
        form_row(f, "Ngày cấp", form_put(f, "ngay_cap", day_slashes(pool, day_add(signed_on, -rng_int(r, 60, 700))), OPTIONAL));
    form_cell(row, "Nơi cấp", form_put(f, "noi_cap", issuer, OPTIONAL));
    form_row(f, form_word(f, "Hộ khẩu thường trú", "Nơi thường trú"),
             form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, form_word(f, "Hiện ở tại", "Nơi ở hiện nay"), form_put(f, "noi_o", place_full(pool, &p.home), OPTIONAL));
    form_row(f, form_word(f, "Có thẻ BHYT không?", "Thẻ bảo hiểm y tế"),
             form_put(f, "the_bhyt", rng_chance(r, 0.8) ? "Có" : "Không", OPTIONAL));
    form_row(f, form_word(f, "Thuộc hộ nghèo, cận nghèo không?", "Thuộc hộ nghèo, hộ cận nghèo không?"),
             form_put(f, "ho_ngheo", rng_chance(r, 0.3) ? "Hộ cận nghèo" : "Không", OPTIONAL));
    if (disabled) {
        row = form_row(f, form_word(f, "Dạng tật", "Dạng khuyết tật"), form_put(f, "dang_tat", rng_pick(r, kinds), REQUIRED));
        form_cell(row, "Mức độ khuyết tật", form_put(f, "muc_do", rng_pick(r, degrees), REQUIRED));
    }
    form_text(f, ROW_PARAGRAPH, "Tôi xin cam đoan những lời khai trên là đúng, nếu có điều gì khai không đúng, tôi xin "
                                "chịu trách nhiệm hoàn toàn.");
    sign_declarant(f, "NGƯỜI KHAI", p.name, signed_on);
}

void compose_social_pension(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day signed_on = day_add((struct day){2025, 7, 2}, rng_int(r, 0, 140));
    struct person p = person_random(pool, r, rng_chance(r, 0.6), day_random(r, 1935, 1950), signed_on);
    f->office = place_of_office(pool, r, signed_on);
    f->motto_only = true;
    f->title = "TỜ KHAI ĐỀ NGHỊ TRỢ CẤP HƯU TRÍ XÃ HỘI";
    f->addressee = say(pool, "Kính gửi: Ủy ban nhân dân xã %s", f->office.commune);
    put_person(f, &p, "Họ, chữ đệm, tên");
    form_row(f, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_row(f, form_word(f, "Số định danh cá nhân", "Số căn cước công dân"), form_put(f, "so_dinh_danh", p.id, REQUIRED));
    form_row(f, form_word(f, "Nơi cư trú", "Nơi thường trú"), form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, form_word(f, "Số điện thoại", "Điện thoại"),
             form_put(f, "dien_thoai", say(pool, "03%08d", rng_int(r, 10000000, 99999999)), OPTIONAL));
    form_row(f, form_word(f, "Thuộc hộ nghèo, hộ cận nghèo", "Thuộc hộ nghèo, cận nghèo"),
             form_put(f, "ho_ngheo", rng_chance(r, 0.3) ? "Hộ cận nghèo" : "Không", REQUIRED));
    form_row(f, form_word(f, "Số tài khoản", "Tài khoản ngân hàng"),
             form_put(f, "tai_khoan", rng_chance(r, 0.5) ? say(pool, "2305%08d", rng_int(r, 10000000, 99999999)) : "", OPTIONAL));
    form_text(f, ROW_PARAGRAPH, "Tôi xin cam đoan những nội dung trên là đúng sự thật.");
    sign_declarant(f, "NGƯỜI ĐỀ NGHỊ", p.name, signed_on);
}

void compose_disability(struct form *f)
{
    static const char *const kinds[] = {"Vận động", "Nghe, nói", "Nhìn", "Thần kinh, tâm thần", "Trí tuệ", NULL};
    static const char *const degrees[] = {"Đặc biệt nặng", "Nặng", "Nhẹ", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_event(r, 2019);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1938, issued.year - 2), issued);
    f->office = place_of_office(pool, r, issued);
    f->number_label = form_word(f, "Số hiệu", "Số");
    f->number = form_put(f, "so", say(pool, "%02d/GXN-UBND", rng_int(r, 1, 300)), REQUIRED);
    f->title = "GIẤY XÁC NHẬN KHUYẾT TẬT";
    form_row(f, form_word(f, "Họ và tên", "Họ, chữ đệm, tên"), form_put(f, "ho_ten", say_upper(pool, p.name), REQUIRED));
    form_row(f, form_word(f, "Ngày, tháng, năm sinh", "Ngày sinh"),
             form_put(f, "ngay_sinh", day_slashes(pool, p.born), REQUIRED));
    form_row(f, "Giới tính", form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", REQUIRED));
    form_row(f, form_word(f, "Số định danh cá nhân", "Số CCCD"), form_put(f, "so_dinh_danh", p.id, REQUIRED));
    form_row(f, form_word(f, "Nơi đăng ký hộ khẩu thường trú", "Nơi thường trú"),
             form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, form_word(f, "Dạng khuyết tật", "Dạng tật"), form_put(f, "dang_tat", rng_pick(r, kinds), REQUIRED));
    form_row(f, "Mức độ khuyết tật", form_put(f, "muc_do", rng_pick(r, degrees), REQUIRED));
    const char *date = form_put_date(f, "ngay_ky", issued);
    form_sign(f, say(pool, "%s, %s", f->office.commune, date), "TM. ỦY BAN NHÂN DÂN");
}

static void put_merit(struct form *f, const struct person *p, struct day died, const struct place *registrar)
{
    static const char *const classes[] = {"Thương binh", "Bệnh binh", "Bà mẹ Việt Nam anh hùng",
                                          "Người có công giúp đỡ cách mạng", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    form_text(f, ROW_LINE, form_word(f, "1. Phần khai về người có công", "Phần khai về người có công"))->bold = true;
    form_row(f, "Họ và tên", form_put(f, "ncc_ho_ten", say_upper(pool, p->name), REQUIRED));
    struct row *row = form_row(f, form_word(f, "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"),
                               form_put(f, "ncc_ngay_sinh", day_slashes(pool, p->born), REQUIRED));
    form_cell(row, form_word(f, "Nam/Nữ", "Giới tính"), form_put(f, "ncc_gioi_tinh", p->female ? "Nữ" : "Nam", OPTIONAL));
    form_row(f, "CCCD/CMND số", form_put(f, "ncc_cccd", p->id, REQUIRED));
    form_row(f, "Quê quán", form_put(f, "ncc_que_quan", place_commune(pool, &p->home), REQUIRED));
    form_row(f, "Nơi thường trú", form_put(f, "ncc_noi_cu_tru", place_full(pool, &p->home), REQUIRED));
    form_row(f, form_word(f, "Thuộc diện người có công", "Thuộc diện"),
             form_put(f, "ncc_dien", rng_pick(r, classes), REQUIRED));
    row = form_row(f, "Số hồ sơ", form_put(f, "ncc_so_ho_so", say(pool, "TB/%05d", rng_int(r, 100, 99999)), OPTIONAL));
    form_cell(row, "Tỷ lệ tổn thương cơ thể", form_put(f, "ncc_ty_le", say(pool, "%d%%", rng_int(r, 21, 81)), OPTIONAL));
    form_row(f, form_word(f, "Từ trần ngày", "Ngày từ trần"), form_put(f, "ngay_chet", day_slashes(pool, died), REQUIRED));
    form_row(f, form_word(f, "Theo giấy báo tử/trích lục khai tử số", "Giấy báo tử/Trích lục khai tử số"),
             form_put(f, "giay_bao_tu",
                      say(pool, "%d/%d/TLKT do Ủy ban nhân dân xã %s cấp", rng_int(r, 2, 90), died.year, registrar->commune),
                      OPTIONAL));
}

void compose_merit(struct form *f)
{
    static const char *const relations[] = {"Con đẻ", "Vợ", "Cháu", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day died = day_event(r, 2021), signed_on = day_add(died, rng_int(r, 5, 60));
    struct person merit = person_random(pool, r, rng_chance(r, 0.3), day_random(r, 1928, 1952), died);
    struct person p = person_of_family(pool, r, merit.name, rng_chance(r, 0.4), day_random(r, 1955, 1990), signed_on);
    f->office = place_of_office(pool, r, signed_on);
    f->motto_only = true;
    f->title = "BẢN KHAI";
    f->subtitle = "Giải quyết chế độ ưu đãi khi người có công từ trần";
    put_merit(f, &merit, died, &f->office);
    form_text(f, ROW_LINE, form_word(f, "2. Phần khai đối với đại diện thân nhân", "Phần khai đối với đại diện thân nhân"))
        ->bold = true;
    form_row(f, "Họ và tên", form_put(f, "ho_ten", say_upper(pool, p.name), REQUIRED));
    struct row *row = form_row(f, form_word(f, "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"),
                               form_put(f, "ngay_sinh", day_slashes(pool, p.born), OPTIONAL));
    form_cell(row, form_word(f, "Nam/Nữ", "Giới tính"), form_put(f, "gioi_tinh", p.female ? "Nữ" : "Nam", OPTIONAL));
    form_row(f, "CCCD/CMND số", form_put(f, "so_dinh_danh", p.id, REQUIRED));
    row = form_row(f, "Ngày cấp", form_put(f, "ngay_cap", day_slashes(pool, day_add(signed_on, -rng_int(r, 90, 700))), OPTIONAL));
    form_cell(row, "Nơi cấp", form_put(f, "noi_cap", issuer, OPTIONAL));
    form_row(f, "Nơi thường trú", form_put(f, "noi_cu_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, "Số điện thoại",
             form_put(f, "dien_thoai", say(pool, "09%08d", rng_int(r, 10000000, 99999999)), OPTIONAL));
    form_row(f, form_word(f, "Mối quan hệ với người có công từ trần", "Quan hệ với người có công"),
             form_put(f, "quan_he", rng_pick(r, relations), REQUIRED));
    sign_declarant(f, "NGƯỜI KHAI", p.name, signed_on);
}
