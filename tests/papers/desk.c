/* Administrative documents, certifications and receipts (domain.md 2.14, 2.15, 2.19). */
#include <stdio.h>

#include "form.h"

struct subject {
    const char *kind, *mark, *about, *opening;
    const char *body[3];
};

static const struct subject subjects[] = {
    {"KẾ HOẠCH",
     "KH",
     "Rà soát, đơn giản hóa thủ tục hành chính",
     "Căn cứ Luật Tổ chức chính quyền địa phương, Ủy ban nhân dân xã xây dựng kế hoạch rà soát, đơn giản hóa thủ tục "
     "hành chính "
     "như sau:",
     {"Mục đích: kịp thời phát hiện để sửa đổi, bổ sung, thay thế hoặc bãi bỏ những thủ tục rườm rà, chồng chéo, gây "
      "khó khăn "
      "cho người dân và doanh nghiệp.",
      "Yêu cầu: việc rà soát phải bảo đảm đúng tiến độ, có trọng tâm, trọng điểm; phân công rõ trách nhiệm của từng "
      "công chức."}},
    {"BÁO CÁO",
     "BC",
     "Kết quả thực hiện công tác tiếp nhận và giải quyết thủ tục hành chính quý III",
     "Thực hiện chế độ thông tin, báo cáo định kỳ, Ủy ban nhân dân xã báo cáo kết quả như sau:",
     {"Trong quý, Bộ phận Một cửa đã tiếp nhận 412 hồ sơ, trong đó lĩnh vực hộ tịch 73 hồ sơ, lĩnh vực chứng thực 318 "
      "hồ sơ, các "
      "lĩnh vực khác 21 hồ sơ.",
      "Số hồ sơ giải quyết trước hạn và đúng hạn là 412, đạt tỷ lệ 100%; không có hồ sơ quá hạn.",
      "Khó khăn, vướng mắc: máy quét đã cũ, tốc độ chậm; diện tích phòng làm việc còn chật hẹp."}},
    {"THÔNG BÁO",
     "TB",
     "Về việc niêm yết công khai danh sách đối tượng hưởng trợ cấp xã hội",
     "Ủy ban nhân dân xã thông báo niêm yết công khai danh sách đối tượng đề nghị hưởng trợ cấp xã hội hằng tháng tại "
     "trụ sở.",
     {"Thời gian niêm yết: 07 ngày làm việc kể từ ngày ra thông báo.",
      "Mọi ý kiến thắc mắc, đề nghị phản ánh trực tiếp về Bộ phận Tiếp nhận và Trả kết quả để được xem xét, giải "
      "quyết."}},
    {"QUYẾT ĐỊNH",
     "QĐ",
     "Về việc kiện toàn Ban Chỉ đạo cải cách hành chính xã",
     "Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của công chức Văn phòng - Thống kê,",
     {"Điều 1. Kiện toàn Ban Chỉ đạo cải cách hành chính xã gồm các ông, bà có tên trong danh sách kèm theo.",
      "Điều 2. Ban Chỉ đạo có nhiệm vụ giúp Chủ tịch Ủy ban nhân dân xã chỉ đạo, đôn đốc công tác cải cách hành chính.",
      "Điều 3. Quyết định này có hiệu lực kể từ ngày ký. Các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành."}},
    {"TỜ TRÌNH",
     "TTr",
     "Về việc đề nghị hỗ trợ kinh phí mua sắm thiết bị Bộ phận Một cửa",
     "Để bảo đảm điều kiện làm việc của Bộ phận Tiếp nhận và Trả kết quả, Ủy ban nhân dân xã kính trình xem xét:",
     {"Hiện Bộ phận có 03 máy tính, 02 máy in và 01 máy quét, đều được cấp từ nhiều năm trước, thường xuyên hỏng hóc.",
      "Đề nghị hỗ trợ kinh phí mua 01 máy quét có khay nạp giấy tự động và 02 tủ đựng hồ sơ."}},
};

