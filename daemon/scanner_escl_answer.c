#include "daemon/scanner_escl_answer.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/result.h"

#define WORD_SIZE 48
#define LENGTH_NONE ((size_t)-1)

struct head {
    unsigned status;
    size_t length; /* of the body; LENGTH_NONE: until the connection ends */
    bool chunked;
};

struct slice {
    const char *p;
    size_t len;
};

/* Digits in the base, nothing else, at most ESCL_BODY_MAX. */
static int parse_size(struct slice s, unsigned base, size_t *ret_size)
{
    size_t n = 0;
    if (!s.len)
        return SO_EFORMAT;
    for (size_t i = 0; i < s.len; i++) {
        char c = (char)tolower((unsigned char)s.p[i]);
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                : 99;
        if (digit >= base)
            return SO_EFORMAT;
        n = n * base + digit;
        if (n > ESCL_BODY_MAX)
            return SO_ELIMIT;
    }
    *ret_size = n;
    return SO_OK;
}

static struct slice trim(struct slice s)
{
    while (s.len && isspace((unsigned char)s.p[0])) {
        s.p++;
        s.len--;
    }
    while (s.len && isspace((unsigned char)s.p[s.len - 1]))
        s.len--;
    return s;
}

static bool is_word(struct slice s, const char *word)
{
    return s.len == strlen(word) && !strncasecmp(s.p, word, s.len);
}

/* Takes what stands before mark, and the mark; false when there is none. */
static bool split(struct slice *io_rest, const char *mark, struct slice *ret_before)
{
    const char *at = memmem(io_rest->p, io_rest->len, mark, strlen(mark));
    if (!at)
        return false;
    *ret_before = (struct slice){io_rest->p, (size_t)(at - io_rest->p)};
    io_rest->p = at + strlen(mark);
    io_rest->len -= ret_before->len + strlen(mark);
    return true;
}

static int take_header(struct slice line, struct head *h)
{
    struct slice name, value = line;
    if (!split(&value, ":", &name))
        return SO_EFORMAT;
    value = trim(value);
    if (is_word(name, "Transfer-Encoding")) {
        h->chunked = true;
        return is_word(value, "chunked") ? SO_OK : SO_EFORMAT;
    }
    if (!is_word(name, "Content-Length"))
        return SO_OK;
    size_t length = 0;
    int r = parse_size(value, 10, &length);
    if (!r && h->length != LENGTH_NONE && h->length != length)
        r = SO_EFORMAT;
    h->length = length;
    return r;
}

static int parse_head(struct slice text, struct head *ret_head)
{
    struct head h = {.length = LENGTH_NONE};
    struct slice line;
    if (text.len < 12 || memcmp(text.p, "HTTP/1.", 7) || !isdigit((unsigned char)text.p[7]) || text.p[8] != ' ')
        return SO_EFORMAT;
    for (int i = 9; i < 12; i++) {
        if (!isdigit((unsigned char)text.p[i]))
            return SO_EFORMAT;
        h.status = h.status * 10 + (unsigned)(text.p[i] - '0');
    }
    bool first = true;
    while (split(&text, "\r\n", &line)) {
        int r = first ? SO_OK : take_header(line, &h);
        if (r)
            return r;
        first = false;
    }
    if (h.chunked && h.length != LENGTH_NONE)
        return SO_EFORMAT; /* which one counts is anybody's guess */
    *ret_head = h;
    return SO_OK;
}

static int unchunk(struct slice in, bool closed, struct buf *out)
{
    int more = closed ? SO_EFORMAT : SO_EBUSY;
    for (;;) {
        struct slice line, size;
        size_t n = 0;
        if (!split(&in, "\r\n", &line))
            return in.len > WORD_SIZE ? SO_EFORMAT : more;
        size = line;
        const char *extension = memchr(line.p, ';', line.len);
        if (extension)
            size.len = (size_t)(extension - line.p);
        int r = parse_size(trim(size), 16, &n);
        if (r)
            return r;
        if (!n)
            return SO_OK; /* trailers say nothing that matters here */
        if (out->len + n > ESCL_BODY_MAX)
            return SO_ELIMIT;
        if (in.len < n + 2)
            return more;
        if (memcmp(in.p + n, "\r\n", 2))
            return SO_EFORMAT;
        r = buf_append(out, in.p, n);
        if (r)
            return r;
        in.p += n + 2;
        in.len -= n + 2;
    }
}

