#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/usb.h"

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
    if (want->device[0] && !strcmp(f->name, want->device))
        return 5;
    if (!has_backend(f->name, want->backend))
        return 0;
    bool has_usb = usb_of_name(f->name, sysfs, &usb);
    if (want->serial[0])
        return usb_has_word(f->name, want->serial) || (has_usb && !strcmp(usb.serial, want->serial)) ? 4 : 0;
    if (want->usb[0] && (has_usb ? strcmp(usb.ids, want->usb) != 0 : !names_usb(f->name, want->usb) && !want->backend[0]))
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
    struct scan_identity id = {0}, lasting, alone;
    struct usb usb = {0};
    bool has_usb = usb_of_name(name, sysfs, &usb);
    if (has_usb) {
        snprintf(id.known.serial, sizeof id.known.serial, "%s", usb.serial);
        snprintf(id.known.usb, sizeof id.known.usb, "%s", usb.ids);
        snprintf(id.known.port, sizeof id.known.port, "%s", usb.port);
    }
    lasting = id;
    *ret_identity = id;
    if (url && (!strncmp(url, "http://", 7) || !strncmp(url, "https://", 8)) && strlen(url) <= SCAN_NAME_MAX) {
        snprintf(id.url, sizeof id.url, "%s", url);
        *ret_identity = id;
        return SCAN_GOOD;
    }
    snprintf(id.backend, sizeof id.backend, "%.*s", (int)strcspn(name, ":"), name);
    alone = id;
    if (has_lasting_name(name))
        snprintf(lasting.device, sizeof lasting.device, "%s", name);
    struct scan_identity by_serial = id, by_usb = id, by_port;
    snprintf(by_serial.serial, sizeof by_serial.serial, "%s", usb.serial);
    snprintf(by_usb.usb, sizeof by_usb.usb, "%s", usb.ids);
    by_port = by_usb;
    snprintf(by_port.port, sizeof by_port.port, "%s", usb.port);
    const struct {
        bool known;
        const struct scan_identity *id;
    } tries[] = {{has_usb && strlen(usb.serial) >= USB_SERIAL_MIN, &by_serial}, {has_usb, &by_usb}, {has_usb, &by_port},
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
