#include "receiver.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bug.h"

/* The largest compressed payload that is taken (RCV-23). */
enum { MAX_PAYLOAD = 1024 * 1024 };

/* What a channel waits for. */
enum stage { GREETING, PACKET, PAYLOAD, BARRIER, NOTHING };

struct channel {
    enum stage stage;
    uint8_t id;
    bool eof;
    struct buffer input;
    struct packet packet;
    struct ram_block *block; /* of the packet, when it has pages */
    size_t payload_length;
    void *decompressor;
    struct counters counters;
};

/* What the main channel has not got to yet, behind a barrier. */
struct main_event {
    struct ram_block *zero_block; /* NULL: a barrier */
    uint64_t offset;
};

struct receiver {
    struct ram *ram;
    uint32_t page_count;
    const struct method *method;
    unsigned channel_count;
    struct channel *channels;
    struct buffer main_events; /* of struct main_event */
    struct buffer writes;      /* of struct page_write */
    struct buffer trace;
    uint8_t *pages; /* room for a packet's pages */
};

static bool run_channel(struct receiver *receiver, struct channel *channel, struct failure *why);
static bool run_main(struct receiver *receiver, struct failure *why);
static bool take_greeting(struct receiver *receiver, struct channel *channel, struct failure *why);
static bool take_packet(struct receiver *receiver, struct channel *channel, struct failure *why);
static bool take_payload(struct receiver *receiver, struct channel *channel, struct failure *why);
static bool check_pages(struct receiver *receiver, struct channel *channel, struct failure *why);
static bool check_payload(struct receiver *receiver, struct channel *channel, struct failure *why);
static bool take_eof(struct channel *channel, struct failure *why);
static bool pass_barrier(struct receiver *receiver, bool *passed, struct failure *why);
static struct ram_block *find_block(const struct ram *ram, const char *name);
static void clear_page(struct receiver *receiver, struct ram_block *block, uint64_t offset);
static void note_write(struct receiver *receiver, const struct ram_block *block, uint64_t offset);
static struct channel *channel_of_id(const struct receiver *receiver, unsigned id);

struct receiver *receiver_open(struct ram *ram, unsigned channels, const struct method *method)
{
    struct receiver *receiver = allocate(1, sizeof *receiver);
    receiver->ram = ram;
    receiver->page_count = page_count_of(ram->page_size);
    receiver->method = method;
    receiver->channel_count = channels;
    receiver->channels = allocate(channels, sizeof *receiver->channels);
    receiver->pages = allocate(PACKET_DATA, 1);
    for (unsigned i = 0; i < channels; i++) {
        receiver->channels[i].decompressor = method->open_receiver();
    }
    return receiver;
}

bool receiver_bytes(struct receiver *receiver, unsigned channel, const uint8_t *bytes,
                    size_t length, struct failure *why)
{
    struct channel *c = &receiver->channels[channel];
    if (c->eof) {
        return fail(why, "channel %u: bytes behind its end", channel);
    }
    buffer_append(&c->input, bytes, length);
    return run_channel(receiver, c, why) && run_main(receiver, why);
}

bool receiver_eof(struct receiver *receiver, unsigned channel, struct failure *why)
{
    struct channel *c = &receiver->channels[channel];
    c->eof = true;
    return run_channel(receiver, c, why) && run_main(receiver, why);
}

bool receiver_barrier(struct receiver *receiver, struct failure *why)
{
    if (planted == BARRIER_NOT_WAITED_FOR) {
        return true;
    }
    struct main_event barrier = {0};
    buffer_append(&receiver->main_events, &barrier, sizeof barrier);
    return run_main(receiver, why);
}

bool receiver_zero_page(struct receiver *receiver, const char *ramblock, uint64_t offset,
                        struct failure *why)
{
    struct ram_block *block = ram_find(receiver->ram, ramblock);
    if (!block) {
        return fail(why, "main channel: no RAM block of that name");
    }
    if (!ram_holds_page(receiver->ram, block, offset)) {
        return fail(why, "main channel: zero page at %" PRIu64 " is not in the block", offset);
    }
    struct main_event zero = {block, offset};
    buffer_append(&receiver->main_events, &zero, sizeof zero);
    return run_main(receiver, why);
}

