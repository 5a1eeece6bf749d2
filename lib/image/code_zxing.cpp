// The only C++: zxing-cpp behind one C function. It gives the codes' raw bytes; what they mean is decided in C.
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>

extern "C" {
#include "image/code.h"
}

namespace
{

using ZXing::BarcodeFormat;

struct Sink {
    int (*found)(void *arg, const char *kind, const uint8_t *bytes, size_t len, struct box box, int turned);
    void *arg;

    bool give(const ZXing::Result &result) const
    {
        if (!result.isValid())
            return true;
        const auto &p = result.position();
        const auto [x0, x1] = std::minmax({p[0].x, p[1].x, p[2].x, p[3].x});
        const auto [y0, y1] = std::minmax({p[0].y, p[1].y, p[2].y, p[3].y});
        const struct box box = {x0, y0, x1 - x0 + 1, y1 - y0 + 1};
        const auto &bytes = result.bytes();
        return !found(arg, ZXing::ToString(result.format()), bytes.data(), bytes.size(), box,
                      (result.orientation() % 360 + 360) % 360);
    }
};

} // namespace

extern "C" int code_scan(const uint8_t *gray, int width, int height, enum code_look look,
                         int (*found)(void *arg, const char *kind, const uint8_t *bytes, size_t len, struct box box,
                                      int turned),
                         void *arg)
{
    try {
        const Sink sink{found, arg};
        const ZXing::ImageView view(gray, width, height, ZXing::ImageFormat::Lum);
        ZXing::DecodeHints hints;
        hints.setTryRotate(false);
        if (look == CODE_LINEAR) {
            // Version 1.4 fails an assertion when it compares several linear codes: those are looked for one at most.
            hints.setFormats(BarcodeFormat::Code128 | BarcodeFormat::Code39);
            hints.setTryHarder(true);
            hints.setTryDownscale(false);
            sink.give(ZXing::ReadBarcode(view, hints));
            return 0;
        }
        hints.setTryHarder(look == CODE_SQUARE_CLOSELY);
        hints.setMaxNumberOfSymbols(CODES_MAX);
        hints.setFormats(BarcodeFormat::QRCode | BarcodeFormat::DataMatrix | BarcodeFormat::PDF417 | BarcodeFormat::Aztec);
        for (const auto &result : ZXing::ReadBarcodes(view, hints))
            if (!sink.give(result))
                return 0;
        return 0;
    } catch (...) {
        return -1;
    }
}
