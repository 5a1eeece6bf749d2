#include "golden.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/result.h"

#define PATH_LEN 512

static const char *path_of(char path[PATH_LEN], const char *folder, const char *name, const char *ending)
{
    snprintf(path, PATH_LEN, "%s/%s%s", folder, name, ending);
    return path;
}

static bool save(const char *folder, const char *name, const char *ending, const struct raster *picture)
{
    char path[PATH_LEN];
    PIX *pix = raster_to_pix(picture);
    bool done = pix && !pixWrite(path_of(path, folder, name, ending), pix, IFF_PNG);
    pixDestroy(&pix);
    if (!done)
        fprintf(stderr, "%s: can't be written\n", path);
    return done;
}

static bool load(const char *folder, const char *name, struct raster *ret)
{
    char path[PATH_LEN];
    PIX *pix = pixRead(path_of(path, folder, name, ".png"));
    bool done = pix && !raster_from_pix(pix, ret);
    pixDestroy(&pix);
    if (!done)
        fprintf(stderr, "%s: can't be read; it is made with --renew\n", path);
    return done;
}

static size_t samples(const struct raster *r)
{
    return (size_t)r->width * (size_t)r->height * (size_t)r->channels;
}

bool golden_alike(const struct raster *a, const struct raster *b)
{
    size_t n = samples(a), far = 0;
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        int d = abs(a->data[i] - b->data[i]);
        sum += (uint64_t)d;
        far += d > GOLDEN_FAR;
    }
    return (double)sum <= GOLDEN_MEAN * (double)n && (double)far <= GOLDEN_FAR_SHARE * (double)n;
}

/* Today's picture, and one that is darker where it differs more. */
static void show(const struct golden *golden, const char *name, const struct raster *picture,
                 const struct raster *right)
{
    struct raster difference = {0};
    (void)save(golden->seen, name, ".png", picture);
    if (right && !raster_reduce(picture, 1, &difference)) {
        for (size_t i = 0; i < samples(picture); i++)
            difference.data[i] = (uint8_t)(255 - abs(picture->data[i] - right->data[i]));
        (void)save(golden->seen, name, ".difference.png", &difference);
    }
    raster_free(&difference);
}

bool golden_picture(const struct golden *golden, const char *name, const struct raster *picture)
{
    struct raster right = {0};
    if (golden->renew)
        return save(golden->folder, name, ".png", picture);
    if (!load(golden->folder, name, &right))
        return false;
    bool same = right.width == picture->width && right.height == picture->height && right.channels == picture->channels;
    bool alike = same && golden_alike(&right, picture);
    if (!alike) {
        show(golden, name, picture, same ? &right : NULL);
        fprintf(stderr, "%s: another picture than that of %s; see %s\n", name, golden->folder, golden->seen);
    }
    raster_free(&right);
    return alike;
}

bool golden_classes(const struct golden *golden, const char *name, const struct raster *classes)
{
    struct raster picture;
    if (raster_reduce(classes, 1, &picture))
        return false;
    for (size_t i = 0; i < samples(&picture); i++)
        picture.data[i] = (uint8_t)(255 - picture.data[i] * GOLDEN_SPREAD);
    bool alike = golden_picture(golden, name, &picture);
    raster_free(&picture);
    return alike;
}

static bool write_numbers(const char *folder, const char *name, const struct golden_number *numbers, int n)
{
    char path[PATH_LEN];
    FILE *f = fopen(path_of(path, folder, name, ".txt"), "we");
    for (int i = 0; f && i < n; i++)
        fprintf(f, "%s %.3f %.3f\n", numbers[i].name, numbers[i].value, numbers[i].tolerance);
    bool done = f && !ferror(f);
    done = f && !fclose(f) && done;
    if (!done)
        fprintf(stderr, "%s: can't be written\n", path);
    return done;
}

bool golden_numbers(const struct golden *golden, const char *name, const struct golden_number *numbers, int n)
{
    if (golden->renew)
        return write_numbers(golden->folder, name, numbers, n);
    char path[PATH_LEN], is[64];
    double value, tolerance;
    FILE *f = fopen(path_of(path, golden->folder, name, ".txt"), "re");
    bool alike = f != NULL;
    for (int i = 0; f && i < n; i++) {
        bool read = fscanf(f, "%63s %lf %lf", is, &value, &tolerance) == 3 && !strcmp(is, numbers[i].name);
        bool near = read && fabs(value - numbers[i].value) <= tolerance;
        if (!near)
            fprintf(stderr, "%s: %s is %.3f, in %s %s\n", name, numbers[i].name, numbers[i].value, path,
                    read ? "it is another" : "it is missing");
        alike = alike && near;
    }
    if (f)
        fclose(f);
    else
        fprintf(stderr, "%s: can't be read; it is made with --renew\n", path);
    return alike;
}
