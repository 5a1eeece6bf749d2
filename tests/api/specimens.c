#include "specimens.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "model/paper.h"
#include "paper/cover.h"
#include "spool/spool.h"
#include "store/jobs.h"
#include "store/object.h"
#include "store/papers.h"
#include "store/readings.h"

struct line {
    const char *key, *label, *value;
    enum field_state state;
    const char *read; /* before repair, or NULL */
};

struct specimen {
    const char *type;
    struct line lines[14];
    struct {
        enum finding_code code;
        enum severity severity;
        const char *field, *message, *message_en, *evidence;
    } findings[3];
};

static const struct specimen SPECIMENS[] = {
    {"giay_khai_sinh",
     {{"so", "Số", "45/2018", FIELD_READ, NULL},
      {"ho_ten", "Họ, chữ đệm, tên", "NGUYỄN VĂN AN", FIELD_REPAIRED, "NGUYÊN VĂN AN"},
      {"ngay_sinh", "Ngày, tháng, năm sinh", "24/06/2018", FIELD_READ, NULL},
      {"ngay_sinh_chu", "Ghi bằng chữ", "Ngày hai mươi tư tháng sáu năm hai nghìn không trăm mười tám", FIELD_READ,
       NULL},
      {"gioi_tinh", "Giới tính", "Nam", FIELD_READ, NULL},
      {"dan_toc", "Dân tộc", "Kinh", FIELD_READ, NULL},
      {"quoc_tich", "Quốc tịch", "Việt Nam", FIELD_READ, NULL},
      {"noi_sinh", "Nơi sinh", "Trạm Y tế xã Đồng Tâm", FIELD_READ, NULL},
      {"so_dinh_danh", "Số định danh cá nhân", "", FIELD_ABSENT, NULL},
      {"me_ho_ten", "Họ, chữ đệm, tên người mẹ", "LÊ THỊ BÌNH", FIELD_READ, NULL},
      {"cha_ho_ten", "Họ, chữ đệm, tên người cha", "NGUYỄN VĂN ĐỨC", FIELD_READ, NULL},
      {"ngay_dang_ky", "Ngày đăng ký", "02/07/2018", FIELD_READ, NULL}},
     {{FINDING_MISSING, SEVERITY_ERROR, "so_dinh_danh", "Thiếu số định danh cá nhân", "The personal number is missing",
       "Nhãn có trên giấy, chỗ ghi để trống"},
      {FINDING_DOUBTFUL, SEVERITY_WARNING, "ngay_sinh", "Ngày sinh cần xem lại", "The date of birth is doubtful",
       "Đọc được 24/06/2018, độ tin cậy thấp"}}},
    {"trich_luc_khai_tu",
     {{"so", "Số", "07/2020/TLKT-BS", FIELD_READ, NULL},
      {"ho_ten", "Họ, chữ đệm, tên", "ĐẶNG THỊ HOA", FIELD_READ, NULL},
      {"ngay_sinh", "Ngày sinh", "1932", FIELD_READ, NULL},
      {"so_dinh_danh", "Số định danh cá nhân", "030132001234", FIELD_READ, NULL},
      {"ngay_chet", "Đã chết vào lúc", "12/03/2020", FIELD_READ, NULL},
      {"nguyen_nhan", "Nguyên nhân chết", "Tuổi già", FIELD_READ, NULL},
      {"ngay_ky", "Ngày ký", "16/03/2020", FIELD_READ, NULL},
      {"nguoi_ky", "Người ký", "Phạm Minh Tuấn", FIELD_READ, NULL}},
     {{0}}},
    {"van_ban_hanh_chinh",
     {{"so", "Số", "27/KH-UBND", FIELD_READ, NULL},
      {"loai_van_ban", "Loại văn bản", "KẾ HOẠCH", FIELD_READ, NULL},
      {"trich_yeu", "Trích yếu", "Số hóa hồ sơ, căn cước 030090014520 và kết quả giải quyết thủ tục hành chính",
       FIELD_READ, NULL},
      {"ngay_ban_hanh", "Ngày ban hành", "06/04/2023", FIELD_READ, NULL},
      {"nguoi_ky", "Người ký", "Phạm Minh Tuấn", FIELD_READ, NULL}},
     {{FINDING_MISSING, SEVERITY_ERROR, "con_dau", "Thiếu con dấu", "The seal is missing", ""}}},
    {"chung_thuc_ban_sao",
     {{"ho_ten", "Họ và tên", "LƯƠNG BÍCH NGỌC", FIELD_READ, NULL},
      {"ngay_sinh", "Ngày sinh", "05/07/2002", FIELD_READ, NULL},
      {"so_chung_thuc", "Số chứng thực", "2451", FIELD_READ, NULL},
      {"quyen_so", "Quyển số", "03/2022-SCT/BS", FIELD_READ, NULL},
      {"ngay_chung_thuc", "Ngày chứng thực", "27/12/2022", FIELD_READ, NULL}},
     {{0}}},
    {"giay_xac_nhan_tinh_trang_hon_nhan",
     {{"so", "Số", "114/UBND-XNTTHN", FIELD_READ, NULL},
      {"ho_ten", "Họ, chữ đệm, tên", "TRẦN HOÀI THẢO", FIELD_READ, NULL},
      {"ngay_sinh", "Ngày sinh", "13/12/1990", FIELD_READ, NULL},
      {"noi_cu_tru", "Nơi cư trú", "Thôn Vĩnh Ninh, xã Đồng Tâm", FIELD_READ, NULL},
      {"tinh_trang", "Tình trạng hôn nhân", "", FIELD_UNREADABLE, "Chua dang k.."},
      {"ngay_ky", "Ngày ký", "17/05/2024", FIELD_READ, NULL}},
     {{FINDING_UNREADABLE, SEVERITY_WARNING, "tinh_trang", "Không đọc được tình trạng hôn nhân",
       "The marital status cannot be read", "Có mực nhưng không ra chữ"}}},
};

