/* The PDF tests' helpers, also for the documents made of papers. */
#include "../pdf/support.c"
