/* What the one-stop desk gives back: asked for more, refused, apologised, and the sheet that follows a dossier (2.15). */
#include "form.h"

static const char *const matters[] = {"Đăng ký kết hôn",
                                      "Đăng ký lại khai sinh",
                                      "Cấp bản sao trích lục hộ tịch",
                                      "Cấp Giấy xác nhận tình trạng hôn nhân",
                                      "Thay đổi, cải chính, bổ sung thông tin hộ tịch",
                                      "Thực hiện, điều chỉnh trợ cấp xã hội hàng tháng",
                                      NULL};

static const char *dossier_code(struct form *f, struct day received)
{
    struct rng *r = &f->rng;
    const char *agency = f->office.district ? say(f->pool, "000.%02d.%02d.H23", rng_int(r, 11, 39), rng_int(r, 20, 39))
                                            : say(f->pool, "H24.%03d.%02d", rng_int(r, 1, 114), rng_int(r, 1, 20));
    return say(f->pool, "%s-%02d%02d%02d-%04d", agency, received.year % 100, received.month, received.day,
               rng_int(r, 1, 60));
}

static void head(struct form *f, const char *mark, struct day signed_on)
{
    f->office = place_of_office(f->pool, &f->rng, signed_on);
    f->wants_seal = false;
    f->under_agency = f->office.district ? "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" : "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG";
    f->number = form_put(f, "so", say(f->pool, "%02d/%s", rng_int(&f->rng, 1, 90), mark), REQUIRED);
    f->place_date = say(f->pool, "%s, %s", f->office.commune, form_put_date(f, "ngay_ky", signed_on));
}

static void put_applicant(struct form *f, const struct person *p, struct day received)
{
    form_row(f, form_word(f, "Mã hồ sơ", "Mã số hồ sơ"), form_put(f, "ma_ho_so", dossier_code(f, received), REQUIRED));
    form_row(f, form_word(f, "Hồ sơ của", "Tiếp nhận hồ sơ của"), form_put(f, "nguoi_nop", p->name, REQUIRED));
    form_row(f, form_word(f, "Nội dung yêu cầu giải quyết", "Nội dung giải quyết"),
             form_put(f, "noi_dung", rng_pick(&f->rng, matters), REQUIRED));
    form_row(f, "Địa chỉ", form_put(f, "dia_chi", place_full(f->pool, &p->home), REQUIRED));
    form_row(f, form_word(f, "Số điện thoại", "Điện thoại"),
             form_put(f, "dien_thoai", say(f->pool, "09%08d", rng_int(&f->rng, 10000000, 99999999)), OPTIONAL));
    form_row(f, "Email", form_put(f, "email", "", OPTIONAL));
}

static void sign_clerk(struct form *f, const char *heading)
{
    struct day adult = {1985, 1, 1};
    struct person clerk = person_random(f->pool, &f->rng, rng_chance(&f->rng, 0.6), adult, adult);
    f->right = (struct signer){.lines = {heading}, .name = form_put(f, "nguoi_ky", clerk.name, OPTIONAL), .official = true};
}

void compose_supplement_request(struct form *f)
{
    static const char *const reasons[] = {"Hồ sơ chưa đủ thành phần theo quy định",
                                          "Thông tin trên tờ khai không khớp với giấy tờ tùy thân",
                                          "Bản sao đã mờ, không đọc được số đăng ký", NULL};
    struct rng *r = &f->rng;
    struct day received = day_event(r, 2019), signed_on = day_add(received, rng_int(r, 0, 2));
    struct person p = person_random(f->pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2003), received);
    head(f, "PBS", signed_on);
    f->title = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ";
    put_applicant(f, &p, received);
    form_text(f, ROW_LINE, "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:");
    form_text(f, ROW_LINE, "1. Tờ khai theo mẫu, có chữ ký của người yêu cầu;");
    form_text(f, ROW_LINE, "2. Bản sao giấy tờ chứng minh nội dung đề nghị.");
    form_row(f, form_word(f, "Lý do", "Lý do yêu cầu bổ sung"), form_put(f, "ly_do", rng_pick(r, reasons), REQUIRED));
    form_text(f, ROW_PARAGRAPH, "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông/bà liên hệ để được hướng dẫn.");
    sign_clerk(f, "NGƯỜI HƯỚNG DẪN");
}

