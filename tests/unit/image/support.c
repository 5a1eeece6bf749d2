#include "support.h"

#include <math.h>
#include <stdlib.h>

PIX *paper_new(int width, int height)
{
    PIX *paper = pixCreate(width, height, 32);
    assert_non_null(paper);
    pixSetAll(paper);
    pixSetResolution(paper, 300, 300);
    return paper;
}

void paper_text(PIX *paper, int x, int y, const char *text, int size, uint32_t colour)
{
    L_BMF *font = bmfCreate(NULL, size);
    l_int32 width, overflow;
    assert_non_null(font);
    pixSetTextline(paper, font, text, colour, x, y, &width, &overflow);
    bmfDestroy(&font);
}

void paper_letter(PIX *paper)
{
    static const char *const LINES[] = {"The quick brown fox that jumped over the lazy dog had been",
                                        "standing beside the old mill while the children told tall",
                                        "tales of hidden hills, bold knights and the dark forests",
                                        "that lie behind them. Nothing else but that had ever held"};
    for (int i = 0; i < 30; i++)
        paper_text(paper, 260, 400 + i * 84, LINES[i % 4], 20, BLACK);
}

void paper_dot(PIX *paper, int x, int y, int radius, uint32_t colour)
{
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++)
            if (dx * dx + dy * dy <= radius * radius)
                pixSetPixel(paper, x + dx, y + dy, colour);
}

void paper_line(PIX *paper, int x0, int y0, int x1, int y1, int width, uint32_t colour)
{
    int n = abs(x1 - x0) > abs(y1 - y0) ? abs(x1 - x0) : abs(y1 - y0);
    for (int i = 0; i <= n; i++)
        paper_dot(paper, x0 + (x1 - x0) * i / (n ? n : 1), y0 + (y1 - y0) * i / (n ? n : 1), width / 2, colour);
}

void paper_ring(PIX *paper, int x, int y, int radius, int width, uint32_t colour)
{
    for (int i = 0; i < 8 * radius; i++) {
        double a = 2 * M_PI * i / (8 * radius);
        paper_dot(paper, (int)lround(x + radius * cos(a)), (int)lround(y + radius * sin(a)), width / 2, colour);
    }
}

void paper_scrawl(PIX *paper, int x, int y, int width, int height, uint32_t colour)
{
    int px = x, py = y + height / 2;
    for (int i = 1; i <= 10; i++) {
        int nx = x + width * i / 10, ny = i % 2 ? y + (i * 37 % 20) : y + height - (i * 53 % 30);
        paper_line(paper, px, py, nx, ny, 6, colour);
        px = nx;
        py = ny;
    }
}

struct buf paper_encode(PIX *paper, int format)
{
    uint8_t *data = NULL;
    size_t len = 0;
    struct buf file = BUF_INIT;
    assert_int_equal(pixWriteMem(&data, &len, paper, format), 0);
    assert_int_equal(buf_append(&file, data, len), 0);
    lept_free(data);
    pixDestroy(&paper);
    return file;
}

int decode_bytes(const struct buf *file, int page, struct image *ret, struct so_error *err)
{
    struct image_source source = {.data = buf_str(file), .len = file->len, .max_megapixels = 200};
    return image_decode(&source, page, ret, err);
}

struct held_page *paper_hold(PIX *paper)
{
    struct image image = {.dpi = 300, .pages = 1};
    struct held_page *held = NULL;
    struct so_error err;
    assert_int_equal(raster_from_pix(paper, &image.raster), 0);
    pixDestroy(&paper);
    assert_int_equal(held_load(&image, NULL, &held, &err), 0);
    assert_null(image.raster.data);
    return held;
}
