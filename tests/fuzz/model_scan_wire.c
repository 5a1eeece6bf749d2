/* What a worker that was taken over may send: the first byte chooses the message, or the stream of frames. */
#include <stdint.h>

#include "model/scan_wire.h"
#include "model/wire_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_stream(const uint8_t *data, size_t size)
{
    struct wire_stream s = {0};
    struct wire_in in;
    uint32_t type;
    if (!buf_append(&s.in, data, size))
        while (!wire_stream_next(&s, SCAN_FRAME_MAX, &type, &in))
            (void)wire_get_u32(&in);
    wire_stream_free(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct wire_in in = {data + 1, size - 1, false};
    struct scan_open open;
    struct scan_hello hello;
    struct scan_sensor sensor;
    struct scan_job job;
    struct scan_option option;
    struct scan_begun begun;
    struct scan_page page;
    struct scan_end end;
    switch (data[0] % 9) {
    case 0:
        if (!scan_wire_get_open(&in, &open))
            scan_open_free(&open);
        break;
    case 1:
        if (!scan_wire_get_hello(&in, &hello))
            scan_hello_free(&hello);
        break;
    case 2:
        if (!scan_wire_get_sensor(&in, &sensor))
            scan_sensor_free(&sensor);
        break;
    case 3:
        if (!scan_wire_get_job(&in, &job))
            scan_job_free(&job);
        break;
    case 4:
        if (!scan_wire_get_option(&in, &option))
            scan_option_free(&option);
        break;
    case 5:
        if (!scan_wire_get_begun(&in, &begun))
            scan_begun_free(&begun);
        break;
    case 6:
        (void)scan_wire_get_page(&in, &page);
        break;
    case 7:
        if (!scan_wire_get_end(&in, &end))
            scan_end_free(&end);
        break;
    default:
        read_stream(data + 1, size - 1);
        break;
    }
    return 0;
}
