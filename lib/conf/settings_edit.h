/*
 * Changing the settings' text without touching what people wrote in it: comments, order and every other setting stay
 * byte for byte.
 */
#ifndef SOHOA_CONF_SETTINGS_EDIT_H
#define SOHOA_CONF_SETTINGS_EDIT_H

#include "base/buf.h"
#include "conf/settings.h"

/* A scanner to be added; strings may be "" or NULL. At least one key must say which scanner it is. */
struct settings_new_scanner {
    const char *name, *label;
    const char *device, *url, *match_serial, *match_usb, *match_port, *match_backend;
};

/*
 * Appends the settings' text with the scanner at the end of its list to out; err names file and reason. The result is
 * read again before it is given: SO_EEXISTS when the settings have a scanner of this name or with the same keys;
 * SO_EUNSUPPORTED when their list is written in a way that only a person can add to; SO_EINVALID for a name or a key
 * that cannot stand; SO_EFORMAT when the settings do not hold as they are.
 */
int settings_add_scanner(const char *text, size_t len, const char *file, const struct settings_new_scanner *scanner,
                         struct buf *out, struct so_error *err);

#endif
