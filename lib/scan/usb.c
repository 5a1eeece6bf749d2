#include "scan/usb.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"


static bool read_attribute(const char *folder, const char *name, char *out, size_t size)
{
    char path[512];
    struct buf text = BUF_INIT;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path ||
        file_read_all(path, 4096, &text, NULL))
        return false;
    snprintf(out, size, "%.*s", (int)strcspn(buf_str(&text), "\n"), buf_str(&text));
    buf_free(&text);
    return true;
}

static bool read_number(const char *folder, const char *name, unsigned *ret_number)
{
    char text[16], *end;
    if (!read_attribute(folder, name, text, sizeof text))
        return false;
    unsigned long n = strtoul(text, &end, 10);
    *ret_number = (unsigned)n;
    return end != text && !*end && n < 100000;
}

/* Folders of interfaces and hubs' ports lack one of these and are no devices. */
static bool read_device(const char *root, const char *port, struct usb *ret_usb)
{
    char folder[512], vendor[8], product[8];
    struct usb usb = {0};
    if (!file_is_plain_name(port) || strlen(port) >= sizeof usb.port)
        return false;
    snprintf(folder, sizeof folder, "%s/%s", root, port);
    if (!read_number(folder, "busnum", &usb.bus) || !read_number(folder, "devnum", &usb.number) ||
        !read_attribute(folder, "idVendor", vendor, sizeof vendor) ||
        !read_attribute(folder, "idProduct", product, sizeof product))
        return false;
    snprintf(usb.ids, sizeof usb.ids, "%.5s:%.5s", vendor, product);
    (void)read_attribute(folder, "serial", usb.serial, sizeof usb.serial);
    snprintf(usb.port, sizeof usb.port, "%s", port);
    *ret_usb = usb;
    return true;
}

/* The only device that fits. */
static bool find(const char *sysfs, bool (*fits)(const struct usb *usb, const void *key), const void *key,
                 struct usb *ret_usb)
{
    char root[256];
    unsigned found = 0;
    snprintf(root, sizeof root, "%s/bus/usb/devices", sysfs);
    DIR *dir = opendir(root);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        struct usb usb;
        if (!read_device(root, e->d_name, &usb) || !fits(&usb, key))
            continue;
        *ret_usb = usb;
        found++;
    }
    if (dir)
        closedir(dir);
    return found == 1;
}

bool usb_has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = text; n && (at = strstr(at, word)); at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]))
            return true;
    return false;
}

/* "fujitsu:ScanSnap iX500:1225526" */
static bool is_in_name(const struct usb *usb, const void *name)
{
    return strlen(usb->serial) >= USB_SERIAL_MIN && usb_has_word(name, usb->serial);
}

static bool has_numbers(const struct usb *usb, const void *key)
{
    const struct usb *want = key;
    return usb->bus == want->bus && usb->number == want->number;
}

bool usb_of_name(const char *name, const char *sysfs, struct usb *ret_usb)
{
    const char *at = strstr(name, "libusb:");
    struct usb numbers;
    if (at && sscanf(at, "libusb:%u:%u", &numbers.bus, &numbers.number) == 2)
        return find(sysfs, has_numbers, &numbers, ret_usb);
    return find(sysfs, is_in_name, name, ret_usb);
}

struct keys {
    const char *ids, *port, *serial;
};

static bool has_keys(const struct usb *usb, const void *key)
{
    const struct keys *k = key;
    return (!k->ids[0] || !strcmp(usb->ids, k->ids)) && (!k->port[0] || !strcmp(usb->port, k->port)) &&
           (!k->serial[0] || !strcmp(usb->serial, k->serial));
}

bool usb_find(const char *ids, const char *port, const char *serial, const char *sysfs, struct usb *ret_usb)
{
    struct keys keys = {ids, port, serial};
    return (ids[0] || port[0] || serial[0]) && find(sysfs, has_keys, &keys, ret_usb);
}

void scan_usb_of_name(const char *name, const char *sysfs, char ret_ids[SCAN_NAME_MAX + 1],
                      char ret_port[SCAN_NAME_MAX + 1])
{
    struct usb usb = {0};
    bool found = usb_of_name(name, sysfs, &usb);
    snprintf(ret_ids, SCAN_NAME_MAX + 1, "%s", found ? usb.ids : "");
    snprintf(ret_port, SCAN_NAME_MAX + 1, "%s", found ? usb.port : "");
}

enum scan_status scan_usb_reset(const struct scan_open *want, const char *sysfs, const char *devices,
                                char out[SCAN_NAME_MAX + 1])
{
    struct usb usb;
    char path[300];
    snprintf(out, SCAN_NAME_MAX + 1, "the USB device is not known");
    bool found = want->seen_port[0] ? usb_find(want->seen_usb, want->seen_port, "", sysfs, &usb)
                                    : usb_find(want->usb, want->port, want->serial, sysfs, &usb);
    if (!found)
        return SCAN_NOT_FOUND;
    snprintf(path, sizeof path, "%s/%03u/%03u", devices, usb.bus, usb.number);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    int failed = fd < 0 || ioctl(fd, USBDEVFS_RESET, NULL) < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    snprintf(out, SCAN_NAME_MAX + 1, "USB device %s at port %s: %s", usb.ids, usb.port,
             failed ? strerror(failed) : "reset");
    return !failed ? SCAN_GOOD : failed == EACCES ? SCAN_ACCESS_DENIED : SCAN_IO_ERROR;
}
