/* What stands around a document's number as its parts: number and letters are pieces of what was read, and parse alike.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paper/notation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *names[] = {(char *)"QUYẾT ĐỊNH = QĐ", (char *)"THỦ TƯỚNG CHÍNH PHỦ = TTg", (char *)"CÔNG VĂN = CV"};
    const struct paper_field_def f = {.kind = KIND_DOCUMENT_NUMBER, .values = {.items = names, .len = 3}};
    char text[INPUT_MAX + 1], whole[3 * NOTATION_BYTES], expected[NOTATION_BYTES];
    struct notation n, again;
    if (size > INPUT_MAX || memchr(data, 0, size))
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (!notation_parse(&f, text, &n))
        return 0;
    if (strchr(n.number, ' ') || strchr(n.letters, ' ') || !n.letters[0] || (n.sign != '/' && n.sign != '-'))
        abort();
    notation_expected(&f, n.letters, n.sign, "QUYẾT ĐỊNH", text, expected);
    notation_fits_office(&f, n.letters, text);
    if (!notation_is_sound(n.letters) || strspn(n.number, "0123456789") != strlen(n.number) || !n.number[0])
        return 0;
    snprintf(whole, sizeof whole, "%s%c%s%s%s", n.number, n.sign, n.year, n.year[0] ? "/" : "", n.letters);
    if (!notation_parse(&f, whole, &again) || strcmp(again.letters, n.letters) != 0 ||
        strcmp(again.number, n.number) != 0)
        abort();
    return 0;
}