/* A dispatch (công văn) has no title: its subject stands behind "V/v" under its number. */
static void put_dispatch(struct form *f, const char *number)
{
    static const char *const subjects_of[] = {"rà soát đối tượng hưởng trợ cấp hưu trí xã hội", "cung cấp thông tin hộ tịch",
                                              "phối hợp xác minh nơi cư trú", "thay đổi lịch tiếp công dân tháng 8", NULL};
    const char *subject = form_put(f, "trich_yeu", rng_pick(&f->rng, subjects_of), OPTIONAL);
    f->number = *number ? number : "       /UBND-VP";
    f->title = form_put(f, "loai_van_ban", "", OPTIONAL);
    f->under_number = say(f->pool, "V/v %s", subject);
    f->addressee = "Kính gửi: Các trưởng thôn trên địa bàn xã";
}

static void put_titled(struct form *f, const struct subject *s)
{
    /* A document whose number was never filled in still shows its mark: "Số:      /KH-UBND". */
    const char *number = form_put(f, "so", say(f->pool, "%02d/%s-UBND", rng_int(&f->rng, 1, 480), s->mark), REQUIRED);
    f->number = *number ? number : say(f->pool, "       /%s-UBND", s->mark);
    f->title = form_put(f, "loai_van_ban", s->kind, OPTIONAL);
    f->subtitle = form_put(f, "trich_yeu", s->about, OPTIONAL);
}

void compose_document(struct form *f)
{
    struct rng *r = &f->rng;
    const struct subject *s = &subjects[rng_int(r, 0, G_N_ELEMENTS(subjects) - 1)];
    struct day issued = day_event(r, 2019);
    f->office = place_of_office(f->pool, r, issued);
    if (rng_int(r, 1, 5) == 1)
        put_dispatch(f, form_put(f, "so", say(f->pool, "%02d/UBND-VP", rng_int(r, 1, 480)), REQUIRED));
    else
        put_titled(f, s);
    form_put(f, "co_quan_ban_hanh", say(f->pool, "ỦY BAN NHÂN DÂN %s", say_upper(f->pool, say(f->pool, "xã %s", f->office.commune))),
             OPTIONAL);
    f->place_date = say(f->pool, "%s, %s", f->office.commune, form_put_date(f, "ngay_ban_hanh", issued));
    form_text(f, ROW_PARAGRAPH, s->opening);
    for (size_t i = 0; i < G_N_ELEMENTS(s->body) && s->body[i]; i++)
        form_text(f, ROW_PARAGRAPH, s->body[i]);
    form_text(f, ROW_PARAGRAPH, "Trên đây là nội dung để các đơn vị biết, tổ chức thực hiện./.");
    f->recipients[0] = "Nơi nhận:";
    f->recipients[1] = f->office.district ? "- UBND huyện;" : "- UBND thành phố;";
    f->recipients[2] = "- TT Đảng ủy, HĐND xã;";
    f->recipients[3] = "- Lưu: VT.";
    form_sign(f, NULL, "TM. ỦY BAN NHÂN DÂN");
}

struct copied {
    const char *agency[3], *title, *name_label, *extra_label;
    const char *extras[4];
};

