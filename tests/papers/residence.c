/* Where people live, and who may act for them (domain.md 2.16, 2.19). */
#include "form.h"

static const char *const relations[] = {"Con đẻ", "Vợ", "Cháu ruột", "Con dâu", NULL};

static const char *phone(struct form *f)
{
    return say(f->pool, "09%08d", rng_int(&f->rng, 10000000, 99999999));
}

static void put_head(struct form *f, const struct person *chief)
{
    form_row(f, form_word(f, "Họ, chữ đệm và tên chủ hộ", "Họ và tên chủ hộ"),
             form_put(f, "chu_ho", say_upper(f->pool, chief->name), REQUIRED));
    form_row(f, form_word(f, "Mối quan hệ với chủ hộ", "Quan hệ với chủ hộ"),
             form_put(f, "quan_he", rng_pick(&f->rng, relations), REQUIRED));
    form_row(f, form_word(f, "Số định danh cá nhân của chủ hộ", "Số định danh cá nhân/CMND của chủ hộ"),
             form_put(f, "chu_ho_so_dinh_danh", chief->id, REQUIRED));
}

static void put_holder(struct form *f, const struct person *p)
{
    form_row(f, form_word(f, "Họ, chữ đệm và tên", "Họ và tên"), form_put(f, "ho_ten", say_upper(f->pool, p->name), REQUIRED));
    struct row *row = form_row(f, "Ngày, tháng, năm sinh", form_put(f, "ngay_sinh", day_slashes(f->pool, p->born), REQUIRED));
    form_cell(row, "Giới tính", form_put(f, "gioi_tinh", p->female ? "Nữ" : "Nam", REQUIRED));
    form_row(f, form_word(f, "Số định danh cá nhân", "Số định danh cá nhân/CMND"), form_put(f, "so_dinh_danh", p->id, REQUIRED));
}

void compose_residence_declaration(struct form *f)
{
    static const char *const matters[] = {"Đăng ký thường trú tại nhà của vợ", "Tách hộ tại cùng địa chỉ",
                                          "Đăng ký tạm trú", "Xác nhận thông tin về cư trú", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day signed_on = day_event(r, 2022);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1960, 2006), signed_on);
    struct person chief = person_random(pool, r, rng_chance(r, 0.3), day_random(r, 1945, 1990), signed_on);
    f->office = place_of_office(pool, r, signed_on);
    f->motto_only = true;
    f->wants_seal = false;
    f->title = "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ";
    f->addressee = say(pool, "Kính gửi: Công an xã %s", f->office.commune);
    put_holder(f, &p);
    struct row *row = form_row(f, form_word(f, "Số điện thoại liên hệ", "Số điện thoại"), form_put(f, "dien_thoai", phone(f), OPTIONAL));
    form_cell(row, "Email", form_put(f, "email", "", OPTIONAL));
    put_head(f, &chief);
    form_row(f, "Nội dung đề nghị", form_put(f, "noi_dung", rng_pick(r, matters), REQUIRED));
    form_text(f, ROW_LINE, "Những thành viên trong hộ gia đình cùng thay đổi: không");
    const char *date = form_put_date(f, "ngay_ky", signed_on);
    f->right = (struct signer){.above = say(pool, "%s, %s", f->office.commune, date),
                               .lines = {"NGƯỜI KÊ KHAI"}, .name = p.name, .official = true};
}

void compose_residence_confirmation(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day signed_on = day_event(r, 2022);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1960, 2006), signed_on);
    struct person chief = person_random(pool, r, rng_chance(r, 0.3), day_random(r, 1945, 1990), signed_on);
    struct person officer = person_random(pool, r, false, (struct day){1980, 1, 1}, signed_on);
    f->office = place_of_office(pool, r, signed_on);
    f->agency[0] = f->office.district ? say_upper(pool, say(pool, "Công an huyện %s", f->office.district))
                                      : "CÔNG AN THÀNH PHỐ HẢI PHÒNG";
    f->agency[1] = say_upper(pool, say(pool, "Công an xã %s", f->office.commune));
    f->number = form_put(f, "so", say(pool, "%02d/XN", rng_int(r, 1, 700)), REQUIRED);
    f->place_date = say(pool, "%s, %s", f->office.commune, form_put_date(f, "ngay_ky", signed_on));
    f->title = form_word(f, "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "GIẤY XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ");
    put_holder(f, &p);
    struct row *row = form_row(f, "Dân tộc", form_put(f, "dan_toc", p.ethnic, REQUIRED));
    form_cell(row, "Tôn giáo", form_put(f, "ton_giao", rng_chance(r, 0.8) ? "Không" : "Công giáo", OPTIONAL));
    form_cell(row, "Quốc tịch", form_put(f, "quoc_tich", "Việt Nam", REQUIRED));
    form_row(f, "Quê quán", form_put(f, "que_quan", place_commune(pool, &p.home), REQUIRED));
    form_row(f, "Nơi thường trú", form_put(f, "noi_thuong_tru", place_full(pool, &p.home), REQUIRED));
    form_row(f, "Nơi tạm trú", form_put(f, "noi_tam_tru", "", OPTIONAL));
    form_row(f, form_word(f, "Nơi ở hiện tại", "Nơi ở hiện nay"), form_put(f, "noi_o", place_full(pool, &p.home), REQUIRED));
    put_head(f, &chief);
    f->right = (struct signer){.lines = {form_word(f, "TRƯỞNG CÔNG AN XÃ", "CƠ QUAN ĐĂNG KÝ CƯ TRÚ")},
                               .name = form_put(f, "nguoi_ky", officer.name, REQUIRED), .official = true};
}

