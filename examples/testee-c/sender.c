#include "sender.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bug.h"
#include "detection.h"

struct channel {
    void *compressor;
    struct sent sent;
};

struct sender {
    const struct ram *ram;
    uint32_t page_count;
    struct sender_settings settings;
    enum detection detection;
    const struct wire *wire;
    struct channel *channels;
    unsigned next_channel; /* that gets a packet with pages */
    uint64_t next_packet_num;
    const struct ram_block *block; /* of the queue */
    uint64_t queue[MAX_PAGE_COUNT];
    uint32_t queued;
    struct sent statistics;
    struct buffer trace;
};

static bool send_queue(struct sender *sender, struct failure *why);
static void send_packet(struct sender *sender, unsigned channel, struct packet *packet,
                        const struct buffer *payload);
static uint32_t zero_pages_last(struct sender *sender);
static bool page_is_zero(const uint8_t *page, size_t page_size);

struct sender *sender_open(const struct ram *ram, const struct sender_settings *settings,
                           const struct wire *wire, struct failure *why)
{
    enum detection detection;
    if (!detection_named(&detection, settings->detection, settings->multifd, why)) {
        return NULL;
    }
    const struct method *method = settings->method;
    if (settings->level < method->min_level || settings->level > method->max_level) {
        fail(why, "level %d: %s has %d to %d", settings->level, method->name, method->min_level,
             method->max_level);
        return NULL;
    }
    struct sender *sender = allocate(1, sizeof *sender);
    sender->ram = ram;
    sender->page_count = page_count_of(ram->page_size);
    sender->settings = *settings;
    sender->detection = detection;
    sender->wire = wire;
    sender->channels = allocate(settings->channels, sizeof *sender->channels);
    for (unsigned i = 0; settings->multifd && i < settings->channels; i++) {
        sender->channels[i].compressor = method->open_sender(settings->level);
        uint8_t greeting[GREETING_LENGTH];
        greeting_encode((uint8_t)i, greeting);
        wire->channel(wire->context, i, greeting, sizeof greeting);
    }
    return sender;
}

bool sender_queue(struct sender *sender, const struct ram_block *block, uint64_t offset,
                  struct failure *why)
{
    const uint8_t *page = block->bytes + offset;
    size_t page_size = sender->ram->page_size;
    if (sender->detection == DETECT_LEGACY && is_zero(page, page_size)) {
        sender->wire->zero(sender->wire->context, block, offset);
        sender->statistics.zero_pages++;
        return true;
    }
    if (!sender->settings.multifd) {
        sender->wire->page(sender->wire->context, block, offset, page, page_size);
        sender->statistics.normal_pages++;
        return true;
    }
    bool other = sender->queued && sender->block != block; /* a packet has one block (SND-12) */
    if ((other || sender->queued == sender->page_count) && !send_queue(sender, why)) {
        return false;
    }
    sender->block = block;
    sender->queue[sender->queued++] = offset;
    return true;
}

bool sender_sync(struct sender *sender, struct failure *why)
{
    if (!send_queue(sender, why)) {
        return false;
    }
    const struct wire *wire = sender->wire;
    unsigned channels = planted == SYNC_ON_ONE_CHANNEL ? 1 : sender->settings.channels;
    for (unsigned i = 0; sender->settings.multifd && i < channels; i++) {
        struct packet sync = {.flags = FLAG_SYNC};
        send_packet(sender, i, &sync, &(struct buffer){0});
    }
    if (sender->settings.multifd) {
        wire->flush(wire->context);
    }
    wire->eos(wire->context);
    return true;
}

void sender_finish(struct sender *sender)
{
    for (unsigned i = 0; sender->settings.multifd && i < sender->settings.channels; i++) {
        const struct sent *sent = &sender->channels[i].sent;
        buffer_print(&sender->trace,
                     "multifd_send_thread_end channel %u packets %" PRIu64 " normal pages %" PRIu64
                     " zero pages %" PRIu64 "\n",
                     i, sent->packets, sent->normal_pages, sent->zero_pages);
    }
}

struct sent sender_statistics(const struct sender *sender)
{
    return sender->statistics;
}

struct sent sender_channel(const struct sender *sender, unsigned channel)
{
    return sender->channels[channel].sent;
}

