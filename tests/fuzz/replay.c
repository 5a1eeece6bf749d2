/* Runs a fuzz target over every file of the folders named, and over cut and flipped forms of each. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SEED_MAX (4u * 1024 * 1024)
#define MUTATIONS 64

/* A copy of exactly size bytes, so that the sanitizer sees a read past its end. */
static void run_exact(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_mutations(uint8_t *data, size_t size)
{
    uint32_t state = 2463534242u;
    for (int i = 0; i < MUTATIONS && size; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        run_exact(data, state % size);
        uint8_t *at = &data[(state >> 8) % size];
        uint8_t was = *at;
        *at ^= (uint8_t)(1u << (state & 7));
        run_exact(data, size);
        *at = was;
    }
}

int main(int argc, char **argv)
{
    size_t seeds = 0;
    run_exact((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        DIR *dir = opendir(argv[i]);
        for (struct dirent *e; dir && (e = readdir(dir));) {
            if (!file_is_plain_name(e->d_name))
                continue;
            char *path = file_join(argv[i], e->d_name);
            struct buf b = BUF_INIT;
            struct so_error err;
            if (!path || file_read_all(path, SEED_MAX, &b, &err)) {
                fprintf(stderr, "%s\n", path ? err.text : "out of memory");
                return 1;
            }
            run_exact((const uint8_t *)buf_str(&b), b.len);
            run_mutations((uint8_t *)b.data, b.len);
            seeds++;
            buf_free(&b);
            free(path);
        }
        if (dir)
            closedir(dir);
    }
    printf("%zu seeds replayed\n", seeds);
    return seeds ? 0 : 1;
}
