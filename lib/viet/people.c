/* Ethnic groups, nationalities and sex. */
#include <string.h>

#include "viet/distance.h"
#include "viet/lookup.h"
#include "viet/name.h"
#include "viet/text.h"

/* The official list of 54 (Quyết định 121-TCTK/PPCĐ, 1979), with other spellings and the names of branches. */
static const struct lookup_entry groups[VIET_ETHNIC_COUNT] = {
    {"Kinh", "Việt"},
    {"Tày", "Phén|Thù Lao|Pa Dí"},
    {"Thái", "Tày Thanh|Man Thanh|Tày Mười|Thái Đen|Thái Trắng"},
    {"Hoa", "Hán|Triều Châu|Phúc Kiến|Quảng Đông"},
    {"Khơ-me", "Khmer|Khơ Mer|Miên"},
    {"Mường", "Mol|Mual|Mọi Bi"},
    {"Nùng", "Nùng Xuồng|Nùng Giang|Nùng An|Nùng Inh|Nùng Phàn Slình"},
    {"Mông", "H'Mông|Hmông|Mèo|Mẹo|Mán Trắng|Miếu Ha"},
    {"Dao", "Mán|Dìu Miền|Xá Dao"},
    {"Gia-rai", "Jrai|Giơ-rai|Tơ-buăn|Chơ-rai"},
    {"Ngái", "Xín|Khách Gia"},
    {"Ê-đê", "Rađê|Rhađê|Êđê Ega|Kpạ"},
    {"Ba-na", "Bahnar|Gơ-lar|Tơ-lô|Giơ-lâng|Rơ-ngao"},
    {"Xơ-đăng", "Xê-đăng|Xơ-teng|Hđang|Tơ-đra|Mơ-nâm|Ha-lăng|Ca-dong"},
    {"Sán Chay", "Cao Lan|Sán Chỉ|Cao Lan - Sán Chỉ|Mán Cao Lan|Hờn Bạn"},
    {"Cơ-ho", "K'Ho|Koho|Xrê|Cơ-don"},
    {"Chăm", "Chàm|Chiêm Thành|Hroi"},
    {"Sán Dìu", "Sán Dẻo|Trại Đất|Mán Quần Cộc"},
    {"Hrê", "Chăm Rê|Krẹ Lũy"},
    {"M'nông", "Mơ-nông|Pnông|Pré|Bu-đâng|Đi-pri|Biat"},
    {"Ra-glai", "Ra-clây|Noang|La-oang"},
    {"Xtiêng", "Stiêng|Xa-điêng"},
    {"Bru–Vân Kiều", "Bru|Vân Kiều|Măng Coong|Tri Khùa"},
    {"Thổ", "Ly Hà|Tày Poọng"},
    {"Giáy", "Nhắng|Dẩng|Pầu Thìn|Nu Nà"},
    {"Cơ-tu", "Ca-tu|Ca-tang"},
    {"Gié–Triêng", "Gié|Triêng|Giẻ Triêng|Đgiéh|Ta-riêng|Bnoong"},
    {"Mạ", "Châu Mạ|Mạ Ngăn|Mạ Xốp|Mạ Tô|Mạ Krung"},
    {"Khơ-mú", "Khmú|Xá Cẩu|Mứn Xen|Pu Thênh|Tềnh|Tày Hay"},
    {"Co", "Cor|Cùa|Trầu"},
    {"Tà-ôi", "Tôi-ôi|Pa-co|Pa-hi|Ba-hi"},
    {"Chơ-ro", "Dơ-ro|Châu Ro"},
    {"Kháng", "Xá Khao|Xá Súa|Xá Dón|Xá Dẩng|Xá Hốc|Xá Ái|Xá Bung|Quảng Lâm"},
    {"Xinh-mun", "Puộc|Pụa"},
    {"Hà Nhì", "U Ní|Xá U Ní"},
    {"Chu-ru", "Chơ-ru"},
    {"Lào", "Lào Bốc|Lào Nọi"},
    {"La Chí", "Cù Tê|La Quả"},
    {"La Ha", "Xá Khắc|Phlắc|Khlá"},
    {"Phù Lá", "Bồ Khô Pạ|Mu Di Pạ|Xá Phó|Va Xơ Lao"},
    {"La Hủ", "Khù Xung|Cò Xung|Khả Quy"},
    {"Lự", "Lừ|Nhuồn Duôn|Mun Di"},
    {"Lô Lô", "Ô Man"},
    {"Chứt", "Rục|Mã Liềng|A Rem|Tu Vang|Pa Leng|Xơ Lang|Tơ Hung|Chà Củi|Tắc Củi|U Mo"},
    {"Mảng", ""},
    {"Pà Thẻn", "Pà Hưng"},
    {"Cơ Lao", "Cờ Lao"},
    {"Cống", "Xắm Khống|Mấng Nhé|Xá Xeng"},
    {"Bố Y", "Chủng Chá|Tu Dí|Tu Dìn"},
    {"Si La", "Cù Dề Xừ|Khả Pẻ"},
    {"Pu Péo", "Ka Bèo"},
    {"Brâu", "Brao"},
    {"Ơ-đu", "Tày Hạt"},
    {"Rơ-măm", ""},
};

