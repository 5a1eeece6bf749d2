#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scan/scan.h"

#define SERIAL_MIN 4 /* shorter ones are placeholders of the maker, and turn up in other names */

/* What sysfs says of a USB device. */
struct usb {
    char vendor[8], product[8];
    char serial[128];
    char port[64]; /* "1-1.4" */
};

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

static bool attribute_is(const char *folder, const char *name, long wanted)
{
    char text[16];
    return read_attribute(folder, name, text, sizeof text) && strtol(text, NULL, 10) == wanted;
}

static bool read_usb(const char *sysfs, long bus, long number, struct usb *ret_usb)
{
    char root[256], folder[512];
    snprintf(root, sizeof root, "%s/bus/usb/devices", sysfs);
    DIR *dir = opendir(root);
    bool found = false;
    for (struct dirent *e; dir && !found && (e = readdir(dir));) {
        if (!file_is_plain_name(e->d_name) || strlen(e->d_name) >= sizeof ret_usb->port)
            continue;
        snprintf(folder, sizeof folder, "%s/%s", root, e->d_name);
        struct usb usb = {0};
        if (!attribute_is(folder, "busnum", bus) || !attribute_is(folder, "devnum", number))
            continue;
        found = read_attribute(folder, "idVendor", usb.vendor, sizeof usb.vendor) &&
                read_attribute(folder, "idProduct", usb.product, sizeof usb.product);
        (void)read_attribute(folder, "serial", usb.serial, sizeof usb.serial);
        snprintf(usb.port, sizeof usb.port, "%s", e->d_name);
        if (found)
            *ret_usb = usb;
    }
    if (dir)
        closedir(dir);
    return found;
}

/* True when text has the word, with no letter or digit right before or after it: "SN1" is not in "x:SN12". */
static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = text; n && (at = strstr(at, word)); at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]))
            return true;
    return false;
}

/* The only USB device whose serial number is part of the SANE name: "fujitsu:ScanSnap iX500:1225526". */
static bool find_by_serial(const char *name, const char *sysfs, struct usb *ret_usb)
{
    char root[256], folder[512];
    unsigned found = 0;
    snprintf(root, sizeof root, "%s/bus/usb/devices", sysfs);
    DIR *dir = opendir(root);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        struct usb usb = {0};
        if (!file_is_plain_name(e->d_name) || strlen(e->d_name) >= sizeof usb.port)
            continue;
        snprintf(folder, sizeof folder, "%s/%s", root, e->d_name);
        if (!read_attribute(folder, "serial", usb.serial, sizeof usb.serial) || strlen(usb.serial) < SERIAL_MIN ||
            !has_word(name, usb.serial) || !read_attribute(folder, "idVendor", usb.vendor, sizeof usb.vendor) ||
            !read_attribute(folder, "idProduct", usb.product, sizeof usb.product))
            continue;
        snprintf(usb.port, sizeof usb.port, "%s", e->d_name);
        *ret_usb = usb;
        found++;
    }
    if (dir)
        closedir(dir);
    return found == 1;
}

/* "canon_dr:libusb:001:005" → what sysfs knows of 001:005. */
static bool usb_of(const char *name, const char *sysfs, struct usb *ret_usb)
{
    const char *at = strstr(name, "libusb:");
    unsigned bus, number;
    if (at && sscanf(at, "libusb:%u:%u", &bus, &number) == 2)
        return read_usb(sysfs, bus, number, ret_usb);
    return find_by_serial(name, sysfs, ret_usb);
}

static bool has_backend(const char *name, const char *backend)
{
    size_t n = strlen(backend);
    return !backend[0] || (!strncmp(name, backend, n) && name[n] == ':');
}

/* The numbers within the name, as in "pixma:04A9176D_9EF6DD". */
static bool names_usb(const char *name, const char *ids)
{
    char digits[20];
    snprintf(digits, sizeof digits, "%.*s%s", (int)strcspn(ids, ":"), ids,
             ids + strcspn(ids, ":") + (strchr(ids, ':') != NULL));
    return strcasestr(name, digits) != NULL;
}

