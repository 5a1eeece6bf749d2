/* Declarations to the registrar, filled in by print or by hand (domain.md 2.11). */
#include <string.h>

#include "block.h"

#define PLEDGE                                                                                                         \
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan của mình."

static const struct block plain_person = {.prefix = "", .name = "Họ, chữ đệm, tên", .born = "Ngày, tháng, năm sinh",
                                          .paper = "Giấy tờ tùy thân", .home = "Nơi cư trú", .sex = true};

/* The one who asks at the desk on a day, and the office that is asked. */
static struct person requester_random(struct form *f, struct day when)
{
    struct rng *r = &f->rng;
    f->office = place_of_office(f->pool, r, when);
    return person_random(f->pool, r, rng_chance(r, 0.5), day_random(r, 1955, 1998), when);
}

void compose_death_declaration(struct form *f)
{
    static const char *const causes[] = {"Già yếu", "Bệnh tim mạch", "Tai biến mạch máu não", "Ung thư phổi", NULL};
    static const char *const kin[] = {"Con trai", "Con gái", "Con dâu", "Cháu", "Vợ", "Chồng", NULL};
    static const struct block dead = {.prefix = "", .name = "Họ, chữ đệm, tên", .born = "Ngày, tháng, năm sinh",
                                      .paper = "Giấy tờ tùy thân", .home = "Nơi cư trú cuối cùng", .sex = true,
                                      .partly = true, .home_first = true, .capitals = true};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day died = day_event(r, 2016), when = day_add(died, rng_int(r, 1, 14));
    struct person who = requester_random(f, when);
    struct person p = person_of_family(pool, r, who.name, rng_chance(r, 0.5),
                                       day_random(r, died.year - 95, died.year - 50), died);
    put_declaration_head(f, "TỜ KHAI ĐĂNG KÝ KHAI TỬ", "Quan hệ với người đã chết", rng_pick(r, kin), &who, when);
    form_text(f, ROW_LINE, "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:");
    put_block(f, &dead, &p, died);
    form_row(f, block_word(f, "Đã chết vào lúc"),
             form_put(f, "ngay_chet",
                      say(pool, "%02d giờ %02d phút, %s", rng_int(r, 0, 23), rng_int(r, 0, 59), day_long(pool, died)),
                      REQUIRED));
    form_row(f, block_word(f, "Nơi chết"), form_put(f, "noi_chet", place_full(pool, &p.home), REQUIRED));
    form_row(f, block_word(f, "Nguyên nhân chết"), form_put(f, "nguyen_nhan", rng_pick(r, causes), REQUIRED));
    if (rng_chance(r, 0.6))
        form_row(f, "Số Giấy báo tử/Giấy tờ thay thế Giấy báo tử",
                 form_put(f, "giay_bao_tu",
                          say(pool, "%02d/GBT do Trạm Y tế xã %s cấp ngày %s", rng_int(r, 1, 90), p.home.commune,
                              day_slashes(pool, day_add(died, 1))),
                          REQUIRED));
    put_declaration_foot(f, PLEDGE, &who, when);
}

/* A row of the table: what both columns say about one thing. */
static void put_pair(struct form *f, const char *label, const char *name, const char *wife, const char *husband,
                     enum need need)
{
    const char *left = form_put(f, say(f->pool, "vo_%s", name), wife, need);
    const char *right = form_put(f, say(f->pool, "chong_%s", name), husband, need);
    struct row *row = form_row(f, block_word(f, label), left);
    row->kind = ROW_TABLE;
    form_cell(row, NULL, right);
}

