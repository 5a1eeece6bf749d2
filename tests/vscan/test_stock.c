/* libsane's own test backend: odd frames, odd depths, odd reads, and a feeder of ten pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "rig.h"

#define TEXT(s) ((char *)(uintptr_t)(s))
#define OPTIONS_MAX 6

static struct rig rig;
static struct settings_option options[OPTIONS_MAX];

static void prepare(void)
{
    char path[400];
    struct so_error err;
    rig_init(&rig);
    snprintf(path, sizeof path, "%s/cfg/dll.conf", rig.dir);
    assert_int_equal(file_write_whole(path, "test\n", 5, 0644, &err), 0);
    rig.settings.device = TEXT("test:0");
    rig.settings.match_backend = TEXT("");
    rig.settings.paper_width_mm = 40;
    rig.settings.paper_height_mm = 50;
    rig.settings.options = options;
    rig.settings.noptions = 0;
}

static void set(const char *name, const char *value)
{
    options[rig.settings.noptions++] = (struct settings_option){TEXT(name), TEXT(value)};
}

static bool settled(const struct rig *r)
{
    return r->closed > 0 || r->status.state == SCANNER_OPEN_WAIT || r->status.state == SCANNER_ATTENTION;
}

static bool resting(const struct rig *r)
{
    return r->status.state == SCANNER_IDLE || r->status.state == SCANNER_WATCHING;
}

static void run_scan(const char *source, const char *mode)
{
    const struct scanner_request request = {.source = source, .mode = mode};
    struct so_error err;
    rig_start(&rig);
    rig_until_true(&rig, resting);
    if (scanner_start_scan(rig.scanner, &request, &err))
        fail_msg("%s", err.text);
    rig_until_true(&rig, settled);
    assert_int_equal(rig.bugs, 0);
}

/* One page from the glass; its checksum and size. */
static void scan_one(char ret_sha[HASH_HEX_SIZE], uint64_t *ret_bytes)
{
    run_scan("Flatbed", "Color");
    assert_string_equal(rig.status.code, "next_page");
    assert_int_equal(rig.npages, 1);
    assert_int_equal(rig.pages[0].info.kind, SPOOL_PAGE_WHOLE);
    snprintf(ret_sha, HASH_HEX_SIZE, "%s", rig.pages[0].info.sha256);
    *ret_bytes = rig.pages[0].info.bytes;
    rig_destroy(&rig);
}

static void test_ten_pages(void **state)
{
    (void)state;
    prepare();
    set("test-picture", "Grid");
    run_scan("Automatic Document Feeder", "Gray");
    /* Ten times the same picture: after three the run is stopped, because no real feeder does that. */
    assert_string_equal(rig.status.code, "same_pages");
    assert_int_equal(rig.npages, 3);
    rig_destroy(&rig);
}

static bool closed_and_resting(const struct rig *r)
{
    return r->closed > 0 && resting(r);
}

/* Ten pages, then "no documents": three times from the same scanner. Pages without ink may be alike. */
static void test_feeder_three_times(void **state)
{
    const struct scanner_request request = {.source = "Automatic Document Feeder", .mode = "Gray"};
    struct so_error err;
    (void)state;
    prepare();
    set("test-picture", "Solid white");
    rig_start(&rig);
    rig_until_true(&rig, resting);
    for (unsigned run = 1; run <= 3; run++) {
        rig.closed = 0;
        if (scanner_start_scan(rig.scanner, &request, &err))
            fail_msg("%s", err.text);
        rig_until_true(&rig, closed_and_resting);
        assert_int_equal(rig.npages, 10 * run);
        assert_int_equal(rig.closed_as, BATCH_CLOSED_OK);
        assert_int_equal(rig.pages[10 * run - 1].info.number, 10);
        assert_int_equal(rig.pages[10 * run - 1].info.flags, SPOOL_ONE_VALUE | SPOOL_SAME);
    }
    assert_int_equal(rig.bugs, 0);
    rig_destroy(&rig);
}

/* However the frames, rows and reads are cut, the page is the same to the last byte. */
static void test_every_way_to_the_same_page(void **state)
{
    static const char *const ways[][4] = {
        {"three-pass", "yes", "three-pass-order", "BGR"},
        {"three-pass", "yes", "three-pass-order", "RGB"},
        {"hand-scanner", "yes", NULL, NULL},
        {"ppl-loss", "7", NULL, NULL},
        {"read-limit", "yes", "read-limit-size", "1000"},
        {"read-limit", "yes", "read-limit-size", "1"},
        {"read-delay", "yes", "read-delay-duration", "1000"},
    };
    char plain[HASH_HEX_SIZE], sha[HASH_HEX_SIZE];
    uint64_t plain_bytes, bytes;
    (void)state;
    prepare();
    set("test-picture", "Color pattern");
    scan_one(plain, &plain_bytes);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        prepare();
        set("test-picture", "Color pattern");
        set(ways[i][0], ways[i][1]);
        if (ways[i][2])
            set(ways[i][2], ways[i][3]);
        print_message("%s\n", ways[i][0]);
        scan_one(sha, &bytes);
        /* ppl-loss makes the rows shorter, and hand-scanner ends where it likes: those need only be whole. */
        if (strcmp(ways[i][0], "ppl-loss") && strcmp(ways[i][0], "hand-scanner"))
            assert_string_equal(sha, plain);
    }
}

static void test_sixteen_bits(void **state)
{
    char sha[HASH_HEX_SIZE];
    uint64_t eight, sixteen;
    (void)state;
    prepare();
    scan_one(sha, &eight);
    prepare();
    set("depth", "16");
    scan_one(sha, &sixteen);
    assert_int_equal(sixteen - 23, 2 * (eight - 21)); /* the header says 65535 instead of 255 */
}

static void test_statuses(void **state)
{
    static const struct {
        const char *value, *code;
    } cases[] = {
        {"SANE_STATUS_JAMMED", "jammed"},           {"SANE_STATUS_COVER_OPEN", "cover_open"},
        {"SANE_STATUS_IO_ERROR", "io_error"},       {"SANE_STATUS_NO_MEM", "no_memory"},
        {"SANE_STATUS_EOF", "short"},               {"SANE_STATUS_ACCESS_DENIED", "no_rights"},
        {"SANE_STATUS_UNSUPPORTED", "unsupported"}, {"SANE_STATUS_INVAL", "io_error"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        prepare();
        set("read-return-value", cases[i].value);
        run_scan("Automatic Document Feeder", "Gray");
        assert_string_equal(rig.status.code, cases[i].code);
        rig_destroy(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_pages),
        cmocka_unit_test(test_feeder_three_times),
        cmocka_unit_test(test_every_way_to_the_same_page),
        cmocka_unit_test(test_sixteen_bits),
        cmocka_unit_test(test_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
