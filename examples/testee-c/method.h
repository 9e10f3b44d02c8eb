/* Compression methods: what stands in a packet's payload. */
#ifndef METHOD_H
#define METHOD_H

#include "buffer.h"
#include "failure.h"
#include "packet.h"

struct pages {
    const struct ram_block *block;
    const uint64_t *offset;
    uint32_t count; /* at least one */
    size_t page_size;
};

/* One stream a channel and direction: its state is opened once and goes on from packet to packet. */
struct method {
    const char *name;
    uint32_t flag;
    int min_level, max_level;

    void *(*open_sender)(int level);
    /* Appends the payload of these pages, flushed. */
    bool (*compress)(void *state, const struct pages *pages, struct buffer *payload,
                     struct failure *why);
    void (*close_sender)(void *state);

    void *(*open_receiver)(void);
    /* Fills to with exactly to_length bytes; fails when the payload has fewer or more, or is corrupt. */
    bool (*decompress)(void *state, const uint8_t *payload, size_t length, uint8_t *to,
                       size_t to_length, struct failure *why);
    void (*close_receiver)(void *state);
};

extern const struct method METHOD_NONE, METHOD_ZLIB, METHOD_ZSTD;

/* NULL when there is none of that name. */
const struct method *method_named(const char *name);

#endif
