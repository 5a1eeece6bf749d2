#include "daemon/receipt.h"

#include <string.h>

#include "base/clock.h"
#include "viet/fold.h"

/* A field of the paper, as it is compared or as it is printed; NULL when it has none. */
static const char *field(const struct store_paper *paper, const char *key, bool normal)
{
    for (size_t i = 0; i < paper->values.len; i++) {
        const struct field *f = &paper->values.items[i].field;
        if (strcmp(f->key, key) != 0 || !*f->value)
            continue;
        return normal && *f->normal ? f->normal : f->value;
    }
    return NULL;
}

static void fill_text(const char **io_text, const char *value)
{
    if (!*io_text)
        *io_text = value;
}

static void fill_time(int64_t *io_time, const char *value)
{
    int64_t ms;
    if (!*io_time && value && clock_from_iso(value, &ms) && ms <= clock_now_ms() + INT64_C(365) * 24 * 3600 * 1000)
        *io_time = ms;
}

static bool holds(const char *text, const char *part)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    bool found =
        !viet_fold(text, strlen(text), &a) && !viet_fold(part, strlen(part), &b) && strstr(buf_str(&a), buf_str(&b));
    buf_free(&a);
    buf_free(&b);
    return found;
}

/* The procedure in force that day whose name stands in the request; of several the longest name. */
static const char *procedure_of(const struct casework *w, const char *request, struct viet_date day)
{
    const struct procedure *best = NULL;
    for (size_t i = 0; i < w->procedures->len; i++) {
        const struct procedure *p = &w->procedures->items[i];
        if (procedures_find(w->procedures, p->key, day) == p && holds(request, p->name_vi) &&
            (!best || strlen(p->name_vi) > strlen(best->name_vi)))
            best = p;
    }
    return best ? best->key : NULL;
}

int receipt_fill(const struct casework *w, const struct store_paper *paper, struct store_dossier_new *io,
                 struct so_error *err)
{
    if (strcmp(paper->type, RECEIPT_TYPE) != 0)
        return so_fail(err, SO_EINVALID, "paper %lld is no receipt of a dossier", (long long)paper->id);
    const char *code = field(paper, "ma_ho_so", true);
    if (code && dossier_code_is_valid(code))
        fill_text(&io->code, code);
    fill_text(&io->name, field(paper, "nguoi_nop", false));
    fill_text(&io->person_id, field(paper, "so_dinh_danh", true));
    fill_text(&io->address, field(paper, "dia_chi", false));
    fill_text(&io->phone, field(paper, "dien_thoai", false));
    fill_text(&io->email, field(paper, "email", false));
    fill_text(&io->title, field(paper, "noi_dung", false));
    fill_time(&io->received, field(paper, "ngay_nhan", true));
    fill_time(&io->due, field(paper, "ngay_hen", true));
    if (io->received > clock_now_ms())
        io->received = 0; /* a misread date: nothing was received in the future */
    int64_t day = io->received ? io->received : clock_now_ms();
    if (!io->procedure && io->title)
        io->procedure = procedure_of(w, io->title, deadline_day(day));
    return SO_OK;
}
