/* Within the room only: an open device. */
#ifndef SOHOA_SCAN_DEVICE_H
#define SOHOA_SCAN_DEVICE_H

#include <sane/sane.h>

#include "scan/scan.h"

struct scan_device {
    SANE_Handle handle;
};

enum scan_status scan_status_of(int sane_status);

/* How many options there are, option 0 among them. */
enum scan_status scan_count_options(struct scan_device *d, SANE_Int *ret_count);

/* Index and descriptor of an option by its name; 0 when there is none. Borrowed until the next SET. */
SANE_Int scan_find_option(struct scan_device *d, const char *name, const SANE_Option_Descriptor **ret_descriptor);

#endif
