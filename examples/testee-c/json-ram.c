#include "json-ram.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "json-bytes.h"
#include "packet.h"

/* All blocks of a request together. */
static const json_int_t MAX_RAM = 1 << 30;

static bool block_from_json(struct ram_block *block, const json_t *value, json_int_t room,
                            struct failure *why);

bool ram_from_json(struct ram *ram, const json_t *request, struct failure *why)
{
    *ram = (struct ram){0};
    json_int_t page_size;
    json_t *blocks;
    json_error_t error;
    if (json_unpack_ex((json_t *)request, &error, 0, "{s:I, s:o}", "pageSize", &page_size, "blocks",
                       &blocks)) {
        return fail(why, "%s", error.text);
    }
    if (page_size < MIN_PAGE_SIZE || page_size > MAX_PAGE_SIZE || page_size & (page_size - 1)) {
        return fail(why, "pageSize: not a power of two from 1 KiB to 64 KiB");
    }
    if (!json_is_array(blocks)) {
        return fail(why, "blocks: not an array");
    }
    ram->page_size = (size_t)page_size;
    ram->blocks = allocate(json_array_size(blocks), sizeof *ram->blocks);
    json_int_t room = MAX_RAM;
    size_t i;
    json_t *value;
    json_array_foreach(blocks, i, value)
    {
        ram->block_count = i + 1;
        if (!block_from_json(&ram->blocks[i], value, room, why)) {
            return false;
        }
        room -= (json_int_t)ram->blocks[i].used_length;
    }
    return true;
}

bool page_from_json(const struct ram *ram, const json_t *page, struct ram_block **block,
                    uint64_t *offset, struct failure *why)
{
    const char *name;
    json_int_t at;
    if (json_unpack((json_t *)page, "{s:s, s:I}", "ramblock", &name, "offset", &at)) {
        return fail(why, "page: ramblock or offset is missing");
    }
    *block = ram_find(ram, name);
    if (!*block || at < 0 || !ram_holds_page(ram, *block, (uint64_t)at)) {
        return fail(why, "page: not in a RAM block");
    }
    *offset = (uint64_t)at;
    return true;
}

json_t *changes_to_json(const struct ram *before, const struct ram *ram)
{
    json_t *pages = json_array();
    for (size_t i = 0; i < ram->block_count; i++) {
        const struct ram_block *block = &ram->blocks[i];
        for (uint64_t offset = 0; offset < block->used_length; offset += ram->page_size) {
            uint64_t left = block->used_length - offset;
            size_t length = left < ram->page_size ? (size_t)left : ram->page_size;
            if (memcmp(block->bytes + offset, before->blocks[i].bytes + offset, length)) {
                json_array_append_new(
                    pages, json_pack("{s:s, s:I, s:o}", "ramblock", block->name, "offset",
                                     (json_int_t)offset, "bytes",
                                     bytes_to_json(block->bytes + offset, length)));
            }
        }
    }
    return pages;
}

struct ram ram_copy(const struct ram *ram)
{
    struct ram copy = *ram;
    copy.blocks = allocate(ram->block_count, sizeof *copy.blocks);
    for (size_t i = 0; i < ram->block_count; i++) {
        copy.blocks[i] = ram->blocks[i];
        copy.blocks[i].bytes = allocate(ram->blocks[i].used_length, 1);
        memcpy(copy.blocks[i].bytes, ram->blocks[i].bytes, ram->blocks[i].used_length);
    }
    return copy;
}

json_t *lines_to_json(const uint8_t *text, size_t length)
{
    json_t *lines = json_array();
    while (length) {
        const uint8_t *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        json_array_append_new(lines, json_stringn((const char *)text, line));
        size_t taken = end ? line + 1 : line;
        text += taken;
        length -= taken;
    }
    return lines;
}

static bool block_from_json(struct ram_block *block, const json_t *value, json_int_t room,
                            struct failure *why)
{
    const char *name;
    json_int_t length;
    json_t *bytes = NULL;
    if (json_unpack((json_t *)value, "{s:s, s:I, s?o}", "name", &name, "usedLength", &length,
                    "bytes", &bytes)) {
        return fail(why, "blocks: name or usedLength is missing");
    }
    if (strlen(name) > MAX_NAME) {
        return fail(why, "blocks: a name of more than %d bytes", MAX_NAME);
    }
    if (length < 0 || length > room) {
        return fail(why, "blocks: more than %lld bytes of RAM", (long long)MAX_RAM);
    }
    strcpy(block->name, name);
    block->used_length = (uint64_t)length;
    if (!bytes) {
        block->bytes = allocate((size_t)length, 1);
        return true;
    }
    size_t have;
    block->bytes = bytes_from_json(bytes, &have, why);
    if (block->bytes && have != (size_t)length) {
        return fail(why, "blocks: %zu bytes for a usedLength of %lld", have, (long long)length);
    }
    return block->bytes != NULL;
}
