/*
 * The daemon's settings: config/sohoad.yaml, which describes every key. Every key is optional; without a file all have
 * their defaults. Strings are owned by the struct and never NULL; those marked optional are "" when not set.
 */
#ifndef SOHOA_CONF_SETTINGS_H
#define SOHOA_CONF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"
#include "conf/schema.h"

#define SETTINGS_SCANNERS_MAX 16
#define SETTINGS_READERS_MAX 16
#define SETTINGS_SOURCES_MAX 16
#define SETTINGS_OPTIONS_MAX 64
#define SETTINGS_PROFILES_MAX 16
#define SETTINGS_BUTTONS_MAX 32
#define SETTINGS_NEVER (-1) /* batch_from of a window that never opens */

/* What makes a scan begin without a click on the page. */
enum settings_auto_start { AUTO_START_NONE, AUTO_START_BUTTON, AUTO_START_PAPER, AUTO_START_BOTH };

struct settings_option {
    char *name, *value; /* a SANE option, set where the scanner has it and it is active */
};

enum settings_button_action { BUTTON_SCAN, BUTTON_FINISH, BUTTON_IGNORE };

struct settings_button {
    char *name; /* of the option, or "option=value" of one that tells several buttons apart */
    int action; /* enum settings_button_action */
};

/* A way of scanning that a clerk picks by its name; what it leaves out is as the scanner is set. */
struct settings_profile {
    char *name;  /* as a scanner's */
    char *label; /* for clerks; the name when not set */
    bool manual_duplex;          /* one-sided feeder: all fronts, then the stack turned over */
    struct conf_strings sources; /* none: as set */
    char *mode;                  /* "": as set */
    int resolution;              /* 0: as set */
    int paper_width_mm, paper_height_mm; /* SETTINGS_AS_SET, or as of the scanner */
    struct settings_option *options;     /* after those of the scanner */
    size_t noptions;
};
#define SETTINGS_AS_SET (-1)

/*
 * Strings are "" when not set. With device, url and all match fields "": the only scanner that is there, none when there
 * are several.
 */
struct settings_scanner {
    char *name;  /* a–z 0–9 - _, at most 64; unique; also its folder in the spool */
    char *label; /* for clerks; the name when not set */
    bool enabled;
    char *device;        /* SANE name, "fujitsu:fi-7160:1234" */
    char *match_serial;  /* found within the SANE name or the USB serial number */
    char *match_usb;     /* "04c5:11a2", lower case */
    char *match_port;    /* USB port path, "1-1.4" */
    char *match_backend; /* "fujitsu" */
    char *url;           /* of an eSCL scanner, http://… or https://… */
    int auto_start;      /* enum settings_auto_start */
    struct conf_strings sources; /* tried in order */
    char *mode;                  /* "Color", "Gray", "Lineart" */
    int resolution;              /* dpi */
    int paper_width_mm, paper_height_mm; /* 0: as large as the scanner can */
    int overscan_mm;
    struct settings_option *options;
    size_t noptions;
    struct settings_profile *profiles;
    size_t nprofiles;
    struct settings_button *buttons; /* that do not what buttons of their name usually do */
    size_t nbuttons;
    int poll_ms, button_debounce_ms, paper_settle_ms;
    int first_byte_timeout, byte_timeout, open_timeout, option_timeout, cancel_grace; /* seconds */
    int duplex_back_rotate; /* degrees by which backs are turned for the record: 0, or 180 */
    int usb_reset_after;  /* failed attempts to open until its USB device is reset once; 0: never */
    int max_pages;        /* of a batch */
    int batch_idle_close; /* seconds */
    int keep_raw_days;    /* how long the spool keeps a page after the store has it */
};

struct settings {
    char *file; /* that they were read from; "": none */
    char *data;   /* folder of the record, absolute */
    char *papers; /* optional: folder of paper definitions, else papers/ beside the settings */
    char *office; /* optional: the office's file, else office.yaml beside the settings */
    char *procedures; /* optional: the procedures' file, else procedures.yaml beside the settings */

    char *listen_address; /* numeric: "127.0.0.1", "::1" */
    int listen_port;
    char *tls_certificate, *tls_key; /* optional, both or neither; set whenever listen_address is no loopback address */
    int session_hours;

    int batch_from, batch_to; /* minutes of the day; from > to goes over midnight; from SETTINGS_NEVER: never */

    int readers; /* 0: one for each core */
    int reader_page_seconds, reader_memory_mb, reader_max_megapixels;
    char *tessdata; /* optional: colon-separated folders, else where the models are usually installed */

    struct settings_scanner *scanners; /* one that takes what is attached when the file says nothing of scanners */
    size_t nscanners;
    char *scanners_config_dir; /* optional: SANE's own configuration (SANE_CONFIG_DIR), else the system's */
    int page_min_free_mb;      /* below it no further sheet is asked for */
    bool keep_raw_until_backup; /* raw pages stay until a backup holds them, keep_raw_days or not */

    char *inbox_folder; /* optional, else inbox/ in the data folder */
    int inbox_quiet_seconds;

    int pdf_limit_mb, pdf_dpi;
};

/* "A4", "max" (0 and 0), or millimetres such as "210x297"; false for anything else. */
bool settings_parse_paper(const char *text, int *ret_width_mm, int *ret_height_mm);

/* path NULL: all defaults. SO_ENOTFOUND, SO_EFORMAT ("sohoad.yaml:12:5: reason"), SO_ENOMEM. */
int settings_load(const char *path, struct settings **ret_settings, struct so_error *err);
int settings_parse(const void *data, size_t len, const char *name, struct settings **ret_settings,
                   struct so_error *err);
void settings_free(struct settings *s);

/* What a command line says overrides what the file says, by the same rules. */
int settings_set_data(struct settings *s, const char *folder, struct so_error *err);
int settings_set_listen(struct settings *s, const char *address_port, struct so_error *err);

/* True when batch work may run at that minute of the local day (0..1439). */
bool settings_in_batch_window(const struct settings *s, int minute);

#endif