void compose_refusal(struct form *f)
{
    static const char *const reasons[] = {"Không thuộc thẩm quyền giải quyết của Ủy ban nhân dân cấp xã",
                                          "Người yêu cầu chưa đủ tuổi theo quy định của pháp luật", NULL};
    struct rng *r = &f->rng;
    struct day received = day_event(r, 2019);
    struct person p = person_random(f->pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2003), received);
    head(f, "PTC", received);
    f->title = "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ";
    put_applicant(f, &p, received);
    form_text(f, ROW_PARAGRAPH, "Qua xem xét, thông báo không tiếp nhận hồ sơ này để giải quyết.");
    form_row(f, form_word(f, "Lý do từ chối", "Lý do"), form_put(f, "ly_do", rng_pick(r, reasons), REQUIRED));
    form_text(f, ROW_PARAGRAPH, "Xin trân trọng thông báo để ông/bà được biết.");
    sign_clerk(f, "NGƯỜI TIẾP NHẬN HỒ SƠ");
}

void compose_apology(struct form *f)
{
    static const char *const reasons[] = {"Chờ kết quả xác minh của nơi đăng ký trước đây",
                                          "Hệ thống phần mềm gặp sự cố kỹ thuật", NULL};
    struct rng *r = &f->rng;
    struct day received = day_event(r, 2019), due = day_add(received, rng_int(r, 3, 9));
    struct person p = person_random(f->pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2003), received);
    head(f, "PXL", due);
    f->title = form_word(f, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "PHIẾU XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN");
    put_applicant(f, &p, received);
    form_row(f, form_word(f, "Ngày tiếp nhận", "Ngày nhận hồ sơ"),
             form_put(f, "ngay_nhan", day_slashes(f->pool, received), REQUIRED));
    form_row(f, form_word(f, "Thời gian hẹn trả kết quả", "Ngày hẹn trả"),
             form_put(f, "ngay_hen", day_slashes(f->pool, due), REQUIRED));
    form_row(f, form_word(f, "Ngày hẹn lại", "Hẹn lại ngày trả kết quả"),
             form_put(f, "ngay_hen_lai", day_slashes(f->pool, day_add(due, rng_int(r, 2, 8))), REQUIRED));
    form_row(f, form_word(f, "Lý do", "Lý do chậm trả kết quả"), form_put(f, "ly_do", rng_pick(r, reasons), REQUIRED));
    form_text(f, ROW_PARAGRAPH, "Rất mong ông/bà thông cảm vì sự chậm trễ này.");
    sign_clerk(f, "GIÁM ĐỐC TRUNG TÂM");
}

static const char *at_hour(struct form *f, struct day d)
{
    return say(f->pool, "%02d giờ %02d phút, ngày %s", rng_int(&f->rng, 7, 16), rng_int(&f->rng, 0, 59),
               day_slashes(f->pool, d));
}

void compose_control_sheet(struct form *f)
{
    struct rng *r = &f->rng;
    struct day received = day_event(r, 2019), due = day_add(received, rng_int(r, 1, 8));
    struct person p = person_random(f->pool, r, rng_chance(r, 0.5), day_random(r, 1950, 2003), received);
    f->office = place_of_office(f->pool, r, received);
    f->wants_seal = false;
    f->unsigned_paper = true;
    f->under_agency = f->office.district ? "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" : "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG";
    f->number = form_put(f, "so", say(f->pool, "%02d/PKS", rng_int(r, 1, 900)), OPTIONAL);
    f->title = "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ";
    form_row(f, form_word(f, "Mã số hồ sơ", "Mã hồ sơ"), form_put(f, "ma_ho_so", dossier_code(f, received), REQUIRED));
    form_row(f, "Người nộp hồ sơ", form_put(f, "nguoi_nop", p.name, REQUIRED));
    form_row(f, "Nội dung yêu cầu giải quyết", form_put(f, "noi_dung", rng_pick(r, matters), REQUIRED));
    form_row(f, form_word(f, "Cơ quan giải quyết hồ sơ", "Cơ quan giải quyết"),
             form_put(f, "co_quan", say(f->pool, "Ủy ban nhân dân xã %s", f->office.commune), REQUIRED));
    form_row(f, form_word(f, "Cơ quan phối hợp giải quyết hồ sơ", "Cơ quan phối hợp"),
             form_put(f, "co_quan_phoi_hop", rng_chance(r, 0.4) ? say(f->pool, "Công an xã %s", f->office.commune) : "",
                      OPTIONAL));
    form_row(f, form_word(f, "Thời gian nhận hồ sơ", "Ngày nhận hồ sơ"),
             form_put(f, "ngay_nhan", at_hour(f, received), REQUIRED));
    form_row(f, form_word(f, "Thời gian hẹn trả kết quả", "Ngày hẹn trả kết quả"),
             form_put(f, "ngay_hen", at_hour(f, due), REQUIRED));
    form_text(f, ROW_CENTRE, "THỜI GIAN GIAO, NHẬN HỒ SƠ")->bold = true;
    form_text(f, ROW_LINE, say(f->pool, "Giao: Bộ phận Một cửa. Nhận: Công chức Tư pháp - Hộ tịch, %s",
                               day_slashes(f->pool, received)));
}
