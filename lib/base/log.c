#include "base/log.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mask.h"

static const char *log_name = "sohoa";
static enum log_level log_limit = LOG_NOTICE;

void log_set_name(const char *name)
{
    log_name = name;
}

void log_set_level(enum log_level level)
{
    log_limit = level;
}

void log_line(enum log_level level, const char *fmt, ...)
{
    if (level > log_limit)
        return;
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    for (char *p = text; *p; p++)
        if (iscntrl((unsigned char)*p))
            *p = '?';
    mask_numbers(text);
    char line[1200];
    int n;
    if (getenv("JOURNAL_STREAM")) {
        n = snprintf(line, sizeof line, "<%d>%s: %s\n", (int)level, log_name, text);
    } else {
        char when[CLOCK_ISO_SIZE];
        clock_iso(clock_now_ms(), when);
        n = snprintf(line, sizeof line, "%.19s %s%s: %s\n", when, log_name,
                     level == LOG_ERROR     ? " error"
                     : level == LOG_WARNING ? " warning"
                                            : "",
                     text);
    }
    (void)file_write_fd(2, line, n < (int)sizeof line ? (size_t)n : sizeof line - 1);
}
