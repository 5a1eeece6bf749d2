#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "http/private.h"

#define PEM_MAX (256u * 1024)
#define CONNECTION_MEMORY (64u * 1024)
#define TLS_PRIORITIES                                                                                                 \
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM:+CHACHA20-POLY1305"

#define LISTEN_BACKLOG 64

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static int parse_address(const struct http_settings *s, union address *ret_address, bool *ret_loopback,
                         struct so_error *err)
{
    const char *text = s->address ? s->address : "127.0.0.1";
    union address a = {0};
    if (inet_pton(AF_INET, text, &a.v4.sin_addr) == 1) {
        a.v4.sin_family = AF_INET;
        a.v4.sin_port = htons(s->port);
        *ret_loopback = (ntohl(a.v4.sin_addr.s_addr) >> 24) == 127;
    } else if (inet_pton(AF_INET6, text, &a.v6.sin6_addr) == 1) {
        a.v6.sin6_family = AF_INET6;
        a.v6.sin6_port = htons(s->port);
        *ret_loopback = IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
    } else {
        return so_fail(err, SO_EINVALID, "%s: not a numeric IPv4 or IPv6 address", text);
    }
    *ret_address = a;
    return SO_OK;
}

/* A socket that came from outside is judged by where it listens; a unix socket is as private as loopback. */
static bool listens_on_loopback(int fd)
{
    union address a = {0};
    socklen_t len = sizeof a;
    if (getsockname(fd, &a.any, &len) != 0)
        return false;
    if (a.any.sa_family == AF_INET)
        return (ntohl(a.v4.sin_addr.s_addr) >> 24) == 127;
    if (a.any.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
    return a.any.sa_family == AF_UNIX;
}

static void on_complaint(void *cls, const char *fmt, va_list ap)
{
    struct http_server *server = cls;
    if (!server->settings.complain)
        return;
    char text[256];
    vsnprintf(text, sizeof text, fmt, ap);
    text[strcspn(text, "\n")] = '\0';
    server->settings.complain(text, server->settings.context);
}

static unsigned or_default(unsigned value, unsigned fallback)
{
    return value ? value : fallback;
}

/*
 * Our own socket rather than libmicrohttpd's: its failures come without their reason, and it would share the port with
 * another daemon. An address that was just given up (TIME_WAIT) may be taken again.
 */
static int open_listener(const struct http_settings *s, const union address *address, int *ret_fd, struct so_error *err)
{
    const char *name = s->address ? s->address : "127.0.0.1";
    socklen_t len = address->any.sa_family == AF_INET6 ? sizeof address->v6 : sizeof address->v4;
    int on = 1;
    int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && bind(fd, &address->any, len) == 0 &&
        listen(fd, LISTEN_BACKLOG) == 0) {
        *ret_fd = fd;
        return SO_OK;
    }
    int r = errno == EADDRINUSE
                ? so_fail(err, SO_EBUSY, "%s port %u is in use by another program; end it or choose another port", name,
                          s->port)
                : so_fail_errno(err, "cannot serve on %s port %u", name, s->port);
    if (fd >= 0)
        close(fd);
    return r;
}

/* listen_fd belongs to libmicrohttpd once it has started. */
static int start_daemon(struct http_server *server, int listen_fd, const struct buf *certificate, const struct buf *key,
                        struct so_error *err)
{
    const struct http_settings *s = &server->settings;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[16];
    size_t n = 0;
#define OPTION(id, number, pointer) options[n++] = (struct MHD_OptionItem){(id), (intptr_t)(number), (void *)(pointer)}
    OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL);
    OPTION(MHD_OPTION_CONNECTION_LIMIT, or_default(s->connections, 240), NULL);
    OPTION(MHD_OPTION_PER_IP_CONNECTION_LIMIT, or_default(s->per_ip, 60), NULL);
    OPTION(MHD_OPTION_CONNECTION_TIMEOUT, or_default(s->idle_seconds, 30), NULL);
    OPTION(MHD_OPTION_THREAD_POOL_SIZE, or_default(s->threads, 6), NULL);
    OPTION(MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL);
    OPTION(MHD_OPTION_LISTEN_SOCKET, listen_fd, NULL);
    if (server->tls) {
        flags |= MHD_USE_TLS;
        OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, certificate->data);
        OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, key->data);
        OPTION(MHD_OPTION_HTTPS_PRIORITIES, 0, TLS_PRIORITIES);
    }
    OPTION(MHD_OPTION_END, 0, NULL);
