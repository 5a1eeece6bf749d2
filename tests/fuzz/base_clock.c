/* Times as people write them: what is accepted is written again as the same moment. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[64], iso[CLOCK_ISO_SIZE];
    int64_t ms, again;
    if (size >= sizeof text)
        return 0;
    setenv("TZ", "UTC", 1); /* zones of old had seconds in their offsets, which no text of ours holds */
    memcpy(text, data, size);
    text[size] = '\0';
    if (!clock_from_iso(text, &ms))
        return 0;
    clock_iso(ms, iso);
    if (!clock_from_iso(iso, &again) || again != ms)
        abort();
    return 0;
}
