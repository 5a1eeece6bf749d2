/* What the API's files share. */
#ifndef SOHOA_DAEMON_API_PRIVATE_H
#define SOHOA_DAEMON_API_PRIVATE_H

#include <jansson.h>

#include "daemon/api.h"
#include "model/paper.h"
#include "store/papers.h"
#include "store/visibility.h"

enum api_access {
    API_OPEN, /* anyone */
    API_READ, /* who is signed in */
    API_WRITE /* who is signed in, with the CSRF token when it is by cookie */
};

#define API_CSRF_SIZE 33

/* Who asks; the request's owner after admission. */
struct api_caller {
    struct store_user user;
    char token[STORE_TOKEN_SIZE]; /* "" for the local token */
};

const struct api_caller *api_caller(const struct http_request *req);
const char *api_user(const struct http_request *req); /* the name to sign with */
enum store_view api_view(const struct http_request *req); /* whose papers the caller may see */

/* The CSRF token that belongs to a session token. */
void api_csrf(const char *token, char ret_csrf[API_CSRF_SIZE]);

/* Answers; root is taken, NULL answers 503 (memory). */
void api_reply(struct http_request *req, int status, json_t *root);

/* A failure in the API's format, by result code; messages for the clerk and in English, or NULL for the usual ones. */
void api_fail(struct http_request *req, int result, const char *message, const char *message_en);
void api_fail_error(struct http_request *req, int result, const struct so_error *err);
void api_fail_status(struct http_request *req, int status, const char *code, const char *message,
                     const char *message_en);
json_t *api_error_json(const char *code, const char *message, const char *message_en); /* NULL when memory is out */

/* A positive number parameter of the path; answers 404 and returns false when it is none. */
bool api_id(struct http_request *req, const char *name, int64_t *ret_id);

/* A query number within [min, max]; fallback when absent; answers 422 and returns false when it is malformed. */
bool api_query_int(struct http_request *req, const char *name, int min, int max, int fallback, int *ret_n);

/*
 * The body as a JSON object; answers 422 and returns NULL when it is none. Strings are checked for UTF-8 by jansson;
 * duplicate keys are refused.
 */
json_t *api_body(struct http_request *req);

/* A member that must be a string (NULL and answered otherwise), borrowed; likewise a version number. */
const char *api_member_string(struct http_request *req, const json_t *body, const char *name, size_t max);
bool api_member_version(struct http_request *req, const json_t *body, int *ret_version);

json_t *api_time(int64_t ms); /* ISO 8601 with offset; null for 0 */

/* The milliseconds [from, until) of "YYYY-MM-DD" or "YYYY-MM" in the office's zone; false when it is no date. */
bool api_day_span(const char *day, int64_t *ret_from, int64_t *ret_until);
bool api_month_span(const char *month, int64_t *ret_from, int64_t *ret_until);

/* Text for a list: its numbers masked (base/mask.h). */
json_t *api_masked(const char *text);

json_t *api_box(struct box box);                                              /* [x, y, w, h]; null when empty */
json_t *api_labels(const struct api *api, const char *type, const char *key); /* {"vi","en"}; key NULL: of the type */
json_t *api_paper_json(const struct api *api, const struct store_paper *paper);
json_t *api_items_json(const struct api *api, const struct store_items *items);
json_t *api_page_state_json(const struct store_page *page); /* of a page without a paper, or of a paper's page */
json_t *api_scanner_object(const struct scanner_view *view);

/* Logs that someone saw something; failing to is logged, not told to the clerk. */
void api_audit(const struct api *api, const struct http_request *req, const char *action, const char *object,
               int64_t id, const char *detail);

