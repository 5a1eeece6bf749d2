/*
 * Growable arrays of any element type.
 *
 *     struct words { struct word *items; size_t len, cap; };
 *     struct word *w = array_push(&words);   -- zeroed new last element, or NULL when memory is out
 *
 * The struct must have the members items, len and cap, and start zeroed. array_free frees the items' memory, not what
 * the items own.
 */
#ifndef SOHOA_BASE_ARRAY_H
#define SOHOA_BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

bool array_grow(void **items, size_t *len, size_t *cap, size_t item_size);

#define array_push(a)                                                                                                  \
    (array_grow((void **)&(a)->items, &(a)->len, &(a)->cap, sizeof *(a)->items) ? &(a)->items[(a)->len - 1] : NULL)

#define array_free(a)                                                                                                  \
    do {                                                                                                               \
        free((a)->items);                                                                                              \
        (a)->items = NULL;                                                                                             \
        (a)->len = (a)->cap = 0;                                                                                       \
    } while (0)

#endif