static const struct copied copied_papers[] = {
    {{"BỘ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG THPT THANH HÀ"},
     "BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG",
     "Cấp cho",
     "Xếp loại tốt nghiệp",
     {"Khá", "Giỏi", "Trung bình"}},
    {{"SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "TRƯỜNG CAO ĐẲNG NGHỀ"},
     "BẰNG TỐT NGHIỆP CAO ĐẲNG NGHỀ",
     "Cấp cho",
     "Nghề",
     {"Điện công nghiệp", "Hàn", "Công nghệ ô tô"}},
    {{"TRUNG TÂM TIN HỌC", "NGOẠI NGỮ ĐÔNG Á"},
     "CHỨNG CHỈ ỨNG DỤNG CÔNG NGHỆ THÔNG TIN CƠ BẢN",
     "Cấp cho",
     "Kết quả",
     {"Đạt", "Khá", "Giỏi"}},
};

void compose_certified_copy(struct form *f)
{
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    const struct copied *c = &copied_papers[rng_int(r, 0, G_N_ELEMENTS(copied_papers) - 1)];
    struct day certified = day_event(r, 2019);
    struct person p =
        person_random(pool, r, rng_chance(r, 0.5), day_random(r, certified.year - 40, certified.year - 19), certified);
    f->office = place_of_office(pool, r, certified);
    f->agency[0] = c->agency[0];
    f->agency[1] = c->agency[1];
    f->number_label = "Số hiệu";
    f->number = say(pool, "%d", rng_int(r, 1000000, 9999999));
    f->title = c->title;
    form_row(f, c->name_label, form_put(f, "ho_ten", p.name, REQUIRED));
    form_row(f, "Ngày sinh", form_put(f, "ngay_sinh", day_slashes(pool, p.born), REQUIRED));
    form_row(f, "Nơi sinh", say_capital(pool, place_commune(pool, &p.home)));
    form_row(f, c->extra_label, c->extras[rng_int(r, 0, 2)]);
    f->copy_mark = rng_chance(r, 0.6);
    f->red_stamp = rng_chance(r, 0.3);
    f->stamp[0] = "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH";
    const char *number = form_put_dotted(f, "so_chung_thuc", say(pool, "%d", rng_int(r, 1, 3200)));
    const char *book = form_put_dotted(f, "quyen_so", say(pool, "%02d/%d-SCT/BS", rng_int(r, 1, 6), certified.year));
    f->stamp[1] = say(pool, rng_chance(r, 0.5) ? "Số chứng thực: %s Quyển số: %s" : "Số chứng thực %s, quyển số %s",
                      number, book);
    f->stamp[2] = say(pool, "%s, %s", f->office.commune, form_put_date(f, "ngay_chung_thuc", certified));
    form_sign(f, NULL, "TM. ỦY BAN NHÂN DÂN XÃ");
}

void compose_certified_signature(struct form *f)
{
    static const char *const matters[] = {
        "thay mặt tôi nhận lương hưu và trợ cấp hằng tháng tại Bưu điện văn hóa xã trong thời hạn 12 tháng "
        "kể từ ngày ký.",
        "thay mặt tôi nộp hồ sơ và nhận kết quả cấp lại sổ bảo hiểm xã hội.",
        "thay mặt tôi làm thủ tục đăng ký xe mô tô tại Công an xã.", NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day certified = day_event(r, 2019);
    struct person a = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1945, 1998), certified);
    struct person b = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2000), certified);
    f->office = place_of_office(pool, r, certified);
    f->motto_only = true;
    f->title = "GIẤY ỦY QUYỀN";
    const char *name = form_put(f, "ben_a", a.name, REQUIRED);
    form_row(f, "Người ủy quyền", name);
    form_row(f, "Ngày, tháng, năm sinh", form_put(f, "ben_a_ngay_sinh", day_slashes(pool, a.born), REQUIRED));
    form_row(f, "Căn cước công dân số", form_put(f, "ben_a_cccd", a.id, REQUIRED));
    form_row(f, "Nơi cư trú", form_put(f, "ben_a_noi_cu_tru", place_full(pool, &a.home), REQUIRED));
    form_row(f, "Người được ủy quyền", form_put(f, "ben_b", b.name, REQUIRED));
    form_row(f, "Nơi cư trú", form_put(f, "ben_b_noi_cu_tru", place_full(pool, &b.home), REQUIRED));
    form_text(f, ROW_PARAGRAPH, say(pool, "Nội dung ủy quyền: %s", rng_pick(r, matters)));
    form_text(f, ROW_CENTRE, "LỜI CHỨNG CHỨNG THỰC CHỮ KÝ")->bold = true;
    const char *date = form_put_date(f, "ngay_chung_thuc", certified);
    form_text(f, ROW_PARAGRAPH,
              say(pool, "Hôm nay, %s, tại %s, chứng thực ông/bà %s đã tự nguyện ký vào văn bản này trước mặt tôi.",
                  date, place_committee(pool, &f->office), *name ? name : "........................"));
    const char *number = form_put_dotted(f, "so_chung_thuc", say(pool, "%d", rng_int(r, 1, 1400)));
    const char *book = form_put_dotted(f, "quyen_so", say(pool, "%02d/%d-SCT/CK,ĐC", rng_int(r, 1, 4), certified.year));
    form_text(f, ROW_LINE, say(pool, "Số chứng thực: %s quyển số: %s", number, book));
    form_sign(f, NULL, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
}