const struct buffer *sender_trace(const struct sender *sender)
{
    return &sender->trace;
}

void sender_close(struct sender *sender)
{
    for (unsigned i = 0; sender->settings.multifd && i < sender->settings.channels; i++) {
        sender->settings.method->close_sender(sender->channels[i].compressor);
    }
    free(sender->channels);
    buffer_free(&sender->trace);
    free(sender);
}

/* One packet of what is queued, on the next channel. */
static bool send_queue(struct sender *sender, struct failure *why)
{
    if (sender->queued == 0) {
        return true;
    }
    unsigned channel = sender->next_channel;
    sender->next_channel = (channel + 1) % sender->settings.channels;

    uint32_t normal = zero_pages_last(sender);
    struct packet packet = {
        .flags = sender->settings.method->flag,
        .normal_pages = normal,
        .zero_pages = sender->queued - normal,
    };
    memcpy(packet.ramblock, sender->block->name, sizeof packet.ramblock);
    memcpy(packet.offset, sender->queue, sender->queued * sizeof packet.offset[0]);

    struct buffer payload = {0};
    struct pages pages = {sender->block, packet.offset, normal, sender->ram->page_size};
    void *compressor = sender->channels[channel].compressor;
    bool done = normal == 0 || sender->settings.method->compress(compressor, &pages, &payload, why);
    bool lost = planted == ZERO_ONLY_LOST && normal == 0;
    if (planted == METHOD_FLAG_MISSING && normal == 0) {
        packet.flags = 0;
    }
    if (done && !lost) {
        send_packet(sender, channel, &packet, &payload);
    }
    buffer_free(&payload);
    sender->queued = 0;
    return done;
}

/* Numbers, writes and counts a packet. */
static void send_packet(struct sender *sender, unsigned channel, struct packet *packet,
                        const struct buffer *payload)
{
    packet->pages_alloc = sender->page_count;
    packet->next_packet_size = (uint32_t)buffer_length(payload);
    packet->packet_num = sender->next_packet_num++;

    size_t length = packet_length(sender->page_count);
    uint8_t *header = allocate(length, 1);
    packet_encode(packet, sender->page_count, header);
    struct buffer bytes = {0};
    buffer_append(&bytes, header, length);
    buffer_append(&bytes, buffer_bytes(payload), buffer_length(payload));
    sender->wire->channel(sender->wire->context, channel, buffer_bytes(&bytes), buffer_length(&bytes));
    free(header);
    buffer_free(&bytes);

    uint32_t normal = packet->normal_pages, zero = packet->zero_pages;
    struct sent *sent = &sender->channels[channel].sent;
    sent->packets++;
    sent->normal_pages += normal;
    sent->zero_pages += zero;
    sender->statistics.packets++;
    sender->statistics.normal_pages += planted == COUNTS_QUEUED_PAGES ? normal + zero : normal;
    sender->statistics.zero_pages += zero;
    buffer_print(&sender->trace,
                 "multifd_send channel %u packet_num %" PRIu64 " normal pages %" PRIu32
                 " zero pages %" PRIu32 " flags 0x%" PRIx32 " next packet size %" PRIu32 "\n",
                 channel, packet->packet_num, normal, zero, packet->flags, packet->next_packet_size);
}

/*
 * Moves the zero pages of the queue behind the normal ones; how many those are. From the left, each zero page changes
 * places with the last page not looked at yet: the order of the patch (SND-06).
 */
static uint32_t zero_pages_last(struct sender *sender)
{
    if (sender->detection != DETECT_MULTIFD) {
        return sender->queued;
    }
    uint32_t normal = 0, unseen_end = sender->queued;
    while (normal < unseen_end) {
        uint64_t offset = sender->queue[normal];
        if (page_is_zero(sender->block->bytes + offset, sender->ram->page_size)) {
            unseen_end--;
            sender->queue[normal] = sender->queue[unseen_end];
            sender->queue[unseen_end] = offset;
        } else {
            normal++;
        }
    }
    return normal;
}

static bool page_is_zero(const uint8_t *page, size_t page_size)
{
    if (planted == ZERO_BY_ENDS) {
        return page[0] == 0 && page[page_size - 1] == 0;
    }
    return is_zero(page, page_size);
}
