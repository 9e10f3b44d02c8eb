#include "method.h"

#include <string.h>

static void *open_sender(int level);
static void *open_receiver(void);
static bool copy_pages(void *state, const struct pages *pages, struct buffer *payload,
                       struct failure *why);
static bool copy_payload(void *state, const uint8_t *payload, size_t length, uint8_t *to,
                         size_t to_length, struct failure *why);
static void close_nothing(void *state);

const struct method METHOD_NONE = {
    .name = "none",
    .flag = 0,
    .min_level = 0,
    .max_level = 22, /* a level means nothing here */
    .open_sender = open_sender,
    .compress = copy_pages,
    .close_sender = close_nothing,
    .open_receiver = open_receiver,
    .decompress = copy_payload,
    .close_receiver = close_nothing,
};

const struct method *method_named(const char *name)
{
    static const struct method *const METHODS[] = {&METHOD_NONE, &METHOD_ZLIB, &METHOD_ZSTD};
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++) {
        if (strcmp(METHODS[i]->name, name) == 0) {
            return METHODS[i];
        }
    }
    return NULL;
}

static void *open_sender(int level)
{
    (void)level;
    return NULL;
}

static void *open_receiver(void)
{
    return NULL;
}

static void close_nothing(void *state)
{
    (void)state;
}

static bool copy_pages(void *state, const struct pages *pages, struct buffer *payload,
                       struct failure *why)
{
    (void)state;
    (void)why;
    for (uint32_t i = 0; i < pages->count; i++) {
        buffer_append(payload, pages->block->bytes + pages->offset[i], pages->page_size);
    }
    return true;
}

static bool copy_payload(void *state, const uint8_t *payload, size_t length, uint8_t *to,
                         size_t to_length, struct failure *why)
{
    (void)state;
    if (length != to_length) {
        return fail(why, "%zu bytes for pages of %zu bytes", length, to_length);
    }
    memcpy(to, payload, length);
    return true;
}
