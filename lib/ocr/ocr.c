#include "ocr/ocr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/file.h"
#include "ocr/engine.h"

#define MODEL_BYTES_MAX (64u * 1024 * 1024)

/* The model's file from the first folder that has it; SO_ENOTFOUND. */
static int load_model(const char *dirs, const char *model, struct buf *ret_data, struct so_error *err)
{
    for (const char *at = dirs; *at;) {
        size_t len = strcspn(at, ":");
        struct buf path = BUF_INIT;
        int r = buf_printf(&path, "%.*s/%s.traineddata", (int)len, at, model);
        if (!r && access(buf_str(&path), R_OK) == 0) {
            r = file_read_all(buf_str(&path), MODEL_BYTES_MAX, ret_data, err);
            buf_free(&path);
            return r;
        }
        buf_free(&path);
        if (r)
            return so_fail(err, r, "%s: out of memory", model);
        at += len + (at[len] == ':');
    }
    return so_fail(err, SO_ENOTFOUND, "%s.traineddata is in none of %s", model, dirs);
}

static int open_model(const char *dirs, const char *model, TessBaseAPI **ret_api, struct so_error *err)
{
    struct buf data = BUF_INIT;
    int r = load_model(dirs, model, &data, err);
    if (r)
        return r;
    /* Without the dictionaries that no Vietnamese model has, and without a second try on every line in white on black. */
    char *names[] = {"debug_file", "tessedit_do_invert", "load_system_dawg"};
    char *values[] = {"/dev/null", "0", "0"};
    TessBaseAPI *api = TessBaseAPICreate();
    if (!api || TessBaseAPIInit5(api, data.data, (int)data.len, model, OEM_LSTM_ONLY, NULL, 0, names, values, 2, 0)) {
        if (api)
            TessBaseAPIDelete(api);
        buf_free(&data);
        return so_fail(err, SO_EFORMAT, "%s.traineddata cannot be loaded", model);
    }
    buf_free(&data);
    *ret_api = api;
    return SO_OK;
}

int ocr_open(const char *dirs, struct ocr **ret_ocr, struct so_error *err)
{
    struct ocr *ocr = calloc(1, sizeof *ocr);
    if (!ocr)
        return so_fail(err, SO_ENOMEM, "out of memory");
    int r = open_model(dirs, OCR_FAST_MODEL, &ocr->fast, err);
    if (!r) {
        r = open_model(dirs, OCR_BEST_MODEL, &ocr->best, err);
        if (r == SO_ENOTFOUND)
            r = SO_OK;
    }
    if (r) {
        ocr_close(ocr);
        return r;
    }
    *ret_ocr = ocr;
    return SO_OK;
}

void ocr_close(struct ocr *ocr)
{
    if (!ocr)
        return;
    if (ocr->fast)
        TessBaseAPIDelete(ocr->fast);
    if (ocr->best)
        TessBaseAPIDelete(ocr->best);
    free(ocr);
}

bool ocr_has_best(const struct ocr *ocr)
{
    return ocr->best != NULL;
}

/* Tesseract's own text of the current word into a new word; an empty one is left out. SO_ENOMEM. */
static int take_word(TessResultIterator *it, int line, struct words *words)
{
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(it);
    int left, top, right, bottom;
    if (!TessPageIteratorBoundingBox(page, RIL_WORD, &left, &top, &right, &bottom))
        return SO_OK;
    char *text = TessResultIteratorGetUTF8Text(it, RIL_WORD);
    if (!text || !*text || !strcmp(text, " ")) {
        TessDeleteText(text);
        return SO_OK;
    }
    struct word *w = array_push(words);
    char *copy = w ? strdup(text) : NULL;
    TessDeleteText(text);
    if (!copy) {
        if (w)
            words->len--;
        return SO_ENOMEM;
    }
    float confidence = TessResultIteratorConfidence(it, RIL_WORD) / 100;
    w->text = copy;
    w->confidence = isfinite(confidence) ? fminf(fmaxf(confidence, 0), 1) : 0;
    w->box = (struct box){left, top, right - left, bottom - top};
    w->line = line;
    return SO_OK;
}

int engine_collect(TessBaseAPI *api, struct words *ret_words)
{
    struct words words = {0};
    TessResultIterator *it = TessBaseAPIGetIterator(api);
    if (!it)
        return SO_OK;
    int line = -1, r = SO_OK;
    do {
        const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(it);
        if (TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE))
            line++;
        r = take_word(it, line, &words);
    } while (!r && TessResultIteratorNext(it, RIL_WORD));
    TessResultIteratorDelete(it);
    if (r) {
        words_free(&words);
        return r;
    }
    *ret_words = words;
    return SO_OK;
}

int engine_recognise(TessBaseAPI *api, const struct ocr_image *image, TessPageSegMode mode, int timeout_ms,
                     struct words *ret_words, struct so_error *err)
{
    TessBaseAPISetPageSegMode(api, mode);
    TessBaseAPISetImage(api, image->data, image->width, image->height, 1, image->width);
    TessBaseAPISetSourceResolution(api, image->dpi);
    ETEXT_DESC *monitor = TessMonitorCreate();
    if (!monitor)
        return so_fail(err, SO_ENOMEM, "out of memory");
    TessMonitorSetDeadlineMSecs(monitor, timeout_ms);
    int failed = TessBaseAPIRecognize(api, monitor);
    TessMonitorDelete(monitor);
    int r = SO_OK;
    if (failed)
        r = so_fail(err, SO_ETIMEOUT, "reading the page took longer than %d s", timeout_ms / 1000);
    else if (engine_collect(api, ret_words))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    TessBaseAPIClear(api);
    return r;
}

int ocr_read_page(struct ocr *ocr, const struct ocr_image *image, enum quality quality, int timeout_ms,
                  struct words *ret_words, struct so_error *err)
{
    (void)quality;
    return engine_recognise(ocr->fast, image, PSM_AUTO, timeout_ms, ret_words, err);
}

int ocr_read_part(struct ocr *ocr, const struct ocr_image *image, enum look_as as, bool best_model, int timeout_ms,
                  struct words *ret_words, struct so_error *err)
{
    static const TessPageSegMode MODES[LOOK_AS_COUNT] = {PSM_SINGLE_LINE, PSM_SINGLE_WORD, PSM_SINGLE_BLOCK,
                                                         PSM_SINGLE_LINE};
    TessBaseAPI *api = best_model && ocr->best ? ocr->best : ocr->fast;
    TessBaseAPISetVariable(api, "tessedit_char_whitelist", as == LOOK_DIGITS ? "0123456789/-." : "");
    int r = engine_recognise(api, image, MODES[as], timeout_ms, ret_words, err);
    TessBaseAPISetVariable(api, "tessedit_char_whitelist", "");
    return r;
}
