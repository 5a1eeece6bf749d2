/* Dossier codes: what is accepted is written again as it was. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/dossier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dossier_code code;
    char again[DOSSIER_CODE_MAX + 1];
    if (!dossier_code_parse((const char *)data, size, &code))
        return 0;
    if (size > DOSSIER_CODE_MAX || !dossier_code_format(&code, again) || strlen(again) != size ||
        memcmp(again, data, size) != 0)
        abort();
    return 0;
}
