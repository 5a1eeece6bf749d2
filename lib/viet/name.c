#include "viet/name.h"

#include <string.h>

#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/syllable.h"
#include "viet/text.h"

#define WORD_BYTES 48
#define NEAR_SURNAME 0.8f

/* Per cent of the people of the Red River delta, roughly; the order among the common ones is what matters. */
static const struct {
    const char *name;
    float weight;
} surnames[] = {
    {"Nguyễn", 33},  {"Phạm", 10},     {"Trần", 9},      {"Vũ", 7},        {"Lê", 6.5f},      {"Bùi", 4},
    {"Đỗ", 4},       {"Hoàng", 3.5f},  {"Đặng", 2.5f},   {"Đào", 2},       {"Phan", 1.5f},    {"Trịnh", 1.3f},
    {"Lương", 1.2f}, {"Đoàn", 1.2f},   {"Đinh", 1.2f},   {"Ngô", 1.2f},    {"Dương", 1.2f},   {"Mai", 1},
    {"Tạ", 0.8f},    {"Cao", 0.8f},    {"Lưu", 0.7f},    {"Hà", 0.6f},     {"Tô", 0.5f},      {"Chu", 0.5f},
    {"Phùng", 0.5f}, {"Lý", 0.5f},     {"Trương", 0.5f}, {"Khổng", 0.3f},  {"Nghiêm", 0.3f},  {"Hồ", 0.3f},
    {"Võ", 0.3f},    {"Huỳnh", 0.3f},  {"Tống", 0.3f},   {"Quách", 0.3f},  {"Vương", 0.3f},   {"Lại", 0.3f},
    {"Thái", 0.2f},  {"Lâm", 0.2f},    {"Kiều", 0.2f},   {"Tăng", 0.2f},   {"Bạch", 0.2f},    {"Phí", 0.2f},
    {"Doãn", 0.2f},  {"Từ", 0.2f},     {"Triệu", 0.2f},  {"Châu", 0.1f},   {"An", 0.1f},      {"Âu", 0.05f},
    {"Ân", 0.05f},   {"Bế", 0.1f},     {"Biện", 0.05f},  {"Bồ", 0.05f},    {"Cái", 0.05f},    {"Cấn", 0.1f},
    {"Cù", 0.1f},    {"Cung", 0.05f},  {"Diệp", 0.1f},   {"Diêm", 0.05f},  {"Đàm", 0.2f},     {"Đan", 0.05f},
    {"Đàng", 0.05f}, {"Đái", 0.05f},   {"Điêu", 0.05f},  {"Đồng", 0.2f},   {"Đổng", 0.05f},   {"Đường", 0.05f},
    {"Giang", 0.1f}, {"Giáp", 0.1f},   {"Hạ", 0.05f},    {"Hán", 0.05f},   {"Hàn", 0.1f},     {"Hầu", 0.05f},
    {"Hứa", 0.1f},   {"Hùng", 0.02f},  {"Hoa", 0.02f},   {"Kim", 0.1f},    {"Khương", 0.1f},  {"Khuất", 0.1f},
    {"Khúc", 0.1f},  {"La", 0.1f},     {"Lã", 0.2f},     {"Lục", 0.1f},    {"Lò", 0.1f},      {"Lữ", 0.05f},
    {"Lường", 0.1f}, {"Ma", 0.1f},     {"Mã", 0.05f},    {"Mạc", 0.3f},    {"Mạch", 0.02f},   {"Mẫn", 0.05f},
    {"Mông", 0.05f}, {"Nông", 0.2f},   {"Ninh", 0.1f},   {"Nhữ", 0.1f},    {"Ngọ", 0.05f},    {"Ngụy", 0.1f},
    {"Nhâm", 0.05f}, {"Ong", 0.02f},   {"Ông", 0.02f},   {"Phó", 0.05f},   {"Phương", 0.05f}, {"Quan", 0.05f},
    {"Quản", 0.05f}, {"Sầm", 0.05f},   {"Sái", 0.05f},   {"Sùng", 0.05f},  {"Tiêu", 0.1f},    {"Tôn", 0.1f},
    {"Tòng", 0.05f}, {"Thạch", 0.1f},  {"Thân", 0.1f},   {"Thẩm", 0.05f},  {"Thiều", 0.05f},  {"Thang", 0.02f},
    {"Trà", 0.02f},  {"Trưng", 0.02f}, {"Ứng", 0.02f},   {"Ung", 0.02f},   {"Uông", 0.05f},   {"Vi", 0.1f},
    {"Viên", 0.05f}, {"Văn", 0.1f},    {"Vừ", 0.05f},    {"Giàng", 0.05f}, {"Quàng", 0.05f},  {"Cầm", 0.05f},
    {"Hoàn", 0.01f}, {"Lang", 0.02f},  {"Tưởng", 0.05f}, {"Vàng", 0.05f},  {"Xa", 0.02f},
    {"Chử", 0.05f},  {"Đậu", 0.1f},    {"Khiếu", 0.05f}, {"Tiết", 0.05f},  {"Bàn", 0.05f},    {"Phàn", 0.05f},
    {"Thào", 0.05f}, {"Trầm", 0.02f},  {"Cồ", 0.02f},    {"Lù", 0.02f},    {"Mùa", 0.02f},
};
#define SURNAMES (sizeof surnames / sizeof *surnames)

