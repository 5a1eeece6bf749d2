#include "ocr/ocr.h"

#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "ocr/accents.h"
#include "ocr/dirt.h"
#include "ocr/engine.h"
#include "ocr/figures.h"
#include "ocr/letters.h"
#include "ocr/opinions.h"
#include "ocr/stops.h"

#define MODEL_BYTES_MAX (64u * 1024 * 1024)

/* Letters that the models know from other languages and that no Vietnamese paper has. */
#define NEVER_VIETNAMESE "äåæçëïñöøüßÿÄÅÆÇËÏÑÖØÜŸŒœšžŠŽ€£¥¢§¶¬¤¿¡ªºﬁﬂ"

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
    /* Without a second try at each poor line as white on black, which these papers never are. */
    char *names[] = {"debug_file", "tessedit_do_invert", "tessedit_char_blacklist"};
    char *values[] = {"/dev/null", "0", NEVER_VIETNAMESE};
    TessBaseAPI *api = TessBaseAPICreate();
    if (!api || TessBaseAPIInit5(api, data.data, (int)data.len, model, OEM_LSTM_ONLY, NULL, 0, names, values, 3, 0)) {
        if (api)
            TessBaseAPIDelete(api);
        buf_free(&data);
        return so_fail(err, SO_EFORMAT, "%s.traineddata cannot be loaded", model);
    }
    buf_free(&data);
    /* Fails for want of an image and says so: this opens the model's log, /dev/null, while files can still be opened. */
    (void)TessBaseAPIRecognize(api, NULL);
    *ret_api = api;
    return SO_OK;
}

int ocr_open(const char *dirs, struct ocr **ret_ocr, struct so_error *err)
{
    struct ocr *ocr = calloc(1, sizeof *ocr);
    if (!ocr)
        return so_fail(err, SO_ENOMEM, "out of memory");
    accent_unpack(&accent_weights, &ocr->accents);
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

/* The page by one model: commas by their ink, specks dropped, words marked of which some letter looks otherwise. */
static int read_whole(const struct ocr *ocr, TessBaseAPI *model, const struct ocr_image *image, int timeout_ms,
                      struct words *ret_words, struct so_error *err)
{
    int r = engine_recognise(model, image, PSM_AUTO, LETTERS_READ, timeout_ms, ret_words, err);
    if (!r && (stops_settle(image, ret_words) || dirt_remove(ret_words) ||
               accents_dispute(&ocr->accents, image, ret_words)))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    return r;
}

int ocr_read_page(struct ocr *ocr, const struct ocr_image *image, enum quality quality, int timeout_ms,
                  struct words *ret_words, struct so_error *err)
{
    struct words fast = {0}, best = {0};
    int r = read_whole(ocr, ocr->fast, image, timeout_ms, &fast, err);
    if (!r && quality == QUALITY_BEST && ocr->best) {
        r = read_whole(ocr, ocr->best, image, timeout_ms, &best, err);
        if (!r && opinions_merge(&fast, &best, SECOND_BETTER_MODEL))
            r = so_fail(err, SO_ENOMEM, "out of memory");
        words_free(&best);
    }
    if (r)
        words_free(&fast);
    else
        *ret_words = fast;
    return r;
}

int ocr_read_part(struct ocr *ocr, const struct ocr_image *image, enum look_as as, bool best_model, int timeout_ms,
                  struct words *ret_words, struct so_error *err)
{
    static const TessPageSegMode MODES[LOOK_AS_COUNT] = {
        [LOOK_LINE] = PSM_SINGLE_LINE,
        [LOOK_WORD] = PSM_SINGLE_WORD,
        [LOOK_BLOCK] = PSM_SINGLE_BLOCK,
        [LOOK_DIGITS] = PSM_SINGLE_LINE,
    };
    if (as == LOOK_FIGURES)
        return figures_read(image, ret_words) ? so_fail(err, SO_ENOMEM, "out of memory") : SO_OK;
    if (as == LOOK_STROKES)
        return letters_read(image, ret_words) ? so_fail(err, SO_ENOMEM, "out of memory") : SO_OK;
    TessBaseAPI *api = best_model && ocr->best ? ocr->best : ocr->fast;
    bool digits = as == LOOK_DIGITS;
    TessBaseAPISetVariable(api, "lstm_choice_mode", "2");
    TessBaseAPISetVariable(api, "tessedit_char_whitelist", digits ? "0123456789/-." : "");
    TessBaseAPISetVariable(api, "tessedit_char_blacklist", digits ? "" : NEVER_VIETNAMESE);
    int r = engine_recognise(api, image, MODES[as], LETTERS_CHOICES, timeout_ms, ret_words, err);
    if (!r && !digits && accents_weigh(&ocr->accents, image, ret_words))
        r = so_fail(err, SO_ENOMEM, "out of memory");
    TessBaseAPISetVariable(api, "lstm_choice_mode", "0");
    TessBaseAPISetVariable(api, "tessedit_char_whitelist", "");
    TessBaseAPISetVariable(api, "tessedit_char_blacklist", NEVER_VIETNAMESE);
    return r;
}