void compose_marriage_declaration(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day when = day_event(r, 2016);
    bool newest = day_compare(when, (struct day){2024, 7, 1}) >= 0;
    struct person w = person_random(pool, r, true, day_random(r, when.year - 34, when.year - 19), when);
    struct person h = person_random(pool, r, false, day_random(r, when.year - 38, when.year - 21), when);
    f->office = place_of_office(pool, r, when);
    f->motto_only = true;
    f->wants_seal = false;
    f->title = "TỜ KHAI ĐĂNG KÝ KẾT HÔN";
    f->addressee = say(pool, "Kính gửi: %s", place_committee(pool, &f->office));
    struct row *head = form_row(f, "Thông tin", "Bên nữ");
    head->kind = ROW_TABLE;
    head->bold = true;
    form_cell(head, NULL, "Bên nam");
    put_pair(f, "Họ, chữ đệm, tên", "ho_ten", w.name, h.name, REQUIRED);
    put_pair(f, "Ngày, tháng, năm sinh", "ngay_sinh", day_slashes(pool, w.born), day_slashes(pool, h.born), REQUIRED);
    put_pair(f, "Dân tộc", "dan_toc", w.ethnic, h.ethnic, REQUIRED);
    put_pair(f, "Quốc tịch", "quoc_tich", "Việt Nam", "Việt Nam", REQUIRED);
    put_pair(f, "Nơi cư trú", "noi_cu_tru", place_full(pool, &w.home), place_full(pool, &h.home), OPTIONAL);
    put_pair(f, newest ? "Số định danh cá nhân/Giấy tờ tùy thân" : "Giấy tờ tùy thân", "giay_to",
             newest ? w.id : person_paper(pool, r, &w, when, rng_chance(r, 0.3)),
             newest ? h.id : person_paper(pool, r, &h, when, rng_chance(r, 0.3)), REQUIRED);
    put_pair(f, "Kết hôn lần thứ mấy", "lan_ket_hon", rng_chance(r, 0.85) ? "Lần thứ nhất" : "Lần thứ hai",
             rng_chance(r, 0.85) ? "Lần thứ nhất" : "Lần thứ hai", REQUIRED);
    form_text(f, ROW_PARAGRAPH,
              "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của chúng tôi là tự nguyện, không "
              "vi phạm quy định của Luật Hôn nhân và gia đình Việt Nam.");
    const char *date = form_put_date(f, "ngay_ky", when);
    f->left = (struct signer){.lines = {"Bên nữ"}, .name = w.name};
    f->right = (struct signer){.above = say(pool, "%s, %s", f->office.commune, date), .lines = {"Bên nam"},
                               .name = h.name, .official = true};
}

void compose_single_status_request(struct form *f)
{
    static const char *const purposes[] = {"Để đăng ký kết hôn", "Để bổ sung hồ sơ vay vốn ngân hàng",
                                           "Để làm thủ tục chuyển nhượng quyền sử dụng đất", NULL};
    struct rng *r = &f->rng;
    struct day when = day_event(r, 2016);
    struct person who = requester_random(f, when);
    put_declaration_head(f, "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
                         "Quan hệ với người được cấp Giấy xác nhận tình trạng hôn nhân", "Bản thân", &who, when);
    form_text(f, ROW_LINE, "Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người có tên dưới đây:");
    put_block(f, &plain_person, &who, when);
    if (rng_chance(r, 0.3))
        form_row(f, "Trong thời gian cư trú tại",
                 form_put(f, "thoi_gian_cu_tru",
                          say(f->pool, "xã %s từ ngày %s đến ngày %s", f->office.commune,
                              day_slashes(f->pool, day_add(when, -3000)), day_slashes(f->pool, when)),
                          OPTIONAL));
    form_row(f, block_word(f, "Tình trạng hôn nhân"),
             form_put(f, "tinh_trang",
                      rng_chance(r, 0.7) ? "Chưa đăng ký kết hôn với ai" : "Đã ly hôn, chưa đăng ký kết hôn với ai",
                      REQUIRED));
    form_row(f, "Mục đích yêu cầu cấp Giấy xác nhận tình trạng hôn nhân",
             form_put(f, "muc_dich", rng_pick(r, purposes), REQUIRED));
    put_declaration_foot(f, PLEDGE, &who, when);
}

