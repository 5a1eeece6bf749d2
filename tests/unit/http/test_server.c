#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/http.h"

static void say_hello(struct http_request *req, void *context)
{
    (void)context;
    assert_int_equal(http_set_header(req, "X-Bad", "a\r\nSet-Cookie: x"), SO_EINVALID);
    http_reply(req, 200, "text/plain", "hello", 5);
    http_reply(req, 500, "text/plain", "twice", 5);
}

static void say_nothing(struct http_request *req, void *context)
{
    (void)req, (void)context;
}

static const struct http_route ROUTES[] = {
    {.method = "GET", .pattern = "/hello", .handle = say_hello},
    {.method = "GET", .pattern = "/nothing", .handle = say_nothing},
    {.method = "POST", .pattern = "/file", .handle = say_hello, .body = HTTP_BODY_FILE, .body_limit = 10},
};

static struct http_settings settings(void)
{
    return (struct http_settings){.listen_fd = -1, .routes = ROUTES, .nroutes = sizeof ROUTES / sizeof *ROUTES};
}

static int open_code(const struct http_settings *s)
{
    struct http_server *server = NULL;
    struct so_error err;
    int r = http_server_open(s, &server, &err);
    http_server_free(server);
    return r;
}

static void test_refuses_settings(void **state)
{
    (void)state;
    struct http_settings s = settings();
    s.address = "0.0.0.0";
    assert_int_equal(open_code(&s), SO_EINVALID); /* in the clear to everyone */
    s.address = "::";
    assert_int_equal(open_code(&s), SO_EINVALID);
    s.address = "localhost";
    assert_int_equal(open_code(&s), SO_EINVALID);
    s = settings();
    s.tls_certificate = "/etc/hostname";
    assert_int_equal(open_code(&s), SO_EINVALID); /* no key */
    s.tls_key = "/etc/hostname";
    assert_int_equal(open_code(&s), SO_EIO); /* no certificate */
    s = settings();
    s.static_folder = "/no/such/folder";
    assert_int_equal(open_code(&s), SO_ENOTFOUND);
}

static void test_refuses_a_taken_port(void **state)
{
    (void)state;
    struct http_settings s = settings();
    struct http_server *server;
    assert_int_equal(http_server_open(&s, &server, NULL), SO_OK);
    s.port = http_server_port(server);
    assert_int_equal(open_code(&s), SO_EBUSY);
    http_server_free(server);
}

/* Sends text as it is and gives what comes back until the server closes. */
static void exchange(uint16_t port, const char *text, char *ret_answer, size_t size)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
    size_t len = 0;
    for (ssize_t n; len + 1 < size && (n = recv(fd, ret_answer + len, size - 1 - len, 0)) > 0;)
        len += (size_t)n;
    ret_answer[len] = '\0';
    close(fd);
}

static void test_answers(void **state)
{
    (void)state;
    struct http_settings s = settings();
    struct http_server *server;
    assert_int_equal(http_server_open(&s, &server, NULL), SO_OK);
    uint16_t port = http_server_port(server);
    char answer[4096];
    exchange(port, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", answer, sizeof answer);
    assert_ptr_equal(strstr(answer, "HTTP/1.1 200"), answer);
    assert_non_null(strstr(answer, "\r\n\r\nhello"));
    assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff"));
    assert_null(strstr(answer, "Set-Cookie"));
    assert_null(strstr(answer, "twice"));
    exchange(port, "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", answer, sizeof answer);
    assert_ptr_equal(strstr(answer, "HTTP/1.1 500"), answer);
    exchange(port, "POST /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", answer,
             sizeof answer);
    assert_ptr_equal(strstr(answer, "HTTP/1.1 405"), answer);
    /* A file body without a folder for it is refused before a byte is read. */
    exchange(port, "POST /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc", answer,
             sizeof answer);
    assert_ptr_equal(strstr(answer, "HTTP/1.1 503"), answer);
    http_server_free(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_settings),
        cmocka_unit_test(test_refuses_a_taken_port),
        cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