bool receiver_finish(struct receiver *receiver, struct failure *why)
{
    for (unsigned i = 0; i < receiver->channel_count; i++) {
        if (!receiver->channels[i].eof && !receiver_eof(receiver, i, why)) {
            return false;
        }
    }
    for (unsigned i = 0; i < receiver->channel_count; i++) {
        struct channel *c = &receiver->channels[i];
        if (buffer_length(&c->input)) {
            return fail(why, "channel %u: a SYNC packet that no barrier followed, and more behind it", i);
        }
        buffer_print(&receiver->trace,
                     "multifd_recv_thread_end channel %u packets %" PRIu64 " normal pages %" PRIu64
                     " zero pages %" PRIu64 "\n",
                     c->id, c->counters.packets, c->counters.normal_pages, c->counters.zero_pages);
    }
    return true;
}

struct counters receiver_counters(const struct receiver *receiver, unsigned id)
{
    struct channel *c = channel_of_id(receiver, id);
    return c ? c->counters : (struct counters){0};
}

const struct buffer *receiver_trace(struct receiver *receiver)
{
    return &receiver->trace;
}

const struct page_write *receiver_writes(const struct receiver *receiver, size_t *count)
{
    *count = buffer_length(&receiver->writes) / sizeof(struct page_write);
    return (const void *)buffer_bytes(&receiver->writes);
}

void receiver_close(struct receiver *receiver)
{
    for (unsigned i = 0; i < receiver->channel_count; i++) {
        buffer_free(&receiver->channels[i].input);
        receiver->method->close_receiver(receiver->channels[i].decompressor);
    }
    free(receiver->channels);
    buffer_free(&receiver->main_events);
    buffer_free(&receiver->writes);
    buffer_free(&receiver->trace);
    free(receiver->pages);
    free(receiver);
}

/* Goes as far as the channel's bytes allow, and no further than a SYNC packet. */
static bool run_channel(struct receiver *receiver, struct channel *channel, struct failure *why)
{
    for (;;) {
        size_t have = buffer_length(&channel->input);
        bool (*take)(struct receiver *, struct channel *, struct failure *) = NULL;
        switch (channel->stage) {
        case GREETING:
            take = have >= GREETING_LENGTH ? take_greeting : NULL;
            break;
        case PACKET:
            take = have >= packet_length(receiver->page_count) ? take_packet : NULL;
            break;
        case PAYLOAD:
            take = have >= channel->payload_length ? take_payload : NULL;
            break;
        case BARRIER:
        case NOTHING:
            return true;
        }
        if (!take) {
            return !channel->eof || take_eof(channel, why);
        }
        if (!take(receiver, channel, why)) {
            return false;
        }
    }
}

/* Goes as far as the main channel can, and no further than a barrier that some channel is not at. */
static bool run_main(struct receiver *receiver, struct failure *why)
{
    while (buffer_length(&receiver->main_events)) {
        struct main_event event;
        memcpy(&event, buffer_bytes(&receiver->main_events), sizeof event);
        if (event.zero_block) {
            buffer_take(&receiver->main_events, sizeof event);
            clear_page(receiver, event.zero_block, event.offset);
            continue;
        }
        bool passed;
        if (!pass_barrier(receiver, &passed, why)) {
            return false;
        }
        if (!passed) {
            return true;
        }
        buffer_take(&receiver->main_events, sizeof event);
        for (unsigned i = 0; i < receiver->channel_count; i++) {
            if (!run_channel(receiver, &receiver->channels[i], why)) {
                return false;
            }
        }
    }
    return true;
}

