/* sohoa backup, restore and verify: the record as a whole. */
#include <string.h>
#include <unistd.h>

#include "daemon/client.h"
#include "daemon/cmd.h"
#include "store/backup.h"

/* The data folder by the global options and the settings; a new string, NULL after a complaint. */
static char *data_folder(void)
{
    struct so_error err;
    char *folder = client_data_folder(cmd_globals.config, cmd_globals.data, &err);
    if (!folder)
        cmd_fail(0, "%s", err.text);
    return folder;
}

/* Opens the record beside a daemon that may be running. */
static struct store *open_record(void)
{
    char *folder = data_folder();
    if (!folder)
        return NULL;
    struct store_options options = {.folder = folder, .read_only = true};
    struct store *store = NULL;
    struct so_error err = {0};
    if (store_open(&options, &store, &err))
        cmd_fail(0, "%s", err.text);
    free(folder);
    return store;
}

static int show_progress(void *ctx, const struct store_backup_progress *p)
{
    (void)ctx;
    if (isatty(2) && p->objects)
        fprintf(stderr, "\r%lld of %lld originals%s", (long long)p->objects_done, (long long)p->objects,
                p->objects_done == p->objects ? "\n" : "");
    return 0;
}

static int run_backup(int argc, char **argv)
{
    if (argc != 2)
        return cmd_usage(&cmd_backup, "name one folder");
    struct store *store = open_record();
    if (!store)
        return EXIT_FAILED;
    struct store_backup_result done;
    struct so_error err = {0};
    int r = store_backup(store, argv[1], show_progress, NULL, &done, &err);
    store_close(store);
    if (r)
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    printf("%s: %lld papers, %lld pages, %lld originals (%lld new), %.1f MB\n", argv[1], (long long)done.papers,
           (long long)done.pages, (long long)done.objects, (long long)done.objects_copied, (double)done.bytes / 1e6);
    if (!done.noted)
        cmd_fail(0,
                 "the data folder could not be told of this backup: raw pages stay in the spool until one made by the"
                 " daemon's user");
    return EXIT_DONE;
}

static int run_restore(int argc, char **argv)
{
    if (argc != 2)
        return cmd_usage(&cmd_restore, "name one backup folder");
    char *folder = data_folder();
    if (!folder)
        return EXIT_FAILED;
    struct so_error err = {0};
    int r = store_restore(argv[1], folder, &err);
    if (!r)
        printf("%s restored into %s\n", argv[1], folder);
    free(folder);
    return r ? cmd_fail(EXIT_FAILED, "%s", err.text) : EXIT_DONE;
}

static int run_verify(int argc, char **argv)
{
    if (argc > 2)
        return cmd_usage(&cmd_verify, "name one backup folder, or none for the living record");
    struct store_verify_result found = {0};
    struct so_error err = {0};
    int r;
    if (argc == 2) {
        r = store_verify_backup(argv[1], &found, &err);
    } else {
        struct store *store = open_record();
        if (!store)
            return EXIT_FAILED;
        r = store_verify(store, show_progress, NULL, &found, &err);
        store_close(store);
    }
    if (r)
        return cmd_fail(EXIT_FAILED, "%s", err.text);
    printf("sound: %lld originals, database, search index and audit log\n", (long long)found.objects);
    return EXIT_DONE;
}

const struct command cmd_backup = {
    .name = "backup",
    .arguments = "FOLDER",
    .summary = "copy the whole record into a folder, while the daemon works on",
    .help = "A second backup into the same folder copies only what is new. 'sohoa verify FOLDER' checks it.\n",
    .run = run_backup,
};

const struct command cmd_restore = {
    .name = "restore",
    .arguments = "FOLDER",
    .summary = "make an empty data folder out of a backup",
    .help = "The backup is verified first. Refused where the data folder holds a record already.\n",
    .run = run_restore,
};

const struct command cmd_verify = {
    .name = "verify",
    .arguments = "[FOLDER]",
    .summary = "check the record, or a backup, down to the last byte",
    .help = "Integrity of the database and its index, the audit log's chain, the hash of every original.\n",
    .run = run_verify,
};
