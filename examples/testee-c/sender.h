/* The sending side: pages are queued, packets come out. */
#ifndef SENDER_H
#define SENDER_H

#include "failure.h"
#include "method.h"
#include "ram.h"

/* Where what is sent goes; every call gets the same context. */
struct wire {
    void *context;
    void (*channel)(void *context, unsigned channel, const uint8_t *bytes, size_t length);
    /* Words of the main channel. */
    void (*flush)(void *context);
    void (*eos)(void *context);
    void (*zero)(void *context, const struct ram_block *block, uint64_t offset);
    void (*page)(void *context, const struct ram_block *block, uint64_t offset,
                 const uint8_t *bytes, size_t length);
};

struct sender_settings {
    unsigned channels;
    const struct method *method;
    int level;
    const char *detection; /* as the user wrote it */
    bool multifd;
};

struct sent {
    uint64_t packets;
    uint64_t normal_pages;
    uint64_t zero_pages;
};

struct sender;

/* NULL when the settings are refused. The RAM stays the caller's. */
struct sender *sender_open(const struct ram *ram, const struct sender_settings *settings,
                           const struct wire *wire, struct failure *why);

/* A page of one of the RAM's blocks. */
bool sender_queue(struct sender *sender, const struct ram_block *block, uint64_t offset,
                  struct failure *why);

/* The end of a pass: what is queued goes out, then a SYNC packet on every channel. */
bool sender_sync(struct sender *sender, struct failure *why);

/* Writes the last lines of the trace. */
void sender_finish(struct sender *sender);

struct sent sender_statistics(const struct sender *sender);
struct sent sender_channel(const struct sender *sender, unsigned channel);

/* Lines, each with its newline. */
const struct buffer *sender_trace(const struct sender *sender);

void sender_close(struct sender *sender);

#endif
