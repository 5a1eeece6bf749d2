/* Old lists as they lie on the office's disks: text files of any encoding, workbooks, and what only looks like one. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "list/rows.h"

static struct so_error err;

/* The rows as "cell|cell" lines. */
static char *flat(struct list_rows *rows)
{
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < rows->len; i++)
        for (size_t c = 0; c < rows->items[i].len; c++)
            assert_int_equal(
                buf_printf(&out, "%s%s", rows->items[i].cells[c].text, c + 1 < rows->items[i].len ? "|" : "\n"), 0);
    list_rows_free(rows);
    return out.data ? buf_steal(&out) : strdup("");
}

static void expect_csv(const char *text, size_t len, const char *want)
{
    struct list_rows rows;
    assert_int_equal(list_read_csv(text, len, &rows, &err), 0);
    char *got = flat(&rows);
    assert_string_equal(got, want);
    free(got);
}

static void text_files_are_parted_by_what_parts_them(void **state)
{
    (void)state;
#define CSV(text, want) expect_csv(text, sizeof(text) - 1, want)
    CSV("a,b;c,d\n1,2;3,4\n", "a|b;c|d\n1|2;3|4\n");
    CSV("a;b;c\r\n1;\"2;\"\"x\"\"\";3\r\n", "a|b|c\n1|2;\"x\"|3\n");
    CSV("Sổ đăng ký khai sinh, năm 2018\na\tb\tc\n1\t2\t3\n", "Sổ đăng ký khai sinh, năm 2018\na|b|c\n1|2|3\n");
    CSV("a,\"b\nc\"\n1,2", "a|b\nc\n1|2\n");
    CSV("a,b\n\n,\n", "a|b\n\n|\n");
    CSV("\"never closed,\n1", "never closed,\n1\n");
    CSV("", "");
    CSV("Nguy\xD4n;x\n", "Nguy\u00D4n|x\n");
    CSV("\xFF\xFEH\0\xCD\x1E;\0x\0", "Họ|x\n");
}

static void hostile_text_files_are_bounded(void **state)
{
    (void)state;
    struct list_rows rows;
    size_t len = 40000;
    char *wide = malloc(len);
    memset(wide, ',', len);
    assert_int_equal(list_read_csv(wide, len, &rows, &err), SO_ELIMIT);
    memset(wide, 'x', len);
    assert_int_equal(list_read_csv(wide, len, &rows, &err), SO_ELIMIT);
    assert_non_null(strstr(err.text, "row 1, column 1"));
    memset(wide, '\n', len);
    assert_int_equal(list_read_csv(wide, len, &rows, &err), 0);
    assert_int_equal(rows.len, len);
    list_rows_free(&rows);
    free(wide);
}

/* The first bytes of a wire; the rows take their memory over. */
static int unpack_copy(const struct buf *wire, size_t len, struct list_rows *ret_rows)
{
    struct buf copy = BUF_INIT;
    assert_int_equal(buf_append(&copy, wire->data, len), 0);
    int r = list_rows_unpack(&copy, ret_rows, &err);
    assert_true(r || !copy.data);
    buf_free(&copy);
    return r;
}

static void a_broken_wire_is_refused_wherever_it_breaks(void **state)
{
    (void)state;
    struct list_rows rows, again;
    struct buf wire = BUF_INIT;
    assert_int_equal(list_read_csv("Họ tên,Số\nĐức,1\n", 23, &rows, &err), 0);
    assert_int_equal(list_rows_pack(&rows, &wire), 0);
    for (size_t cut = 0; cut < wire.len; cut++)
        assert_int_equal(unpack_copy(&wire, cut, &again), SO_EFORMAT);
    assert_int_equal(unpack_copy(&wire, wire.len, &again), 0);
    char *a = flat(&rows), *b = flat(&again);
    assert_string_equal(a, b);
    free(a);
    free(b);
    assert_int_equal(buf_append_char(&wire, 'x'), 0);
    assert_int_equal(unpack_copy(&wire, wire.len, &again), SO_EFORMAT);
    buf_free(&wire);
}

struct part {
    const char *name, *text;
};

#define NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL_NS "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
static const struct part usual[] = {
    {"xl/workbook.xml", "<workbook " NS " " REL_NS "><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/>"
                        "<sheet name=\"B\" sheetId=\"2\" r:id=\"rId9\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
                                   "<Relationship Id=\"rId9\" Target=\"/xl/worksheets/other.xml\"/></Relationships>"},
    {"xl/styles.xml",
     "<styleSheet " NS "><numFmts><numFmt numFmtId=\"170\" formatCode=\"dd\\.mm\\.yyyy\"/>"
     "<numFmt numFmtId=\"171\" formatCode=\"0.00&quot; dong&quot;\"/></numFmts>"
     "<fonts><font><name val=\"Calibri\"/></font><font><name val=\".VnTime\"/></font><font><name "
     "val=\".VnTimeH\"/></font>"
     "</fonts><cellStyleXfs><xf numFmtId=\"14\" fontId=\"1\"/></cellStyleXfs>"
     "<cellXfs><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"170\" fontId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\"/>"
     "<xf numFmtId=\"0\" fontId=\"2\"/><xf numFmtId=\"171\" fontId=\"0\"/></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml",
     "<sst " NS "><si><t>Họ tên</t></si><si><r><rPr><rFont val=\"VNI-Times\"/></rPr><t>Buøi </t></r><r><t>Thò A</t></r>"
     "<rPh sb=\"0\" eb=\"1\"><t>never</t></rPh></si><si><t>§øc</t></si></sst>"},
    {"xl/worksheets/sheet1.xml",
     "<worksheet " NS
     "><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>Ngày "
     "&amp; nơi</t></is></c></row>"
     "<row r=\"3\"><c r=\"A3\" t=\"s\" s=\"2\"><v>2</v></c><c r=\"B3\" s=\"1\"><v>43275</v></c><c r=\"C3\" "
     "s=\"4\"><v>12.5</v>"
     "</c><c r=\"D3\"><v>1e3</v></c><c r=\"E3\" t=\"str\"><f>A1</f><v>công thức</v></c><c r=\"F3\" "
     "t=\"e\"><v>#REF!</v></c>"
     "<c r=\"G3\" t=\"s\" s=\"3\"><v>2</v></c><c t=\"s\"><v>1</v></c></row></sheetData></worksheet>"},
    {"xl/worksheets/other.xml", "<worksheet " NS "><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>"},
};
#define PARTS (sizeof usual / sizeof *usual)

