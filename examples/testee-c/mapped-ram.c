#include "mapped-ram.h"

#include <stdlib.h>
#include <string.h>

#include "bigendian.h"
#include "bug.h"

enum {
    PAGES_ALIGNMENT = 1024 * 1024,
    BITMAP_WORD = 8, /* bytes */

    STREAM_VERSION = 3,
    SECTION_START = 0x01,
    SECTION_END = 0x03,
    SUBSECTION = 0x05,
    CONFIGURATION = 0x07,
    SECTION_FOOTER = 0x7e,
    END_OF_STREAM = 0x00,
    DESCRIPTION = 0x06,

    RAM_SECTION = 2,
    RAM_VERSION = 4,
    RAM_MEM_SIZE = 0x04,
    RAM_EOS = 0x10,

    BLOCK_HEADER_VERSION = 1,
    BLOCK_HEADER_LENGTH = 28,
};

/* Where in the file a block's parts are. */
struct place {
    size_t bitmap;
    size_t pages;
};

struct mapped_ram {
    const struct ram *ram;
    struct place *places; /* by block */
    struct buffer file;
};

static void start_stream(struct mapped_ram *mapped);
static struct place add_block(struct mapped_ram *mapped, const struct ram_block *block);
static void end_stream(struct buffer *file);
static void append_name(struct buffer *file, const char *name);
static void append_u8(struct buffer *file, uint8_t value);
static void append_u32(struct buffer *file, uint32_t value);
static void append_u64(struct buffer *file, uint64_t value);
static void pad_to(struct buffer *file, size_t length);

struct mapped_ram *mapped_ram_open(const struct ram *ram)
{
    struct mapped_ram *mapped = allocate(1, sizeof *mapped);
    mapped->ram = ram;
    mapped->places = allocate(ram->block_count, sizeof *mapped->places);
    start_stream(mapped);
    for (size_t i = 0; i < ram->block_count; i++) {
        mapped->places[i] = add_block(mapped, &ram->blocks[i]);
    }
    end_stream(&mapped->file);
    return mapped;
}

void mapped_ram_put(struct mapped_ram *mapped, const struct ram_block *block, uint64_t offset,
                    bool zero)
{
    const struct place *place = &mapped->places[block - mapped->ram->blocks];
    size_t page = offset / mapped->ram->page_size;
    uint8_t *bits = mapped->file.data + place->bitmap + page / 8;
    uint8_t bit = (uint8_t)(1 << page % 8);
    if (zero) {
        *bits &= planted == BIT_NOT_CLEARED ? 0xff : (uint8_t)~bit;
        return;
    }
    *bits |= bit;
    memcpy(mapped->file.data + place->pages + offset, block->bytes + offset, mapped->ram->page_size);
}

const struct buffer *mapped_ram_file(const struct mapped_ram *mapped)
{
    return &mapped->file;
}

void mapped_ram_close(struct mapped_ram *mapped)
{
    free(mapped->places);
    buffer_free(&mapped->file);
    free(mapped);
}

static void start_stream(struct mapped_ram *mapped)
{
    struct buffer *file = &mapped->file;
    buffer_append(file, "QEVM", 4);
    append_u32(file, STREAM_VERSION);
    append_u8(file, CONFIGURATION);
    append_u32(file, 4);
    buffer_append(file, "none", 4); /* the machine type */
    append_u8(file, SUBSECTION);
    append_name(file, "configuration/capabilities");
    append_u32(file, 1); /* version */
    append_u32(file, 1); /* capabilities */
    append_name(file, "mapped-ram");

    append_u8(file, SECTION_START);
    append_u32(file, RAM_SECTION);
    append_name(file, "ram");
    append_u32(file, 0); /* instance */
    append_u32(file, RAM_VERSION);
    uint64_t total = 0;
    for (size_t i = 0; i < mapped->ram->block_count; i++) {
        total += mapped->ram->blocks[i].used_length;
    }
    append_u64(file, total | RAM_MEM_SIZE);
}

/* The next block's entry follows behind the pages of this one. */
static struct place add_block(struct mapped_ram *mapped, const struct ram_block *block)
{
    struct buffer *file = &mapped->file;
    append_name(file, block->name);
    append_u64(file, block->used_length);

    size_t page_size = mapped->ram->page_size;
    size_t page_count = block->used_length / page_size;
    size_t words = (page_count + 8 * BITMAP_WORD - 1) / (8 * BITMAP_WORD);
    size_t bitmap = buffer_length(file) + BLOCK_HEADER_LENGTH;
    size_t bitmap_end = bitmap + words * BITMAP_WORD;
    size_t pages = (bitmap_end + PAGES_ALIGNMENT - 1) / PAGES_ALIGNMENT * PAGES_ALIGNMENT;
    append_u32(file, BLOCK_HEADER_VERSION);
    append_u64(file, page_size);
    append_u64(file, bitmap);
    append_u64(file, pages);
    pad_to(file, pages + block->used_length);
    return (struct place){bitmap, pages};
}

static void end_stream(struct buffer *file)
{
    append_u64(file, RAM_EOS);
    append_u8(file, SECTION_FOOTER);
    append_u32(file, RAM_SECTION);

    append_u8(file, SECTION_END);
    append_u32(file, RAM_SECTION);
    append_u64(file, RAM_EOS);
    append_u8(file, SECTION_FOOTER);
    append_u32(file, RAM_SECTION);

    append_u8(file, END_OF_STREAM);
    append_u8(file, DESCRIPTION);
    append_u32(file, 2);
    buffer_append(file, "{}", 2);
}

static void append_name(struct buffer *file, const char *name)
{
    append_u8(file, (uint8_t)strlen(name));
    buffer_append(file, name, strlen(name));
}

static void append_u8(struct buffer *file, uint8_t value)
{
    buffer_append(file, &value, 1);
}

static void append_u32(struct buffer *file, uint32_t value)
{
    uint8_t bytes[4];
    put_u32(bytes, value);
    buffer_append(file, bytes, sizeof bytes);
}

static void append_u64(struct buffer *file, uint64_t value)
{
    uint8_t bytes[8];
    put_u64(bytes, value);
    buffer_append(file, bytes, sizeof bytes);
}

static void pad_to(struct buffer *file, size_t length)
{
    size_t more = length - buffer_length(file);
    uint8_t *zeros = allocate(more, 1);
    buffer_append(file, zeros, more);
    free(zeros);
}