size_t specimen_count(void)
{
    return sizeof SPECIMENS / sizeof *SPECIMENS;
}

static struct box line_box(size_t i)
{
    return (struct box){760, 620 + 150 * (int)i, 1200, 56};
}

/* The words of a line, side by side in its box. */
static int add_words(struct page *page, const char *text, struct box box, int line)
{
    size_t total = strlen(text);
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, " ");
        struct word *w = len ? array_push(&page->words) : NULL;
        if (len && (!w || !(w->text = strndup(p, len))))
            return SO_ENOMEM;
        if (w) {
            w->confidence = 0.96f;
            w->line = line;
            w->box =
                (struct box){box.x + box.w * (int)(p - text) / (int)total, box.y, box.w * (int)len / (int)total, box.h};
        }
        p += len + (p[len] == ' ');
    }
    return SO_OK;
}

static int make_page(const struct specimen *s, struct page *page)
{
    page_init(page);
    page->number = 1;
    page->width = SPECIMEN_WIDTH;
    page->height = SPECIMEN_HEIGHT;
    page->dpi = 300;
    page->colour = true;
    int r = SO_OK;
    for (size_t i = 0; !r && i < sizeof s->lines / sizeof *s->lines && s->lines[i].key; i++) {
        struct box label = line_box(i);
        label.x = 200;
        label.w = 540;
        r = add_words(page, s->lines[i].label, label, (int)i);
        if (!r && *s->lines[i].value)
            r = add_words(page, s->lines[i].value, line_box(i), (int)i);
    }
    return r;
}

static bool all_set(char *const *strings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strings[i])
            return false;
    return true;
}

/* "24/06/2018" as "2018-06-24"; anything else as it is. */
static char *normal_of(const char *value)
{
    char iso[11];
    if (strlen(value) != 10 || value[2] != '/' || value[5] != '/')
        return strdup(value);
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", value + 6, value + 3, value);
    return strdup(iso);
}

static int add_field(struct paper *paper, const struct line *line, struct box box)
{
    struct field *f = array_push(&paper->fields);
    if (!f)
        return SO_ENOMEM;
    f->key = strdup(line->key);
    f->value = strdup(line->value);
    f->normal = normal_of(line->value);
    f->read = strdup(line->read ? line->read : line->value);
    f->evidence = strdup(line->state == FIELD_REPAIRED ? "second look" : "");
    f->state = line->state;
    f->confidence = 0.95f;
    f->box = box;
    f->page = 1;
    return all_set((char *[]){f->key, f->value, f->normal, f->read, f->evidence}, 5) ? SO_OK : SO_ENOMEM;
}