float viet_surname_weight(const char *word, size_t len)
{
    char key[WORD_BYTES], listed[WORD_BYTES];
    if (!len || len * 3 > sizeof key)
        return 0;
    size_t n = viet_key_token(word, len, key, sizeof key);
    for (size_t i = 0; i < SURNAMES; i++) {
        size_t m = viet_key_token(surnames[i].name, strlen(surnames[i].name), listed, sizeof listed);
        if (m == n && !memcmp(key, listed, n))
            return surnames[i].weight;
    }
    return 0;
}

const char *viet_surname_unmarked(const char *word, size_t len)
{
    char fold[WORD_BYTES], listed[WORD_BYTES];
    const char *best = NULL;
    float most = 0;
    if (!len || len * 3 > sizeof fold)
        return NULL;
    size_t n = viet_fold_token(word, len, fold, sizeof fold);
    for (size_t i = 0; i < SURNAMES; i++) {
        size_t m = viet_fold_token(surnames[i].name, strlen(surnames[i].name), listed, sizeof listed);
        if (m == n && !memcmp(fold, listed, n) && surnames[i].weight > most) {
            most = surnames[i].weight;
            best = surnames[i].name;
        }
    }
    return best;
}

const char *viet_surname_nearest(const char *word, size_t len, float *ret_similarity)
{
    const char *best = NULL;
    float best_similarity = 0, second = 0;
    struct buf title = BUF_INIT;
    if (len <= WORD_BYTES && !viet_title(word, len, &title)) {
        for (size_t i = 0; i < SURNAMES; i++) {
            float similarity = viet_similarity(buf_str(&title), title.len, surnames[i].name, strlen(surnames[i].name));
            if (similarity > best_similarity) {
                second = best_similarity;
                best_similarity = similarity;
                best = surnames[i].name;
            } else if (similarity > second) {
                second = similarity;
            }
        }
    }
    buf_free(&title);
    if (best_similarity < NEAR_SURNAME || best_similarity - second < 0.001f)
        return NULL;
    if (ret_similarity)
        *ret_similarity = best_similarity;
    return best;
}

/* What a look over a text's words says about it as a name. */
struct look {
    size_t words, grammatical, titled, uppers;
    bool digits, signs;
    float surname; /* 1 known, less when only near, 0 */
};

static void look_at_word(const char *s, size_t len, struct look *look)
{
    size_t letters = 0, upper = 0;
    bool first_upper = false;
    struct viet_syllable syllable;
    for (size_t at = 0; at < len; letters++) {
        struct viet_letter l = {0};
        int32_t cp = viet_next(s, len, &at);
        viet_letter_split(cp, &l);
        look->digits = look->digits || viet_is_digit(cp);
        upper += l.upper;
        first_upper = letters ? first_upper : l.upper;
    }
    if (!look->words && viet_surname_weight(s, len) > 0) {
        look->surname = 1;
    } else if (!look->words) {
        float similarity = 0;
        look->surname = viet_surname_nearest(s, len, &similarity) ? similarity : 0;
    }
    look->words++;
    look->grammatical += viet_syllable_parse(s, len, &syllable);
    look->titled += first_upper && upper == 1;
    look->uppers += upper == letters;
}

static void look_at_signs(const char *s, size_t len, struct look *look)
{
    for (size_t at = 0; at < len;) {
        int32_t cp = viet_next(s, len, &at);
        bool fits = viet_is_letter(cp) || viet_is_space(cp) || viet_is_combining(cp) || viet_is_digit(cp) ||
                    cp == '-' || cp == '\'' || cp == 0x2019 || cp == '.';
        look->signs = look->signs || !fits;
    }
}

float viet_name_score(const char *s, size_t len)
{
    struct look look = {0};
    size_t at = 0, start, end;
    while (look.words < 12 && viet_next_word(s, len, &at, &start, &end))
        look_at_word(s + start, end - start, &look);
    if (!look.words)
        return 0;
    look_at_signs(s, len, &look);
    float score = 0.6f + 0.4f * look.surname;
    if (look.words == 1)
        score *= 0.4f;
    else if (look.words > 5)
        score *= look.words > 7 ? 0.3f : 0.8f;
    score *= 0.5f + 0.5f * (float)look.grammatical / (float)look.words;
    if (look.titled != look.words && look.uppers != look.words)
        score *= 0.6f;
    if (look.digits)
        score *= 0.3f;
    if (look.signs)
        score *= 0.6f;
    return score;
}