void compose_receipt(struct form *f)
{
    static const char *const matters[] = {"Đăng ký kết hôn",
                                          "Đăng ký khai sinh",
                                          "Đăng ký lại khai sinh",
                                          "Cấp bản sao trích lục hộ tịch",
                                          "Cấp Giấy xác nhận tình trạng hôn nhân",
                                          "Thay đổi, cải chính, bổ sung thông tin hộ tịch",
                                          "Chứng thực chữ ký trong các giấy tờ, văn bản",
                                          NULL};
    struct rng *r = &f->rng;
    GStringChunk *pool = f->pool;
    struct day received = day_event(r, 2019);
    int days = rng_int(r, 1, 8);
    struct person p = person_random(pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2003), received);
    f->office = place_of_office(pool, r, received);
    f->wants_seal = false;
    f->under_agency = f->office.district ? "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" : "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG";
    f->number = say(pool, "%02d/TNHS", rng_int(r, 1, 900));
    f->title = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ";
    f->place_date = say(pool, "%s, %s", f->office.commune, day_long(pool, received));
    const char *agency = f->office.district ? say(pool, "000.%02d.%02d.H23", rng_int(r, 11, 39), rng_int(r, 20, 39))
                                            : say(pool, "H24.%03d.%02d", rng_int(r, 1, 114), rng_int(r, 1, 20));
    const char *code = form_put_dotted(f, "ma_ho_so",
                                       say(pool, "%s-%02d%02d%02d-%04d", agency, received.year % 100, received.month,
                                           received.day, rng_int(r, 1, 60)));
    f->addressee = say(pool, "Mã hồ sơ: %s", code);
    form_row(f, "Tiếp nhận hồ sơ của", form_put(f, "nguoi_nop", p.name, REQUIRED));
    bool newer = rng_chance(r, 0.5); /* the forms of 2025 ask for more */
    if (newer)
        form_row(f, "Số định danh cá nhân", p.id);
    form_row(f, "Địa chỉ", form_put(f, "dia_chi", place_full(pool, &p.home), REQUIRED));
    form_row(f, "Số điện thoại",
             form_put(f, "dien_thoai", say(pool, "09%08d", rng_int(r, 10000000, 99999999)), REQUIRED));
    if (newer)
        form_row(f, "Email", "");
    form_row(f, "Nội dung yêu cầu giải quyết", form_put(f, "noi_dung", rng_pick(r, matters), REQUIRED));
    form_text(f, ROW_LINE, "Thành phần hồ sơ nộp gồm:");
    form_text(f, ROW_LINE, "1. Tờ khai theo mẫu");
    form_text(f, ROW_LINE, "2. Giấy tờ tùy thân (xuất trình)");
    form_row(f, "Số lượng hồ sơ",
             form_put(f, "so_luong", say(pool, "%02d (bộ)", rng_chance(r, 0.85) ? 1 : 2), REQUIRED));
    form_row(f, "Thời gian giải quyết hồ sơ theo quy định là",
             form_put(f, "thoi_gian", say(pool, "%02d ngày", days), REQUIRED));
    const char *in =
        say(pool, "%02d giờ %02d phút, ngày %s", rng_int(r, 7, 16), rng_int(r, 0, 59), day_slashes(pool, received));
    form_row(f, "Thời gian nhận hồ sơ", form_put(f, "ngay_nhan", in, REQUIRED));
    const char *out = say(pool, "16 giờ 30 phút, ngày %s", day_slashes(pool, day_add(received, days + 2)));
    form_row(f, "Thời gian trả kết quả giải quyết hồ sơ", form_put(f, "ngay_hen", out, REQUIRED));
    if (newer)
        form_row(f, "Đăng ký nhận kết quả tại",
                 f->office.district ? "Bộ phận Một cửa" : "Trung tâm Phục vụ hành chính công");
    struct person clerk = person_random(pool, r, rng_chance(r, 0.6), day_random(r, 1975, 1998), received);
    f->right = (struct signer){.lines = {"NGƯỜI TIẾP NHẬN HỒ SƠ"}, .name = clerk.name, .official = true};
}
