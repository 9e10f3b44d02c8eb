/* The RAM blocks of a guest. */
#ifndef RAM_H
#define RAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_NAME = 255 };

struct ram_block {
    char name[MAX_NAME + 1];
    uint64_t used_length; /* bytes */
    uint8_t *bytes;
};

struct ram {
    size_t page_size; /* bytes */
    size_t block_count;
    struct ram_block *blocks;
};

/* NULL when there is none of that name. */
struct ram_block *ram_find(const struct ram *ram, const char *name);

/* Whether a whole page at that offset is in the block; also for a block shorter than a page. */
bool ram_holds_page(const struct ram *ram, const struct ram_block *block, uint64_t offset);

bool is_zero(const uint8_t *bytes, size_t length);

void ram_free(struct ram *ram);

#endif
