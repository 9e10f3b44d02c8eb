#include "json-bytes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base64.h"
#include "buffer.h"

/* Fewer bytes are base64. */
enum { FILE_THRESHOLD = 64 * 1024 };

static char *folder;
static FILE *answer_file; /* with the large payloads of this answer */
static char answer_name[32];
static unsigned long answers;

static uint8_t *bytes_from_file(const char *name, json_int_t offset, json_int_t length,
                                struct failure *why);
static uint8_t *read_part(FILE *file, json_int_t offset, json_int_t length);
static FILE *open_in_folder(const char *name, const char *mode);

void folder_set(const char *path)
{
    free(folder);
    folder = strdup(path);
}

uint8_t *bytes_from_json(const json_t *value, size_t *length, struct failure *why)
{
    if (json_is_string(value)) {
        uint8_t *bytes = base64_decode(json_string_value(value), json_string_length(value), length);
        if (!bytes) {
            fail(why, "bytes: not base64");
        }
        return bytes;
    }
    const char *name;
    json_int_t offset, part;
    if (json_unpack((json_t *)value, "{s:s, s:I, s:I}", "file", &name, "offset", &offset, "length",
                    &part)) {
        fail(why, "bytes: neither base64 nor a part of a file");
        return NULL;
    }
    *length = (size_t)part;
    return bytes_from_file(name, offset, part, why);
}

json_t *bytes_to_json(const uint8_t *bytes, size_t length)
{
    if (folder && length > FILE_THRESHOLD) {
        if (!answer_file) {
            snprintf(answer_name, sizeof answer_name, "c-%lu", answers);
            answer_file = open_in_folder(answer_name, "wb");
        }
        long offset = answer_file ? ftell(answer_file) : -1;
        if (offset >= 0 && fwrite(bytes, 1, length, answer_file) == length) {
            return json_pack("{s:s, s:I, s:I}", "file", answer_name, "offset", (json_int_t)offset,
                             "length", (json_int_t)length);
        }
    }
    size_t text_length;
    char *text = base64_encode(bytes, length, &text_length);
    json_t *value = json_stringn_nocheck(text, text_length);
    free(text);
    return value;
}

void folder_end_answer(void)
{
    answers++;
    if (answer_file) {
        fclose(answer_file);
        answer_file = NULL;
    }
}

static uint8_t *bytes_from_file(const char *name, json_int_t offset, json_int_t length,
                                struct failure *why)
{
    FILE *file = open_in_folder(name, "rb");
    if (!file) {
        fail(why, "file %s: %s", name, strerror(errno));
        return NULL;
    }
    uint8_t *bytes = read_part(file, offset, length);
    if (!bytes) {
        fail(why, "file %s: no %lld bytes at %lld", name, (long long)length, (long long)offset);
    }
    fclose(file);
    return bytes;
}

/* NULL when the file does not have the part; nothing is allocated for it then. */
static uint8_t *read_part(FILE *file, json_int_t offset, json_int_t length)
{
    struct stat info;
    if (fstat(fileno(file), &info) || offset < 0 || offset > info.st_size || length < 0 ||
        length > info.st_size - offset || fseek(file, offset, SEEK_SET)) {
        return NULL;
    }
    uint8_t *bytes = allocate((size_t)length, 1);
    if (fread(bytes, 1, (size_t)length, file) != (size_t)length) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* Names with a slash would lead out of the folder. */
static FILE *open_in_folder(const char *name, const char *mode)
{
    char path[PATH_MAX];
    if (!folder || strchr(name, '/') ||
        snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        errno = ENOENT;
        return NULL;
    }
    return fopen(path, mode);
}
