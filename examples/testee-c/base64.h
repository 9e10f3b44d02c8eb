/* Bytes as text (RFC 4648, with padding). */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text of length bytes: *text_length characters, to be freed. */
char *base64_encode(const uint8_t *bytes, size_t length, size_t *text_length);

/* The bytes of a text, to be freed; NULL when it is not base64. */
uint8_t *base64_decode(const char *text, size_t text_length, size_t *length);

#endif
