/*
 * The programs' log: one line an event on standard error, with systemd's priority prefix when started by it. Library
 * rooms never call this; programs log once, at their boundary. Control characters in the text are shown as '?', so
 * that hostile text cannot forge a line; ID numbers are masked (base/mask.h).
 */
#ifndef SOHOA_BASE_LOG_H
#define SOHOA_BASE_LOG_H

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_NOTICE = 5, LOG_DEBUG = 7 };

void log_set_name(const char *name); /* stands before each line; borrowed for the life of the process */
void log_set_level(enum log_level level);
void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_WARNING, __VA_ARGS__)
#define log_notice(...) log_line(LOG_NOTICE, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)

#endif
