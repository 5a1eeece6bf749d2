#include "output.h"

#include <errno.h>
#include <jansson.h>
#include <jpeglib.h>
#include <stdio.h>
#include <string.h>

static bool complain(const char *path)
{
    fprintf(stderr, "specimen: %s: %s\n", path, strerror(errno));
    return false;
}

/* Closes the file; false when anything on the way to the disk failed. */
static bool finish(FILE *file, const char *path)
{
    bool bad = ferror(file) != 0;
    if (fclose(file) != 0 || bad)
        return complain(path);
    return true;
}

bool write_pnm(const char *path, const struct picture *p)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return complain(path);
    fprintf(file, "P6\n%d %d\n255\n", p->width, p->height);
    fwrite(p->rgb, 3, (size_t)p->width * (size_t)p->height, file);
    return finish(file, path);
}

bool write_jpeg(const char *path, const struct picture *p, int quality)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return complain(path);
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors); /* ends the program on a failure, which suits a drawing tool */
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = (JDIMENSION)p->width;
    jpeg.image_height = (JDIMENSION)p->height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.density_unit = 1;
    jpeg.X_density = jpeg.Y_density = (UINT16)p->dpi;
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW row = p->rgb + 3 * (size_t)jpeg.next_scanline * (size_t)p->width;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return finish(file, path);
}

static json_t *fields_json(const struct form *f, json_t *missing)
{
    json_t *fields = json_object();
    for (int i = 0; i < f->nfields; i++) {
        json_object_set_new(fields, f->fields[i].key, json_string(f->fields[i].value));
        if (f->fields[i].missing)
            json_array_append_new(missing, json_string(f->fields[i].key));
    }
    if (!f->signature && !f->unsigned_paper)
        json_array_append_new(missing, json_string("chu_ky"));
    if (f->wants_seal && !f->seal)
        json_array_append_new(missing, json_string("con_dau"));
    return fields;
}

/* The fields whose values are written by hand: those in the rows of a form that was filled in so. */
static json_t *hand_json(const struct form *f)
{
    json_t *keys = json_array();
    for (int i = 0; i < f->nfields; i++) {
        bool written = false;
        for (int r = 0; f->style->hand && *f->fields[i].value && r < f->nrows; r++)
            for (int c = 0; c < f->rows[r].ncells; c++)
                written |= strstr(f->rows[r].cells[c].value, f->fields[i].value) != NULL;
        if (written)
            json_array_append_new(keys, json_string(f->fields[i].key));
    }
    return keys;
}

static json_t *damage_json(const struct damage *d)
{
    json_t *degrade = json_pack("{s:i, s:f}", "level", d->level, "angle", d->turn + d->skew);
    if (d->photocopy)
        json_object_set_new(degrade, "photocopy", json_true());
    if (d->turn == 180)
        json_object_set_new(degrade, "upside_down", json_true());
    if (d->turn % 180)
        json_object_set_new(degrade, "turned", json_integer(d->turn));
    if (d->bleed)
        json_object_set_new(degrade, "bleed", json_true());
    return degrade;
}

bool write_truth(const char *path, const struct truth *t)
{
    const struct form *f = t->form;
    json_t *root = json_object(), *missing = json_array(), *fields = fields_json(f, missing);
    json_object_set_new(root, "type", json_string(f->type));
    json_object_set_new(root, "dpi", json_integer(t->dpi));
    json_object_set_new(root, "fields", fields);
    json_object_set_new(root, "missing", missing);
    json_object_set_new(root, "marks", json_pack("{s:b, s:b}", "seal", f->seal, "signature", f->signature));
    json_object_set_new(root, "degrade", damage_json(t->damage));
    json_object_set_new(root, "layout", json_string(f->style->name));
    json_object_set_new(root, "font", json_string(t->font));
    json_object_set_new(root, "hand", hand_json(f));
    json_object_set_new(root, "text", json_string(t->text));
    FILE *file = fopen(path, "wb");
    bool done = file != NULL;
    if (done) {
        json_dumpf(root, file, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
        fputc('\n', file);
        done = finish(file, path);
    } else {
        complain(path);
    }
    json_decref(root);
    return done;
}

bool print_damage(const struct damage *d, int dpi)
{
    json_t *root = json_pack("{s:o, s:i}", "degrade", damage_json(d), "dpi", dpi);
    bool done = json_dumpf(root, stdout, JSON_REAL_PRECISION(6)) == 0 && putchar('\n') != EOF && fflush(stdout) == 0;
    json_decref(root);
    return done || complain("standard output");
}
