/* A list of any contents against a definition, and any bytes as a definition: nothing but a fault may come of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "list/judge.h"

#define INPUT_MAX 16384

static const char definition[] =
    "list: a\ntitle: A\ntype: t\nidentity: [so, ho_ten]\ncolumns:\n"
    "  - {field: so, title: Số, kind: number}\n  - {field: ho_ten, title: Họ tên, required: true}\n"
    "  - {field: ngay, title: Ngày, kind: date, required: true}\n"
    "  - {field: nam_nu, title: Giới, kind: code, values: {\"1\": Nam, \"2\": Nữ}}\n  - {kind: scan, title: Tệp}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void judge(const struct list_rows *rows, const struct list_mapping *mapping)
{
    struct list_judge *j;
    demand(!list_judge_new(rows, mapping, (struct viet_date){2026, 3, 2}, &j));
    for (size_t i = mapping->head + 1; i < rows->len; i++) {
        struct list_record r;
        demand(!list_judge_row(j, i, &r));
        bool error = false;
        for (size_t p = 0; p < r.problems.len; p++)
            error = error || r.problems.items[p].error;
        demand(error == r.failed && strlen(r.hash) == 64);
        list_record_free(&r);
    }
    list_judge_free(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct list_defs defs = {0}, any = {0};
    struct list_rows rows;
    struct list_mapping mapping;
    if (size > INPUT_MAX)
        return 0;
    (void)list_defs_add(&any, data, size, "any.yaml", NULL);
    list_defs_free(&any);
    demand(!list_defs_add(&defs, definition, sizeof definition - 1, "a.yaml", NULL));
    if (!list_read_csv(data, size, &rows, NULL)) {
        if (!list_map(&rows, &defs, NULL, "Số=so|x=ho_ten", &mapping, NULL) ||
            !list_map(&rows, &defs, NULL, NULL, &mapping, NULL)) {
            judge(&rows, &mapping);
            list_mapping_free(&mapping);
        }
        list_rows_free(&rows);
    }
    list_defs_free(&defs);
    return 0;
}
