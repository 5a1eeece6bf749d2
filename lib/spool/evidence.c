/* What came of a page that broke off, as an image that ends where its rows end. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool/batch.h"

/* Copies the file from offset on; reads that end early are failures: nobody writes it any more. */
static int copy_rest(int from, int to, off_t offset, uint64_t len, const char *path, struct so_error *err)
{
    char chunk[65536];
    while (len) {
        ssize_t n = pread(from, chunk, len < sizeof chunk ? len : sizeof chunk, offset);
        if (n <= 0)
            return n ? so_fail_errno(err, "%s", path) : so_fail(err, SO_EFORMAT, "%s: ends early", path);
        if (write(to, chunk, (size_t)n) != n)
            return so_fail_errno(err, "%s: no room for a copy in memory", path);
        offset += n;
        len -= (uint64_t)n;
    }
    return SO_OK;
}

/* The rows that are there whole, with a header that says so. */
static int copy_rows(int from, int to, const char *path, struct so_error *err)
{
    char head[PNM_HEADER_MAX];
    struct scan_page raster;
    uint32_t announced;
    size_t header;
    struct stat st;
    ssize_t n = pread(from, head, sizeof head, 0);
    if (n < 0 || fstat(from, &st) < 0)
        return so_fail_errno(err, "%s", path);
    if (!pnm_parse(head, (size_t)n, &raster, &announced, &header) || (uint64_t)st.st_size < header)
        return so_fail(err, SO_EFORMAT, "%s: has no header of ours", path);
    uint64_t row = scan_page_row_bytes(&raster), rows = row ? ((uint64_t)st.st_size - header) / row : 0;
    if (announced && rows > announced)
        rows = announced;
    if (!rows)
        return so_fail(err, SO_EFORMAT, "%s: not one row is there", path);
    size_t len = pnm_header(&raster, (uint32_t)rows, head);
    if (write(to, head, len) != (ssize_t)len)
        return so_fail_errno(err, "%s: no room for a copy in memory", path);
    return copy_rest(from, to, (off_t)header, rows * row, path, err);
}

int spool_evidence_open(const char *path, int *ret_fd, struct so_error *err)
{
    int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return so_fail_errno(err, "%s", path);
    int to = memfd_create("evidence", MFD_CLOEXEC);
    int r = to < 0 ? so_fail_errno(err, "%s: no room for a copy in memory", path) : copy_rows(from, to, path, err);
    close(from);
    if (r && to >= 0)
        close(to);
    if (!r)
        *ret_fd = to;
    return r;
}
