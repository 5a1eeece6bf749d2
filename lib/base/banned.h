/*
 * Included before every C file of the project: libc functions that overflow, race or depend on hidden state are
 * compile errors here, with the way out in their place.
 */
#ifndef SOHOA_BASE_BANNED_H
#define SOHOA_BASE_BANNED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

/* The headers that declare them come first, so that only the project's own uses are poisoned. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison gmtime localtime asctime ctime
#pragma GCC poison mktemp tmpnam tempnam
#pragma GCC poison atoi atol atoll atof

#endif
