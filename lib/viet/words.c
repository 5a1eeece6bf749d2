/* Dates and numbers in words, written: the canonical form of Vietnamese civil-status papers. */
#include "base/result.h"
#include "viet/date.h"

static const char *const digit_words[10] = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};

/* 0..99; a unit behind mươi has its own words (mốt, tư, lăm), and lăm also stands behind mười. */
static int put_tens(unsigned value, struct buf *out)
{
    unsigned tens = value / 10, unit = value % 10;
    if (!tens)
        return buf_append_str(out, digit_words[unit]);
    int r = tens == 1 ? buf_append_str(out, "mười") : buf_printf(out, "%s mươi", digit_words[tens]);
    if (r || !unit)
        return r;
    const char *word = digit_words[unit];
    if (unit == 5)
        word = "lăm";
    else if (tens > 1 && unit == 1)
        word = "mốt";
    else if (tens > 1 && unit == 4)
        word = "tư";
    return buf_printf(out, " %s", word);
}

int viet_number_to_words(unsigned value, struct buf *out)
{
    if (value > 9999)
        return SO_EINVALID;
    unsigned thousands = value / 1000, hundreds = value / 100 % 10, rest = value % 100;
    int r = SO_OK;
    if (thousands)
        r = buf_printf(out, "%s nghìn", digit_words[thousands]);
    if (!r && (hundreds || (thousands && rest)))
        r = buf_printf(out, "%s%s trăm", thousands ? " " : "", digit_words[hundreds]);
    if (r || (value && !rest))
        return r;
    if (value >= 100)
        r = buf_append_str(out, rest < 10 ? " linh " : " ");
    return r ? r : put_tens(rest, out);
}

int viet_date_to_words(struct viet_date d, struct buf *out)
{
    if (!viet_date_is_valid(d))
        return SO_EINVALID;
    int r = SO_OK;
    if (d.day) {
        r = buf_append_str(out, d.day <= 10 ? "Ngày mùng " : "Ngày ");
        if (!r)
            r = put_tens((unsigned)d.day, out);
        if (!r)
            r = buf_append_char(out, ' ');
    }
    if (!r && d.month) {
        r = buf_append_str(out, d.day ? "tháng " : "Tháng ");
        if (!r)
            r = d.month == 4 ? buf_append_str(out, "tư") : put_tens((unsigned)d.month, out);
        if (!r)
            r = buf_append_char(out, ' ');
    }
    if (!r)
        r = buf_append_str(out, d.month ? "năm " : "Năm ");
    return r ? r : viet_number_to_words((unsigned)d.year, out);
}
