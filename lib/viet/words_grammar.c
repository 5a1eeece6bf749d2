/*
 * The grammar of dates and numbers in words:
 *
 *     START ─ngày─► START ─1..31─► DAY ─tháng─► MONTH ─1..12─► MONTH ─năm─► YEAR ─1800..2199─► DONE
 *
 * Partial dates begin at tháng or năm. The markers tháng and năm may be missing at a cost. Costs are those of
 * viet/distance.h.
 */
#include "viet/words.h"

#define COST_MISSING 70 /* tháng or năm is not there */
#define COST_SPOKEN 20  /* lawful in speech, rare on papers: hai lăm */
#define COST_ODD 8      /* hai mươi một for hai mươi mốt */

static bool same_place(const struct way *a, const struct way *b)
{
    return a->field == b->field && a->part == b->part && a->value == b->value && a->day == b->day &&
           a->month == b->month && a->year == b->year;
}

void words_keep(struct ways *ways, const struct way *way)
{
    size_t dearest = 0;
    for (size_t i = 0; i < ways->len; i++) {
        if (same_place(&ways->items[i], way)) {
            if (way->cost < ways->items[i].cost)
                ways->items[i] = *way;
            return;
        }
        if (ways->items[i].cost > ways->items[dearest].cost)
            dearest = i;
    }
    if (ways->len < WAYS_MAX)
        ways->items[ways->len++] = *way;
    else if (way->cost < ways->items[dearest].cost)
        ways->items[dearest] = *way;
}

static bool is_unit(enum role role)
{
    return role == UNIT || role == MOT || role == TU || role == LAM;
}

/* One step of a number below 40 (a day or a month). False when the word can't follow. */
static bool step_small(struct way *w, const struct word *word)
{
    int digit = w->value;
    switch (w->part) {
    case NOTHING:
        if (word->role == UNIT || word->role == TU) {
            w->part = word->value ? ONE : ZERO;
        } else if (word->role == TEN) {
            w->part = TENS_OPEN;
        } else if (word->role == RAM || (word->role == NUMBER && word->value <= 31)) {
            w->part = FULL;
        } else {
            return false;
        }
        w->value = (int16_t)word->value;
        return true;
    case ZERO:
        w->part = FULL;
        w->value = (int16_t)word->value;
        return word->role == UNIT && word->value;
    case ONE:
        if (digit < 2 || digit > 3)
            return false;
        w->value = (int16_t)(digit * 10);
        if (word->role == TENS) {
            w->part = TENS_OPEN;
            return true;
        }
        w->part = FULL;
        w->value = (int16_t)(w->value + word->value);
        w->cost += COST_SPOKEN;
        return is_unit(word->role) && word->value;
    case TENS_OPEN:
        w->part = FULL;
        w->value = (int16_t)(digit + word->value);
        w->cost += (digit == 10 && (word->role == MOT || word->role == TU)) ||
                           (digit > 10 && word->value == 1 && word->role == UNIT)
                       ? COST_ODD
                       : 0u;
        return is_unit(word->role) && word->value;
    default:
        return false;
    }
}

/* Behind hundreds or thousands: the digit at the end of value turns into tens, and the word may be the unit. */
static bool step_tens(struct way *w, const struct word *word)
{
    int digit = w->value % 10;
    if (digit < 2)
        return false;
    w->value = (int16_t)(w->value - digit + digit * 10);
    if (word->role == TENS) {
        w->part = TENS_OPEN;
        return true;
    }
    w->part = FULL;
    w->value = (int16_t)(w->value + word->value);
    w->cost += COST_SPOKEN;
    return is_unit(word->role) && word->value;
}

/* The first words of a year or plain number, before nghìn or trăm. */
static bool step_digits(struct way *w, const struct word *word, bool plain)
{
    int value = w->value;
    if (word->role == UNIT || (word->role == TU && w->part != NOTHING)) {
        static const uint8_t next[] = {
            [NOTHING] = ONE, [ONE] = TWO_DIGITS, [TWO_DIGITS] = THREE_DIGITS, [THREE_DIGITS] = FULL};
        w->value = (int16_t)(value * 10 + word->value);
        w->part = next[w->part];
        return plain ? w->part == ONE : w->value > 0;
    }
    if (word->role == NUMBER && w->part == NOTHING) {
        w->value = (int16_t)word->value;
        w->part = FULL;
        return plain || word->value >= VIET_YEAR_MIN;
    }
    if (word->role == THOUSAND && w->part == ONE && value) {
        w->value = (int16_t)(value * 1000);
        w->part = THOUSANDS;
        return true;
    }
    if (word->role == HUNDRED && w->part == ONE && value && plain) {
        w->value = (int16_t)(value * 100);
        w->part = HUNDREDS;
        return true;
    }
    if (w->part == ONE && plain)
        return step_tens(w, word);
    /* hai không mười bảy; một chín bảy mươi ba */
    if (word->role == TEN && (w->part == TWO_DIGITS || (plain && w->part == NOTHING))) {
        w->value = (int16_t)(value * 100 + 10);
        w->part = TENS_OPEN;
        return true;
    }
    if (word->role == TENS && w->part == THREE_DIGITS && value % 10 >= 2) {
        w->value = (int16_t)(value * 10);
        w->part = TENS_OPEN;
        return true;
    }
    if (w->part == THREE_DIGITS && is_unit(word->role)) {
        w->value = (int16_t)(value * 10 + word->value);
        w->part = FULL;
        return true;
    }
    return false;
}

