/* Within the room only: the USB devices that sysfs knows, and the one behind a SANE name. */
#ifndef SOHOA_SCAN_USB_H
#define SOHOA_SCAN_USB_H

#include "scan/scan.h"

#define USB_PORT_SIZE 64
#define USB_SERIAL_MIN 4 /* shorter ones are placeholders of the maker, and turn up in other names */

struct usb {
    unsigned bus, number;
    char ids[12]; /* "04c5:132e" */
    char serial[128];
    char port[USB_PORT_SIZE]; /* "1-1.4": the folder's name in sysfs */
};

/* "canon_dr:libusb:001:005" → what sysfs knows of 001:005; else the only device whose serial number is in the name. */
bool usb_of_name(const char *name, const char *sysfs, struct usb *ret_usb);

/* The only device to which all of the keys apply that are not ""; false without a key. */
bool usb_find(const char *ids, const char *port, const char *serial, const char *sysfs, struct usb *ret_usb);

/* True when text has the word, with no letter or digit right before or after it: "SN1" is not in "x:SN12". */
bool usb_has_word(const char *text, const char *word);

#endif
