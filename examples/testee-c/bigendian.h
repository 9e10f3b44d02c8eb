/* Big-endian integers, as everything on the wire. */
#ifndef BIGENDIAN_H
#define BIGENDIAN_H

#include <stdint.h>

static inline void put_u32(uint8_t *to, uint32_t value)
{
    for (int i = 3; i >= 0; i--, value >>= 8) {
        to[i] = (uint8_t)value;
    }
}

static inline void put_u64(uint8_t *to, uint64_t value)
{
    put_u32(to, (uint32_t)(value >> 32));
    put_u32(to + 4, (uint32_t)value);
}

static inline uint32_t get_u32(const uint8_t *from)
{
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static inline uint64_t get_u64(const uint8_t *from)
{
    return (uint64_t)get_u32(from) << 32 | get_u32(from + 4);
}

#endif
