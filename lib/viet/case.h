/* Capitals and small letters of a text. A text is UTF-8, a pointer and a byte length; nothing here fails. */
#ifndef SOHOA_VIET_CASE_H
#define SOHOA_VIET_CASE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the first character is a capital, or a small, letter. Neither for a digit, a sign or an empty text. */
bool viet_begins_upper(const char *s, size_t len);
bool viet_begins_lower(const char *s, size_t len);

/* How many letters a text has, and how many of them are capitals. */
struct viet_case {
    size_t letters, capitals;
};

struct viet_case viet_count_case(const char *s, size_t len);

#endif
