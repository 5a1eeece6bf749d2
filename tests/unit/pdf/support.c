#include "support.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/file.h"

/* Entropy-coded bits, with a zero byte behind each FF. */
struct bits {
    struct buf *out;
    unsigned pending, count;
};

static void put_bits(struct bits *b, unsigned value, unsigned n)
{
    for (unsigned i = n; i-- > 0;) {
        b->pending = b->pending << 1 | (value >> i & 1);
        if (++b->count < 8)
            continue;
        buf_append_char(b->out, (char)b->pending);
        if ((b->pending & 0xFF) == 0xFF)
            buf_append_char(b->out, 0);
        b->pending = b->count = 0;
    }
}

/* One block with nothing but its mean: the difference to the last one, then "end of block". */
static void put_block(struct bits *b, int difference)
{
    unsigned size = 0;
    for (unsigned v = (unsigned)abs(difference); v; v >>= 1)
        size++;
    put_bits(b, size, 4);
    put_bits(b, (unsigned)(difference < 0 ? difference + (1 << size) - 1 : difference), size);
    put_bits(b, 0, 1);
}

static void put_headers(struct buf *b, int width, int height, int components)
{
    static const uint8_t tables[] = {
        0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
        0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    buf_append(b, "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\1\0\xC8\0\xC8\0\0", 20);
    buf_append(b, "\xFF\xDB\0\x43\0", 5);
    for (int i = 0; i < 64; i++)
        buf_append_char(b, 8);
    const uint8_t frame[] = {0xFF, 0xC0, 0, (uint8_t)(8 + 3 * components), 8, (uint8_t)(height >> 8), (uint8_t)height,
                             (uint8_t)(width >> 8), (uint8_t)width, (uint8_t)components};
    buf_append(b, frame, sizeof frame);
    for (int i = 0; i < components; i++)
        buf_append(b, (const uint8_t[]){(uint8_t)(i + 1), 0x11, 0}, 3);
    buf_append(b, tables, sizeof tables);
    buf_append(b, (const uint8_t[]){0xFF, 0xDA, 0, (uint8_t)(6 + 2 * components), (uint8_t)components}, 5);
    for (int i = 0; i < components; i++)
        buf_append(b, (const uint8_t[]){(uint8_t)(i + 1), 0}, 2);
    buf_append(b, "\0\x3F\0", 3);
}

struct buf make_jpeg(int width, int height, int components)
{
    struct buf b = BUF_INIT;
    put_headers(&b, width, height, components);
    struct bits bits = {&b, 0, 0};
    int last = 0;
    int blocks = (width + 7) / 8 * ((height + 7) / 8);
    for (int i = 0; i < blocks; i++) {
        int shade = 100 - i % 150;
        put_block(&bits, shade - last);
        last = shade;
        for (int c = 1; c < components; c++)
            put_block(&bits, 0);
    }
    while (bits.count)
        put_bits(&bits, 1, 1);
    assert_int_equal(buf_append(&b, "\xFF\xD9", 2), 0);
    return b;
}

void add_word(struct words *words, int line, struct box box, const char *text)
{
    struct word *w = array_push(words);
    assert_non_null(w);
    w->text = strdup(text);
    w->confidence = 1;
    w->box = box;
    w->line = line;
}

struct buf output_of(const char *fmt, ...)
{
    struct buf command = BUF_INIT, out = BUF_INIT;
    va_list ap;
    va_start(ap, fmt);
    assert_int_equal(buf_vprintf(&command, fmt, ap), 0);
    va_end(ap);
    assert_int_equal(buf_append_str(&command, " 2>&1"), 0);
    FILE *f = popen(buf_str(&command), "r");
    assert_non_null(f);
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        assert_int_equal(buf_append(&out, chunk, n), 0);
    int status = pclose(f);
    if (status)
        fail_msg("%s: %s", buf_str(&command), buf_str(&out));
    buf_free(&command);
    return out;
}

char *make_folder(void)
{
    char *folder = strdup("/tmp/sohoa-pdf-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return folder;
}

void remove_folder(char *folder)
{
    assert_int_equal(file_remove_tree(folder, NULL), 0);
    free(folder);
}

size_t files_in(const char *folder)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    closedir(dir);
    return n;
}