void compose_copy_request(struct form *f)
{
    static const char *const kinds[] = {"khai sinh", "khai tử", "kết hôn", NULL};
    static const struct block person = {.prefix = "", .name = "Họ, chữ đệm, tên", .born = "Ngày, tháng, năm sinh",
                                        .home = "Nơi cư trú", .sex = true, .partly = true};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day when = day_event(r, 2016), registered = day_add(when, -rng_int(r, 200, 6000));
    struct person who = requester_random(f, when);
    struct person p = person_of_family(pool, r, who.name, rng_chance(r, 0.5),
                                       day_random(r, registered.year - 1, registered.year - 1), registered);
    put_declaration_head(f, "TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH",
                         "Quan hệ với người được cấp bản sao Trích lục hộ tịch",
                         rng_chance(r, 0.5) ? "Bản thân" : "Cha", &who, when);
    const char *kind = form_put(f, "loai_trich_luc", rng_pick(r, kinds), REQUIRED);
    form_text(f, ROW_LINE, say(pool, "Đề nghị cơ quan cấp bản sao trích lục %s cho người có tên dưới đây:",
                               *kind ? kind : "............"));
    put_block(f, &person, &p, when);
    form_row(f, "Số định danh cá nhân", form_put(f, "so_dinh_danh", rng_chance(r, 0.6) ? p.id : "", OPTIONAL));
    form_row(f, block_word(f, "Đã đăng ký tại"), form_put(f, "noi_dang_ky", place_committee(pool, &f->office), REQUIRED));
    form_row(f, "Ngày, tháng, năm đăng ký", form_put(f, "ngay_dang_ky", day_slashes(pool, registered), REQUIRED));
    struct row *row = form_row(
        f, "Số", form_put(f, "so_dang_ky", say(pool, "%d/%d", rng_int(r, 1, 200), registered.year), OPTIONAL));
    form_cell(row, "Quyển số",
              form_put(f, "quyen_so", say(pool, "%02d/%d", rng_int(r, 1, 3), registered.year), OPTIONAL));
    form_row(f, block_word(f, "Số lượng bản sao yêu cầu cấp"),
             form_put(f, "so_luong", say(pool, "%02d bản", rng_int(r, 1, 5)), REQUIRED));
    form_text(f, ROW_PARAGRAPH, PLEDGE);
    const char *date = form_put_date(f, "ngay_ky", when);
    f->right = (struct signer){.above = say(pool, "Làm tại: %s, %s", f->office.commune, date),
                               .lines = {"Người yêu cầu"}, .name = *f->fields[0].value ? who.name : "",
                               .official = true};
}

void compose_guardianship_declaration(struct form *f)
{
    static const struct block guardian = {.prefix = "giam_ho_", .name = "Họ, chữ đệm, tên",
                                          .born = "Ngày, tháng, năm sinh", .paper = "Giấy tờ tùy thân",
                                          .home = "Nơi cư trú", .sex = true};
    static const struct block ward = {.prefix = "duoc_giam_ho_", .name = "Họ, chữ đệm, tên",
                                      .born = "Ngày, tháng, năm sinh", .paper = "Giấy khai sinh/Giấy tờ tùy thân",
                                      .home = "Nơi cư trú", .sex = true};
    struct rng *r = &f->rng;
    struct day when = day_event(r, 2016);
    struct person who = requester_random(f, when);
    struct person child = person_of_family(f->pool, r, who.name, rng_chance(r, 0.5),
                                           day_random(r, when.year - 14, when.year - 1), when);
    put_declaration_head(f, "TỜ KHAI ĐĂNG KÝ GIÁM HỘ", NULL, NULL, &who, when);
    form_text(f, ROW_LINE, "Đề nghị cơ quan đăng ký việc giám hộ giữa:");
    form_text(f, ROW_LINE, "Người giám hộ:")->bold = true;
    put_block(f, &guardian, &who, when);
    form_text(f, ROW_LINE, "Người được giám hộ:")->bold = true;
    put_block(f, &ward, &child, when);
    form_row(f, "Lý do đăng ký giám hộ",
             form_put(f, "ly_do", "Cha mẹ đã chết, không còn người giám hộ đương nhiên khác", REQUIRED));
    put_declaration_foot(f, PLEDGE, &who, when);
}

