/*
 * The figures of a period, as reports count dossiers (Thông tư 01/2020/TT-VPCP; QĐ 766/QĐ-TTg for digitisation): what each
 * dossier counts for is a bit, a report is how often each bit is set.
 *
 *     digitisation of input   = INPUT_DIGITISED / INPUT_COUNTED     of the dossiers resolved in the period; INPUT_EXCLUDED
 *     digitisation of results = OUTPUT_DIGITISED / OUTPUT_COUNTED   stands beside, so that what is left out is seen
 *     on time                 = (EARLY + ON_TIME) / (RESOLVED - NO_DUE)
 *     reuse                   = REUSED / RECEIVED
 */
#ifndef SOHOA_MODEL_FIGURES_H
#define SOHOA_MODEL_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#define FIGURE_LIST(X)                                                                                                 \
    X(CARRIED, "carried", "Kỳ trước chuyển qua", "Carried over")                                                       \
    X(RECEIVED, "received", "Tiếp nhận trong kỳ", "Received")                                                          \
    X(ONLINE, "online", "Trực tuyến", "Online")                                                                        \
    X(RESOLVED, "resolved", "Đã giải quyết", "Resolved")                                                               \
    X(EARLY, "early", "Trước hạn", "Before their day")                                                                 \
    X(ON_TIME, "on_time", "Đúng hạn", "On their day")                                                                  \
    X(LATE, "late", "Quá hạn", "Late")                                                                                 \
    X(NO_DUE, "no_due", "Không có hạn", "Without a time limit")                                                        \
    X(REFUSED, "refused", "Từ chối", "Refused")                                                                        \
    X(WITHDRAWN, "withdrawn", "Rút hồ sơ", "Withdrawn")                                                                \
    X(OPEN, "open", "Đang giải quyết", "Open")                                                                         \
    X(OPEN_LATE, "open_late", "Đang giải quyết, đã quá hạn", "Open and overdue")                                       \
    X(INPUT_COUNTED, "input_counted", "Hồ sơ phải số hóa đầu vào", "Input counted")                                    \
    X(INPUT_DIGITISED, "input_digitised", "Đã số hóa đầu vào", "Input digitised")                                      \
    X(INPUT_EXCLUDED, "input_excluded", "Không tính đầu vào", "Input excluded")                                        \
    X(OUTPUT_COUNTED, "output_counted", "Kết quả phải số hóa", "Results counted")                                      \
    X(OUTPUT_DIGITISED, "output_digitised", "Đã số hóa kết quả", "Results digitised")                                  \
    X(OUTPUT_EXCLUDED, "output_excluded", "Không tính kết quả", "Results excluded")                                    \
    X(REUSED, "reused", "Khai thác, sử dụng lại", "Reused")

enum figure {
#define FIGURE_ENUM(name, key, vi, en) FIGURE_##name,
    FIGURE_LIST(FIGURE_ENUM)
#undef FIGURE_ENUM
    FIGURES
};

const char *figure_name(enum figure figure);                    /* "received" */
const char *figure_label(enum figure figure, const char *lang); /* for people; lang "vi" or "en" */

struct figures {
    int64_t n[FIGURES];
};

/* Adds what one dossier counts for: bits 1 << enum figure. */
void figures_add(struct figures *f, uint32_t bits);

/* Tenths of a percent, rounded; -1 of nothing. */
int figure_share(int64_t part, int64_t whole);

#endif