/* Lets all channels go on when each is at its SYNC packet. Fails when one can never be (RCV-38). */
static bool pass_barrier(struct receiver *receiver, bool *passed, struct failure *why)
{
    *passed = true;
    for (unsigned i = 0; i < receiver->channel_count; i++) {
        struct channel *c = &receiver->channels[i];
        if (c->stage == NOTHING && planted != ENDED_CHANNEL_FORGIVEN) {
            return fail(why, "channel %u ended before its SYNC packet", c->id);
        }
        *passed &= c->stage == BARRIER || c->stage == NOTHING;
    }
    for (unsigned i = 0; *passed && i < receiver->channel_count; i++) {
        struct channel *c = &receiver->channels[i];
        c->stage = c->stage == NOTHING ? NOTHING : PACKET;
    }
    return true;
}

static bool take_greeting(struct receiver *receiver, struct channel *channel, struct failure *why)
{
    uint8_t id;
    if (!greeting_decode(&id, receiver->channel_count, buffer_bytes(&channel->input), why)) {
        return false;
    }
    if (channel_of_id(receiver, id)) {
        return fail(why, "greeting: id %u is taken", id);
    }
    buffer_take(&channel->input, GREETING_LENGTH);
    channel->id = id;
    channel->stage = PACKET;
    return true;
}

static bool take_packet(struct receiver *receiver, struct channel *channel, struct failure *why)
{
    struct packet *packet = &channel->packet;
    if (!packet_decode(packet, receiver->page_count, buffer_bytes(&channel->input), why)) {
        return false;
    }
    if (planted == ZERO_ONLY_IGNORED && packet->normal_pages == 0) {
        packet->zero_pages = 0;
    }
    channel->payload_length = 0;
    channel->block = NULL;
    /* Without pages nothing else is looked at (RCV-17). */
    if (packet->normal_pages || packet->zero_pages) {
        if (!check_pages(receiver, channel, why) || !check_payload(receiver, channel, why)) {
            return false;
        }
    }
    buffer_take(&channel->input, packet_length(receiver->page_count));
    channel->stage = PAYLOAD;
    return true;
}

/* The packet's method, block and offsets (RCV-06 to 10, RCV-12). */
static bool check_pages(struct receiver *receiver, struct channel *channel, struct failure *why)
{
    const struct packet *packet = &channel->packet;
    if ((packet->flags & METHOD_MASK) != receiver->method->flag) {
        return fail(why, "flags are 0x%" PRIx32 ", the method's is 0x%" PRIx32, packet->flags,
                    receiver->method->flag);
    }
    channel->block = find_block(receiver->ram, packet->ramblock);
    if (!channel->block) {
        return fail(why, "no RAM block %s", packet->ramblock);
    }
    uint64_t length = channel->block->used_length;
    for (uint32_t i = 0; i < packet->normal_pages + packet->zero_pages; i++) {
        bool zero = i >= packet->normal_pages;
        uint64_t offset = packet->offset[i];
        if (!ram_holds_page(receiver->ram, channel->block, offset) ||
            (planted == ZERO_OFFSET_OFF_BY_ONE && zero && offset + receiver->ram->page_size == length)) {
            return fail(why, "%s page at %" PRIu64 ", but the block has %" PRIu64 " bytes",
                        zero ? "zero" : "normal", offset, length);
        }
    }
    return true;
}

/* How many bytes follow the packet (RCV-16, RCV-21, RCV-23); next_packet_size counts with compression only. */
static bool check_payload(struct receiver *receiver, struct channel *channel, struct failure *why)
{
    const struct packet *packet = &channel->packet;
    if (receiver->method->flag == 0) {
        channel->payload_length = packet->normal_pages * receiver->ram->page_size;
        return true;
    }
    uint32_t size = packet->next_packet_size;
    if (size > MAX_PAYLOAD) {
        return fail(why, "next_packet_size is %" PRIu32 ", above %d", size, MAX_PAYLOAD);
    }
    if (packet->normal_pages == 0 && size > 0 && planted != PAYLOAD_WITHOUT_NORMAL) {
        return fail(why, "next_packet_size is %" PRIu32 " without a normal page", size);
    }
    channel->payload_length = size;
    return true;
}

