#include "viet/case.h"

#include "viet/text.h"

static bool begins(const char *s, size_t len, bool upper)
{
    size_t at = 0;
    struct viet_letter letter;
    return len && viet_letter_split(viet_next(s, len, &at), &letter) && letter.upper == upper;
}

bool viet_begins_upper(const char *s, size_t len)
{
    return begins(s, len, true);
}

bool viet_begins_lower(const char *s, size_t len)
{
    return begins(s, len, false);
}

struct viet_case viet_count_case(const char *s, size_t len)
{
    struct viet_case out = {0, 0};
    for (size_t at = 0; at < len;) {
        struct viet_letter letter;
        if (!viet_letter_split(viet_next(s, len, &at), &letter))
            continue;
        out.letters++;
        out.capitals += letter.upper;
    }
    return out;
}
