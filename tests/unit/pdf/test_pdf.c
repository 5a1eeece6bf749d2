#include "support.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "viet/text.h"

static const struct pdf_info info = {
    .title = "Giấy khai sinh – Nguyễn Văn An <1&2>",
    .author = "Ủy ban nhân dân xã Thanh Xuân",
    .subject = "Giấy khai sinh",
    .keywords = "398/2017, 24/06/2017",
    .creator = "sohoad",
    .created_ms = TEST_TIME_MS,
};

/* Two lines of a form as they stand on a page read at 300 dpi. */
static struct words form_words(void)
{
    struct words words = {0};
    add_word(&words, 0, (struct box){300, 300, 150, 44}, "GIẤY");
    add_word(&words, 0, (struct box){470, 296, 160, 50}, "KHAI");
    add_word(&words, 0, (struct box){650, 300, 160, 44}, "SINH");
    add_word(&words, 1, (struct box){300, 420, 60, 40}, "Họ,");
    add_word(&words, 1, (struct box){372, 430, 110, 30}, "chữ");
    add_word(&words, 1, (struct box){494, 420, 90, 50}, "đệm:");
    add_word(&words, 1, (struct box){600, 415, 260, 48}, "NGUYỄN");
    return words;
}

static int write_file(const char *path, const struct pdf_info *about, const struct words *words, int pages,
                      struct so_error *err)
{
    struct buf jpeg = make_jpeg(1654, 2339, 3);
    struct pdf *pdf = NULL;
    int r = pdf_new(path, about, &pdf, err);
    for (int i = 0; i < pages && !r; i++) {
        struct pdf_page page = {jpeg.data, jpeg.len, 200, words, 2.0 / 3};
        r = pdf_add_page(pdf, &page, err);
    }
    if (!r)
        r = pdf_finish(pdf, NULL, err);
    pdf_free(pdf);
    buf_free(&jpeg);
    return r;
}

/* Writes and has qpdf look over the whole structure. */
static char *write_checked(const char *folder, const char *name, const struct pdf_info *about,
                           const struct words *words, int pages)
{
    char *path = file_join(folder, name);
    struct so_error err = {0};
    if (write_file(path, about, words, pages, &err))
        fail_msg("%s", err.text);
    struct buf out = output_of("qpdf --check '%s'", path);
    assert_non_null(strstr(buf_str(&out), "No syntax or stream encoding errors found"));
    buf_free(&out);
    return path;
}

static void assert_contains(const struct buf *b, const char *what)
{
    if (!strstr(buf_str(b), what))
        fail_msg("'%s' is missing in: %s", what, buf_str(b));
}

static int setup(void **state)
{
    setenv("TZ", "Asia/Ho_Chi_Minh", 1);
    *state = make_folder();
    return 0;
}

static int teardown(void **state)
{
    remove_folder(*state);
    return 0;
}

static void text_comes_out_in_reading_order(void **state)
{
    struct words words = form_words();
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf text = output_of("pdftotext '%s' -", path);
    assert_string_equal(buf_str(&text), "GIẤY KHAI SINH\nHọ, chữ đệm: NGUYỄN\n\n\f");
    struct buf raw = output_of("pdftotext -raw '%s' -", path);
    assert_string_equal(buf_str(&raw), "GIẤY KHAI SINH\nHọ, chữ đệm: NGUYỄN\n\f");
    buf_free(&text);
    buf_free(&raw);
    words_free(&words);
    free(path);
}

/* 300 dpi box → points: x · 72/300. */
static void words_stand_where_the_paper_has_them(void **state)
{
    struct words words = form_words();
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf out = output_of("pdftotext -bbox '%s' -", path);
    const char *at = buf_str(&out);
    for (size_t i = 0; i < words.len; i++) {
        double x0, y0, x1, y1;
        at = strstr(at, "<word ");
        assert_non_null(at);
        assert_int_equal(sscanf(at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">", &x0, &y0, &x1, &y1), 4);
        const struct box *b = &words.items[i].box;
        assert_true(x0 - b->x * 0.24 < 0.1 && b->x * 0.24 - x0 < 0.1);
        assert_true(x1 - box_right(*b) * 0.24 < 0.1 && box_right(*b) * 0.24 - x1 < 0.1);
        assert_true(y0 - b->y * 0.24 < 3 && b->y * 0.24 - y0 < 3);
        assert_true(y1 - box_bottom(*b) * 0.24 < 3 && box_bottom(*b) * 0.24 - y1 < 3);
        at++;
    }
    buf_free(&out);
    words_free(&words);
    free(path);
}

