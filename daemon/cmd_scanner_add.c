/* sohoa scanner add: what is connected goes into the settings, by what names it for ever. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "conf/settings_edit.h"
#include "daemon/cmd_remote.h"
#include "daemon/cmd_scanner.h"
#include "daemon/places.h"

#define SETTINGS_MAX (1u << 20)

static bool is_url(const char *text)
{
    return !strncmp(text, "http://", 7) || !strncmp(text, "https://", 8);
}

/* The device that is meant: the one of that name, or the only one; NULL after a complaint. */
static const json_t *pick(const json_t *list, const char *device)
{
    const json_t *one, *found = NULL;
    size_t i, n = json_array_size(list);
    json_array_foreach(list, i, one)
        if (device ? !strcmp(remote_text(one, "device"), device) : n == 1)
            found = one;
    if (found)
        return found;
    if (device)
        cmd_fail(0, "no device \"%s\" is connected; 'sohoa scanner list' shows what is", device);
    else
        cmd_fail(0, n ? "several scanners are connected: name the device, as 'sohoa scanner list' shows it"
                      : "no scanner is connected. Check its cable and power");
    return NULL;
}

static int take_identity(const json_t *found, struct settings_new_scanner *io)
{
    const json_t *match = json_object_get(found, "match");
    if (!match)
        return cmd_fail(EXIT_FAILED,
                        "%s %s can't be told from another one that is connected: neither has a serial number. Unplug the"
                        " other, or plug this one into a port of its own and name match_port in the settings",
                        remote_text(found, "vendor"), remote_text(found, "model"));
    io->device = remote_text(match, "device");
    io->url = remote_text(match, "url");
    io->match_serial = remote_text(match, "match_serial");
    io->match_usb = remote_text(match, "match_usb");
    io->match_port = remote_text(match, "match_port");
    io->match_backend = remote_text(match, "match_backend");
    return EXIT_DONE;
}

/* The settings' file itself, also behind a link; malloc'ed, NULL after a complaint. */
static char *settings_file(void)
{
    struct places places;
    struct so_error err = {0};
    char *path = NULL, *real = NULL;
    if (cmd_globals.config) {
        path = strdup(cmd_globals.config);
    } else if (places_find(&places, &err)) {
        cmd_fail(0, "%s", err.text);
        return NULL;
    } else {
        path = file_join(places.config, "sohoad.yaml");
        places_free(&places);
    }
    real = path ? realpath(path, NULL) : NULL;
    if (!real)
        cmd_fail(0, "%s: the settings can't be found", path ? path : "sohoad.yaml");
    free(path);
    return real;
}

static int write_settings(const char *path, const struct settings_new_scanner *scanner, struct so_error *err)
{
    struct buf text = BUF_INIT, changed = BUF_INIT;
    struct stat st;
    int r = file_read_all(path, SETTINGS_MAX, &text, err);
    if (!r && stat(path, &st) < 0)
        r = so_fail_errno(err, "%s", path);
    r = r ? r : settings_add_scanner(buf_str(&text), text.len, path, scanner, &changed, err);
    r = r ? r : file_write_whole(path, changed.data, changed.len, st.st_mode & 0777, err);
    buf_free(&text);
    buf_free(&changed);
    return r;
}

int cmd_scanner_add(const char *name, const char *device, const char *label)
{
    struct settings_new_scanner scanner = {.name = name, .label = label};
    struct so_error err = {0};
    json_t *list = NULL;
    int status = EXIT_DONE;
    if (device && is_url(device)) {
        scanner.url = device;
    } else {
        status = cmd_scanner_list(&list);
        const json_t *found = status == EXIT_DONE ? pick(list, device) : NULL;
        if (status == EXIT_DONE)
            status = found ? take_identity(found, &scanner) : EXIT_FAILED;
    }
    char *path = status == EXIT_DONE ? settings_file() : NULL;
    if (status == EXIT_DONE && !path)
        status = EXIT_FAILED;
    if (status == EXIT_DONE && write_settings(path, &scanner, &err))
        status = cmd_fail(EXIT_FAILED, "%s", err.text);
    if (status == EXIT_DONE)
        printf("%s: scanner '%s' is added. Restart the daemon: systemctl restart sohoad\n", path, name);
    free(path);
    json_decref(list);
    return status;
}