/* Handlers, by file. */
void api_hello(struct http_request *req, void *context);
void api_session_start(struct http_request *req, void *context);
void api_session_end(struct http_request *req, void *context);
void api_password_set(struct http_request *req, void *context);
void api_me(struct http_request *req, void *context);
void api_papers_list(struct http_request *req, void *context);
void api_paper_show(struct http_request *req, void *context);
void api_paper_change(struct http_request *req, void *context);
void api_paper_restrict(struct http_request *req, void *context); /* for administrators */
void api_dossier_restrict(struct http_request *req, void *context);
void api_paper_confirm(struct http_request *req, void *context);
void api_field_set(struct http_request *req, void *context);
void api_field_undo(struct http_request *req, void *context);
void api_field_history(struct http_request *req, void *context);
void api_finding_dismiss(struct http_request *req, void *context);
void api_finding_reopen(struct http_request *req, void *context);
void api_page_image(struct http_request *req, void *context);
void api_page_original(struct http_request *req, void *context);
void api_page_words(struct http_request *req, void *context);
void api_page_retry(struct http_request *req, void *context);
void api_paper_pdf(struct http_request *req, void *context);
void api_dossier_pdf(struct http_request *req, void *context);
void api_dossiers_list(struct http_request *req, void *context);
void api_dossier_open(struct http_request *req, void *context);
void api_dossier_show(struct http_request *req, void *context);
void api_dossier_set(struct http_request *req, void *context);
void api_dossier_state(struct http_request *req, void *context);
void api_dossier_extend(struct http_request *req, void *context);
void api_dossier_mark(struct http_request *req, void *context);
void api_dossier_undo(struct http_request *req, void *context);
void api_dossier_history(struct http_request *req, void *context);
void api_dossier_paper_put(struct http_request *req, void *context);
void api_dossier_paper_take(struct http_request *req, void *context);
void api_lookalikes_list(struct http_request *req, void *context);
void api_lookalike_decide(struct http_request *req, void *context);
void api_lookalike_undo(struct http_request *req, void *context);
void api_slips_list(struct http_request *req, void *context);
void api_slip_make(struct http_request *req, void *context);
void api_slip_print(struct http_request *req, void *context);
void api_procedures_list(struct http_request *req, void *context);
void api_search(struct http_request *req, void *context);
void api_search_facets(struct http_request *req, void *context);
void api_search_suggest(struct http_request *req, void *context);
void api_scanners_list(struct http_request *req, void *context);
void api_scanner_add(struct http_request *req, void *context);
void api_scanners_connected(struct http_request *req, void *context);
void api_scanner_options(struct http_request *req, void *context);
void api_scanner_test(struct http_request *req, void *context);
void api_scanner_partial(struct http_request *req, void *context);
void api_scanner_act(struct http_request *req, void *context);
void api_import(struct http_request *req, void *context);
void api_status(struct http_request *req, void *context);
void api_batch_start(struct http_request *req, void *context);
void api_batch_summary(struct http_request *req, void *context);
void api_types(struct http_request *req, void *context);
void api_events(struct http_request *req, void *context);
void api_report(struct http_request *req, void *context);
void api_report_document(struct http_request *req, void *context);
void api_registers_list(struct http_request *req, void *context);
void api_register_entries(struct http_request *req, void *context);
void api_register_add(struct http_request *req, void *context);
void api_register_findings(struct http_request *req, void *context);
void api_register_book(struct http_request *req, void *context);
void api_register_close(struct http_request *req, void *context);
void api_register_reopen(struct http_request *req, void *context);
void api_register_entry(struct http_request *req, void *context);
void api_register_correct(struct http_request *req, void *context);
void api_register_strike(struct http_request *req, void *context);
void api_register_restore(struct http_request *req, void *context);
void api_paper_register(struct http_request *req, void *context);
void api_cover(struct http_request *req, void *context);
void api_sources_list(struct http_request *req, void *context);
void api_lists_list(struct http_request *req, void *context);
void api_list_import(struct http_request *req, void *context);
void api_list_undo(struct http_request *req, void *context);
void api_source_show(struct http_request *req, void *context);
void api_source_change(struct http_request *req, void *context);
void api_source_split(struct http_request *req, void *context);
void api_source_join(struct http_request *req, void *context);
void api_source_move(struct http_request *req, void *context);
void api_source_undo(struct http_request *req, void *context);
void api_source_cover(struct http_request *req, void *context);
void api_source_uncover(struct http_request *req, void *context);
void api_warning_acknowledge(struct http_request *req, void *context);
void api_warning_reopen(struct http_request *req, void *context);
void api_users_list(struct http_request *req, void *context); /* users: for administrators */
void api_user_add(struct http_request *req, void *context);
void api_user_change(struct http_request *req, void *context);

#endif
