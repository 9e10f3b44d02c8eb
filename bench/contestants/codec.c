/* MultiFDPacket_t of 128 offsets in plain C, as a careful program would write it. */
#include <endian.h>
#include "serve.h"

enum { PAGES = 128, PAGE = 4096, LENGTH = 320 + 8 * PAGES };

struct packet {
    uint32_t magic, version, flags, pages_alloc, normal_pages, next_packet_size;
    uint64_t packet_num;
    uint32_t zero_pages;
    uint8_t reserved[28];
    char ramblock[256];
    uint64_t offset[PAGES];
};

static struct packet source;
static uint8_t wire[LENGTH];    /* what encode() made last */
static struct packet target;    /* what decode() made last */
static uint64_t used_length = (uint64_t)PAGES * PAGE;

static void put32(uint8_t *p, uint32_t v) { v = htobe32(v); memcpy(p, &v, 4); }
static void put64(uint8_t *p, uint64_t v) { v = htobe64(v); memcpy(p, &v, 8); }
static uint32_t get32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return be32toh(v); }
static uint64_t get64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return be64toh(v); }

static void encode(void)
{
    put32(wire, source.magic);
    put32(wire + 4, source.version);
    put32(wire + 8, source.flags);
    put32(wire + 12, source.pages_alloc);
    put32(wire + 16, source.normal_pages);
    put32(wire + 20, source.next_packet_size);
    put64(wire + 24, source.packet_num);
    put32(wire + 32, source.zero_pages);
    memcpy(wire + 36, source.reserved, 28);
    memcpy(wire + 64, source.ramblock, 256);
    for (int i = 0; i < PAGES; i++) put64(wire + 320 + 8 * i, source.offset[i]);
}

static int bad(const char *why) { fprintf(stderr, "refused: %s\n", why); exit(1); }

/* All fields, and every rule of a receiver on them. */
static void decode(void)
{
    struct packet *p = &target;
    p->magic = get32(wire);
    p->version = get32(wire + 4);
    p->flags = get32(wire + 8);
    p->pages_alloc = get32(wire + 12);
    p->normal_pages = get32(wire + 16);
    p->next_packet_size = get32(wire + 20);
    p->packet_num = get64(wire + 24);
    p->zero_pages = get32(wire + 32);
    memcpy(p->reserved, wire + 36, 28);
    memcpy(p->ramblock, wire + 64, 256);
    for (int i = 0; i < PAGES; i++) p->offset[i] = get64(wire + 320 + 8 * i);
    if (p->magic != 0x11223344) bad("magic");
    if (p->version != 1) bad("version");
    if (p->pages_alloc > PAGES) bad("pages_alloc");
    if (p->normal_pages > p->pages_alloc) bad("normal_pages");
    if (p->zero_pages > p->pages_alloc - p->normal_pages) bad("zero_pages");
    if ((p->flags & 0xe) != 2) bad("method");
    if (p->next_packet_size > 1024 * 1024) bad("next_packet_size");
    if (!memchr(p->ramblock, 0, 256) || strcmp(p->ramblock, "ram")) bad("ramblock");
    for (uint32_t i = 0; i < p->normal_pages + p->zero_pages; i++) {
        if (p->offset[i] > used_length - PAGE) bad("offset");
    }
}

static void show_wire(void)
{
    encode();
    for (int i = 0; i < LENGTH; i++) printf("%02x", wire[i]);
    printf("\n");
}

static void show_fields(void)
{
    encode();
    decode();
    struct packet *p = &target;
    printf("%u %u %u %lu %s", p->normal_pages, p->zero_pages, p->next_packet_size,
           (unsigned long)p->packet_num, p->ramblock);
    for (int i = 0; i < PAGES; i++) printf(" %lu", (unsigned long)p->offset[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    source = (struct packet){ .magic = 0x11223344, .version = 1, .flags = 2, .pages_alloc = PAGES,
        .normal_pages = 100, .next_packet_size = 12345, .packet_num = 1ull << 40, .zero_pages = 28,
        .ramblock = "ram" };
    for (int i = 0; i < PAGES; i++) source.offset[i] = (uint64_t)PAGE * (i * 37 % PAGES);
    encode();
    const struct task tasks[] = {
        { "encode", encode, show_wire }, { "decode", decode, show_fields }, { NULL, NULL, NULL } };
    return serve(argc, argv, tasks);
}
