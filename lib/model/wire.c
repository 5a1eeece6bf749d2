#include "model/wire.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/result.h"

#define COORDINATE_MAX (1 << 24)

int wire_put_u8(struct buf *b, uint8_t v)
{
    return buf_append(b, &v, 1);
}

int wire_put_u32(struct buf *b, uint32_t v)
{
    uint8_t bytes[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    return buf_append(b, bytes, sizeof bytes);
}

int wire_put_i32(struct buf *b, int32_t v)
{
    return wire_put_u32(b, (uint32_t)v);
}

int wire_put_f32(struct buf *b, float v)
{
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    return wire_put_u32(b, bits);
}

int wire_put_bytes(struct buf *b, const void *data, size_t len)
{
    if (len > UINT32_MAX)
        return SO_ELIMIT;
    int r = wire_put_u32(b, (uint32_t)len);
    return r ? r : buf_append(b, data, len);
}

int wire_put_str(struct buf *b, const char *s)
{
    return wire_put_bytes(b, s, strlen(s));
}

int wire_put_box(struct buf *b, struct box box)
{
    int r = wire_put_i32(b, box.x);
    r = r ? r : wire_put_i32(b, box.y);
    r = r ? r : wire_put_i32(b, box.w);
    return r ? r : wire_put_i32(b, box.h);
}

static const uint8_t *take(struct wire_in *in, size_t n)
{
    if (in->bad || n > in->left) {
        in->bad = true;
        return NULL;
    }
    const uint8_t *p = in->p;
    in->p += n;
    in->left -= n;
    return p;
}

uint8_t wire_get_u8(struct wire_in *in)
{
    const uint8_t *p = take(in, 1);
    return p ? *p : 0;
}

static uint32_t load_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint32_t wire_get_u32(struct wire_in *in)
{
    const uint8_t *p = take(in, 4);
    return p ? load_u32(p) : 0;
}

int32_t wire_get_i32(struct wire_in *in)
{
    uint32_t v = wire_get_u32(in);
    int32_t s;
    memcpy(&s, &v, sizeof s);
    return s;
}

float wire_get_f32(struct wire_in *in)
{
    uint32_t bits = wire_get_u32(in);
    float v;
    memcpy(&v, &bits, sizeof v);
    if (!isfinite(v)) {
        in->bad = true;
        return 0;
    }
    return v;
}

const void *wire_get_bytes(struct wire_in *in, size_t limit, size_t *ret_len)
{
    size_t len = wire_get_u32(in);
    if (len > limit)
        in->bad = true;
    const void *p = take(in, len);
    *ret_len = p ? len : 0;
    return p;
}

char *wire_get_str(struct wire_in *in, size_t limit)
{
    size_t len;
    const char *p = wire_get_bytes(in, limit, &len);
    if (!p || memchr(p, '\0', len)) {
        in->bad = true;
        return NULL;
    }
    char *s = strndup(p, len);
    if (!s)
        in->bad = true;
    return s;
}

struct box wire_get_box(struct wire_in *in)
{
    int32_t v[4];
    for (int i = 0; i < 4; i++) {
        v[i] = wire_get_i32(in);
        if (v[i] > COORDINATE_MAX || v[i] < -COORDINATE_MAX)
            in->bad = true;
    }
    return in->bad ? (struct box){0} : (struct box){v[0], v[1], v[2], v[3]};
}

size_t wire_get_count(struct wire_in *in, size_t limit, size_t min_item_size)
{
    size_t n = wire_get_u32(in);
    if (n > limit || (min_item_size && n > in->left / min_item_size))
        in->bad = true;
    return in->bad ? 0 : n;
}

int wire_end(const struct wire_in *in)
{
    return in->bad || in->left ? SO_EFORMAT : SO_OK;
}

/* Sends all of the bytes; the descriptor goes with the first of them. */
static int send_all(int sock, const uint8_t *data, size_t len, int fd)
{
    while (len) {
        struct iovec iov = {.iov_base = (void *)(uintptr_t)data, .iov_len = len};
        struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
        union {
            char space[CMSG_SPACE(sizeof(int))];
            struct cmsghdr align;
        } control = {0};
        if (fd >= 0) {
            msg.msg_control = control.space;
            msg.msg_controllen = sizeof control.space;
            struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
            c->cmsg_level = SOL_SOCKET;
            c->cmsg_type = SCM_RIGHTS;
            c->cmsg_len = CMSG_LEN(sizeof(int));
            memcpy(CMSG_DATA(c), &fd, sizeof fd);
        }
        ssize_t n = sendmsg(sock, &msg, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return errno == EPIPE || errno == ECONNRESET ? SO_EEND : so_result_from_errno(errno);
        }
        fd = -1;
        data += n;
        len -= (size_t)n;
    }
    return SO_OK;
}

int wire_send(int sock, uint32_t type, const struct buf *payload, int fd)
{
    size_t len = payload ? payload->len : 0;
    if (len > WIRE_FRAME_MAX)
        return SO_ELIMIT;
    struct buf header = BUF_INIT;
    int r = wire_put_u32(&header, WIRE_MAGIC);
    r = r ? r : wire_put_u32(&header, type);
    r = r ? r : wire_put_u32(&header, (uint32_t)len);
    r = r ? r : send_all(sock, (const uint8_t *)header.data, header.len, fd);
    if (!r && len)
        r = send_all(sock, (const uint8_t *)payload->data, len, -1);
    buf_free(&header);
    return r;
}

/* Keeps the first descriptor of a message in *fd (if it is still -1), closes the others. */
static void take_descriptors(struct msghdr *msg, int *fd)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int got;
            memcpy(&got, CMSG_DATA(c) + i * sizeof(int), sizeof got);
            if (*fd < 0)
                *fd = got;
            else
                close(got);
        }
    }
}

