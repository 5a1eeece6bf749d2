#include "base/mask.h"

#include <stdbool.h>
#include <string.h>

#define SHOWN 3    /* digits that stay */
#define SHORTEST 9 /* an old ID number */
#define SHORTEST_GROUP 3

static const char digits[] = "0123456789";

/* Bytes of the number at s, with the spaces and full stops between its groups, and its digits. */
static size_t number_length(const char *s, size_t *ret_digits)
{
    size_t length = strspn(s, digits), count = length, group = length;
    while (group >= SHORTEST_GROUP && (s[length] == ' ' || s[length] == '.')) {
        group = strspn(s + length + 1, digits);
        if (group < SHORTEST_GROUP)
            break;
        length += 1 + group;
        count += group;
    }
    *ret_digits = count;
    return length;
}

void mask_numbers(char *text)
{
    while (*text) {
        size_t left, length = number_length(text, &left);
        bool is_long = left >= SHORTEST;
        for (size_t i = 0; is_long && i < length; i++)
            if (strchr(digits, text[i]) && left-- > SHOWN)
                text[i] = '*';
        text += length ? length : 1;
    }
}
