/*
 * What the API asks of the daemon. HTTP handlers run on their own threads and touch neither scanners nor workers: they
 * call these functions, which post to the event loop and wait for its answer. The daemon fills the table once before
 * the server starts; tests fill it with their own. A NULL function answers 503.
 *
 * Every function may be called from several threads at once, blocks at most for the time named, and returns SO_ETIMEOUT
 * when the loop did not answer. err->text is English, for the log and message_en; what a clerk must know about a
 * scanner is in its view.
 */
#ifndef SOHOA_DAEMON_COMMANDS_H
#define SOHOA_DAEMON_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

#define COMMANDS_PROFILES_MAX 16

/* A copy of struct scanner_status without pointers into the loop's data. */
struct scanner_view {
    char name[64], label[128];
    char state[24]; /* scanner_state_name */
    char code[32];  /* "" or what is the matter, stable */
    char message_vi[320], message_en[320];
    char batch[64]; /* "" when none is open */
    uint32_t pages, sheet;
    uint32_t lines_read, lines;
    bool can_start, can_continue, can_finish, can_cancel, can_release, can_enable;
    int64_t released_until_ms; /* 0: not released, or until it is taken back */
    bool paper_loaded;
    uint32_t partial;  /* number of the page that broke off and can be seen (partial_image); 0: none */
    int64_t last_page; /* id of the batch's last whole page, once it is in the record; else 0 */
    char device[256], vendor[64], model[64];
    struct scanner_profile_view {
        char name[64], label[128];
    } profiles[COMMANDS_PROFILES_MAX];
    size_t nprofiles;
};

#define COMMANDS_SCANNERS_MAX 16

enum scanner_action {
    SCANNER_ACTION_SCAN,
    SCANNER_ACTION_CONTINUE,
    SCANNER_ACTION_FINISH,
    SCANNER_ACTION_CANCEL,
    SCANNER_ACTION_RELEASE, /* gives the device to other programs */
    SCANNER_ACTION_ENABLE,  /* takes it back; looks for it again now */
    SCANNER_ACTIONS
};

#define COMMANDS_RELEASE_MINUTES_MAX (24 * 60)

/* What is asked of a scanner. Zero and NULL: as the settings say. */
struct scanner_command {
    enum scanner_action action;
    unsigned minutes; /* of a release; 0: until it is taken back */
    /* of a scan */
    const char *profile, *source, *mode, *paper;
    unsigned resolution;
    unsigned sheets; /* stated by the clerk; 0: not */
    bool manual_duplex;
    const char *user;
};

/* Asked of scanners outside of a scan. */
struct scanner_question {
    enum { SCANNER_ASK_CONNECTED, SCANNER_ASK_OPTIONS, SCANNER_ASK_TEST } what;
    const char *name;          /* of the settings; not with CONNECTED */
    const char *source, *mode; /* of a test; NULL: the driver's */
    unsigned resolution;
};

struct import_request {
    const char *path; /* a whole, synced file in the upload folder, the daemon's to move or remove, also on failure */
    const char *name; /* as the clerk's computer called it: only to be shown, never a path */
    uint64_t size;
    const char *user;
    bool backlog;        /* may wait for the night */
    const char *dossier; /* or NULL */
};

struct daemon_view {
    char version[32];
    int64_t started_ms;
    int workers, workers_busy; /* reading workers */
    bool best_model;           /* the better model is installed */
    bool batch_going;
    int64_t batch_next_ms; /* when the batch window opens next; 0: never by itself */
    uint64_t disk_free_bytes;
    int64_t backup_ms;    /* the moment that the latest backup holds; 0: none was ever made */
    unsigned raw_waiting; /* raw pages that stay in the spool only for want of a backup */
};

struct commands {
    void *context;

    /* Scanners in the order of the settings; at most COMMANDS_SCANNERS_MAX. Within 2 s. */
    int (*scanners)(void *context, struct scanner_view *items, size_t *ret_n, struct so_error *err);

    /* SO_ENOTFOUND: no such scanner or profile; SO_EINVALID or SO_EBUSY: not in this state. Within 5 s. */
    int (*scanner)(void *context, const char *name, const struct scanner_command *command, struct so_error *err);

    /*
     * JSON as of daemon/scanner_ask.h, appended; the scanner is given away meanwhile. SO_ENOTFOUND; SO_EBUSY: not now; SO_EIO,
     * SO_ECRASHED, SO_ETIMEOUT: it failed. Within 180 s.
     */
    int (*ask_scanner)(void *context, const struct scanner_question *question, struct buf *ret_json, struct so_error *err);

    /* Puts a connected scanner into the settings' file, which is read at the next start (daemon/scanner_enrol.h). */
    int (*add_scanner)(void *context, const char *name, const char *label, const char *device, struct so_error *err);

    /* Takes a file in: spool, store, reading jobs. SO_EFORMAT, SO_EUNSUPPORTED, SO_EEXISTS. Within 30 s. */
    int (*import)(void *context, const struct import_request *request, int64_t *ret_source, struct so_error *err);

    /* Starts the batch now. SO_EBUSY: it is going already. Within 5 s. */
    int (*batch)(void *context, const char *user, struct so_error *err);

    int (*status)(void *context, struct daemon_view *ret_view, struct so_error *err);

    /*
     * An open descriptor, the caller's, of: the upright access JPEG of a page (rendered when missing, within 30 s); the
     * searchable PDF of a paper; that of a dossier's papers (within 120 s). SO_ENOTFOUND, SO_EEND when the image is not
     * kept.
     */
    int (*page_image)(void *context, int64_t page, int *ret_fd, struct so_error *err);
    int (*paper_pdf)(void *context, int64_t paper, int *ret_fd, struct so_error *err);
    int (*dossier_pdf)(void *context, const char *dossier, int *ret_fd, struct so_error *err);

    /*
     * What came of the page that broke off in the scanner's open batch, as a JPEG; the caller frees it. SO_ENOTFOUND: none.
     * Within 30 s.
     */
    int (*partial_image)(void *context, const char *scanner, struct buf *ret_jpeg, struct so_error *err);

    /*
     * A clerk changed where the papers of a source begin: they are judged anew from their stored words, within seconds.
     * look_over: only what a person should look at is said anew.
     */
    int (*arrange)(void *context, int64_t source, struct so_error *err);
    int (*look_over)(void *context, int64_t source, struct so_error *err);
};

#endif
