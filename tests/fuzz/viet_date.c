/* Dates in digits and words: whatever is accepted must be in the calendar and lie within the text. */
#include <stdint.h>
#include <stdlib.h>

#include "viet/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;
    struct viet_date d;
    size_t start = 0, end = 0;
    float confidence = -1;
    unsigned number = 0;
    struct buf text = BUF_INIT;
    if (size > 4096)
        return 0;
    if (viet_date_parse(s, size, &d))
        demand(viet_date_is_valid(d));
    if (viet_date_find(s, size, &d, &start, &end))
        demand(viet_date_is_valid(d) && start < end && end <= size);
    if (viet_date_from_iso(s, size, &d)) {
        char iso[VIET_DATE_SIZE];
        viet_date_iso(d, iso);
        demand(strlen(iso) == size && !memcmp(iso, s, size));
    }
    if (viet_date_repair_words(s, size, &d, &confidence, &text)) {
        struct viet_date again;
        demand(viet_date_is_valid(d) && confidence > 0 && confidence <= 1 && text.len > 0);
        demand(viet_date_from_words(text.data, text.len, &again, NULL));
    }
    if (viet_number_from_words(s, size, &number, NULL))
        demand(number <= 9999);
    buf_free(&text);
    return 0;
}
