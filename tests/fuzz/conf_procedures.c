/* procedures.yaml: whatever is accepted is whole, and finds itself. */
#include <stdint.h>
#include <stdlib.h>

#include "conf/procedures.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct procedures *p = NULL;
    struct so_error err;
    if (procedures_parse(data, size, "procedures.yaml", &p, &err))
        return 0;
    for (size_t i = 0; i < p->len; i++) {
        const struct procedure *one = &p->items[i];
        struct viet_date day = one->from.year ? one->from : one->to.year ? one->to : (struct viet_date){2020, 1, 1};
        if (procedures_find(p, one->key, day) != one || !procedures_newest(p, one->key) || !procedures_field(p, one)->vi)
            abort();
    }
    procedures_free(p);
    return 0;
}
