/* Machine-readable zones: whatever is taken has numbers of digits and dates of the calendar, and reads again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "viet/mrz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct viet_mrz m;
    (void)viet_mrz_is_line((const char *)data, size);
    if (!viet_mrz_read((const char *)data, size, &m))
        return 0;
    size_t personal = strlen(m.personal);
    demand(personal == 0 || personal == 9 || personal == 12);
    demand(strspn(m.personal, "0123456789") == personal);
    demand(m.kind != VIET_MRZ_TD1 || (personal == 12 && strlen(m.number) == 9));
    bool lost = m.kind == VIET_MRZ_TD1 && !m.birth.year && !m.expires.year;
    demand(lost || (viet_date_is_valid(m.birth) && viet_date_is_valid(m.expires) && viet_date_is_whole(m.expires)));
    demand(strlen(m.name) < sizeof m.name && strlen(m.country) < sizeof m.country && m.repaired >= 0);
    return 0;
}
