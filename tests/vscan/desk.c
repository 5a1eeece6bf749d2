#include "desk.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void path_of(const struct desk *desk, const char *file, char out[PATH_MAX])
{
    if (snprintf(out, PATH_MAX, "%s/%s", desk->dir, file) >= PATH_MAX)
        out[0] = '\0';
}

/* The first word of a file; "" without one. */
static void read_word(const struct desk *desk, const char *file, char out[64])
{
    char path[PATH_MAX];
    path_of(desk, file, path);
    FILE *f = fopen(path, "re");
    out[0] = '\0';
    if (f) {
        if (fscanf(f, "%63s", out) != 1)
            out[0] = '\0';
        fclose(f);
    }
}

static void name_desk(struct desk *desk, int position)
{
    char serial[64], whole[64];
    read_word(desk, "name", whole);
    read_word(desk, "serial", serial);
    if (whole[0]) {
        snprintf(desk->name, sizeof desk->name, "%s", whole);
        return;
    }
    if (!serial[0])
        snprintf(serial, sizeof serial, "SN%04d", position + 1);
    snprintf(desk->name, sizeof desk->name, "Folder V1:%s", serial);
}

int desk_find_all(struct desk *desks, int max)
{
    const char *list = getenv("SOHOA_VSCAN_DIR");
    int n = 0;
    while (list && *list && n < max) {
        size_t len = strcspn(list, ":");
        if (len && len < sizeof desks[n].dir) {
            memcpy(desks[n].dir, list, len);
            desks[n].dir[len] = '\0';
            name_desk(&desks[n], n);
            n++;
        }
        list += len + (list[len] == ':');
    }
    return n;
}

bool desk_has(const struct desk *desk, const char *file)
{
    char path[PATH_MAX];
    path_of(desk, file, path);
    return access(path, F_OK) == 0;
}

int desk_number(const struct desk *desk, const char *file, int otherwise)
{
    char path[PATH_MAX];
    path_of(desk, file, path);
    FILE *f = fopen(path, "re");
    int value;
    if (!f || fscanf(f, "%d", &value) != 1 || value < 0)
        value = otherwise;
    if (f)
        fclose(f);
    return value;
}

bool desk_take_press(const struct desk *desk, const char *file)
{
    char path[PATH_MAX];
    path_of(desk, file, path);
    return unlink(path) == 0;
}

void desk_trouble(const struct desk *desk, const char *where)
{
    char file[64];
    snprintf(file, sizeof file, "crash-%s", where);
    if (desk_has(desk, file))
        abort();
    snprintf(file, sizeof file, "hang-%s", where);
    while (desk_has(desk, file))
        usleep(20000);
}

static bool is_image(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot != name &&
           (!strcmp(dot, ".pnm") || !strcmp(dot, ".ppm") || !strcmp(dot, ".pgm") || !strcmp(dot, ".pbm"));
}

/* "page3.pnm" → "page3b.pnm" */
static void back_name(const char *front, char out[NAME_MAX + 1])
{
    const char *dot = strrchr(front, '.');
    if (snprintf(out, NAME_MAX + 1, "%.*sb%s", (int)(dot - front), front, dot) > NAME_MAX)
        out[0] = '\0';
}

/* True when name is the back of another file of the feeder. */
static bool is_back(const struct desk *desk, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (dot - name < 2 || dot[-1] != 'b')
        return false;
    char front[NAME_MAX + 8];
    snprintf(front, sizeof front, "adf/%.*s%s", (int)(dot - name - 1), name, dot);
    return desk_has(desk, front);
}

bool desk_next_sheet(const struct desk *desk, struct sheet *ret_sheet)
{
    char path[PATH_MAX];
    path_of(desk, "adf", path);
    DIR *dir = opendir(path);
    struct sheet sheet = {0};
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (e->d_name[0] == '.' || !is_image(e->d_name) || is_back(desk, e->d_name))
            continue;
        if (!sheet.front[0] || strcmp(e->d_name, sheet.front) < 0)
            snprintf(sheet.front, sizeof sheet.front, "%s", e->d_name);
    }
    if (dir)
        closedir(dir);
    if (!sheet.front[0])
        return false;
    back_name(sheet.front, sheet.back);
    char back[NAME_MAX + 8];
    snprintf(back, sizeof back, "adf/%s", sheet.back);
    if (!sheet.back[0] || !desk_has(desk, back))
        sheet.back[0] = '\0';
    *ret_sheet = sheet;
    return true;
}

