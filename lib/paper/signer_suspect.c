/* A signer's name that is not all of it, or another's, however surely it was read. */
#include <stdlib.h>
#include <string.h>

#include "paper/judgement.h"
#include "viet/honorific.h"
#include "viet/name.h"

#define OFF_CENTRE 2.5 /* heights by which a whole name stands at most beside the middle of its titles */

static bool stands_elsewhere(const struct sheet *s, const struct slot *slot)
{
    for (size_t i = 0; i < s->layout.nlines; i++)
        if (box_is_empty(box_intersect(s->layout.lines[i].box, slot->box)) &&
            strstr(s->layout.lines[i].text, slot->reading.value))
            return true;
    return false;
}

/* "TRẠNG HÔN NHÂN", "Đỗ Thị", "Lò Nhật Ty": nobody is called so. */
static bool is_no_name(const char *value)
{
    const char *name = value + viet_honorifics(value, strlen(value)), *last = strrchr(name, ' ');
    if (viet_surname_weight(name, strcspn(name, " ")) <= 0 || !last)
        return true;
    last++;
    return !strcmp(last, "Thị") || viet_given_weight(last, strlen(last)) <= 0;
}

/* A word of it was lost, or it is the name of him who signs beside. */
static bool is_off_centre(const struct sheet *s, const struct slot *slot)
{
    if (!s->headed || !slot->nruns || box_is_empty(slot->box))
        return false;
    return abs(slot->box.x + slot->box.w / 2 - s->sign_centre) > OFF_CENTRE * s->layout.height;
}

bool signer_is_suspect(const struct sheet *s, const struct slot *slot)
{
    return (is_no_name(slot->reading.value) || is_off_centre(s, slot)) && !stands_elsewhere(s, slot);
}
