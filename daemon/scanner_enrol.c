#include "daemon/scanner_enrol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "conf/settings_edit.h"

#define SETTINGS_MAX (1u << 20)

static bool is_url(const char *text)
{
    return !strncmp(text, "http://", 7) || !strncmp(text, "https://", 8);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* The device that is meant: the one of that name, or the only one. */
static int pick(const json_t *list, const char *device, const json_t **ret_found, struct so_error *err)
{
    const json_t *one, *found = NULL;
    size_t i, n = json_array_size(list);
    json_array_foreach(list, i, one)
        if (device ? !strcmp(text_of(one, "device"), device) : n == 1)
            found = one;
    if (found)
        *ret_found = found;
    if (found)
        return SO_OK;
    if (device)
        return so_fail(err, SO_ENOTFOUND, "no device \"%s\" is connected; 'sohoa scanner list' shows what is", device);
    return n ? so_fail(err, SO_EINVALID, "several scanners are connected: name the device, as 'sohoa scanner list' shows it")
             : so_fail(err, SO_ENOTFOUND, "no scanner is connected. Check its cable and power");
}

static int take_identity(const json_t *found, struct settings_new_scanner *io, struct so_error *err)
{
    const json_t *match = json_object_get(found, "match");
    if (!match)
        return so_fail(err, SO_EINVALID,
                       "%s %s can't be told from another one that is connected: neither has a serial number. Unplug the"
                       " other, or write match_port into the settings by hand",
                       text_of(found, "vendor"), text_of(found, "model"));
    io->device = text_of(match, "device");
    io->url = text_of(match, "url");
    io->match_serial = text_of(match, "match_serial");
    io->match_usb = text_of(match, "match_usb");
    io->match_port = text_of(match, "match_port");
    io->match_backend = text_of(match, "match_backend");
    return SO_OK;
}

static bool holds(const char *key, const char *fact)
{
    return !*key || !strcmp(key, fact);
}

/* Whether a scanner of the settings may be this device: none of its keys speaks against it. */
static bool may_be(const struct settings_scanner *s, const json_t *found)
{
    const char *device = text_of(found, "device"), *serial = text_of(found, "serial");
    size_t backend = strlen(s->match_backend);
    bool any = s->device[0] || s->match_serial[0] || s->match_usb[0] || s->match_port[0] || s->match_backend[0];
    if (s->url[0])
        return strstr(device, s->url) != NULL;
    return any && holds(s->device, device) && (holds(s->match_serial, serial) || strstr(device, s->match_serial)) &&
           holds(s->match_usb, text_of(found, "usb")) && holds(s->match_port, text_of(found, "port")) &&
           !strncmp(device, s->match_backend, backend) && (!backend || device[backend] == ':');
}

/* Two names for one device would be two daemons' hands on it. */
static int check_free(const char *path, const json_t *found, struct so_error *err)
{
    struct settings *settings = NULL;
    int r = settings_load(path, &settings, err);
    for (size_t i = 0; !r && i < settings->nscanners; i++)
        if (may_be(&settings->scanners[i], found))
            r = so_fail(err, SO_EEXISTS, "%s: has this scanner already, as '%s'", path, settings->scanners[i].name);
    settings_free(settings);
    return r;
}

static int write_settings(const char *path, const struct settings_new_scanner *scanner, struct so_error *err)
{
    struct buf text = BUF_INIT, changed = BUF_INIT;
    struct stat st;
    int r = file_read_all(path, SETTINGS_MAX, &text, err);
    if (!r && stat(path, &st) < 0)
        r = so_fail_errno(err, "%s", path);
    r = r ? r : settings_add_scanner(buf_str(&text), text.len, path, scanner, &changed, err);
    if (!r && access(path, W_OK) < 0 && errno != ENOENT)
        r = so_fail(err, SO_EPERM, "%s may not be written from here: run 'sudo sohoa scanner add %s'", path, scanner->name);
    r = r ? r : file_write_whole(path, changed.data, changed.len, st.st_mode & 0777, err);
    buf_free(&text);
    buf_free(&changed);
    return r;
}

int scanner_enrol(const struct scanner_asking *how, const char *settings_file, const struct scanner_enrolment *wanted,
                  struct so_error *err)
{
    struct settings_new_scanner scanner = {.name = wanted->name, .label = wanted->label};
    json_t *list = NULL;
    const json_t *found = NULL;
    int r = SO_OK;
    char *real = realpath(settings_file, NULL); /* behind a link the file itself is replaced */
    if (!real)
        return so_fail(err, SO_ENOTFOUND, "%s: the settings can't be found", settings_file);
    if (wanted->device && is_url(wanted->device)) {
        scanner.url = wanted->device;
    } else {
        r = scanner_ask_list(how, &list, err);
        r = r ? r : pick(list, wanted->device, &found, err);
        r = r ? r : check_free(real, found, err);
        r = r ? r : take_identity(found, &scanner, err);
    }
    r = r ? r : write_settings(real, &scanner, err);
    json_decref(list);
    free(real);
    return r;
}
