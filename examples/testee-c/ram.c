#include "ram.h"

#include <stdlib.h>
#include <string.h>

struct ram_block *ram_find(const struct ram *ram, const char *name)
{
    for (size_t i = 0; i < ram->block_count; i++) {
        if (strcmp(ram->blocks[i].name, name) == 0) {
            return &ram->blocks[i];
        }
    }
    return NULL;
}

bool ram_holds_page(const struct ram *ram, const struct ram_block *block, uint64_t offset)
{
    return block->used_length >= ram->page_size && offset <= block->used_length - ram->page_size;
}

bool is_zero(const uint8_t *bytes, size_t length)
{
    /* Each byte equals the one before it, and the first is zero. */
    return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

void ram_free(struct ram *ram)
{
    for (size_t i = 0; i < ram->block_count; i++) {
        free(ram->blocks[i].bytes);
    }
    free(ram->blocks);
    *ram = (struct ram){0};
}
