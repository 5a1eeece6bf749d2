/* Files become pixels whatever they are called; broken, cut and huge ones become one clear error. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "support.h"

static PIX *small_paper(void)
{
    PIX *paper = paper_new(620, 877);
    pixSetResolution(paper, 75, 75);
    for (int i = 0; i < 8; i++)
        paper_text(paper, 40, 60 + 80 * i, "Nothing is lost", 16, i % 2 ? BLUE : BLACK);
    return paper;
}

static void test_formats(void **state)
{
    static const int FORMATS[] = {IFF_JFIF_JPEG, IFF_PNG, IFF_TIFF, IFF_TIFF_LZW, IFF_PNM, IFF_WEBP, IFF_JP2};
    (void)state;
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        struct buf file = paper_encode(small_paper(), FORMATS[i]);
        struct image image;
        struct so_error err = {0};
        assert_int_equal(decode_bytes(&file, 1, &image, &err), 0);
        assert_int_equal(image.raster.width, 620);
        assert_int_equal(image.raster.height, 877);
        assert_int_equal(image.raster.channels, 3);
        assert_int_equal(image.pages, 1);
        assert_int_equal(image.dpi, 75);
        assert_true(image.raster.data[0] > 240);
        image_free(&image);
        assert_int_equal(decode_bytes(&file, 2, &image, &err), SO_ENOTFOUND);
        buf_free(&file);
    }
}

static void test_gray_stored_as_colour_is_gray(void **state)
{
    (void)state;
    PIX *paper = paper_new(200, 300);
    paper_text(paper, 20, 60, "gray", 16, 0x60606000u);
    struct buf file = paper_encode(paper, IFF_PNG);
    struct image image;
    assert_int_equal(decode_bytes(&file, 1, &image, NULL), 0);
    assert_int_equal(image.raster.channels, 1);
    image_free(&image);
    buf_free(&file);
}

static void test_fax(void **state)
{
    (void)state;
    PIX *paper = small_paper();
    PIX *bits = pixConvertTo1(paper, 128);
    pixDestroy(&paper);
    pixSetResolution(bits, 200, 100); /* a fax of normal fineness: not square */
    int width = pixGetWidth(bits), height = pixGetHeight(bits);
    struct buf file = paper_encode(bits, IFF_TIFF_G4);
    struct image image;
    assert_int_equal(decode_bytes(&file, 1, &image, NULL), 0);
    assert_int_equal(image.raster.channels, 1);
    assert_int_equal(image.raster.data[0], 255);
    assert_int_equal(image.raster.width, width);
    assert_int_equal(image.raster.height, 2 * height);
    assert_int_equal(image.dpi, 200);
    image_free(&image);
    buf_free(&file);
}

static void test_many_pages(void **state)
{
    (void)state;
    char path[] = "/tmp/sohoa-tiff-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    for (int i = 0; i < 3; i++) {
        PIX *paper = paper_new(300 + i, 400);
        assert_int_equal(pixWriteTiff(path, paper, IFF_TIFF_LZW, i ? "a" : "w"), 0);
        pixDestroy(&paper);
    }
    struct buf file = BUF_INIT;
    assert_int_equal(file_read_all(path, 1 << 24, &file, NULL), 0);
    unlink(path);
    for (int i = 0; i < 3; i++) {
        struct image image;
        assert_int_equal(decode_bytes(&file, i + 1, &image, NULL), 0);
        assert_int_equal(image.pages, 3);
        assert_int_equal(image.raster.width, 300 + i);
        image_free(&image);
    }
    struct image image;
    struct so_error err;
    assert_int_equal(decode_bytes(&file, 4, &image, &err), SO_ENOTFOUND);
    assert_string_equal(err.text, "there is no page 4: the file has 3");
    buf_free(&file);
}