void compose_household_book(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day issued = day_random(r, 2006, 2019);
    struct person chief = person_random(pool, r, rng_chance(r, 0.3), day_random(r, 1940, 1985), issued);
    f->office = place_of_office(pool, r, issued);
    f->motto_only = true;
    f->title = "SỔ HỘ KHẨU";
    form_row(f, "Số", form_put(f, "so", say(pool, "%09d", rng_int(r, 210000000, 219999999)), REQUIRED));
    form_row(f, form_word(f, "Họ và tên chủ hộ", "Họ tên chủ hộ"), form_put(f, "chu_ho", say_upper(pool, chief.name), REQUIRED));
    form_row(f, form_word(f, "Nơi thường trú", "Nơi ĐKHK thường trú"),
             form_put(f, "noi_thuong_tru", place_full(pool, &chief.home), REQUIRED));
    const char *date = day_long(pool, issued);
    form_put(f, "ngay_ky", date, OPTIONAL);
    struct person officer = person_random(pool, r, false, (struct day){1970, 1, 1}, issued);
    f->right = (struct signer){.above = date, .lines = {"TRƯỞNG CÔNG AN"},
                               .name = form_put(f, "nguoi_ky", officer.name, OPTIONAL), .official = true};
}

void compose_authorisation(struct form *f)
{
    static const char *const matters[] = {"Thay mặt tôi nộp hồ sơ và nhận kết quả đăng ký khai sinh cho con tại Ủy ban nhân dân xã.",
                                          "Nhận lương hưu và trợ cấp hằng tháng tại Bưu điện văn hóa xã.",
                                          "Làm thủ tục cấp lại sổ bảo hiểm xã hội.", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day signed_on = day_event(r, 2019);
    struct person a = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1945, 1998), signed_on);
    struct person b = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2000), signed_on);
    f->office = place_of_office(pool, r, signed_on);
    f->motto_only = true;
    f->wants_seal = false;
    f->title = "GIẤY ỦY QUYỀN";
    form_text(f, ROW_LINE, form_word(f, "I. BÊN ỦY QUYỀN", "BÊN ỦY QUYỀN (BÊN A):"))->bold = true;
    form_row(f, "Họ và tên", form_put(f, "ben_a", a.name, REQUIRED));
    form_row(f, form_word(f, "Ngày, tháng, năm sinh", "Sinh ngày"), form_put(f, "ben_a_ngay_sinh", day_slashes(pool, a.born), REQUIRED));
    form_row(f, form_word(f, "Căn cước công dân số", "Số CCCD"), form_put(f, "ben_a_cccd", a.id, REQUIRED));
    form_row(f, form_word(f, "Nơi cư trú", "Địa chỉ thường trú"), form_put(f, "ben_a_noi_cu_tru", place_full(pool, &a.home), REQUIRED));
    form_text(f, ROW_LINE, form_word(f, "II. BÊN ĐƯỢC ỦY QUYỀN", "BÊN ĐƯỢC ỦY QUYỀN (BÊN B):"))->bold = true;
    form_row(f, "Họ và tên", form_put(f, "ben_b", b.name, REQUIRED));
    form_row(f, form_word(f, "Ngày, tháng, năm sinh", "Sinh ngày"), form_put(f, "ben_b_ngay_sinh", day_slashes(pool, b.born), OPTIONAL));
    form_row(f, form_word(f, "Căn cước công dân số", "Số CCCD"), form_put(f, "ben_b_cccd", b.id, REQUIRED));
    form_row(f, form_word(f, "Nơi cư trú", "Địa chỉ thường trú"), form_put(f, "ben_b_noi_cu_tru", place_full(pool, &b.home), REQUIRED));
    form_row(f, form_word(f, "Nội dung ủy quyền", "Phạm vi ủy quyền"), form_put(f, "noi_dung", rng_pick(r, matters), REQUIRED));
    form_row(f, "Thời hạn ủy quyền", form_put(f, "thoi_han", say(pool, "%02d tháng kể từ ngày ký", rng_int(r, 3, 24)), OPTIONAL));
    const char *date = form_put_date(f, "ngay_ky", signed_on);
    f->left = (struct signer){.lines = {"NGƯỜI ĐƯỢC ỦY QUYỀN"}, .name = b.name};
    f->right = (struct signer){.above = say(pool, "%s, %s", f->office.commune, date), .lines = {"NGƯỜI ỦY QUYỀN"},
                               .name = a.name, .official = true};
}