/* How sure a device is the one meant: 0 not at all. Every key that is known must not contradict. */
static int match_one(const struct scan_open *want, const struct scan_found *f, const char *sysfs)
{
    struct usb usb = {0};
    char ids[20];
    if (want->device[0] && !strcmp(f->name, want->device))
        return 5;
    if (!has_backend(f->name, want->backend))
        return 0;
    bool has_usb = usb_of(f->name, sysfs, &usb);
    snprintf(ids, sizeof ids, "%s:%s", usb.vendor, usb.product);
    if (want->serial[0])
        return has_word(f->name, want->serial) || (has_usb && !strcmp(usb.serial, want->serial)) ? 4 : 0;
    if (want->usb[0] && (has_usb ? strcmp(ids, want->usb) != 0 : !names_usb(f->name, want->usb) && !want->backend[0]))
        return 0;
    /* A port is asked for where there are two of a kind: a device that does not tell its port may be the other one. */
    if (want->port[0])
        return has_usb && !strcmp(usb.port, want->port) ? 3 : 0;
    if (want->usb[0] && (has_usb || names_usb(f->name, want->usb)))
        return 2;
    return want->device[0] || want->url[0] ? 0 : 1;
}

enum scan_status scan_match(const struct scan_open *want, const struct scan_found_list *list, const char *sysfs,
                            size_t *ret_index)
{
    int best = 0, equals = 0;
    size_t index = 0;
    for (size_t i = 0; i < list->len; i++) {
        int score = match_one(want, &list->items[i], sysfs);
        if (score > best) {
            best = score;
            equals = 1;
            index = i;
        } else if (score && score == best) {
            equals++;
        }
    }
    if (!best)
        return SCAN_NOT_FOUND;
    if (equals > 1)
        return SCAN_AMBIGUOUS;
    *ret_index = index;
    return SCAN_GOOD;
}

static bool finds_it(const struct scan_identity *id, const struct scan_found_list *list, size_t index, const char *sysfs)
{
    struct scan_open want = {.device = (char *)id->device,
                             .url = (char *)id->url,
                             .serial = (char *)id->serial,
                             .usb = (char *)id->usb,
                             .port = (char *)id->port,
                             .backend = (char *)id->backend};
    size_t found;
    return scan_match(&want, list, sysfs, &found) == SCAN_GOOD && found == index;
}

/* "airscan:e0:…" counts the scanners of one process; a bus address changes with every replug. */
static bool has_lasting_name(const char *name)
{
    return !strstr(name, "libusb:") && strncmp(name, "airscan:", 8) != 0 && strlen(name) <= SCAN_NAME_MAX;
}

enum scan_status scan_identify(const struct scan_found_list *list, size_t index, const char *sysfs,
                               struct scan_identity *ret_identity)
{
    const char *name = list->items[index].name, *url = strstr(name, "http");
    struct scan_identity id = {0}, lasting = {0}, alone = {0};
    struct usb usb = {0};
    if (url && (!strncmp(url, "http://", 7) || !strncmp(url, "https://", 8)) && strlen(url) <= SCAN_NAME_MAX) {
        snprintf(id.url, sizeof id.url, "%s", url);
        *ret_identity = id;
        return SCAN_GOOD;
    }
    bool has_usb = usb_of(name, sysfs, &usb);
    snprintf(id.backend, sizeof id.backend, "%.*s", (int)strcspn(name, ":"), name);
    alone = id;
    if (has_lasting_name(name))
        snprintf(lasting.device, sizeof lasting.device, "%s", name);
    struct scan_identity by_serial = id, by_usb = id, by_port;
    snprintf(by_serial.serial, sizeof by_serial.serial, "%s", usb.serial);
    snprintf(by_usb.usb, sizeof by_usb.usb, "%s:%s", usb.vendor, usb.product);
    by_port = by_usb;
    snprintf(by_port.port, sizeof by_port.port, "%s", usb.port);
    const struct {
        bool known;
        const struct scan_identity *id;
    } tries[] = {{has_usb && strlen(usb.serial) >= SERIAL_MIN, &by_serial}, {has_usb, &by_usb}, {has_usb, &by_port},
                 {lasting.device[0], &lasting}, {true, &alone}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        if (!tries[i].known || !finds_it(tries[i].id, list, index, sysfs))
            continue;
        *ret_identity = *tries[i].id;
        return SCAN_GOOD;
    }
    return SCAN_AMBIGUOUS;
}

char *scan_url_name(const char *url)
{
    char *name = NULL;
    return asprintf(&name, "airscan:escl:scanner:%s", url) < 0 ? NULL : name;
}