static void touching_words_stay_apart(void **state)
{
    struct words words = {0};
    add_word(&words, 0, (struct box){300, 300, 150, 44}, "Trần");
    add_word(&words, 0, (struct box){450, 300, 150, 44}, "Thị");
    add_word(&words, 0, (struct box){590, 300, 150, 44}, "Bình");
    add_word(&words, 1, (struct box){300, 400, 150, 44}, "Sinh");
    add_word(&words, 1, (struct box){470, 400, 150, 44}, "năm");
    add_word(&words, 1, (struct box){621, 400, 90, 44}, "1990");
    add_word(&words, 1, (struct box){740, 400, 90, 44}, "tại");
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf text = output_of("pdftotext '%s' -", path);
    assert_string_equal(buf_str(&text), "Trần Thị Bình\nSinh năm 1990 tại\n\n\f");
    buf_free(&text);
    words_free(&words);
    free(path);
}

/* A dash or a stop is lower than its line, yet belongs to it. */
static void low_marks_stay_in_their_line(void **state)
{
    struct words words = {0};
    add_word(&words, 0, (struct box){300, 300, 90, 44}, "Độc");
    add_word(&words, 0, (struct box){405, 300, 60, 54}, "lập");
    add_word(&words, 0, (struct box){480, 325, 15, 5}, "-");
    add_word(&words, 0, (struct box){510, 304, 50, 40}, "Tự");
    add_word(&words, 0, (struct box){575, 302, 60, 42}, "do");
    add_word(&words, 0, (struct box){640, 338, 6, 6}, ".");
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf text = output_of("pdftotext '%s' -", path);
    assert_string_equal(buf_str(&text), "Độc lập - Tự do .\n\n\f");
    buf_free(&text);
    words_free(&words);
    free(path);
}

/* The whole alphabet, letter by letter, also when it came decomposed. */
static void every_vietnamese_letter_survives(void **state)
{
    static const char letters[] =
        "aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ đ "
        "AÀẢÃÁẠ ĂẰẲẴẮẶ ÂẦẨẪẤẬ EÈẺẼÉẸ ÊỀỂỄẾỆ IÌỈĨÍỊ OÒỎÕÓỌ ÔỒỔỖỐỘ ƠỜỞỠỚỢ UÙỦŨÚỤ ƯỪỬỮỨỰ YỲỶỸÝỴ Đ "
        "bcdfghjklmnpqrstvwxz 0123456789 .,:;/-()\"'<>\\%&";
    struct words words = {0};
    char *copy = strdup(letters), *rest = copy;
    int n = 0;
    for (char *part; (part = strsep(&rest, " ")); n++)
        add_word(&words, n, (struct box){300, 200 + 80 * n, 25 * (int)viet_length(part, strlen(part)), 44}, part);
    add_word(&words, n, (struct box){300, 200 + 80 * n, 200, 44}, "e\xCC\x82\xCC\x81 \xF0\x9F\x98\x80"); /* ê + acute, an emoji */
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf text = output_of("pdftotext -raw '%s' -", path);
    for (char *p = copy; p < copy + sizeof letters - 1; p++)
        if (!*p)
            *p = '\n';
    char *expected = NULL;
    assert_true(asprintf(&expected, "%s\nế 😀\n\f", copy) > 0);
    assert_string_equal(buf_str(&text), expected);
    free(expected);
    free(copy);
    buf_free(&text);
    words_free(&words);
    free(path);
}