/* Zero pages first, then normal ones (RCV-26); nothing when the payload is wrong. */
static bool take_payload(struct receiver *receiver, struct channel *channel, struct failure *why)
{
    const struct packet *packet = &channel->packet;
    size_t page_size = receiver->ram->page_size;
    if (packet->normal_pages &&
        !receiver->method->decompress(channel->decompressor, buffer_bytes(&channel->input),
                                      channel->payload_length, receiver->pages,
                                      packet->normal_pages * page_size, why)) {
        return false;
    }
    buffer_take(&channel->input, channel->payload_length);
    bool sync = packet->flags & FLAG_SYNC;
    if (!(planted == SYNC_PAGES_IGNORED && sync)) {
        for (uint32_t i = 0; i < packet->zero_pages; i++) {
            clear_page(receiver, channel->block, packet->offset[packet->normal_pages + i]);
        }
        for (uint32_t i = 0; i < packet->normal_pages; i++) {
            uint64_t offset = packet->offset[i];
            note_write(receiver, channel->block, offset);
            memcpy(channel->block->bytes + offset, receiver->pages + i * page_size, page_size);
        }
    }
    channel->counters.packets++;
    channel->counters.normal_pages += packet->normal_pages;
    channel->counters.zero_pages += packet->zero_pages;
    buffer_print(&receiver->trace,
                 "multifd_recv channel %u packet_num %" PRIu64 " normal pages %" PRIu32
                 " zero pages %" PRIu32 " flags 0x%" PRIx32 " next packet size %" PRIu32 "\n",
                 channel->id, packet->packet_num, packet->normal_pages, packet->zero_pages,
                 packet->flags, packet->next_packet_size);
    channel->stage = sync && planted != BARRIER_NOT_WAITED_FOR ? BARRIER : PACKET;
    return true;
}

/* The end of a channel is fine between packets alone (RCV-25). */
static bool take_eof(struct channel *channel, struct failure *why)
{
    if (channel->stage == PACKET && buffer_length(&channel->input) == 0) {
        channel->stage = NOTHING;
        return true;
    }
    const char *where = channel->stage == GREETING ? "greeting"
                      : channel->stage == PACKET   ? "packet"
                                                   : "payload";
    return fail(why, "end of stream inside a %s, %zu bytes into it", where,
                buffer_length(&channel->input));
}

static struct ram_block *find_block(const struct ram *ram, const char *name)
{
    for (size_t i = 0; planted == NAME_BY_PREFIX && i < ram->block_count; i++) {
        if (strncmp(ram->blocks[i].name, name, strlen(ram->blocks[i].name)) == 0) {
            return &ram->blocks[i];
        }
    }
    return ram_find(ram, name);
}

/* A page that is zero already is not written (RCV-15). */
static void clear_page(struct receiver *receiver, struct ram_block *block, uint64_t offset)
{
    if (!is_zero(block->bytes + offset, receiver->ram->page_size)) {
        note_write(receiver, block, offset);
        memset(block->bytes + offset, 0, receiver->ram->page_size);
    }
}

/* Both pages that an offset between two of them touches. */
static void note_write(struct receiver *receiver, const struct ram_block *block, uint64_t offset)
{
    uint64_t inside = offset % receiver->ram->page_size;
    struct page_write first = {block, offset - inside};
    buffer_append(&receiver->writes, &first, sizeof first);
    if (inside) {
        struct page_write second = {block, first.offset + receiver->ram->page_size};
        buffer_append(&receiver->writes, &second, sizeof second);
    }
}

/* NULL when no channel has greeted with it. */
static struct channel *channel_of_id(const struct receiver *receiver, unsigned id)
{
    for (unsigned i = 0; i < receiver->channel_count; i++) {
        struct channel *c = &receiver->channels[i];
        if (c->stage != GREETING && c->id == id) {
            return c;
        }
    }
    return NULL;
}