/* A workbook of the usual parts, but for one that stands instead; NULL text leaves it out. */
static int make_book(const struct part *instead, const char *password)
{
    char path[] = "/tmp/sohoa-book-XXXXXX";
    int fd = mkstemp(path), code;
    assert_true(fd >= 0);
    close(fd);
    zip_t *zip = zip_open(path, ZIP_TRUNCATE, &code);
    assert_non_null(zip);
    for (size_t i = 0; i < PARTS; i++) {
        bool other = instead && !strcmp(instead->name, usual[i].name);
        const char *text = other ? instead->text : usual[i].text;
        if (!text)
            continue;
        zip_int64_t at = zip_file_add(zip, usual[i].name, zip_source_buffer(zip, text, strlen(text), 0), 0);
        assert_true(at >= 0);
        if (password)
            assert_int_equal(zip_file_set_encryption(zip, (zip_uint64_t)at, ZIP_EM_AES_256, password), 0);
    }
    assert_int_equal(zip_close(zip), 0);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    unlink(path);
    return fd;
}

static void a_workbook_gives_what_the_clerk_saw(void **state)
{
    (void)state;
    struct list_rows rows;
    int fd = make_book(NULL, NULL);
    if (list_read_xlsx(fd, 1, &rows, &err))
        fail_msg("%s", err.text);
    assert_int_equal(rows.len, 2);
    assert_int_equal(rows.items[1].number, 3);
    const struct list_cell *cells = rows.items[1].cells;
    assert_int_equal(cells[0].font, VIET_TCVN3);
    assert_false(cells[0].capitals);
    assert_true(cells[6].capitals);
    assert_int_equal(cells[7].font, VIET_VNI); /* the runs of the text name their font */
    char *got = flat(&rows);
    assert_string_equal(got, "Họ tên||Ngày & nơi\n§øc|2018-06-24|12.5|1000|công thức||§øc|Buøi Thò A\n");
    free(got);
    assert_int_equal(list_read_xlsx(fd, 2, &rows, &err), 0);
    got = flat(&rows);
    assert_string_equal(got, "7\n");
    free(got);
    assert_int_equal(list_read_xlsx(fd, 3, &rows, &err), SO_ENOTFOUND);
    close(fd);
}

static void expect_refused(const struct part *instead, const char *password, int code, const char *why)
{
    struct list_rows rows;
    int fd = make_book(instead, password);
    err.text[0] = '\0';
    int r = list_read_xlsx(fd, 1, &rows, &err);
    if (r != code || !strstr(err.text, why))
        fail_msg("%d %s, not %d %s", r, err.text, code, why);
    close(fd);
}

static void what_is_no_workbook_is_refused_with_its_reason(void **state)
{
    (void)state;
    expect_refused(&(struct part){"xl/workbook.xml", NULL}, NULL, SO_EFORMAT, "no workbook");
    expect_refused(&(struct part){"xl/workbook.xml", "<workbook><sheets>"}, NULL, SO_EFORMAT, "is no XML");
    expect_refused(&(struct part){"xl/worksheets/sheet1.xml", NULL}, NULL, SO_ENOTFOUND, "sheet1.xml");
    expect_refused(NULL, "secret", SO_EENCRYPTED, "password");
    expect_refused(
        &(struct part){
            "xl/sharedStrings.xml",
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>"},
        NULL, SO_EFORMAT, "document type");
    expect_refused(
        &(struct part){"xl/worksheets/sheet1.xml",
                       "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZ1\"><v>1</v></c></row></sheetData></worksheet>"},
        NULL, SO_ELIMIT, "columns");
    expect_refused(
        &(struct part){"xl/worksheets/sheet1.xml",
                       "<worksheet><sheetData><row r=\"1\"><c t=\"s\"><v>99</v></c></row></sheetData></worksheet>"},
        NULL, SO_EFORMAT, "no text 99");
    expect_refused(&(struct part){"xl/worksheets/sheet1.xml",
                                  "<worksheet><sheetData><row r=\"5\"/><row r=\"5\"/></sheetData></worksheet>"},
                   NULL, SO_EFORMAT, "out of order");
    struct buf deep = BUF_INIT;
    for (int i = 0; i < 100; i++)
        assert_int_equal(buf_append_str(&deep, "<a>"), 0);
    expect_refused(&(struct part){"xl/styles.xml", buf_str(&deep)}, NULL, SO_EFORMAT, "deeply");
    buf_free(&deep);
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct list_rows rows;
    assert_int_equal(list_read_xlsx(fd, 1, &rows, &err), SO_EFORMAT);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_files_are_parted_by_what_parts_them),
        cmocka_unit_test(hostile_text_files_are_bounded),
        cmocka_unit_test(a_broken_wire_is_refused_wherever_it_breaks),
        cmocka_unit_test(a_workbook_gives_what_the_clerk_saw),
        cmocka_unit_test(what_is_no_workbook_is_refused_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
