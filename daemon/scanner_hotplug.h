/*
 * Tells when USB devices come and go: by the kernel's messages, and by a look at sysfs now and then where those do not
 * arrive. What is told is only that something changed; a fresh worker then finds out what. On the loop's thread.
 */
#ifndef SOHOA_DAEMON_SCANNER_HOTPLUG_H
#define SOHOA_DAEMON_SCANNER_HOTPLUG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/result.h"

struct scanner_hotplug;

struct scanner_hotplug_options {
    sd_event *loop;
    const char *sysfs;    /* "/sys" */
    uint32_t debounce_ms; /* from the first message until changed is called; what comes meanwhile is included */
    uint32_t rescan_ms;   /* between two looks at sysfs */
    void (*changed)(void *ctx);
    void *ctx;
};

/* options is copied, sysfs is borrowed. Without a message socket (a container) sysfs alone is watched. */
int scanner_hotplug_new(const struct scanner_hotplug_options *options, struct scanner_hotplug **ret_hotplug,
                        struct so_error *err);
void scanner_hotplug_free(struct scanner_hotplug *h); /* accepts NULL */

/*
 * True when a netlink message says that a USB or SCSI device came or went. Both forms are known: the kernel's
 * ("add@/devices/…", then NAME=value strings) and udevd's (its header, then the strings).
 */
bool scanner_hotplug_concerns(const void *message, size_t len);

#endif