static void move_file(const struct desk *desk, const char *name, const char *from, const char *to)
{
    char file[NAME_MAX + 16], source[PATH_MAX], target[PATH_MAX];
    snprintf(file, sizeof file, "%s/%s", from, name);
    path_of(desk, file, source);
    snprintf(file, sizeof file, "%s/%s", to, name);
    path_of(desk, file, target);
    if (name[0])
        (void)!rename(source, target);
}

/* As hardware counts: a file X.pnm.double beside a sheet says that another sheet went through with it. */
static void count_sheet(const struct desk *desk, const struct sheet *sheet)
{
    char file[NAME_MAX + 16], path[PATH_MAX];
    int n = desk_number(desk, "counter", -1);
    if (n < 0)
        return;
    snprintf(file, sizeof file, "adf/%s.double", sheet->front);
    path_of(desk, "counter", path);
    FILE *f = fopen(path, "we");
    if (f) {
        fprintf(f, "%d\n", n + (desk_has(desk, file) ? 2 : 1));
        fclose(f);
    }
}

void desk_pull_sheet(const struct desk *desk, const struct sheet *sheet)
{
    count_sheet(desk, sheet);
    char taken[PATH_MAX];
    path_of(desk, "taken", taken);
    (void)mkdir(taken, 0777);
    move_file(desk, sheet->front, "adf", "taken");
    move_file(desk, sheet->back, "adf", "taken");
}

void desk_return_sheet(const struct desk *desk, const struct sheet *sheet)
{
    move_file(desk, sheet->front, "taken", "adf");
    move_file(desk, sheet->back, "taken", "adf");
}

static struct fault parse_fault(const char *word, int percent)
{
    static const struct {
        const char *word;
        enum fault_kind kind;
        SANE_Status status;
    } known[] = {
        {"JAMMED", FAULT_STATUS, SANE_STATUS_JAMMED},     {"COVER_OPEN", FAULT_STATUS, SANE_STATUS_COVER_OPEN},
        {"IO_ERROR", FAULT_STATUS, SANE_STATUS_IO_ERROR}, {"NO_DOCS", FAULT_STATUS, SANE_STATUS_NO_DOCS},
        {"EOF", FAULT_STATUS, SANE_STATUS_EOF},           {"NO_MEM", FAULT_STATUS, SANE_STATUS_NO_MEM},
        {"HANG", FAULT_HANG, SANE_STATUS_GOOD},           {"STALL", FAULT_STALL, SANE_STATUS_GOOD},
        {"CRASH", FAULT_CRASH, SANE_STATUS_GOOD},         {"SLOW", FAULT_SLOW, SANE_STATUS_GOOD},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].word, word))
            return (struct fault){known[i].kind, known[i].status, percent};
    return (struct fault){0};
}

struct fault desk_take_fault(const struct desk *desk, const char *side, bool starting)
{
    char file[NAME_MAX + 16], path[PATH_MAX], word[32] = "";
    int percent = 0;
    snprintf(file, sizeof file, "adf/%s.fault", side);
    path_of(desk, file, path);
    FILE *f = side[0] ? fopen(path, "re") : NULL;
    if (!f)
        return (struct fault){0};
    bool ok = fscanf(f, "%31s %d", word, &percent) >= 1;
    fclose(f);
    if (!ok || (percent < 0) != starting)
        return (struct fault){0};
    (void)unlink(path);
    return parse_fault(word, percent);
}

void desk_note_pace(const struct desk *desk, const char *what)
{
    char path[PATH_MAX];
    struct timespec now;
    path_of(desk, "pace", path);
    FILE *f = access(path, W_OK) == 0 ? fopen(path, "ae") : NULL;
    if (!f)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    fprintf(f, "%lld %s\n", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000, what);
    fclose(f);
}
