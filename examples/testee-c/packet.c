#include "packet.h"

#include <inttypes.h>
#include <string.h>

#include "bigendian.h"
#include "bug.h"

enum {
    AT_MAGIC = 0,
    AT_VERSION = 4,

    AT_FLAGS = 8,
    AT_PAGES_ALLOC = 12,
    AT_NORMAL_PAGES = 16,
    AT_NEXT_PACKET_SIZE = 20,
    AT_PACKET_NUM = 24,
    AT_ZERO_PAGES = 32,
    AT_RAMBLOCK = 64,
    AT_OFFSET = 320,

    AT_UUID = 8,
    UUID_LENGTH = 16,
    AT_ID = 24,
};

static const uint32_t MAGIC = 0x11223344;
static const uint32_t VERSION = 1;

static bool check_magic(const uint8_t *from, struct failure *why);
static bool check_counts(const struct packet *packet, uint32_t page_count, struct failure *why);

uint32_t page_count_of(size_t page_size)
{
    return (uint32_t)(PACKET_DATA / page_size);
}

size_t packet_length(uint32_t page_count)
{
    return AT_OFFSET + 8 * (size_t)page_count;
}

void packet_encode(const struct packet *packet, uint32_t page_count, uint8_t *to)
{
    memset(to, 0, packet_length(page_count));
    put_u32(to + AT_MAGIC, MAGIC);
    put_u32(to + AT_VERSION, VERSION);
    put_u32(to + AT_FLAGS, packet->flags);
    put_u32(to + AT_PAGES_ALLOC, packet->pages_alloc);
    put_u32(to + AT_NORMAL_PAGES, packet->normal_pages);
    put_u32(to + AT_NEXT_PACKET_SIZE, packet->next_packet_size);
    put_u64(to + AT_PACKET_NUM, packet->packet_num);
    put_u32(to + AT_ZERO_PAGES, packet->zero_pages);
    memcpy(to + AT_RAMBLOCK, packet->ramblock, strlen(packet->ramblock));
    for (uint32_t i = 0; i < packet->normal_pages + packet->zero_pages; i++) {
        uint64_t offset = packet->offset[i];
        put_u64(to + AT_OFFSET + 8 * i,
                planted == OFFSETS_LITTLE_ENDIAN ? __builtin_bswap64(offset) : offset);
    }
}

bool packet_decode(struct packet *packet, uint32_t page_count, const uint8_t *from,
                   struct failure *why)
{
    if (!check_magic(from, why)) {
        return false;
    }
    packet->flags = get_u32(from + AT_FLAGS);
    packet->pages_alloc = get_u32(from + AT_PAGES_ALLOC);
    packet->normal_pages = get_u32(from + AT_NORMAL_PAGES);
    packet->next_packet_size = get_u32(from + AT_NEXT_PACKET_SIZE);
    packet->packet_num = get_u64(from + AT_PACKET_NUM);
    packet->zero_pages = get_u32(from + AT_ZERO_PAGES);
    if (!check_counts(packet, page_count, why)) {
        return false;
    }
    if (planted == ZERO_BOUND_LOOSE && packet->zero_pages > page_count - packet->normal_pages) {
        packet->zero_pages = page_count - packet->normal_pages; /* there is no more to read */
    }
    memcpy(packet->ramblock, from + AT_RAMBLOCK, MAX_NAME); /* RCV-24 */
    packet->ramblock[MAX_NAME] = '\0';
    for (uint32_t i = 0; i < packet->normal_pages + packet->zero_pages; i++) {
        packet->offset[i] = get_u64(from + AT_OFFSET + 8 * i);
    }
    return true;
}

void greeting_encode(uint8_t id, uint8_t to[GREETING_LENGTH])
{
    memset(to, 0, GREETING_LENGTH);
    put_u32(to + AT_MAGIC, MAGIC);
    put_u32(to + AT_VERSION, VERSION);
    to[AT_ID] = id;
}

bool greeting_decode(uint8_t *id, unsigned channels, const uint8_t from[GREETING_LENGTH],
                     struct failure *why)
{
    if (!check_magic(from, why)) {
        return false;
    }
    if (!is_zero(from + AT_UUID, UUID_LENGTH)) {
        return fail(why, "greeting: uuid is not that of this guest, which has none");
    }
    *id = from[AT_ID];
    if (*id >= channels) {
        return fail(why, "greeting: id %u, but there are %u channels", *id, channels);
    }
    return true;
}

static bool check_magic(const uint8_t *from, struct failure *why)
{
    uint32_t magic = get_u32(from + AT_MAGIC);
    if (magic != MAGIC) {
        return fail(why, "magic is 0x%08" PRIx32 ", not 0x%08" PRIx32, magic, MAGIC);
    }
    uint32_t version = get_u32(from + AT_VERSION);
    if (version != VERSION) {
        return fail(why, "version is %" PRIu32 ", not %" PRIu32, version, VERSION);
    }
    return true;
}

static bool check_counts(const struct packet *packet, uint32_t page_count, struct failure *why)
{
    uint32_t alloc = packet->pages_alloc, normal = packet->normal_pages, zero = packet->zero_pages;
    if (alloc > page_count) {
        return fail(why, "pages_alloc is %" PRIu32 ", above %" PRIu32, alloc, page_count);
    }
    if (normal > alloc) {
        return fail(why, "normal_pages is %" PRIu32 ", above %" PRIu32, normal, alloc);
    }
    uint32_t room = planted == ZERO_BOUND_LOOSE ? alloc : alloc - normal;
    if (zero > room) {
        return fail(why, "zero_pages is %" PRIu32 ", above %" PRIu32, zero, room);
    }
    return true;
}