static struct box box_of(const struct specimen *s, const char *key)
{
    for (size_t i = 0; i < sizeof s->lines / sizeof *s->lines && s->lines[i].key; i++)
        if (!strcmp(s->lines[i].key, key))
            return line_box(i);
    return (struct box){1500, 2900, 600, 400};
}

static int add_findings(struct paper *paper, const struct specimen *s)
{
    for (size_t i = 0; i < sizeof s->findings / sizeof *s->findings && s->findings[i].field; i++) {
        struct finding *f = array_push(&paper->findings);
        if (!f)
            return SO_ENOMEM;
        f->code = s->findings[i].code;
        f->severity = s->findings[i].severity;
        f->field = strdup(s->findings[i].field);
        f->message = strdup(s->findings[i].message);
        f->message_en = strdup(s->findings[i].message_en);
        f->evidence = strdup(s->findings[i].evidence);
        f->box = box_of(s, s->findings[i].field);
        f->page = 1;
        if (!all_set((char *[]){f->field, f->message, f->message_en, f->evidence}, 4))
            return SO_ENOMEM;
    }
    return SO_OK;
}

static int make_papers(const struct specimen *s, struct papers *papers)
{
    struct paper *paper = array_push(papers);
    if (!paper)
        return SO_ENOMEM;
    paper->type = strdup(s->type);
    paper->type_reason = strdup("title");
    paper->type_confidence = 0.99f;
    paper->first_page = paper->pages = 1;
    int r = paper->type && paper->type_reason ? SO_OK : SO_ENOMEM;
    for (size_t i = 0; !r && i < sizeof s->lines / sizeof *s->lines && s->lines[i].key; i++)
        r = add_field(paper, &s->lines[i], line_box(i));
    return r ? r : add_findings(paper, s);
}

/* A page of a source; its image is the file's bytes with a few behind their end, so that no two are the same. */
static int add_page(struct store *store, const char *image_file, const struct store_page_new *like, int64_t *ret_page,
                    struct so_error *err)
{
    static atomic_int serial;
    struct buf image = BUF_INIT;
    struct store_object object;
    struct store_page_added added;
    struct store_page_new page = *like;
    int r = file_read_all(image_file, 1024 * 1024, &image, err);
    if (!r)
        r = buf_printf(&image, "specimen %d", atomic_fetch_add(&serial, 1));
    if (!r)
        r = store_object_put(store, image.data, image.len, &object, err);
    page.object = object.hash;
    page.file_page = 1;
    page.media_type = "image/jpeg";
    if (!r)
        r = store_page_add(store, &page, &added, err);
    if (!r)
        *ret_page = added.page;
    buf_free(&image);
    return r;
}

static int add_source(struct store *store, const char *image_file, const char *name, int64_t *ret_source,
                      int64_t *ret_page, struct so_error *err)
{
    static atomic_int serial;
    char uuid[40];
    snprintf(uuid, sizeof uuid, "specimen-%d", atomic_fetch_add(&serial, 1));
    bool existed;
    struct store_source_new source = {
        .batch_uuid = uuid, .origin = STORE_SCAN, .priority = STORE_COUNTER, .name = name, .user = "lan"};
    int r = store_source_add(store, &source, ret_source, &existed, err);
    if (!r)
        r = add_page(store, image_file, &(struct store_page_new){.source = *ret_source, .seq = 1}, ret_page, err);
    return r ? r : store_source_close(store, *ret_source, err);
}

/* Leases the page's job; jobs of other pages that come first stay leased, as if readers were busy with them. */
static int lease(struct store *store, int64_t page, struct store_job *job, struct so_error *err)
{
    for (;;) {
        int r = store_job_lease(store, STORE_JOB_BIT(STORE_JOB_READ), false, job, err);
        if (r || job->page == page)
            return r;
        store_job_free(job);
    }
}