/* One step of a year, or of a plain number 0..9999. */
static bool step_year(struct way *w, const struct word *word, bool plain)
{
    int value = w->value;
    switch (w->part) {
    case NOTHING:
    case ONE:
    case TWO_DIGITS:
    case THREE_DIGITS:
        return step_digits(w, word, plain);
    case THOUSANDS:
    case HUNDREDS:
        if (word->role == UNIT) {
            w->value = (int16_t)(value + word->value);
            w->part = w->part == THOUSANDS ? THOUSANDS_DIGIT : HUNDREDS_DIGIT;
            return w->part == THOUSANDS_DIGIT || word->value;
        }
        if (word->role == TEN) {
            w->value = (int16_t)(value + 10);
            w->part = TENS_OPEN;
            return true;
        }
        w->part = LINH_OPEN;
        return word->role == LINH;
    case THOUSANDS_DIGIT:
        if (word->role != HUNDRED)
            return step_tens(w, word);
        w->value = (int16_t)(value - value % 10 + value % 10 * 100);
        w->part = HUNDREDS;
        return true;
    case HUNDREDS_DIGIT:
        return step_tens(w, word);
    case LINH_OPEN:
        w->value = (int16_t)(value + word->value);
        w->part = FULL;
        return is_unit(word->role) && word->role != MOT && word->value;
    case TENS_OPEN:
        w->value = (int16_t)(value + word->value);
        w->part = FULL;
        w->cost += word->role == UNIT && word->value == 1 && value % 100 > 10 ? COST_ODD : 0u;
        return is_unit(word->role) && word->value;
    default:
        return false;
    }
}

static bool small_is_complete(const struct way *w, int max)
{
    return (w->part == ONE || w->part == TENS_OPEN || w->part == FULL) && w->value >= 1 && w->value <= max;
}

static bool year_is_complete(const struct way *w)
{
    return w->part == FULL || w->part == TENS_OPEN || w->part == THOUSANDS || w->part == HUNDREDS;
}

bool words_finish(struct way *w)
{
    if (w->field == DONE)
        return true;
    if (w->field == PLAIN ? !year_is_complete(w) && w->part != ONE : w->field != YEAR || !year_is_complete(w))
        return false;
    bool plain = w->field == PLAIN;
    w->year = w->value;
    w->field = DONE;
    w->part = FULL;
    w->value = 0;
    return plain || viet_date_is_valid((struct viet_date){w->year, w->month, w->day});
}

/* Ends the number at hand and goes on to the next field at the extra cost. */
static bool enter(struct way *w, enum field field, uint32_t cost)
{
    if (w->field == DAY) {
        if (!small_is_complete(w, 31))
            return false;
        w->day = w->value;
    } else if (w->field == MONTH) {
        if (!small_is_complete(w, 12))
            return false;
        w->month = w->value;
    }
    w->field = (uint8_t)field;
    w->part = NOTHING;
    w->value = 0;
    w->cost += cost;
    return true;
}

static bool step_month(struct way *w, const struct word *word)
{
    if (word->role != MONTH_NAME)
        return step_small(w, word);
    if (w->part != NOTHING)
        return false;
    w->part = FULL;
    w->value = (int16_t)word->value;
    return true;
}

static void keep_step(struct way *next, bool possible, uint32_t cost, struct ways *out)
{
    if (!possible)
        return;
    next->cost += cost;
    words_keep(out, next);
}

/* A date that begins right behind a word that is none of it, and without the word ngày, may have lost its beginning. */
static bool begin(struct way *w, enum field field)
{
    if (w->part == ONE) {
        w->cost += COST_SKIP;
        w->left_out++;
    }
    return enter(w, field, 0);
}

void words_follow(const struct way *from, const struct word *word, uint32_t cost, struct ways *out)
{
    struct way w = *from;
    switch (from->field) {
    case START:
        if (word->role == NGAY) {
            w.part = FULL; /* begun: what follows belongs to the date */
            keep_step(&w, true, cost, out);
        } else if (word->role == THANG) {
            keep_step(&w, begin(&w, MONTH), cost, out);
        } else if (word->role == NAM) {
            keep_step(&w, begin(&w, YEAR), cost, out);
        } else {
            bool ok = word->role == MUNG ? enter(&w, DAY, 0) : begin(&w, DAY) && step_small(&w, word);
            keep_step(&w, ok, cost, out);
        }
        break;
    case DAY:
        if (word->role == THANG) {
            bool ok = enter(&w, MONTH, 0);
            keep_step(&w, ok, cost, out);
            break;
        }
        keep_step(&w, step_small(&w, word), cost, out);
        w = *from;
        keep_step(&w, enter(&w, MONTH, COST_MISSING) && step_month(&w, word), cost, out);
        break;
    case MONTH:
        if (word->role == NAM) {
            keep_step(&w, enter(&w, YEAR, 0), cost, out);
            break;
        }
        keep_step(&w, step_month(&w, word), cost, out);
        w = *from;
        keep_step(&w, enter(&w, YEAR, COST_MISSING) && step_year(&w, word, false), cost, out);
        break;
    case YEAR:
    case PLAIN:
        keep_step(&w, step_year(&w, word, from->field == PLAIN), cost, out);
        break;
    default:
        break;
    }
}