static void hostile_words_do_no_harm(void **state)
{
    struct words words = {0};
    add_word(&words, 0, (struct box){-500, -500, 4000000, 9}, ") Tj ET (");
    add_word(&words, 1, (struct box){1 << 24, 1 << 24, 1, 1}, "\xFF\xFE\x01\x7F");
    add_word(&words, 1, (struct box){0, 0, 0, 0}, "rỗng");
    add_word(&words, -3, (struct box){10, 10, -5, -5}, "\x02");
    add_word(&words, 4, (struct box){10, 900, 900, 40}, "\xEF\xBB\xBF\xEF\xBF\xBFxong");
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf text = output_of("pdftotext -raw '%s' -", path);
    assert_contains(&text, "xong");
    buf_free(&text);
    words_free(&words);
    free(path);
}

static void image_is_untouched_and_of_true_size(void **state)
{
    char *path = write_checked(*state, "a.pdf", &info, NULL, 1);
    struct buf listing = output_of("pdfimages -list '%s' | tail -1", path);
    char type[16], colour[16], coding[16];
    int page, number, width, height, components, bits, object, generation, xppi, yppi;
    char interpolate[8];
    assert_int_equal(sscanf(buf_str(&listing), "%d %d %15s %d %d %15s %d %d %15s %7s %d %d %d %d", &page, &number, type,
                            &width, &height, colour, &components, &bits, coding, interpolate, &object, &generation,
                            &xppi, &yppi),
                     14);
    assert_int_equal(width, 1654);
    assert_int_equal(height, 2339);
    assert_string_equal(coding, "jpeg");
    assert_true(xppi >= 200 && yppi >= 200);
    struct buf size = output_of("pdfinfo '%s' | grep 'Page size'", path);
    assert_contains(&size, "595.44 x 842.04 pts (A4)");

    struct buf ignored = output_of("pdfimages -j '%s' '%s/image'", path, (char *)*state);
    char *extracted = file_join(*state, "image-000.jpg");
    struct buf got = BUF_INIT, put = make_jpeg(1654, 2339, 3);
    assert_int_equal(file_read_all(extracted, 1 << 20, &got, NULL), 0);
    assert_int_equal(got.len, put.len);
    assert_memory_equal(got.data, put.data, put.len);
    buf_free(&got);
    buf_free(&put);
    buf_free(&size);
    buf_free(&listing);
    buf_free(&ignored);
    free(extracted);
    free(path);
}

/* The words must not be seen: the page with them looks like the page without. */
static void words_are_invisible(void **state)
{
    struct words words = form_words();
    char *with = write_checked(*state, "with.pdf", &info, &words, 1);
    char *without = write_checked(*state, "without.pdf", &info, NULL, 1);
    struct buf a = output_of("pdftoppm -r 50 '%s' | cksum", with);
    struct buf b = output_of("pdftoppm -r 50 '%s' | cksum", without);
    assert_string_equal(buf_str(&a), buf_str(&b));
    buf_free(&a);
    buf_free(&b);
    words_free(&words);
    free(with);
    free(without);
}

static void information_is_complete_and_mirrored(void **state)
{
    struct words words = form_words();
    char *path = write_checked(*state, "a.pdf", &info, &words, 1);
    struct buf out = output_of("pdfinfo -isodates '%s'", path);
    assert_contains(&out, "Giấy khai sinh – Nguyễn Văn An <1&2>");
    assert_contains(&out, "Ủy ban nhân dân xã Thanh Xuân");
    assert_contains(&out, "398/2017, 24/06/2017");
    assert_contains(&out, "2018-10-01T09:30:00+07");
    assert_contains(&out, "PDF version:     1.7");
    assert_contains(&out, "Encrypted:       no");
    struct buf meta = output_of("pdfinfo -meta '%s'", path);
    assert_contains(&meta, "<pdfaid:part>2</pdfaid:part>");
    assert_contains(&meta, "<pdfaid:conformance>U</pdfaid:conformance>");
    assert_contains(&meta, "Giấy khai sinh – Nguyễn Văn An &lt;1&amp;2&gt;");
    assert_contains(&meta, "<xmp:CreateDate>2018-10-01T09:30:00+07:00</xmp:CreateDate>");
    struct buf fonts = output_of("pdffonts '%s'", path);
    assert_contains(&fonts, "yes no  yes"); /* embedded, no subset, has Unicode */
    buf_free(&fonts);
    buf_free(&meta);
    buf_free(&out);
    words_free(&words);
    free(path);
}

