/* A printed cover sheet as scanners see it: turned, skewed, photocopied, stained. Known by its code alone, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "daemon/cover_print.h"
#include "image/page.h"
#include "sandbox/sandbox.h"

#define DPI 200 /* the least that offices scan with */
#define PDFTOPPM "/usr/bin/pdftoppm"

static const struct cover cover = {"H29.26-261124-0007", "khai_sinh", 12};
static struct raster sheet; /* as printed, gray */

/* "P5 width height 255" and the pixels, as pdftoppm writes it. */
static void take_pgm(const struct buf *pgm)
{
    int width = 0, height = 0, start = 0;
    assert_int_equal(sscanf(pgm->data, "P5 %d %d 255%n", &width, &height, &start), 2);
    assert_true(start > 0 && pgm->len == (size_t)start + 1 + (size_t)width * (size_t)height);
    assert_int_equal(raster_new(width, height, 1, &sheet), SO_OK);
    memcpy(sheet.data, pgm->data + start + 1, (size_t)width * (size_t)height);
}

static int print_sheet(void **state)
{
    (void)state;
    char file[] = "/tmp/sohoa-cover-XXXXXX";
    int fd = mkstemp(file), status = 0;
    struct buf pdf = BUF_INIT, pgm = BUF_INIT;
    struct so_error err = {0};
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(cover_print(&cover, NULL, "UBND xã Đồng Tâm", &pdf, &err), SO_OK);
    assert_int_equal(file_write_whole(file, pdf.data, pdf.len, 0600, &err), SO_OK);
    const char *argv[] = {PDFTOPPM, "-r", "200", "-gray", "-singlefile", file, NULL};
    struct sandbox_spec spec = {.program = PDFTOPPM, .argv = argv, .stdin_fd = -1, .stdout_fd = -1, .stderr_fd = -1, .files = 64};
    assert_int_equal(sandbox_run(&spec, 20000, 64u << 20, &pgm, &status, &err), SO_OK);
    unlink(file);
    take_pgm(&pgm);
    buf_free(&pdf);
    buf_free(&pgm);
    return 0;
}

static int free_sheet(void **state)
{
    (void)state;
    raster_free(&sheet);
    return 0;
}

static struct raster copy_sheet(void)
{
    struct raster copy;
    assert_int_equal(raster_reduce(&sheet, 1, &copy), SO_OK);
    return copy;
}

/* What the reader makes of the image; takes it. */
static enum cover_sight look(struct raster *scan, struct cover *ret)
{
    struct image image = {.raster = *scan, .dpi = DPI};
    struct held_page *held = NULL;
    struct page page;
    struct so_error err = {0};
    page_init(&page);
    assert_int_equal(held_load(&image, NULL, &held, &err), SO_OK);
    assert_int_equal(held_describe(held, &page, &err), SO_OK);
    enum cover_sight sight = cover_look(&page, ret);
    held_free(held);
    page_free(&page);
    return sight;
}

static void expect_cover(struct raster *scan, const char *how)
{
    struct cover seen = {0};
    if (look(scan, &seen) != COVER_SEEN)
        fail_msg("not seen: %s", how);
    assert_string_equal(seen.dossier, cover.dossier);
    assert_string_equal(seen.procedure, cover.procedure);
    assert_int_equal(seen.sheets, cover.sheets);
}

static void skew(struct raster *scan, double degrees)
{
    struct raster turned;
    assert_int_equal(raster_rotate_gray(scan, degrees, &turned), SO_OK);
    raster_free(scan);
    *scan = turned;
}

/* A copier: black and white, with specks. The same specks every time. */
static void photocopy(struct raster *scan)
{
    uint32_t random = 12345;
    for (size_t i = 0; i < (size_t)scan->width * (size_t)scan->height; i++) {
        random = random * 1664525 + 1013904223;
        int noise = (int)(random >> 24) / 4 - 32;
        scan->data[i] = scan->data[i] + noise > 120 ? 255 : 0;
        if ((random >> 8) % 400 == 0)
            scan->data[i] ^= 255;
    }
}

static void blot(struct raster *scan, double x, double y, double w, double h, uint8_t value)
{
    for (int row = (int)(y * scan->height); row < (int)((y + h) * scan->height); row++)
        memset(raster_row(scan, row) + (int)(x * scan->width), value, (size_t)(w * scan->width));
}

static void it_may_lie_any_way_round(void **state)
{
    (void)state;
    static const struct {
        int turned;
        double angle;
    } ways[] = {{0, 4}, {90, -3}, {180, 1}, {270, 2}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct raster scan = copy_sheet();
        char how[40];
        skew(&scan, ways[i].angle);
        assert_int_equal(raster_turn(&scan, ways[i].turned), SO_OK);
        snprintf(how, sizeof how, "turned %d, skewed %g", ways[i].turned, ways[i].angle);
        expect_cover(&scan, how);
    }
}

static void a_photocopy_is_as_good(void **state)
{
    (void)state;
    struct raster scan = copy_sheet();
    skew(&scan, 2);
    photocopy(&scan);
    assert_int_equal(raster_turn(&scan, 180), SO_OK);
    expect_cover(&scan, "photocopy, upside down");
}

static void one_code_may_be_spoilt(void **state)
{
    (void)state;
    struct raster stapled = copy_sheet(), torn = copy_sheet();
    blot(&stapled, 0.05, 0.15, 0.4, 0.25, 0);
    expect_cover(&stapled, "first code blotted");
    blot(&torn, 0.55, 0.65, 0.45, 0.35, 255);
    expect_cover(&torn, "second code torn off");
}

static void without_its_codes_it_is_no_cover(void **state)
{
    (void)state;
    struct raster scan = copy_sheet();
    struct cover seen;
    blot(&scan, 0.05, 0.15, 0.4, 0.25, 0);
    blot(&scan, 0.55, 0.65, 0.45, 0.35, 0);
    assert_int_equal(look(&scan, &seen), COVER_NONE); /* the words were not read here */
}

int main(void)
{
    if (access(PDFTOPPM, X_OK) < 0) {
        puts("no pdftoppm: not run");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_may_lie_any_way_round),
        cmocka_unit_test(a_photocopy_is_as_good),
        cmocka_unit_test(one_code_may_be_spoilt),
        cmocka_unit_test(without_its_codes_it_is_no_cover),
    };
    return cmocka_run_group_tests(tests, print_sheet, free_sheet);
}
