/* Payloads of QR codes: whatever is taken is bounded, NFC-clean text with valid dates. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "viet/qr.h"
#include "viet/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static bool is_date_or_none(struct viet_date d)
{
    return !d.year || viet_date_is_valid(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct viet_qr q;
    if (!viet_qr_read((const char *)data, size, &q))
        return 0;
    demand(is_date_or_none(q.birth) && is_date_or_none(q.issued));
    demand(viet_is_utf8(q.name, strlen(q.name)) && viet_is_utf8(q.address, strlen(q.address)));
    demand(q.kind != VIET_QR_CITIZEN || (strlen(q.number) == 12 && *q.name && q.birth.year));
    demand(q.kind != VIET_QR_HEALTH || (*q.number && *q.name));
    demand(q.kind != VIET_QR_DOSSIER || strchr(q.dossier, '-'));
    return 0;
}
