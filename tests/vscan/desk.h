/* The folder that plays the scanner: feeder, glass, buttons and faults as files. */
#ifndef VSCAN_DESK_H
#define VSCAN_DESK_H

#include <limits.h>
#include <stdbool.h>

#include <sane/sane.h>

#define DESK_NAME_MAX 128

struct desk {
    char dir[PATH_MAX];
    char name[DESK_NAME_MAX]; /* SANE name without the backend's prefix: "Folder V1:SN0001" */
};

struct sheet {
    char front[NAME_MAX + 1]; /* file names within adf/ or taken/ */
    char back[NAME_MAX + 1];  /* "" when the back is white */
};

enum fault_kind { FAULT_NONE, FAULT_STATUS, FAULT_HANG, FAULT_STALL, FAULT_CRASH, FAULT_SLOW };

struct fault {
    enum fault_kind kind;
    SANE_Status status;
    int percent;
};

/* The folders of the environment; returns how many (at most max). */
int desk_find_all(struct desk *desks, int max);

bool desk_has(const struct desk *desk, const char *file);
int desk_number(const struct desk *desk, const char *file, int otherwise);

/* True when the file was there; it is gone then. */
bool desk_take_press(const struct desk *desk, const char *file);

/* Hangs or crashes when the files hang-WHERE or crash-WHERE say so. */
void desk_trouble(const struct desk *desk, const char *where);

/* The first sheet of the feeder; false when it is empty. */
bool desk_next_sheet(const struct desk *desk, struct sheet *ret_sheet);

/* Where a file "pace" is: a line with the moment in ms (monotonic) and what happened. */
void desk_note_pace(const struct desk *desk, const char *what);

/* Moves a sheet, both sides, from adf/ to taken/ or back. */
void desk_pull_sheet(const struct desk *desk, const struct sheet *sheet);
void desk_return_sheet(const struct desk *desk, const struct sheet *sheet);

/* The fault that waits for this side; a fault of the start (percent -1) only when starting. Used up by the call. */
struct fault desk_take_fault(const struct desk *desk, const char *side, bool starting);

#endif
