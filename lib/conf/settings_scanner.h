/* Inside the room: the scanners' part of the settings, and what both parts share. */
#ifndef SOHOA_CONF_SETTINGS_SCANNER_H
#define SOHOA_CONF_SETTINGS_SCANNER_H

#include "conf/settings.h"

struct settings_int {
    const char *key;
    size_t offset; /* of an int in the struct */
    long min, max;
};

int settings_read_ints(const struct conf_node *map, const struct settings_int *rules, size_t n, void *base,
                       struct so_error *err);
int settings_get_path(const struct conf_node *map, const char *key, char **io_path, struct so_error *err);

/* Replaces the scanners when the root has the key. */
int settings_read_scanners(const struct conf_node *root, struct settings *s, struct so_error *err);
int settings_add_default_scanner(struct settings *s); /* SO_ENOMEM */
void settings_free_scanners(struct settings *s);

#endif
