/*
 * Binds pictures into one file of many pages, as multifunction machines deliver a stack: bind OUT.tif|OUT.pdf PAGE…
 *
 * A TIFF keeps each page's depth (black and white as G4, else JPEG); a PDF has each page as JPEG at its own resolution.
 */
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "bind: %s: %s\n", what, why);
    return 1;
}

static int add_to_tiff(const char *out, PIX *page, bool first)
{
    int kind = pixGetDepth(page) == 1 ? IFF_TIFF_G4 : IFF_TIFF_JPEG;
    return pixWriteTiff(out, page, kind, first ? "w" : "a");
}

static int bind_tiff(const char *out, char **pages, int count)
{
    for (int i = 0; i < count; i++) {
        PIX *page = pixRead(pages[i]);
        int failed = !page || add_to_tiff(out, page, i == 0);
        pixDestroy(&page);
        if (failed)
            return fail(pages[i], "cannot be read, or its copy not written");
    }
    return 0;
}

static int bind_pdf(const char *out, char **pages, int count)
{
    SARRAY *names = sarrayCreate(count);
    for (int i = 0; i < count; i++)
        sarrayAddString(names, pages[i], L_COPY);
    int failed = saConvertFilesToPdf(names, 0, 1.0f, L_JPEG_ENCODE, 75, "pages", out);
    sarrayDestroy(&names);
    return failed ? fail(out, "cannot be written") : 0;
}

int main(int argc, char **argv)
{
    const char *dot = argc > 2 ? strrchr(argv[1], '.') : NULL;
    setMsgSeverity(L_SEVERITY_NONE);
    if (dot && strcmp(dot, ".tif") == 0)
        return bind_tiff(argv[1], argv + 2, argc - 2);
    if (dot && strcmp(dot, ".pdf") == 0)
        return bind_pdf(argv[1], argv + 2, argc - 2);
    fputs("usage: bind OUT.tif|OUT.pdf PAGE…\n", stderr);
    return 2;
}
