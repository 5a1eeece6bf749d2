#include "daemon/reading.h"

#include <string.h>
#include <time.h>

static uint32_t cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint32_t)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

/* Judges, asks the doubts, judges again. A second look that fails costs only the look. */
static int judge(struct reader *reader, const struct paper_rules *rules, enum quality quality, struct reading *reading,
                 struct so_error *err)
{
    int r = paper_judge(rules, &reading->page, NULL, &reading->judgement);
    if (r)
        return so_fail(err, r, "the page can't be judged: %s", so_result_text(r));
    const struct questions *questions = judgement_questions(reading->judgement);
    if (!questions->len || reader_look(reader, questions, quality, &reading->answers, NULL))
        return SO_OK;
    struct judgement *better;
    r = paper_judge(rules, &reading->page, &reading->answers, &better);
    if (r)
        return so_fail(err, r, "the page can't be judged: %s", so_result_text(r));
    judgement_free(reading->judgement);
    reading->judgement = better;
    return SO_OK;
}

int reading_take(struct reader *reader, const struct paper_rules *rules, const struct reading_of *of,
                 enum quality quality, struct reading *ret_reading, struct so_error *err)
{
    struct reading reading = {0};
    int pages = 0;
    int r = reader_read_page(reader, of->fd, of->name, of->file_page, quality, &reading.page, &pages, err);
    if (r)
        return r;
    reading.page.number = of->number;
    uint32_t began = cpu_ms();
    r = judge(reader, rules, quality, &reading, err);
    reading.page.ms[STEP_PAPER] = cpu_ms() - began;
    if (r) {
        reading_free(&reading);
        return r;
    }
    *ret_reading = reading;
    return SO_OK;
}

int reading_again(const struct paper_rules *rules, struct page *page, struct answers *answers,
                  struct reading *ret_reading, struct so_error *err)
{
    struct reading reading = {.page = *page, .answers = *answers};
    *page = (struct page){0};
    *answers = (struct answers){0};
    int r = paper_judge(rules, &reading.page, reading.answers.len ? &reading.answers : NULL, &reading.judgement);
    if (r) {
        reading_free(&reading);
        return so_fail(err, r, "the page can't be judged: %s", so_result_text(r));
    }
    *ret_reading = reading;
    return SO_OK;
}

float reading_score(const struct reading *reading)
{
    const struct fields *fields = judgement_fields(reading->judgement);
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < fields->len; i++) {
        const struct field *f = &fields->items[i];
        if (f->state == FIELD_ABSENT)
            continue;
        n++;
        sum += f->state == FIELD_UNREADABLE ? 0 : (double)f->confidence;
    }
    for (size_t i = 0; !fields->len && i < reading->page.words.len; i++, n++)
        sum += (double)reading->page.words.items[i].confidence;
    return n ? (float)(sum / (double)n) : 0;
}

void reading_free(struct reading *reading)
{
    if (!reading)
        return;
    judgement_free(reading->judgement);
    answers_free(&reading->answers);
    page_free(&reading->page);
    *reading = (struct reading){0};
}
