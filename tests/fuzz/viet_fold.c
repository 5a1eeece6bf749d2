/* Everything that takes text of any kind: keys must be valid, idempotent and bounded for every byte string. */
#include <stdint.h>
#include <stdlib.h>

#include "viet/distance.h"
#include "viet/fold.h"
#include "viet/id.h"
#include "viet/name.h"
#include "viet/sort.h"
#include "viet/syllable.h"
#include "viet/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void check_map(int (*map)(const char *, size_t, struct buf *), const char *s, size_t size, bool idempotent)
{
    struct buf once = BUF_INIT, twice = BUF_INIT;
    demand(!map(s, size, &once));
    demand(viet_is_utf8(buf_str(&once), once.len));
    demand(!map(buf_str(&once), once.len, &twice));
    if (idempotent)
        demand(once.len == twice.len && !memcmp(buf_str(&once), buf_str(&twice), once.len));
    buf_free(&once);
    buf_free(&twice);
}

static void check_words(const char *s, size_t size)
{
    size_t at = 0, start, end, before = 0;
    while (viet_next_word(s, size, &at, &start, &end)) {
        char out[300];
        struct viet_syllable syllable;
        struct viet_repair repairs[4];
        demand(start >= before && start < end && end <= size);
        demand(viet_fold_token(s + start, end - start, out, sizeof out) <= sizeof out);
        demand(viet_key_token(s + start, end - start, out, sizeof out) <= sizeof out);
        if (viet_syllable_parse(s + start, end - start, &syllable))
            demand(viet_syllable_is_valid(syllable));
        if (start < 8)
            demand(viet_syllable_repair(s + start, end - start, 100, repairs, 4) <= 4);
        before = end;
    }
}

static void check_labels(const char *s, size_t size)
{
    struct viet_glyphs text = {0}, label = {0};
    struct viet_match m;
    size_t cut = size / 4;
    if (!viet_glyphs_set(&text, s + cut, size - cut) && !viet_glyphs_set(&label, s, cut) &&
        viet_find_label(&text, &label, 0, 0.4f, &m))
        demand(m.start < m.end && m.end <= size - cut && m.similarity >= 0.39f && m.similarity <= 1);
    viet_glyphs_free(&text);
    viet_glyphs_free(&label);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;
    struct viet_id id;
    struct buf key = BUF_INIT;
    if (size > 2048)
        return 0;
    check_map(viet_nfc, s, size, true);
    check_map(viet_clean, s, size, true);
    check_map(viet_fold, s, size, true);
    check_map(viet_key, s, size, true);
    check_map(viet_lower, s, size, false);
    check_map(viet_upper, s, size, false);
    check_map(viet_title, s, size, false);
    check_words(s, size);
    check_labels(s, size);
    demand(!viet_sort_key_name(s, size, &key));
    buf_free(&key);
    if (viet_id_parse(s, size, &id))
        viet_id_check(&id, VIET_MALE, (struct viet_date){2000, 1, 1});
    float score = viet_name_score(s, size);
    demand(score >= 0 && score <= 1);
    viet_ethnic_find(s, size, NULL);
    viet_sex_parse(s, size);
    return 0;
}
