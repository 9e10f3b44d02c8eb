/* A mapped-ram file: every page has its place, and a bit that says whether it is there. */
#ifndef MAPPED_RAM_H
#define MAPPED_RAM_H

#include "buffer.h"
#include "ram.h"

struct mapped_ram;

/* The RAM stays the caller's. */
struct mapped_ram *mapped_ram_open(const struct ram *ram);

/* Puts a page at its place and sets its bit; a zero page has its bit cleared instead. */
void mapped_ram_put(struct mapped_ram *file, const struct ram_block *block, uint64_t offset,
                    bool zero);

/* The whole file, the mapped_ram's own. */
const struct buffer *mapped_ram_file(const struct mapped_ram *file);

void mapped_ram_close(struct mapped_ram *file);

#endif
