#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct buffer *buffer, size_t more);
static void *or_end(void *memory);

size_t buffer_length(const struct buffer *buffer)
{
    return buffer->end - buffer->start;
}

const uint8_t *buffer_bytes(const struct buffer *buffer)
{
    return buffer->data + buffer->start;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    if (length == 0) {
        return;
    }
    make_room(buffer, length);
    memcpy(buffer->data + buffer->end, bytes, length);
    buffer->end += length;
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_append(buffer, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

void buffer_take(struct buffer *buffer, size_t length)
{
    buffer->start += length;
    if (buffer->start == buffer->end) {
        buffer->start = buffer->end = 0;
    }
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

void *allocate(size_t count, size_t size)
{
    /* calloc(0) may give NULL, which is no failure. */
    return or_end(calloc(count ? count : 1, size ? size : 1));
}

_Noreturn void out_of_memory(void)
{
    fputs("testee: out of memory\n", stderr);
    exit(1);
}

static void make_room(struct buffer *buffer, size_t more)
{
    if (buffer->capacity - buffer->end >= more) {
        return;
    }
    size_t length = buffer_length(buffer);
    if (buffer->start) {
        memmove(buffer->data, buffer->data + buffer->start, length);
        buffer->start = 0;
        buffer->end = length;
    }
    if (buffer->capacity - length < more) {
        size_t twice = 2 * buffer->capacity;
        buffer->capacity = twice - length >= more && twice > length ? twice : length + more;
        buffer->data = or_end(realloc(buffer->data, buffer->capacity));
    }
}

static void *or_end(void *memory)
{
    if (!memory) {
        out_of_memory();
    }
    return memory;
}
