/* What a network scanner may answer: the whole, and as it comes in pieces; both must end the same way. */
#include <stdint.h>
#include <stdlib.h>

#include "base/result.h"
#include "daemon/scanner_escl_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct escl_status whole = {0}, part;
    const char *text = (const char *)data;
    int r = escl_answer_parse(text, size, true, &whole);
    for (size_t n = 0; n <= size && n < 2048; n++) {
        int early = escl_answer_parse(text, n, false, &part);
        /* A complete answer stays what it is when more bytes follow. */
        if (early == SO_OK && (r || part.http != whole.http || part.adf != whole.adf || part.device != whole.device))
            abort();
    }
    return 0;
}
