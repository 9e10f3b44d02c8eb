/* What is on a channel: a greeting of 64 bytes, then packets. */
#ifndef PACKET_H
#define PACKET_H

#include "failure.h"
#include "ram.h"

enum {
    GREETING_LENGTH = 64,
    PACKET_DATA = 512 * 1024, /* page data a packet can announce, before compression */
    MIN_PAGE_SIZE = 1024,
    MAX_PAGE_SIZE = 64 * 1024,
    MAX_PAGE_COUNT = PACKET_DATA / MIN_PAGE_SIZE,
};

/* Flags: one bit for SYNC, three for the method. */
enum {
    FLAG_SYNC = 1,
    FLAG_ZLIB = 1 << 1,
    FLAG_ZSTD = 2 << 1,
    METHOD_MASK = 7 << 1,
};

struct packet {
    uint32_t flags;
    uint32_t pages_alloc;
    uint32_t normal_pages;
    uint32_t next_packet_size; /* bytes of payload */
    uint64_t packet_num;
    uint32_t zero_pages;
    char ramblock[MAX_NAME + 1];
    uint64_t offset[MAX_PAGE_COUNT]; /* normal pages first, zero pages behind them */
};

/* Pages a packet has room for. */
uint32_t page_count_of(size_t page_size);

/* Bytes of a packet without its payload, however few offsets it uses (LAY-02). */
size_t packet_length(uint32_t page_count);

void packet_encode(const struct packet *packet, uint32_t page_count, uint8_t *to);

/* Fills in the used offsets alone. Fails on a magic, version or count that is wrong. */
bool packet_decode(struct packet *packet, uint32_t page_count, const uint8_t *from,
                   struct failure *why);

void greeting_encode(uint8_t id, uint8_t to[GREETING_LENGTH]);

/* The channel's id. Fails on a wrong magic, version or uuid, and on an id of channels or more. */
bool greeting_decode(uint8_t *id, unsigned channels, const uint8_t from[GREETING_LENGTH],
                     struct failure *why);

#endif
