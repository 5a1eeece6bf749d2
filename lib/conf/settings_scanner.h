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
/* Parts that a scanner and its profiles have in common; where the key is missing nothing changes. */
int settings_read_name(const struct conf_node *map, char **io_name, struct so_error *err);
int settings_read_label(const struct conf_node *map, const char *name, char **io_label, struct so_error *err);
int settings_read_sources(const struct conf_node *map, struct conf_strings *io_sources, struct so_error *err);
int settings_read_mode(const struct conf_node *map, char **io_mode, struct so_error *err);
int settings_read_paper(const struct conf_node *map, int *io_width_mm, int *io_height_mm, struct so_error *err);
int settings_read_options(const struct conf_node *map, struct settings_option **ret_options, size_t *ret_n,
                          struct so_error *err);
void settings_free_options(struct settings_option *options, size_t n);

/* settings_profile.c: replaces the profiles when the map has the key. */
int settings_read_profiles(const struct conf_node *map, struct settings_scanner *c, struct so_error *err);
int settings_add_default_profiles(struct settings_scanner *c); /* SO_ENOMEM */
void settings_free_profiles(struct settings_scanner *c);

int settings_get_path(const struct conf_node *map, const char *key, char **io_path, struct so_error *err);

/* Replaces the scanners when the root has the key. */
int settings_read_scanners(const struct conf_node *root, struct settings *s, struct so_error *err);
int settings_add_default_scanner(struct settings *s); /* SO_ENOMEM */
void settings_free_scanners(struct settings *s);

#endif