/* What only PDF/A asks for, on the file's own bytes. */
static void structure_is_that_of_pdf_a(void **state)
{
    struct words words = form_words();
    struct pdf_info first = info;
    first.part = 1;
    char *path = write_checked(*state, "a.pdf", &first, &words, 2);
    struct buf out = output_of("qpdf --qdf --object-streams=disable '%s' - | strings", path);
    assert_contains(&out, "/OutputIntents");
    assert_contains(&out, "/GTS_PDFA1");
    assert_contains(&out, "/N 3");
    assert_contains(&out, "/ToUnicode");
    assert_contains(&out, "/Metadata");
    assert_contains(&out, "<pdfaid:part>1</pdfaid:part>");
    assert_contains(&out, "/ID [");
    struct buf raw = BUF_INIT;
    assert_int_equal(file_read_all(path, 4 << 20, &raw, NULL), 0);
    assert_memory_equal(raw.data, "%PDF-1.4\n%", 10);
    assert_true(raw.data[10] & 0x80 && raw.data[11] & 0x80 && raw.data[12] & 0x80 && raw.data[13] & 0x80);
    assert_null(memmem(raw.data, raw.len, "/Encrypt", 8));
    assert_null(memmem(raw.data, raw.len, "/JavaScript", 11));
    buf_free(&raw);
    buf_free(&out);
    words_free(&words);
    free(path);
}

static void same_input_gives_same_bytes(void **state)
{
    struct words words = form_words();
    char *a = write_checked(*state, "a.pdf", &info, &words, 3);
    char *b = write_checked(*state, "b.pdf", &info, &words, 3);
    struct buf out = output_of("cmp '%s' '%s'", a, b);
    struct pdf_info other = info;
    other.created_ms += 1000;
    char *c = write_checked(*state, "c.pdf", &other, &words, 3);
    struct buf ids = output_of("tail -c 300 '%s' '%s' | grep -a -o '/ID [^ ]*' | sort -u | wc -l", a, c);
    assert_string_equal(buf_str(&ids), "2\n");
    buf_free(&ids);
    buf_free(&out);
    words_free(&words);
    free(a);
    free(b);
    free(c);
}

static void many_pages_keep_their_order(void **state)
{
    char *path = file_join(*state, "many.pdf");
    struct so_error err;
    struct pdf *pdf;
    assert_int_equal(pdf_new(path, &info, &pdf, &err), 0);
    struct buf jpeg = make_jpeg(80, 80, 1);
    for (int i = 1; i <= 600; i++) {
        char text[16];
        snprintf(text, sizeof text, "tờ%d", i);
        struct words words = {0};
        add_word(&words, 0, (struct box){10, 10, 60, 12}, text);
        struct pdf_page page = {jpeg.data, jpeg.len, 100, &words, 1};
        assert_int_equal(pdf_add_page(pdf, &page, &err), 0);
        words_free(&words);
    }
    uint64_t size = 0;
    assert_int_equal(pdf_finish(pdf, &size, &err), 0);
    pdf_free(pdf);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, size);
    struct buf check = output_of("qpdf --check '%s'", path);
    struct buf text = output_of("pdftotext -f 599 -l 600 '%s' -", path);
    assert_string_equal(buf_str(&text), "tờ599\n\n\ftờ600\n\n\f");
    buf_free(&check);
    buf_free(&text);
    buf_free(&jpeg);
    free(path);
}

