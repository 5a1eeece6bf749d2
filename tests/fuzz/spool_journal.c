/* A journal as a crash, a bad disk or a hostile hand may leave it. */
#include <stdlib.h>
#include <string.h>

#include "spool/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void visit(void *ctx, const struct journal_record *r)
{
    size_t *sum = ctx;
    if (r->type >= JOURNAL_TYPES || !r->seq)
        abort();
    *sum += strlen(journal_get(r, "page")) + journal_get_number(r, "flags");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct journal j = {.fd = -1};
    uint32_t bad = 0;
    size_t sum = 0;
    (void)journal_replay((const char *)data, size, &j, visit, &sum, &bad);
    return 0;
}