void compose_recognition_declaration(struct form *f)
{
    static const struct block first = {.prefix = "nguoi_nhan_", .name = "Họ, chữ đệm, tên",
                                       .born = "Ngày, tháng, năm sinh", .paper = "Giấy tờ tùy thân",
                                       .home = "Nơi cư trú", .sex = true, .home_first = true};
    static const struct block second = {.prefix = "nguoi_duoc_nhan_", .name = "Họ, chữ đệm, tên",
                                        .born = "Ngày, tháng, năm sinh", .paper = "Giấy tờ tùy thân",
                                        .home = "Nơi cư trú", .sex = true, .home_first = true};
    struct rng *r = &f->rng;
    struct day when = day_event(r, 2016);
    struct person who = requester_random(f, when);
    struct person child = person_of_family(f->pool, r, who.name, rng_chance(r, 0.5),
                                           day_random(r, when.year - 14, when.year - 1), when);
    put_declaration_head(f, "TỜ KHAI ĐĂNG KÝ NHẬN CHA, MẸ, CON", "Quan hệ với người nhận cha, mẹ, con", "Bản thân", &who,
                         when);
    form_text(f, ROW_LINE, "Đề nghị cơ quan công nhận người có tên dưới đây:");
    put_block(f, &first, &who, when);
    form_text(f, ROW_LINE, who.female ? "Là mẹ của người có tên dưới đây:" : "Là cha của người có tên dưới đây:");
    put_block(f, &second, &child, when);
    put_declaration_foot(f,
                         "Tôi cam đoan việc nhận con nói trên là đúng sự thật, tự nguyện, không có tranh chấp và chịu trách "
                         "nhiệm trước pháp luật về nội dung cam đoan của mình.",
                         &who, when);
}

void compose_change_declaration(struct form *f)
{
    static const char *const kinds[] = {"cải chính ngày sinh", "thay đổi chữ đệm", "bổ sung nơi sinh", NULL};
    static const struct block person = {.prefix = "", .name = "Họ, chữ đệm, tên", .born = "Ngày, tháng, năm sinh",
                                        .paper = "Giấy tờ tùy thân", .home = "Nơi cư trú", .sex = true,
                                        .home_first = true};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day when = day_event(r, 2016);
    struct person who = requester_random(f, when);
    struct day other = day_random(r, who.born.year - 2, who.born.year + 2), registered = day_add(who.born, 40);
    put_declaration_head(f, "TỜ KHAI ĐĂNG KÝ VIỆC THAY ĐỔI, CẢI CHÍNH, BỔ SUNG HỘ TỊCH, XÁC ĐỊNH LẠI DÂN TỘC",
                         "Quan hệ với người được thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc", "Bản thân",
                         &who, when);
    const char *kind = form_put(f, "loai_viec", rng_pick(r, kinds), REQUIRED);
    form_text(f, ROW_LINE, say(pool, "Đề nghị cơ quan đăng ký việc %s cho người có tên dưới đây:",
                               *kind ? kind : "............"));
    put_block(f, &person, &who, when);
    form_row(f, "Đã đăng ký khai sinh",
             form_put(f, "giay_to_ho_tich",
                      say(pool, "tại %s, số %d, quyển số %02d/%d", place_committee(pool, &f->office), rng_int(r, 1, 200), 1,
                          registered.year),
                      REQUIRED));
    form_row(f, "Từ", form_put(f, "tu", day_slashes(pool, other), REQUIRED));
    form_row(f, "Thành", form_put(f, "thanh", day_slashes(pool, who.born), REQUIRED));
    form_row(f, "Lý do", form_put(f, "ly_do", "Ghi sai trong Giấy khai sinh", REQUIRED));
    put_declaration_foot(f, PLEDGE, &who, when);
}
