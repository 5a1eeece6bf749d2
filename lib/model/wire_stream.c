#include "model/wire_stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/result.h"

void wire_stream_free(struct wire_stream *s)
{
    buf_free(&s->in);
    s->used = 0;
}

/* Moves what was not given out yet to the front, so that the memory does not grow with the talk. */
static void drop_used(struct wire_stream *s)
{
    if (!s->used)
        return;
    memmove(s->in.data, s->in.data + s->used, s->in.len - s->used);
    buf_truncate(&s->in, s->in.len - s->used);
    s->used = 0;
}

int wire_stream_fill(struct wire_stream *s, int sock, size_t max)
{
    drop_used(s);
    size_t got = 0;
    while (got < max) {
        int r = buf_reserve(&s->in, 65536);
        if (r)
            return r;
        ssize_t n = recv(sock, s->in.data + s->in.len, 65536, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return got ? SO_OK : SO_EBUSY;
        if (n < 0)
            return errno == ECONNRESET ? SO_EEND : so_result_from_errno(errno);
        if (n == 0)
            return got ? SO_OK : SO_EEND;
        s->in.len += (size_t)n;
        s->in.data[s->in.len] = '\0';
        got += (size_t)n;
    }
    return SO_OK;
}

int wire_stream_next(struct wire_stream *s, size_t limit, uint32_t *ret_type, struct wire_in *ret_in)
{
    const uint8_t *p = (const uint8_t *)s->in.data + s->used;
    size_t have = s->in.len - s->used;
    if (have < WIRE_HEADER_SIZE)
        return SO_EBUSY;
    struct wire_in header = {.p = p, .left = WIRE_HEADER_SIZE};
    uint32_t magic = wire_get_u32(&header), type = wire_get_u32(&header), len = wire_get_u32(&header);
    if (magic != WIRE_MAGIC || len > limit)
        return SO_EFORMAT;
    if (have - WIRE_HEADER_SIZE < len)
        return SO_EBUSY;
    s->used += WIRE_HEADER_SIZE + len;
    *ret_type = type;
    *ret_in = (struct wire_in){.p = p + WIRE_HEADER_SIZE, .left = len};
    return SO_OK;
}
