/* Bytes in messages: base64, or a part of a file in the folder that both sides know. */
#ifndef JSON_BYTES_H
#define JSON_BYTES_H

#include <jansson.h>
#include <stdint.h>

#include "failure.h"

/* The folder of the hello; without one everything is base64. */
void folder_set(const char *path);

/* To be freed; NULL when it fails. */
uint8_t *bytes_from_json(const json_t *value, size_t *length, struct failure *why);

json_t *bytes_to_json(const uint8_t *bytes, size_t length);

/* Call it before an answer goes out: what it refers to is on disk then. */
void folder_end_answer(void);

#endif
