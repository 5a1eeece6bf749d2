/* registers.yaml: whatever is accepted finds itself, has a form for every day, and takes no negative fee. */
#include <stdint.h>
#include <stdlib.h>

#include "conf/registers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_kind(const struct registers *r, const struct register_kind *kind)
{
    static const struct viet_date DAYS[] = {{1990, 1, 1}, {2015, 4, 10}, {2025, 7, 1}, {2099, 12, 31}};
    demand(registers_find(r, kind->key) == kind && registers_find(r, kind->code));
    for (size_t i = 0; i < kind->papers.len; i++)
        demand(registers_of_paper(r, kind->papers.items[i]));
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++) {
        const struct register_form *form = register_form_on(kind, DAYS[i]);
        demand(form && form->ncolumns <= REGISTERS_COLUMNS_MAX);
        int64_t one = register_fee_on(kind, DAYS[i], 1, 1), more = register_fee_on(kind, DAYS[i], 2, 3);
        demand(one >= -1 && more >= -1 && (one < 0) == (more < 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct registers *r = NULL;
    struct so_error err = {0};
    if (!registers_parse(data, size, "registers.yaml", &r, &err))
        for (size_t i = 0; i < r->len; i++)
            check_kind(r, &r->items[i]);
    registers_free(r);
    return 0;
}