static const struct lookup_entry nationalities[] = {
    {"Việt Nam", "VN|VNM|Việt|Vietnam|Viet Nam"},
    {"Trung Quốc", "China|CHN|Cộng hòa Nhân dân Trung Hoa"},
    {"Đài Loan", "Trung Quốc (Đài Loan)|Đài Loan (Trung Quốc)|Taiwan|TWN"},
    {"Hàn Quốc", "Đại Hàn Dân Quốc|Korea|KOR|Nam Hàn"},
    {"Triều Tiên", "PRK"},
    {"Nhật Bản", "Nhật|Japan|JPN"},
    {"Lào", "Laos|LAO|Cộng hòa Dân chủ Nhân dân Lào"},
    {"Campuchia", "Căm-pu-chia|Cambodia|KHM"},
    {"Thái Lan", "Thailand|THA"},
    {"Malaysia", "Ma-lai-xi-a|MYS"},
    {"Singapore", "Xinh-ga-po|Xin-ga-po|SGP"},
    {"Indonesia", "In-đô-nê-xi-a|IDN"},
    {"Philippines", "Phi-líp-pin|PHL"},
    {"Myanmar", "Mi-an-ma|Miến Điện|MMR"},
    {"Ấn Độ", "India|IND"},
    {"Hoa Kỳ", "Mỹ|Hợp chủng quốc Hoa Kỳ|USA|United States"},
    {"Canada", "Ca-na-đa|CAN"},
    {"Úc", "Ô-xtrây-li-a|Australia|AUS"},
    {"Niu Di-lân", "New Zealand|NZL"},
    {"Anh", "Vương quốc Anh|GBR|United Kingdom"},
    {"Pháp", "France|FRA"},
    {"Đức", "Cộng hòa Liên bang Đức|Germany|DEU"},
    {"Ba Lan", "Poland|POL"},
    {"Séc", "Cộng hòa Séc|Tiệp Khắc|Czech|CZE"},
    {"Xlô-va-ki-a", "Slovakia|SVK"},
    {"Hung-ga-ri", "Hungary|HUN"},
    {"Nga", "Liên bang Nga|Liên Xô|Russia|RUS"},
    {"Ucraina", "U-crai-na|Ukraina|Ukraine|UKR"},
    {"Ý", "Italia|I-ta-li-a|ITA"},
    {"Hà Lan", "Netherlands|NLD"},
    {"Thụy Điển", "Sweden|SWE"},
    {"Không quốc tịch", "Không có quốc tịch"},
};
#define NATIONALITIES ((int)(sizeof nationalities / sizeof *nationalities))

const char *viet_ethnic_name(int index)
{
    return index >= 0 && index < VIET_ETHNIC_COUNT ? groups[index].name : NULL;
}

int viet_ethnic_find(const char *s, size_t len, float *ret_similarity)
{
    return lookup_find(groups, VIET_ETHNIC_COUNT, s, len, ret_similarity);
}

const char *viet_nationality_name(int index)
{
    return index >= 0 && index < NATIONALITIES ? nationalities[index].name : NULL;
}

int viet_nationality_find(const char *s, size_t len, float *ret_similarity)
{
    return lookup_find(nationalities, NATIONALITIES, s, len, ret_similarity);
}

const char *viet_sex_name(enum viet_sex sex)
{
    switch (sex) {
    case VIET_MALE:
        return "Nam";
    case VIET_FEMALE:
        return "Nữ";
    default:
        return "";
    }
}

enum viet_sex viet_sex_parse(const char *s, size_t len)
{
    enum { NEAR = 60, CLEARLY_NEARER = 30 };
    size_t at = 0, start, end;
    struct buf word = BUF_INIT;
    enum viet_sex sex = VIET_SEX_UNKNOWN;
    if (viet_next_word(s, len, &at, &start, &end) && !viet_lower(s + start, end - start, &word)) {
        uint32_t male = viet_distance(word.data, word.len, "nam", 3, 400);
        uint32_t female = viet_distance(word.data, word.len, "nữ", strlen("nữ"), 400);
        if (male <= NEAR && female - male >= CLEARLY_NEARER && female > male)
            sex = VIET_MALE;
        else if (female <= NEAR && male > female && male - female >= CLEARLY_NEARER)
            sex = VIET_FEMALE;
    }
    buf_free(&word);
    return sex;
}
