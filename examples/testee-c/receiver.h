/* The receiving side. Events come in the order in which they arrive; one that fails ends it all. */
#ifndef RECEIVER_H
#define RECEIVER_H

#include "buffer.h"
#include "failure.h"
#include "method.h"
#include "ram.h"

struct counters {
    uint64_t packets;
    uint64_t normal_pages;
    uint64_t zero_pages;
};

/* A page that was written, whole or in part. */
struct page_write {
    const struct ram_block *block;
    uint64_t offset;
};

struct receiver;

/* The RAM stays the caller's. */
struct receiver *receiver_open(struct ram *ram, unsigned channels, const struct method *method);

/* Bytes of a channel: its greeting, then packets, cut anywhere. */
bool receiver_bytes(struct receiver *receiver, unsigned channel, const uint8_t *bytes,
                    size_t length, struct failure *why);

/* A channel has no more bytes. */
bool receiver_eof(struct receiver *receiver, unsigned channel, struct failure *why);

/* On the main channel: everything behind it waits until each channel gave a SYNC packet. */
bool receiver_barrier(struct receiver *receiver, struct failure *why);

/* On the main channel: a page that is all zero. */
bool receiver_zero_page(struct receiver *receiver, const char *ramblock, uint64_t offset,
                        struct failure *why);

/* The main channel is through: channels still open end. */
bool receiver_finish(struct receiver *receiver, struct failure *why);

/* By the id of the greeting. */
struct counters receiver_counters(const struct receiver *receiver, unsigned id);

/* Lines, each with its newline. */
const struct buffer *receiver_trace(struct receiver *receiver);

const struct page_write *receiver_writes(const struct receiver *receiver, size_t *count);

void receiver_close(struct receiver *receiver);

#endif
