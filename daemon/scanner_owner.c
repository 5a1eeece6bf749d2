#include "daemon/scanner_owner.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct known {
    const char *process; /* as in /proc/PID/comm: 15 bytes at most */
    const char *unit;    /* or NULL */
    bool always;         /* holds the device also when nobody scans */
    struct scanner_owner owner;
} known[] = {
    {"scanbd", "scanbd.service", true, {"scanbd", "sudo systemctl disable --now scanbd"}},
    {"ipp-usb", "ipp-usb.service", true, {"ipp-usb", "sudo systemctl disable --now ipp-usb"}},
    {"airsaned", "airsaned.service", true, {"AirSane", "sudo systemctl disable --now airsaned"}},
    {"insaned", "insaned.service", true, {"insaned", "sudo systemctl disable --now insaned"}},
    {"saned", "saned.service", false, {"saned", "sudo systemctl disable --now saned.socket"}},
    {"simple-scan", NULL, false, {"Document Scanner (simple-scan)", NULL}},
    {"gscan2pdf", NULL, false, {"gscan2pdf", NULL}},
    {"xsane", NULL, false, {"XSane", NULL}},
    {"naps2", NULL, false, {"NAPS2", NULL}},
    {"skanlite", NULL, false, {"Skanlite", NULL}},
    {"skanpage", NULL, false, {"Skanpage", NULL}},
    {"scanimage", NULL, false, {"scanimage", NULL}},
};

#define KNOWN (sizeof known / sizeof *known)

static bool has_unit(const char *root, const char *unit)
{
    char path[PATH_MAX], target[64];
    if (!unit || snprintf(path, sizeof path, "%s/run/systemd/units/invocation:%s", root, unit) >= (int)sizeof path)
        return false;
    return readlink(path, target, sizeof target) > 0;
}

/* Which known program the process is; KNOWN: none. */
static size_t program_of(const char *root, const char *pid)
{
    char path[PATH_MAX], name[32] = "";
    if (snprintf(path, sizeof path, "%s/proc/%s/comm", root, pid) >= (int)sizeof path)
        return KNOWN;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, name, sizeof name - 1) : -1;
    if (fd >= 0)
        close(fd);
    name[n > 0 ? n : 0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    size_t i = 0;
    while (i < KNOWN && strcmp(name, known[i].process))
        i++;
    return i;
}

bool scanner_owner_find(const char *root, bool busy, struct scanner_owner *ret_owner)
{
    char path[PATH_MAX];
    size_t best = KNOWN;
    for (size_t i = 0; i < KNOWN && best == KNOWN; i++)
        if ((busy || known[i].always) && has_unit(root, known[i].unit))
            best = i;
    snprintf(path, sizeof path, "%s/proc", root);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t i = isdigit((unsigned char)e->d_name[0]) ? program_of(root, e->d_name) : KNOWN;
        if (i < best && (busy || known[i].always))
            best = i;
    }
    if (dir)
        closedir(dir);
    if (best == KNOWN)
        return false;
    *ret_owner = known[best].owner;
    return true;
}
