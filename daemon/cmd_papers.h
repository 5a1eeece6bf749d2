/* Parts of `sohoa papers`. Each gets the folder of definitions and gives an exit status. */
#ifndef SOHOA_DAEMON_CMD_PAPERS_H
#define SOHOA_DAEMON_CMD_PAPERS_H

#include <stdbool.h>

/* Writes FOLDER/TYPE.yaml to begin with, never over a file. */
int papers_new(const char *folder, const char *type, bool json);

/* Reads files and tells what each label matched. type: NULL, or what they are to be taken for. */
int papers_try(const char *folder, const char *type, bool json, char **files, int n);

#endif
