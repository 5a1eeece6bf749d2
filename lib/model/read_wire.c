#include "model/read_wire.h"

#include <string.h>

#define JPEG_BYTES_MAX (48u * 1024 * 1024)

int read_wire_put_request(struct buf *b, const struct read_request *q)
{
    int r = wire_put_i32(b, q->page);
    r = r ? r : wire_put_u8(b, (uint8_t)q->quality);
    r = r ? r : wire_put_u32(b, q->max_megapixels);
    r = r ? r : wire_put_u8(b, q->decode_only);
    r = r ? r : wire_put_i32(b, q->turned);
    return r ? r : wire_put_f32(b, q->skew);
}

int read_wire_get_request(struct wire_in *in, struct read_request *ret_r)
{
    struct read_request q = {0};
    q.page = wire_get_i32(in);
    uint8_t quality = wire_get_u8(in);
    q.quality = quality ? QUALITY_BEST : QUALITY_FAST;
    q.max_megapixels = wire_get_u32(in);
    q.decode_only = wire_get_u8(in) != 0;
    q.turned = wire_get_i32(in);
    q.skew = wire_get_f32(in);
    if (q.page < 1 || quality > QUALITY_BEST || q.turned < 0 || q.turned > 270 || q.turned % 90 || q.skew < -45 ||
        q.skew > 45)
        in->bad = true;
    int r = wire_end(in);
    if (!r)
        *ret_r = q;
    return r;
}

int read_wire_put_render(struct buf *b, const struct render_request *q)
{
    int r = wire_put_i32(b, q->dpi);
    return r ? r : wire_put_i32(b, q->jpeg_quality);
}

int read_wire_get_render(struct wire_in *in, struct render_request *ret_r)
{
    struct render_request q = {0};
    q.dpi = wire_get_i32(in);
    q.jpeg_quality = wire_get_i32(in);
    if (q.dpi < 10 || q.dpi > 1200 || q.jpeg_quality < 1 || q.jpeg_quality > 100)
        in->bad = true;
    int r = wire_end(in);
    if (!r)
        *ret_r = q;
    return r;
}

int read_wire_put_rendered(struct buf *b, const struct render_result *q)
{
    int r = wire_put_i32(b, q->width);
    r = r ? r : wire_put_i32(b, q->height);
    r = r ? r : wire_put_i32(b, q->dpi);
    return r ? r : wire_put_bytes(b, buf_str(&q->jpeg), q->jpeg.len);
}

int read_wire_get_rendered(struct wire_in *in, struct render_result *ret_r)
{
    struct render_result q = {0};
    q.width = wire_get_i32(in);
    q.height = wire_get_i32(in);
    q.dpi = wire_get_i32(in);
    size_t len;
    const void *jpeg = wire_get_bytes(in, JPEG_BYTES_MAX, &len);
    if (q.width < 1 || q.height < 1 || q.dpi < 1)
        in->bad = true;
    int r = wire_end(in);
    if (!r)
        r = buf_append(&q.jpeg, jpeg, len);
    if (!r)
        *ret_r = q;
    return r;
}

int read_wire_put_failure(struct buf *b, const struct so_error *e)
{
    int r = wire_put_i32(b, e->code);
    return r ? r : wire_put_str(b, e->text);
}

int read_wire_get_failure(struct wire_in *in, struct so_error *ret_e)
{
    struct so_error e = {.code = wire_get_i32(in)};
    size_t len;
    const char *text = wire_get_bytes(in, sizeof e.text - 1, &len);
    if (text)
        memcpy(e.text, text, len);
    if (e.code >= 0)
        in->bad = true;
    int r = wire_end(in);
    if (!r)
        *ret_e = e;
    return r;
}
