/* RAM blocks and pages in messages. */
#ifndef JSON_RAM_H
#define JSON_RAM_H

#include <jansson.h>

#include "failure.h"
#include "ram.h"

/* The members pageSize and blocks of a request; ram_free it also when it fails. */
bool ram_from_json(struct ram *ram, const json_t *request, struct failure *why);

/* A page that is in RAM, by its members ramblock and offset. */
bool page_from_json(const struct ram *ram, const json_t *page, struct ram_block **block,
                    uint64_t *offset, struct failure *why);

/* The pages of ram that differ from before, which has the same blocks. */
json_t *changes_to_json(const struct ram *before, const struct ram *ram);

struct ram ram_copy(const struct ram *ram);

/* A line of text each. */
json_t *lines_to_json(const uint8_t *text, size_t length);

#endif