#undef OPTION
    /* The logger must come first, so that complaints about the other options reach it. */
    server->daemon = MHD_start_daemon(flags, s->port, NULL, NULL, http_request_step, server, MHD_OPTION_EXTERNAL_LOGGER,
                                      on_complaint, server, MHD_OPTION_URI_LOG_CALLBACK, http_request_open, server,
                                      MHD_OPTION_NOTIFY_COMPLETED, http_request_over, server, MHD_OPTION_ARRAY, options,
                                      MHD_OPTION_END);
    if (!server->daemon)
        return so_fail(err, SO_EIO, "cannot serve on %s port %u%s", s->address ? s->address : "127.0.0.1", s->port,
                       server->tls ? " with TLS: the certificate or its key is refused" : "");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info ? info->port : s->port;
    return SO_OK;
}

static char *copy_or_null(const char *s, bool *failed)
{
    char *copy = s ? strdup(s) : NULL;
    *failed |= s && !copy;
    return copy;
}

static int open_folders(struct http_server *server, struct so_error *err)
{
    const struct http_settings *s = &server->settings;
    bool failed = false;
    server->static_prefix = copy_or_null(s->static_prefix, &failed);
    server->upload_folder = copy_or_null(s->upload_folder, &failed);
    if (failed)
        return so_fail(err, SO_ENOMEM, "out of memory");
    if (s->static_folder) {
        server->static_fd = open(s->static_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (server->static_fd < 0)
            return so_fail_errno(err, "%s", s->static_folder);
    }
    return SO_OK;
}

static int start(struct http_server *server, struct so_error *err)
{
    const struct http_settings *s = &server->settings;
    union address address = {0};
    bool loopback = false;
    int r = s->listen_fd >= 0 ? SO_OK : parse_address(s, &address, &loopback, err);
    if (r)
        return r;
    if (s->listen_fd >= 0)
        loopback = listens_on_loopback(s->listen_fd);
    server->tls = s->tls_certificate != NULL;
    if (!s->tls_certificate != !s->tls_key)
        return so_fail(err, SO_EINVALID, "TLS needs both a certificate and a key");
    if (!server->tls && !loopback && !s->allow_plain)
        return so_fail(err, SO_EINVALID, "plain HTTP is served on loopback only; give a certificate to serve others");
    struct buf certificate = BUF_INIT, key = BUF_INIT;
    if (server->tls)
        r = file_read_all(s->tls_certificate, PEM_MAX, &certificate, err);
    if (!r && server->tls)
        r = file_read_all(s->tls_key, PEM_MAX, &key, err);
    if (!r)
        r = open_folders(server, err);
    if (!r)
        r = http_keeper_start(server, err);
    int listen_fd = s->listen_fd;
    if (!r && listen_fd < 0)
        r = open_listener(s, &address, &listen_fd, err);
    if (!r) {
        r = start_daemon(server, listen_fd, &certificate, &key, err);
        if (r && s->listen_fd < 0)
            close(listen_fd);
    }
    if (key.data)
        explicit_bzero(key.data, key.len);
    buf_free(&certificate);
    buf_free(&key);
    return r;
}

int http_server_open(const struct http_settings *settings, struct http_server **ret_server, struct so_error *err)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return so_fail(err, SO_ENOMEM, "out of memory");
    server->settings = *settings;
    server->static_fd = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&server->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    int r = start(server, err);
    /* Borrowed only for the start. */
    server->settings.address = server->settings.static_folder = NULL;
    server->settings.tls_certificate = server->settings.tls_key = NULL;
    server->settings.static_prefix = server->settings.upload_folder = NULL;
    if (r) {
        http_server_free(server);
        return r;
    }
    *ret_server = server;
    return SO_OK;
}

void http_server_free(struct http_server *server)
{
    if (!server)
        return;
    if (server->daemon) {
        /* libmicrohttpd may not be stopped while a connection sleeps. */
        http_streams_end(server);
        MHD_stop_daemon(server->daemon);
    }
    http_keeper_stop(server);
    if (server->static_fd >= 0)
        close(server->static_fd);
    free(server->static_prefix);
    free(server->upload_folder);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}
