/*
 * A growable byte buffer. Always NUL-terminated once it holds memory, so data can be used as a C string when the bytes
 * are text. Zero-initialise with BUF_INIT; buf_free accepts a zeroed or half-built one.
 */
#ifndef SOHOA_BASE_BUF_H
#define SOHOA_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data; /* NULL while nothing was ever written; see buf_str */
    size_t len; /* bytes, without the terminating NUL */
    size_t cap;
};

#define BUF_INIT                                                                                                       \
    {                                                                                                                  \
        NULL, 0, 0                                                                                                     \
    }

void buf_free(struct buf *b);                                 /* frees the memory and zeroes b */
void buf_clear(struct buf *b);                                /* keeps the memory */
int buf_reserve(struct buf *b, size_t more);                  /* room for `more` further bytes; SO_ENOMEM */
int buf_append(struct buf *b, const void *data, size_t len);  /* SO_ENOMEM */
int buf_append_str(struct buf *b, const char *s);             /* SO_ENOMEM */
int buf_append_char(struct buf *b, char c);                   /* SO_ENOMEM */
int buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int buf_vprintf(struct buf *b, const char *fmt, va_list ap);
void buf_truncate(struct buf *b, size_t len);                 /* len must not exceed b->len */
const char *buf_str(const struct buf *b);                     /* borrowed; "" when empty, never NULL */
char *buf_steal(struct buf *b);                               /* gives a malloc'ed string (NULL on SO_ENOMEM), leaves b empty */

#endif