/* The text of the first element of that name, whatever its prefix; "" when there is none. */
static void element_text(struct slice xml, const char *name, char out[WORD_SIZE])
{
    struct slice skipped, tag, text;
    out[0] = '\0';
    while (split(&xml, "<", &skipped)) {
        struct slice rest = xml;
        if (!split(&rest, ">", &tag))
            return;
        size_t n = 0;
        while (n < tag.len && !isspace((unsigned char)tag.p[n]) && tag.p[n] != '/')
            n++;
        tag.len = n;
        const char *colon = memchr(tag.p, ':', tag.len);
        if (colon) {
            tag.len -= (size_t)(colon + 1 - tag.p);
            tag.p = colon + 1;
        }
        if (tag.len != strlen(name) || memcmp(tag.p, name, tag.len) || !split(&rest, "<", &text))
            continue;
        text = trim(text);
        if (text.len < WORD_SIZE) {
            memcpy(out, text.p, text.len);
            out[text.len] = '\0';
        }
        return;
    }
}

/* The words of the eSCL specification (Mopria), 2.9 and of PWG 5100 for the device's state. */
static void read_status(struct slice xml, struct escl_status *s)
{
    static const char *const devices[] = {"", "Idle", "Processing", "Testing", "Stopped", "Down"};
    static const struct {
        const char *word;
        enum escl_adf adf;
    } adfs[] = {{"ScannerAdfEmpty", ESCL_ADF_EMPTY},     {"ScannerAdfLoaded", ESCL_ADF_LOADED},
                {"ScannerAdfProcessing", ESCL_ADF_BUSY}, {"ScannerAdfJam", ESCL_ADF_JAM},
                {"ScannerAdfMispick", ESCL_ADF_JAM},     {"ScannerAdfMultipickDetected", ESCL_ADF_JAM},
                {"ScannerAdfHatchOpen", ESCL_ADF_OPEN},  {"ScannerAdfDoorOpen", ESCL_ADF_OPEN}};
    char word[WORD_SIZE];
    element_text(xml, "State", word);
    for (size_t i = 1; i < sizeof devices / sizeof *devices; i++)
        if (!strcmp(word, devices[i]))
            s->device = (enum escl_device)i;
    element_text(xml, "AdfState", word);
    for (size_t i = 0; i < sizeof adfs / sizeof *adfs; i++)
        if (!strcmp(word, adfs[i].word))
            s->adf = adfs[i].adf;
}

static bool element_number(struct slice xml, const char *name, unsigned *ret_number)
{
    char word[WORD_SIZE], *end;
    element_text(xml, name, word);
    unsigned long n = strtoul(word, &end, 10);
    *ret_number = n > UINT_MAX ? UINT_MAX : (unsigned)n;
    return isdigit((unsigned char)word[0]) && !*end;
}

/* Of the jobs that the device remembers the youngest counts; where none tells its age, the first. */
static void read_jobs(struct slice xml, struct escl_status *s)
{
    struct slice job;
    unsigned age, least = UINT_MAX, images;
    bool any = false;
    while (split(&xml, "JobInfo>", &job) && split(&xml, "JobInfo>", &job)) {
        bool tells = element_number(job, "Age", &age);
        if (any && (!tells || age >= least))
            continue;
        any = true;
        least = tells ? age : UINT_MAX;
        s->has_images = element_number(job, "ImagesCompleted", &images);
        s->images = s->has_images ? images : 0;
    }
}

int escl_answer_parse(const char *data, size_t len, bool closed, struct escl_status *ret_status)
{
    struct slice rest = {data, len}, text;
    struct head head;
    int more = closed ? SO_EFORMAT : SO_EBUSY;
    if (!split(&rest, "\r\n\r\n", &text))
        return len > ESCL_HEAD_MAX ? SO_ELIMIT : more;
    if (text.len > ESCL_HEAD_MAX)
        return SO_ELIMIT;
    text.len += 2; /* the last line has its end, too */
    int r = parse_head(text, &head);
    if (r)
        return r;
    struct buf body = BUF_INIT;
    struct escl_status s = {.http = head.status};
    struct slice xml = rest;
    if (head.chunked)
        r = unchunk(rest, closed, &body);
    else if (head.length == LENGTH_NONE)
        r = rest.len > ESCL_BODY_MAX ? SO_ELIMIT : closed ? SO_OK : SO_EBUSY;
    else if (rest.len < head.length)
        r = more;
    else
        xml.len = head.length;
    if (head.chunked)
        xml = (struct slice){buf_str(&body), body.len};
    if (!r && s.http == 200) {
        read_status(xml, &s);
        read_jobs(xml, &s);
    }
    buf_free(&body);
    if (!r)
        *ret_status = s;
    return r;
}
