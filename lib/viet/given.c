/* Words that middle and given names are made of. */
#include <string.h>

#include "viet/fold.h"
#include "viet/name.h"

#define WORD_BYTES 48
#define UNLISTED 0.7f

/* Common ones of both sexes, in the north and the south; a name without them is as good, only rarer. */
static const char *const words[] = {
    "Ái", "An", "Anh", "Ánh", "Ân", "Ẩn", "Ba", "Bá", "Bách", "Bạch", "Bái", "Ban", "Bản", "Bảng", "Bằng", "Bảo",
    "Bảy", "Bắc", "Bền", "Bích", "Biên", "Bình", "Bính", "Bội", "Bốn", "Bổn", "Bưởi", "Bường", "Cát", "Cảnh", "Cao",
    "Cẩm", "Cần", "Cẩn", "Chánh", "Châm", "Châu", "Chi", "Chí", "Chiêm", "Chiến", "Chiểu", "Chinh", "Chính", "Chỉnh",
    "Chu", "Chuẩn", "Chúc", "Chung", "Chuyên", "Chương", "Chức", "Cơ", "Công", "Cúc", "Cung", "Cương", "Cường", "Cử",
    "Cừ", "Dần", "Danh", "Dậu", "Di", "Diễm", "Diên", "Diễn", "Diện", "Diệp", "Diệu", "Dịu", "Doan", "Doanh", "Dũng",
    "Dung", "Dụng", "Duy", "Duyên", "Duyệt", "Dư", "Dự", "Dương", "Dưỡng", "Đại", "Đàm", "Đan", "Đảng", "Đào", "Đạo",
    "Đạt", "Đăng", "Đằng", "Đề", "Đệ", "Điềm", "Điền", "Điển", "Điện", "Điệp", "Điều", "Đình", "Đính", "Định", "Đoan",
    "Đoàn", "Đô", "Độ", "Đông", "Đồng", "Đức", "Được", "Đương", "Đường", "Gấm", "Gia", "Giáp", "Giang", "Giao",
    "Giới", "Hà", "Hạ", "Hạc", "Hai", "Hải", "Hàm", "Hán", "Hân", "Hạnh", "Hành", "Hào", "Hảo", "Hạo", "Hằng", "Hậu",
    "Hiên", "Hiến", "Hiền", "Hiển", "Hiện", "Hiệp", "Hiếu", "Hiệu", "Hinh", "Hoa", "Hòa", "Hóa", "Hoài", "Hoan",
    "Hoàn", "Hoàng", "Hoành", "Hoạt", "Học", "Hòe", "Hồi", "Hội", "Hồng", "Hợi", "Hợp", "Huân", "Huấn", "Huệ", "Hùng",
    "Huy", "Huyên", "Huyền", "Huỳnh", "Hưng", "Hương", "Hường", "Hướng", "Hưởng", "Hữu", "Kha", "Khả", "Khải",
    "Khang", "Khanh", "Khánh", "Khắc", "Khiêm", "Khiết", "Khoa", "Khoan", "Khoát", "Khôi", "Khởi", "Khuê", "Khuyên",
    "Khuyến", "Khương", "Kiếm", "Kiên", "Kiển", "Kiệt", "Kiều", "Kim", "Kính", "Kỳ", "Kỷ", "Lạc", "Lai", "Lam", "Lan",
    "Lành", "Lãm", "Lãng", "Lăng", "Lâm", "Lân", "Lập", "Lê", "Lệ", "Lịch", "Liên", "Liễu", "Linh", "Lĩnh", "Loan",
    "Long", "Lộc", "Lợi", "Luân", "Luận", "Luật", "Lục", "Luyện", "Luyến", "Lụa", "Lư", "Lực", "Lương", "Lượng",
    "Lưu", "Lựu", "Ly", "Lý", "Mai", "Mão", "Mạnh", "Mẫn", "Mận", "Mậu", "Mây", "Mến", "Mi", "Minh", "Mơ", "Mùi",
    "Mừng", "Mười", "My", "Mỹ", "Na", "Nam", "Năm", "Năng", "Nga", "Ngà", "Ngát", "Ngân", "Nghi", "Nghị", "Nghĩa",
    "Nghiêm", "Nghiệp", "Ngoan", "Ngọ", "Ngoạn", "Ngọc", "Ngôn", "Ngũ", "Nguyên", "Nguyện", "Nguyệt", "Ngữ", "Nhã",
    "Nhạc", "Nhài", "Nhàn", "Nhan", "Nhạn", "Nhâm", "Nhân", "Nhẫn", "Nhất", "Nhật", "Nhi", "Nhiên", "Nhiệm", "Nho",
    "Nhơn", "Nhu", "Nhung", "Nhuận", "Nhuần", "Như", "Ninh", "Nông", "Nụ", "Nương", "Oanh", "Phan", "Phái", "Pháp",
    "Phát", "Phấn", "Phi", "Phiên", "Phong", "Phòng", "Phú", "Phụ", "Phúc", "Phụng", "Phước", "Phương", "Phường",
    "Phượng", "Quan", "Quản", "Quang", "Quảng", "Quân", "Quế", "Quốc", "Quý", "Quyên", "Quyền", "Quyết", "Quyến",
    "Quỳnh", "Sáng", "Sâm", "Sang", "Sáu", "Sen", "Sĩ", "Sinh", "Soạn", "Song", "Sỹ", "Sơn", "Sửu", "Sử", "Sự", "Tài",
    "Tám", "Tạo", "Tâm", "Tân", "Tấn", "Tần", "Tập", "Tất", "Tây", "Thạch", "Thái", "Tham", "Thảnh", "Thành", "Thanh",
    "Thạnh", "Thao", "Thảo", "Thạo", "Thắm", "Thăng", "Thắng", "Thân", "Thập", "Thật", "Thế", "Thêm", "Thêu", "Thi",
    "Thiên", "Thiện", "Thiệp", "Thiết", "Thiệu", "Thịnh", "Thìn", "Thị", "Thoa", "Thoại", "Thoan", "Thọ", "Thông",
    "Thống", "Thơ", "Thơm", "Thời", "Thu", "Thụ", "Thuần", "Thuận", "Thuật", "Thúc", "Thục", "Thuyên", "Thuyết",
    "Thúy", "Thùy", "Thủy", "Thụy", "Thư", "Thức", "Thực", "Thương", "Thường", "Thưởng", "Tịnh", "Tiên", "Tiến",
    "Tiệp", "Tiết", "Tiếp", "Tín", "Tính", "Tình", "Toàn", "Toán", "Toản", "Tố", "Tôn", "Tới", "Trà", "Trang",
    "Tráng", "Trâm", "Trân", "Tri", "Trí", "Trị", "Triển", "Triết", "Triệu", "Trinh", "Trình", "Trịnh", "Trọng",
    "Trúc", "Trung", "Trụ", "Truyền", "Trực", "Trường", "Trưởng", "Tú", "Tuân", "Tuấn", "Tuất", "Tuệ", "Tùng", "Tuy",
    "Tuyên", "Tuyến", "Tuyền", "Tuyển", "Tuyết", "Tư", "Từ", "Tước", "Tường", "Tưởng", "Tý", "Tỵ", "Uy", "Uyên", "Út",
    "Ước", "Vạn", "Văn", "Vân", "Vi", "Vị", "Viên", "Viện", "Việt", "Vinh", "Vĩnh", "Vịnh", "Võ", "Vỹ", "Vọng", "Vũ",
    "Vụ", "Vui", "Vương", "Vượng", "Vy", "Xuân", "Xuyên", "Xuyến", "Xứng", "Xương", "Ý", "Yên", "Yến",
};

float viet_given_weight(const char *word, size_t len)
{
    char fold[WORD_BYTES], key[WORD_BYTES], other[WORD_BYTES];
    if (!len || len * 3 > sizeof fold)
        return UNLISTED;
    size_t n = viet_fold_token(word, len, fold, sizeof fold), k = viet_key_token(word, len, key, sizeof key);
    float weight = UNLISTED;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t own = strlen(words[i]), m = viet_fold_token(words[i], own, other, sizeof other);
        if (m != n || memcmp(fold, other, n) != 0)
            continue;
        m = viet_key_token(words[i], own, other, sizeof other);
        if (m == k && !memcmp(key, other, k))
            return 1;
        weight = 0;
    }
    return weight;
}