/* A PNG header that promises a page of this size, and nothing after it. */
static struct buf png_of_size(uint32_t width, uint32_t height)
{
    struct buf file = BUF_INIT;
    uint8_t head[33] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
    for (int i = 0; i < 4; i++) {
        head[16 + i] = (uint8_t)(width >> (24 - 8 * i));
        head[20 + i] = (uint8_t)(height >> (24 - 8 * i));
    }
    head[24] = 8;
    head[25] = 2;
    uint32_t crc = 0xffffffffu;
    for (int i = 12; i < 29; i++) {
        crc ^= head[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    crc = ~crc;
    for (int i = 0; i < 4; i++)
        head[29 + i] = (uint8_t)(crc >> (24 - 8 * i));
    assert_int_equal(buf_append(&file, head, sizeof head), 0);
    return file;
}

static void test_limits(void **state)
{
    (void)state;
    struct image image;
    struct so_error err;
    struct buf file = png_of_size(35000, 35000);
    assert_int_equal(decode_bytes(&file, 1, &image, &err), SO_ELIMIT);
    assert_string_equal(err.text, "35000 × 35000 pixels are 1225 megapixels, more than 200");
    buf_free(&file);
    static const char *const HEADS[] = {"P6\n99999999 99999999\n255\n", "P4\n4000000 50\n"};
    for (size_t i = 0; i < 2; i++) {
        struct buf pnm = BUF_INIT;
        assert_int_equal(buf_append_str(&pnm, HEADS[i]), 0);
        assert_int_equal(decode_bytes(&pnm, 1, &image, &err), SO_ELIMIT);
        buf_free(&pnm);
    }
}

/* A JPEG that has to be in memory whole is refused by what it would take, before it takes it. */
static void test_large_progressive_jpeg(void **state)
{
    (void)state;
    PIX *paper = paper_new(64, 64);
    uint8_t *data;
    size_t len, at = 0;
    struct image image;
    struct so_error err;
    assert_int_equal(pixWriteMemJpeg(&data, &len, paper, 75, 1), 0);
    pixDestroy(&paper);
    while (at + 9 < len && (data[at] != 0xff || data[at + 1] != 0xc2))
        at++;
    assert_true(at + 9 < len);
    data[at + 5] = data[at + 7] = 9000 >> 8; /* height and width of the frame */
    data[at + 6] = data[at + 8] = 9000 & 255;
    struct image_source source = {.data = data, .len = len, .max_megapixels = 200};
    assert_int_equal(image_decode(&source, 1, &image, &err), SO_ELIMIT);
    assert_non_null(strstr(err.text, "9000 × 9000 pixels, which takes 231 MB, more than 160"));
    lept_free(data);
}

/* JPEG 2000 takes much memory: above twelve megapixels it is decoded at half its size, and the ink is still there. */
static void test_large_jp2_is_halved(void **state)
{
    (void)state;
    PIX *paper = pixCreate(3600, 3400, 8);
    assert_non_null(paper);
    pixSetAll(paper);
    for (int y = 1000; y < 1100; y++)
        for (int x = 2000; x < 2100; x++)
            pixSetPixel(paper, (l_uint32)x, (l_uint32)y, 0);
    struct buf file = paper_encode(paper, IFF_JP2);
    struct image image;
    struct so_error err;
    assert_int_equal(decode_bytes(&file, 1, &image, &err), 0);
    assert_int_equal(image.raster.width, 1800);
    assert_int_equal(image.raster.height, 1700);
    assert_true(raster_row(&image.raster, 525)[1025] < 60 && raster_row(&image.raster, 525)[900] > 200);
    image_free(&image);
    buf_free(&file);
}

static void test_large_pages_are_reduced(void **state)
{
    (void)state;
    struct buf file = BUF_INIT;
    const int side = 9000; /* 81 megapixels of bits */
    assert_int_equal(buf_printf(&file, "P4\n%d %d\n", side, side), 0);
    assert_int_equal(buf_reserve(&file, (size_t)side * (side / 8)), 0);
    memset(file.data + file.len, 0, (size_t)side * (side / 8));
    file.len += (size_t)side * (side / 8);
    struct image image;
    assert_int_equal(decode_bytes(&file, 1, &image, NULL), 0);
    assert_true((uint64_t)image.raster.width * (uint64_t)image.raster.height <= IMAGE_HELD_PIXELS);
    assert_int_equal(image.raster.width, 4500);
    image_free(&image);
    buf_free(&file);
}

static void test_no_image(void **state)
{
    static const struct {
        const char *data;
        const char *text;
    } CASES[] = {{"", "an empty file"},
                 {"just a letter to the office\n", "not an image that can be read"},
                 {"P7\nWIDTH 4\n", "not an image that can be read"},
                 {"P5\n20", "a broken PNM, or one that ends within its header"},
                 {"P5\n0 20\n255\n", "an image without pixels"}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf file = BUF_INIT;
        struct image image;
        struct so_error err;
        assert_int_equal(buf_append_str(&file, CASES[i].data), 0);
        assert_int_equal(decode_bytes(&file, 1, &image, &err), SO_EFORMAT);
        assert_string_equal(err.text, CASES[i].text);
        buf_free(&file);
    }
}

static void test_cut_files(void **state)
{
    static const struct {
        int format;
        const char *text;
    } CASES[] = {{IFF_JFIF_JPEG, "the JPEG ends early: "}, {IFF_PNG, "the PNG ends early: "}, {IFF_PNM, "the PNM ends early: "}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf file = paper_encode(small_paper(), CASES[i].format);
        struct image image;
        struct so_error err;
        size_t whole = file.len;
        buf_truncate(&file, whole / 2);
        assert_int_equal(decode_bytes(&file, 1, &image, &err), SO_EFORMAT);
        assert_int_equal(strncmp(err.text, CASES[i].text, strlen(CASES[i].text)), 0);
        buf_free(&file);
    }
    /* All but the last of it is worth keeping; what is missing is white. */
    struct buf file = paper_encode(small_paper(), IFF_PNM);
    struct image image;
    buf_truncate(&file, file.len - 20 * 620 * 3);
    assert_int_equal(decode_bytes(&file, 1, &image, NULL), 0);
    assert_int_equal(image.raster.height, 877);
    assert_int_equal(raster_row(&image.raster, 870)[300], 255);
    image_free(&image);
    buf_free(&file);
}

/* An EXIF segment with nothing but an orientation, put behind the first marker. */
static void orient_jpeg(struct buf *file, int orientation)
{
    uint8_t segment[36] = "\xff\xe1\0\x22" "Exif\0\0" "II*\0\x08\0\0\0" "\x01\0" "\x12\x01\x03\0\x01\0\0\0";
    segment[28] = (uint8_t)orientation;
    assert_int_equal(buf_reserve(file, sizeof segment), 0);
    memmove(file->data + 2 + sizeof segment, file->data + 2, file->len - 2);
    memcpy(file->data + 2, segment, sizeof segment);
    file->len += sizeof segment;
}

static void test_exif_orientation(void **state)
{
    /* A black square at the upper left of 80×40; where it is after each orientation: left, top. */
    static const struct {
        int orientation, width, left, top;
    } CASES[] = {{1, 80, 1, 1}, {2, 80, 0, 1}, {3, 80, 0, 0}, {4, 80, 1, 0},
                 {5, 40, 1, 1}, {6, 40, 0, 1}, {7, 40, 0, 0}, {8, 40, 1, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PIX *paper = paper_new(80, 40);
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 16; x++)
                pixSetPixel(paper, x, y, 0);
        struct buf file = paper_encode(paper, IFF_JFIF_JPEG);
        orient_jpeg(&file, CASES[i].orientation);
        struct image image;
        assert_int_equal(decode_bytes(&file, 1, &image, NULL), 0);
        const struct raster *r = &image.raster;
        assert_int_equal(r->width, CASES[i].width);
        int x = CASES[i].left ? 4 : r->width - 5, y = CASES[i].top ? 4 : r->height - 5;
        assert_true(raster_row(r, y)[x * r->channels] < 60);
        image_free(&image);
        buf_free(&file);
    }
}

static void test_resolution_is_guessed(void **state)
{
    static const struct {
        int width, height, said, dpi;
    } CASES[] = {{1654, 2339, 0, 200}, {1240, 1754, 1, 150}, {2480, 3508, 300, 300}, {827, 1169, 72, 72}, {1654, 2339, 72, 200},
                 /* A4 at 200 that says 300; A5, A6, a letter and no sheet at all, which say what they are. */
                 {1652, 2338, 300, 200}, {1748, 2480, 300, 300}, {1240, 1748, 300, 300}, {2550, 3300, 300, 300},
                 {1000, 1700, 300, 300}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PIX *paper = paper_new(CASES[i].width, CASES[i].height);
        pixSetResolution(paper, CASES[i].said, CASES[i].said);
        /* PNM says nothing; Leptonica's PNG says 300 where it knows nothing. */
        struct buf file = paper_encode(paper, CASES[i].said ? IFF_PNG : IFF_PNM);
        struct image image;
        assert_int_equal(decode_bytes(&file, 1, &image, NULL), 0);
        assert_true(abs(image.dpi - CASES[i].dpi) <= 1);
        image_free(&image);
        buf_free(&file);
    }
}

/* Hundreds of damaged files: each is either a page within the limits or an error, and nothing else happens. */
static void test_damaged_files(void **state)
{
    static const int FORMATS[] = {IFF_JFIF_JPEG, IFF_PNG, IFF_TIFF_LZW, IFF_TIFF_G4, IFF_PNM, IFF_WEBP};
    uint32_t seed = 2463534242u;
    (void)state;
    for (size_t f = 0; f < sizeof FORMATS / sizeof *FORMATS; f++) {
        PIX *paper = paper_new(120, 90);
        paper_text(paper, 10, 50, "damaged", 10, BLUE);
        if (FORMATS[f] == IFF_TIFF_G4) {
            PIX *bits = pixConvertTo1(paper, 128);
            pixDestroy(&paper);
            paper = bits;
        }
        struct buf whole = paper_encode(paper, FORMATS[f]);
        for (int i = 0; i < 80; i++) {
            struct buf file = BUF_INIT;
            assert_int_equal(buf_append(&file, whole.data, whole.len), 0);
            for (int k = 0; k <= i % 4; k++) {
                seed = seed * 1664525u + 1013904223u;
                file.data[(seed >> 8) % file.len] ^= (char)(1 << (seed >> 29));
            }
            if (i % 3 == 0)
                buf_truncate(&file, (seed >> 4) % file.len);
            struct image image = {0};
            struct so_error err = {0};
            int r = decode_bytes(&file, 1, &image, &err);
            assert_true(r == 0 ? image.raster.data != NULL : err.text[0] != 0 && !image.raster.data);
            image_free(&image);
            buf_free(&file);
        }
        buf_free(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),        cmocka_unit_test(test_gray_stored_as_colour_is_gray),
        cmocka_unit_test(test_fax),            cmocka_unit_test(test_many_pages),
        cmocka_unit_test(test_limits),         cmocka_unit_test(test_large_pages_are_reduced),
        cmocka_unit_test(test_large_progressive_jpeg), cmocka_unit_test(test_large_jp2_is_halved),
        cmocka_unit_test(test_no_image),       cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_exif_orientation), cmocka_unit_test(test_resolution_is_guessed),
        cmocka_unit_test(test_damaged_files),
    };
    image_silence_codecs();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
