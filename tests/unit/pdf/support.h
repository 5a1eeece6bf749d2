/* What the PDF tests share: images that cost nothing, words, and Debian's own PDF programs as judges. */
#ifndef SOHOA_TESTS_PDF_SUPPORT_H
#define SOHOA_TESTS_PDF_SUPPORT_H

#include "base/buf.h"
#include "model/page.h"
#include "pdf/pdf.h"

/* A baseline JPEG of 8×8 blocks in falling shades; components 1 or 3. */
struct buf make_jpeg(int width, int height, int components);

void add_word(struct words *words, int line, struct box box, const char *text);

/* Runs a shell command and gives what it prints; the test fails when it does not exit 0. */
struct buf output_of(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A folder for one test, removed by remove_folder with everything in it. */
char *make_folder(void);
void remove_folder(char *folder);
size_t files_in(const char *folder);

/* 2018-10-01T09:30:00+07:00; the tests set TZ. */
#define TEST_TIME_MS 1538361000000

#endif
