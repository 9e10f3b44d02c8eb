/* Bytes that grow at the end and are taken from the front. It never holds more than was put in. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
    uint8_t *data;
    size_t start; /* of what is still there */
    size_t end;
    size_t capacity;
};

size_t buffer_length(const struct buffer *buffer);
const uint8_t *buffer_bytes(const struct buffer *buffer);

void buffer_append(struct buffer *buffer, const void *bytes, size_t length);

/* printf to the end, without the NUL. */
void buffer_print(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drops length bytes, which must be there, from the front. */
void buffer_take(struct buffer *buffer, size_t length);

void buffer_free(struct buffer *buffer);

/* count * size zero bytes; ends the program when there is no memory. */
void *allocate(size_t count, size_t size);
_Noreturn void out_of_memory(void);

#endif