/* Reads exactly len bytes until the deadline (monotonic ms, or -1). SO_EEND when the peer closed before the first. */
static int receive_exact(int sock, uint8_t *out, size_t len, int64_t deadline, int *fd)
{
    size_t have = 0;
    while (have < len) {
        int wait = -1;
        if (deadline >= 0) {
            int64_t left = deadline - clock_mono_ms();
            wait = left > 0 ? (int)left : 0;
        }
        struct pollfd pfd = {.fd = sock, .events = POLLIN};
        int ready = poll(&pfd, 1, wait);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready < 0)
            return so_result_from_errno(errno);
        if (ready == 0)
            return SO_ETIMEOUT;
        struct iovec iov = {.iov_base = out + have, .iov_len = len - have};
        union {
            char space[CMSG_SPACE(4 * sizeof(int))];
            struct cmsghdr align;
        } control;
        struct msghdr msg = {
            .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
        ssize_t n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return errno == ECONNRESET ? SO_EEND : so_result_from_errno(errno);
        take_descriptors(&msg, fd);
        if (n == 0)
            return have ? SO_EFORMAT : SO_EEND;
        have += (size_t)n;
    }
    return SO_OK;
}

static int receive_frame(int sock, int64_t deadline, uint32_t *type, struct buf *payload, int *fd)
{
    uint8_t header[WIRE_HEADER_SIZE];
    int r = receive_exact(sock, header, sizeof header, deadline, fd);
    if (r)
        return r;
    uint32_t len = load_u32(header + 8);
    if (load_u32(header) != WIRE_MAGIC || len > WIRE_FRAME_MAX)
        return SO_EFORMAT;
    *type = load_u32(header + 4);
    r = buf_reserve(payload, len);
    if (r)
        return r;
    r = receive_exact(sock, (uint8_t *)payload->data, len, deadline, fd);
    if (r)
        return r == SO_EEND ? SO_EFORMAT : r;
    payload->len = len;
    payload->data[len] = '\0';
    return SO_OK;
}

int wire_receive(int sock, int timeout_ms, uint32_t *ret_type, struct buf *ret_payload, int *ret_fd)
{
    int64_t deadline = timeout_ms < 0 ? -1 : clock_mono_ms() + timeout_ms;
    struct buf payload = BUF_INIT;
    uint32_t type = 0;
    int fd = -1;
    int r = receive_frame(sock, deadline, &type, &payload, &fd);
    if (r) {
        buf_free(&payload);
        if (fd >= 0)
            close(fd);
        return r;
    }
    if (ret_fd)
        *ret_fd = fd;
    else if (fd >= 0)
        close(fd);
    *ret_type = type;
    *ret_payload = payload;
    return SO_OK;
}