static void bad_pages_are_refused_and_nothing_is_left(void **state)
{
    char *path = file_join(*state, "bad.pdf");
    struct buf jpeg = make_jpeg(1654, 2339, 3);
    struct buf tiny = make_jpeg(1, 1, 1);
    const struct {
        struct pdf_page page;
        int result;
        const char *says;
    } cases[] = {
        {{"no image", 8, 200, NULL, 1}, SO_EFORMAT, "page 2: not a JPEG"},
        {{jpeg.data, jpeg.len - 1, 200, NULL, 1}, SO_EFORMAT, "page 2: JPEG: cut short"},
        {{jpeg.data, jpeg.len, 0, NULL, 1}, SO_EINVALID, "page 2: 0 dpi"},
        {{tiny.data, tiny.len, 200, NULL, 1}, SO_ELIMIT, "page 2: 1 × 1 pixels"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct so_error err = {0};
        struct pdf *pdf;
        assert_int_equal(pdf_new(path, &info, &pdf, &err), 0);
        struct pdf_page good = {jpeg.data, jpeg.len, 200, NULL, 1};
        assert_int_equal(pdf_add_page(pdf, &good, &err), 0);
        assert_int_equal(pdf_add_page(pdf, &cases[i].page, &err), cases[i].result);
        if (strncmp(err.text, cases[i].says, strlen(cases[i].says)))
            fail_msg("%s", err.text);
        assert_int_equal(pdf_finish(pdf, NULL, &err), SO_EINVALID);
        pdf_free(pdf);
        assert_int_equal(files_in(*state), 0);
    }
    struct pdf *empty;
    assert_int_equal(pdf_new(path, &info, &empty, NULL), 0);
    assert_int_equal(pdf_finish(empty, NULL, NULL), SO_EINVALID);
    pdf_free(empty);
    assert_int_equal(files_in(*state), 0);
    buf_free(&jpeg);
    buf_free(&tiny);
    free(path);
}

static void an_older_file_survives_a_failure(void **state)
{
    char *path = file_join(*state, "a.pdf");
    assert_int_equal(file_write_whole(path, "old", 3, 0640, NULL), 0);
    struct pdf *pdf;
    assert_int_equal(pdf_new(path, &info, &pdf, NULL), 0);
    struct pdf_page bad = {"x", 1, 200, NULL, 1};
    assert_int_equal(pdf_add_page(pdf, &bad, NULL), SO_EFORMAT);
    pdf_free(pdf);
    struct buf got = BUF_INIT;
    assert_int_equal(file_read_all(path, 100, &got, NULL), 0);
    assert_string_equal(buf_str(&got), "old");
    buf_free(&got);
    free(path);
}

/* A disk that ends after any number of bytes: whatever fails, nothing is left. */
static void a_full_disk_leaves_nothing(void **state)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit was;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    char *path = file_join(*state, "full.pdf");
    struct words words = form_words();
    int failures = 0, r = -1;
    for (rlim_t limit = 0; r; limit += 1500) {
        struct rlimit small = {limit, was.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        struct so_error err = {0};
        r = write_file(path, &info, &words, 1, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
        assert_int_equal(files_in(*state), r ? 0 : 1);
        if (r)
            assert_non_null(strstr(err.text, "full.pdf"));
        failures += r != 0;
    }
    assert_true(failures > 5);
    words_free(&words);
    free(path);
}

static void a_missing_folder_is_named(void **state)
{
    (void)state;
    struct so_error err = {0};
    struct pdf *pdf;
    assert_int_equal(pdf_new("/nonexistent/folder/a.pdf", &info, &pdf, &err), SO_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nonexistent/folder/a.pdf"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(text_comes_out_in_reading_order),
        T(words_stand_where_the_paper_has_them),
        T(touching_words_stay_apart),
        T(low_marks_stay_in_their_line),
        T(every_vietnamese_letter_survives),
        T(hostile_words_do_no_harm),
        T(image_is_untouched_and_of_true_size),
        T(words_are_invisible),
        T(information_is_complete_and_mirrored),
        T(structure_is_that_of_pdf_a),
        T(same_input_gives_same_bytes),
        T(many_pages_keep_their_order),
        T(bad_pages_are_refused_and_nothing_is_left),
        T(an_older_file_survives_a_failure),
        T(a_full_disk_leaves_nothing),
        T(a_missing_folder_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
