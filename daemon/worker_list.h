/* What worker_list and whoever starts it agree on beside the wire of list/rows.h. */
#ifndef SOHOA_DAEMON_WORKER_LIST_H
#define SOHOA_DAEMON_WORKER_LIST_H

#define WORKER_LIST_FILE_MAX (64u * 1024 * 1024) /* bytes of a list */

#endif
