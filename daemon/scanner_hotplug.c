#include "daemon/scanner_hotplug.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"

#define MESSAGE_BYTES 8192
#define MESSAGES_MAX 64 /* taken before other events get their turn */
#define GROUP_KERNEL 1u
#define GROUP_UDEV 2u
#define KERNEL_EXTRA_MS 2000 /* after the kernel's word, udevd still has to set the rights */

struct scanner_hotplug {
    struct scanner_hotplug_options options;
    int fd;
    uint32_t debounce_ms;
    sd_event_source *io, *debounce, *rescan;
    bool pending;
    uint64_t seen; /* of sysfs: what devices there are, summed up */
};

/* udevd's messages begin with this; numbers are in host order but for the magic (systemd's sd-device/device-monitor).
 */
struct udev_header {
    char prefix[8]; /* "libudev" */
    uint32_t magic; /* 0xfeedcafe, big-endian */
    uint32_t header_size, properties_offset, properties_length;
};

static bool is_device_action(const char *s)
{
    return !strcmp(s, "ACTION=add") || !strcmp(s, "ACTION=remove") || !strcmp(s, "ACTION=bind") ||
           !strcmp(s, "ACTION=unbind") || !strcmp(s, "ACTION=change");
}

static bool strings_concern(const char *p, size_t len)
{
    bool device = false, action = false;
    while (len) {
        size_t n = strnlen(p, len);
        if (n == len)
            return false;
        device = device || !strcmp(p, "SUBSYSTEM=usb") || !strcmp(p, "SUBSYSTEM=scsi_generic");
        action = action || is_device_action(p);
        p += n + 1;
        len -= n + 1;
    }
    return device && action;
}

bool scanner_hotplug_concerns(const void *message, size_t len)
{
    const char *p = message;
    struct udev_header h;
    if (len >= sizeof h && !memcmp(p, "libudev", 8)) {
        memcpy(&h, p, sizeof h);
        if (ntohl(h.magic) != 0xfeedcafe || h.properties_offset > len ||
            h.properties_length > len - h.properties_offset)
            return false;
        return strings_concern(p + h.properties_offset, h.properties_length);
    }
    size_t n = strnlen(p, len);
    return n < len && memchr(p, '@', n) && strings_concern(p + n + 1, len - n - 1);
}

static int run_changed(sd_event_source *source, uint64_t now, void *ctx)
{
    struct scanner_hotplug *h = ctx;
    (void)source;
    (void)now;
    h->pending = false;
    h->options.changed(h->options.ctx);
    return 0;
}

/* A stream of messages does not put the call off for ever: the first one counts. */
static void note_change(struct scanner_hotplug *h)
{
    if (h->pending || sd_event_source_set_time_relative(h->debounce, (uint64_t)h->debounce_ms * 1000) < 0)
        return;
    h->pending = sd_event_source_set_enabled(h->debounce, SD_EVENT_ONESHOT) >= 0;
}

static int on_message(sd_event_source *source, int fd, uint32_t events, void *ctx)
{
    struct scanner_hotplug *h = ctx;
    char message[MESSAGE_BYTES];
    (void)source;
    (void)events;
    for (int i = 0; i < MESSAGES_MAX; i++) {
        ssize_t n = recv(fd, message, sizeof message, MSG_DONTWAIT);
        if (n < 0 && errno == ENOBUFS)
            note_change(h); /* some were lost */
        else if (n <= 0)
            break;
        else if (scanner_hotplug_concerns(message, (size_t)n))
            note_change(h);
    }
    return 0;
}

static uint64_t mix(uint64_t sum, const char *s)
{
    uint64_t x = 14695981039346656037u;
    for (; *s; s++)
        x = (x ^ (unsigned char)*s) * 1099511628211u;
    return sum + x; /* a sum: the order of a folder's entries says nothing */
}

/* Which devices there are, by port and number: a replugged one has a new number. */
static uint64_t look_at_sysfs(const char *sysfs)
{
    char root[256], path[600];
    uint64_t sum = 0;
    snprintf(root, sizeof root, "%s/bus/usb/devices", sysfs);
    DIR *dir = opendir(root);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        struct buf text = BUF_INIT;
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s/devnum", root, e->d_name);
        if (!file_read_all(path, 64, &text, NULL)) {
            snprintf(path, sizeof path, "%s %.16s", e->d_name, buf_str(&text));
            sum = mix(sum, path);
        }
        buf_free(&text);
    }
    if (dir)
        closedir(dir);
    return sum;
}

static int run_rescan(sd_event_source *source, uint64_t now, void *ctx)
{
    struct scanner_hotplug *h = ctx;
    (void)now;
    uint64_t seen = look_at_sysfs(h->options.sysfs);
    if (seen != h->seen)
        note_change(h);
    h->seen = seen;
    if (sd_event_source_set_time_relative(source, (uint64_t)h->options.rescan_ms * 1000) >= 0)
        (void)sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
    return 0;
}

static void open_socket(struct scanner_hotplug *h)
{
    bool udev = access("/run/udev/control", F_OK) == 0;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = udev ? GROUP_UDEV : GROUP_KERNEL};
    h->debounce_ms = h->options.debounce_ms + (udev ? 0 : KERNEL_EXTRA_MS);
    h->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    if (h->fd < 0)
        return;
    if (bind(h->fd, (struct sockaddr *)&address, sizeof address) < 0 ||
        sd_event_add_io(h->options.loop, &h->io, h->fd, EPOLLIN, on_message, h) < 0) {
        close(h->fd);
        h->fd = -1;
    }
}

int scanner_hotplug_new(const struct scanner_hotplug_options *options, struct scanner_hotplug **ret_hotplug,
                        struct so_error *err)
{
    struct scanner_hotplug *h = calloc(1, sizeof *h);
    if (!h)
        return so_fail(err, SO_ENOMEM, "out of memory");
    h->options = *options;
    open_socket(h);
    if (h->fd < 0)
        h->debounce_ms = options->debounce_ms;
    h->seen = look_at_sysfs(options->sysfs);
    int r = sd_event_add_time_relative(options->loop, &h->debounce, CLOCK_MONOTONIC, 0, 0, run_changed, h);
    r = r < 0 ? r : sd_event_source_set_enabled(h->debounce, SD_EVENT_OFF);
    r = r < 0 ? r
              : sd_event_add_time_relative(options->loop, &h->rescan, CLOCK_MONOTONIC,
                                           (uint64_t)options->rescan_ms * 1000, 0, run_rescan, h);
    if (r < 0) {
        scanner_hotplug_free(h);
        return so_fail(err, so_result_from_errno(-r), "devices that come and go can't be watched");
    }
    *ret_hotplug = h;
    return SO_OK;
}

void scanner_hotplug_free(struct scanner_hotplug *h)
{
    if (!h)
        return;
    sd_event_source_disable_unref(h->io);
    sd_event_source_disable_unref(h->debounce);
    sd_event_source_disable_unref(h->rescan);
    if (h->fd >= 0)
        close(h->fd);
    free(h);
}
