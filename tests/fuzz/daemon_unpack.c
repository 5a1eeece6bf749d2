/* How many pages a TIFF file of any bytes has: never more than the limit and one, and the same however often it is
 * asked. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("page", MFD_CLOEXEC);
    bool whole = false, again = false;
    if (fd >= 0 && write(fd, data, size) == (ssize_t)size) {
        int pages = unpack_tiff_chain(fd, &whole);
        if (pages < 0 || pages > UNPACK_PAGES_MAX + 1 || (pages > 0 && size < 8) ||
            unpack_tiff_chain(fd, &again) != pages || again != whole)
            abort();
    }
    if (fd >= 0)
        close(fd);
    return 0;
}
