/* Titles before a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "viet/honorific.h"

static void titles_end_where_the_name_begins(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
    } rows[] = {
        {"PGS.TS. Nguyễn Văn An", "Nguyễn Văn An"},
        {"PGS. TS Nguyễn Văn An", "Nguyễn Văn An"},
        {"GS.TSKH Lê Bá Lộc", "Lê Bá Lộc"},
        {"BSCKII. Trần Thị Mai", "Trần Thị Mai"},
        {"Th.S Đỗ Minh", "Đỗ Minh"},
        {"ThS. Đỗ Minh", "Đỗ Minh"},
        {"BS. Phạm Thu Hà", "Phạm Thu Hà"},
        {"Đại tá Vũ Mạnh Hùng", "Vũ Mạnh Hùng"},
        {"THƯỢNG TÁ VŨ MẠNH HÙNG", "VŨ MẠNH HÙNG"},
        {"Đại tá, TS. Vũ Mạnh Hùng", "Vũ Mạnh Hùng"},
        {"Phó Giáo sư, Tiến sĩ Vũ Mạnh Hùng", "Vũ Mạnh Hùng"},
        {"NGƯT. Bùi Thị Nga", "Bùi Thị Nga"},
        /* names that begin as titles do */
        {"Tá Văn Hùng", "Tá Văn Hùng"},
        {"Thân Đại Tá", "Thân Đại Tá"},
        {"Bác Sơn Hà", "Bác Sơn Hà"},
        {"Thu Thị Hà", "Thu Thị Hà"},
        {"Th Văn An", "Th Văn An"},
        {"", ""},
        {"TS", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(rows[i].text + viet_honorifics(rows[i].text, strlen(rows[i].text)), rows[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(titles_end_where_the_name_begins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
