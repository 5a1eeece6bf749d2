/* Writes a page of more strokes than any text has, on which the recogniser stays for a long time: dense_page FILE.pnm
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* A3 at 300 dots an inch. */
#define WIDTH 3508
#define HEIGHT 4961
#define EDGE 100
#define PITCH 20 /* of the crosses, each somewhat different from the next */

static unsigned next_random(unsigned *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 16) % below;
}

static void draw_cross(uint8_t *page, int left, int top, unsigned *state)
{
    int down = left + 1 + (int)next_random(state, PITCH - 3), across = top + 1 + (int)next_random(state, PITCH - 3);
    for (int i = 0; i < PITCH - 2; i++)
        for (int thick = 0; thick < 2; thick++) {
            page[(top + i) * WIDTH + down + thick] = 0;
            page[(across + thick) * WIDTH + left + i] = 0;
        }
}

int main(int argc, char **argv)
{
    static const char HEAD[] = "P5\n3508 4961\n255\n";
    size_t head = sizeof HEAD - 1, size = head + (size_t)WIDTH * HEIGHT;
    uint8_t *file = argc == 2 ? malloc(size) : NULL;
    if (!file) {
        fputs("usage: dense_page FILE.pnm\n", stderr);
        return 2;
    }
    unsigned state = 7;
    memcpy(file, HEAD, head);
    memset(file + head, 255, size - head);
    for (int y = EDGE; y < HEIGHT - EDGE; y += PITCH)
        for (int x = EDGE; x < WIDTH - EDGE; x += PITCH)
            draw_cross(file + head, x, y, &state);
    struct so_error err;
    int r = file_write_whole(argv[1], file, size, 0644, &err);
    free(file);
    if (r)
        fprintf(stderr, "dense_page: %s\n", err.text);
    return r ? 1 : 0;
}
