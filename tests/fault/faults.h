/*
 * System calls that fail when told to. A test runs what it tests again and again, failing call 1, 2, 3 … until a run
 * meets no failure any more: then every call has failed once.
 *
 *     for (faults_start(FAULT_ONCE, ENOSPC); faults_next();)
 *         r = what_is_tested();
 *         … r failed and nothing was left behind, unless !faults_hit()
 */
#ifndef SOHOA_TESTS_FAULTS_H
#define SOHOA_TESTS_FAULTS_H

#include <stdbool.h>

enum fault_kind {
    FAULT_ONCE,      /* call number n fails, those after it work */
    FAULT_FROM_THEN, /* call number n and all after it fail, but those that clean up (close) */
    FAULT_SHORT      /* writing call number n writes one byte only, which is no failure */
};

void faults_start(enum fault_kind kind, int errnum);

/* Arms the next run; false when the last one met no failure. */
bool faults_next(void);

/* Disarms and tells whether this run met its failure. */
bool faults_hit(void);

/* The name of the call that failed last: "close". */
const char *faults_call(void);

/* The calls of the run that began last, in order: "open read close ". */
const char *faults_trace(void);

/* How many runs there were. */
int faults_runs(void);

#endif