int specimen_put(struct store *store, size_t number, const char *image_file, const char *name, int64_t *ret_source,
                 int64_t *ret_page, int64_t *ret_paper, struct so_error *err)
{
    const struct specimen *s = &SPECIMENS[number % specimen_count()];
    struct page read = {0};
    struct papers papers = {0};
    struct store_job job = {0};
    struct store_items items = {0};
    struct store_papers_result result;
    int64_t reading;
    int r = add_source(store, image_file, name, ret_source, ret_page, err);
    if (!r)
        r = lease(store, *ret_page, &job, err);
    if (!r)
        r = make_page(s, &read);
    if (!r)
        r = make_papers(s, &papers);
    struct store_reading_new new = {
        .page = r ? 0 : *ret_page, .job = job.id, .models = "vie fast", .score = 0.9f, .current = true, .read = &read};
    if (!r)
        r = store_reading_put(store, &new, &reading, err);
    if (!r)
        r = store_papers_put(store, *ret_source, &papers, 0.9f, &result, err);
    struct store_list_query query = {.source = r ? 0 : *ret_source, .limit = 1};
    if (!r)
        r = store_papers_list(store, &query, &items, err);
    if (!r && items.len == 1)
        *ret_paper = items.items[0].id;
    else if (!r)
        r = so_fail(err, SO_EINTERNAL, "the paper is not there");
    store_items_free(&items);
    store_job_free(&job);
    papers_free(&papers);
    page_free(&read);
    return r;
}

int specimen_put_unread(struct store *store, const char *image_file, struct so_error *err)
{
    int64_t source, page;
    struct store_job job = {0};
    int r = add_source(store, image_file, "hong.jpg", &source, &page, err);
    if (!r)
        r = lease(store, page, &job, err);
    if (!r)
        r = store_job_fail(store, job.id, "the file is damaged", err);
    store_job_free(&job);
    return r ? r : add_source(store, image_file, "cho.jpg", &source, &page, err);
}

struct leaf {
    const char *title; /* NULL: a blank side, or the cover */
    size_t specimen;   /* whose lines stand below it; beyond the last: none */
    bool cover;
    unsigned flags;
};

static const struct leaf STACK[] = {
    {NULL, 99, true, 0},
    {NULL, 99, false, 0},
    {"GIẤY KHAI SINH", 0, false, 0},
    {"Ghi chú về những thay đổi sau này", 99, false, 0},
    {"TRÍCH LỤC KHAI TỬ", 1, false, 0},
    {"Ghi chú khác", 99, false, SPOOL_GREY_TAIL},
};

static int read_leaf(struct store *store, int64_t id, const struct leaf *leaf, struct so_error *err)
{
    static const struct specimen empty;
    static const struct cover cover = {"H29-7", "khai_sinh", 2};
    struct page page = {0};
    struct buf payload = BUF_INIT;
    struct store_job job = {0};
    int64_t reading;
    int r = lease(store, id, &job, err);
    r = r ? r : make_page(leaf->specimen < specimen_count() ? &SPECIMENS[leaf->specimen] : &empty, &page);
    if (!r && leaf->title)
        r = add_words(&page, leaf->title, (struct box){800, 400, 900, 80}, 0);
    if (!r && leaf->cover)
        r = cover_write(&cover, &payload);
    struct code *code = !r && leaf->cover ? array_push(&page.codes) : NULL;
    if (code)
        *code = (struct code){"QRCode", strdup(buf_str(&payload)), payload.len, {200, 200, 500, 500}};
    page.blank = !leaf->title && !leaf->cover;
    struct store_reading_new new = {
        .page = id, .job = job.id, .models = "vie fast", .score = 0.9f, .current = true, .read = &page};
    r = r ? r : store_reading_put(store, &new, &reading, err);
    store_job_free(&job);
    buf_free(&payload);
    page_free(&page);
    return r;
}

int specimen_put_stack(struct store *store, const char *image_file, int64_t *ret_source, struct so_error *err)
{
    struct store_source_new source = {.batch_uuid = "specimen-stack", .origin = STORE_SCAN, .priority = STORE_COUNTER,
                                      .scanner = "quay", .user = "lan", .sheets = 4};
    bool existed;
    int r = store_source_add(store, &source, ret_source, &existed, err);
    for (int i = 0; !r && i < (int)(sizeof STACK / sizeof *STACK); i++) {
        int64_t page;
        struct store_page_new new = {
            .source = *ret_source, .seq = i + 1, .flags = STACK[i].flags, .sheet = i / 2 + 1, .back = i % 2};
        r = add_page(store, image_file, &new, &page, err);
        r = r ? r : read_leaf(store, page, &STACK[i], err);
    }
    return r ? r : store_source_close(store, *ret_source, err);
}
