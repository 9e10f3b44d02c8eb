/* zlib: one deflate stream a channel, ended with Z_SYNC_FLUSH at each packet's last page. */
#include <stdlib.h>
#include <zlib.h>

#include "bug.h"
#include "method.h"

/* What inflate says of itself in data_type. */
enum { UNUSED_BITS = 63, BETWEEN_BLOCKS = 128 };

static bool at_flush(const z_stream *z);

static void *open_deflate(int level)
{
    z_stream *z = allocate(1, sizeof *z);
    if (deflateInit(z, level) != Z_OK) {
        out_of_memory();
    }
    return z;
}

static bool deflate_pages(void *state, const struct pages *pages, struct buffer *payload,
                          struct failure *why)
{
    z_stream *z = state;
    uLong bound = compressBound(PACKET_DATA); /* SND-27 */
    uint8_t *room = allocate(bound, 1);
    z->next_out = room;
    z->avail_out = (uInt)bound;
    if (planted == NEW_STREAM_EACH_PACKET) {
        deflateReset(z);
    }
    int result = Z_OK;
    for (uint32_t i = 0; i < pages->count && result == Z_OK; i++) {
        bool last = i == pages->count - 1;
        z->next_in = pages->block->bytes + pages->offset[i];
        z->avail_in = (uInt)pages->page_size;
        result = deflate(z, last ? Z_SYNC_FLUSH : Z_NO_FLUSH);
        if (result == Z_OK && (z->avail_in || z->avail_out == 0)) {
            result = Z_BUF_ERROR;
        }
    }
    buffer_append(payload, room, bound - z->avail_out);
    free(room);
    return result == Z_OK || fail(why, "deflate: error %d", result);
}

static void close_deflate(void *state)
{
    deflateEnd(state);
    free(state);
}

static void *open_inflate(void)
{
    z_stream *z = allocate(1, sizeof *z);
    if (inflateInit(z) != Z_OK) {
        out_of_memory();
    }
    return z;
}

static bool inflate_pages(void *state, const uint8_t *payload, size_t length, uint8_t *to,
                          size_t to_length, struct failure *why)
{
    z_stream *z = state;
    z->next_in = (z_const Bytef *)payload;
    z->avail_in = (uInt)length;
    z->next_out = to;
    z->avail_out = (uInt)to_length;
    int result = inflate(z, Z_SYNC_FLUSH);
    if (result != Z_OK && result != Z_BUF_ERROR) {
        return fail(why, "inflate: error %d (%s)", result, z->msg ? z->msg : "stream ended");
    }
    if (z->avail_out) {
        return fail(why, "inflate: %u bytes too few", z->avail_out);
    }
    /* What is left must be the flush, which gives nothing: room for one byte shows it (RCV-43). */
    if (!at_flush(z)) {
        uint8_t surplus;
        z->next_out = &surplus;
        z->avail_out = 1;
        result = inflate(z, Z_SYNC_FLUSH);
        if (result != Z_OK && result != Z_BUF_ERROR) {
            return fail(why, "inflate: error %d behind the last page", result);
        }
        if (z->avail_out == 0) {
            return fail(why, "inflate: more than the packet's pages");
        }
    }
    return at_flush(z) || fail(why, "inflate: the payload does not end with a flush");
}

/* All input is used, and the stream stands between two blocks and at a whole byte. */
static bool at_flush(const z_stream *z)
{
    return z->avail_in == 0 && (z->data_type & (BETWEEN_BLOCKS | UNUSED_BITS)) == BETWEEN_BLOCKS;
}

static void close_inflate(void *state)
{
    inflateEnd(state);
    free(state);
}

const struct method METHOD_ZLIB = {
    .name = "zlib",
    .flag = FLAG_ZLIB,
    .min_level = 0,
    .max_level = 9,
    .open_sender = open_deflate,
    .compress = deflate_pages,
    .close_sender = close_deflate,
    .open_receiver = open_inflate,
    .decompress = inflate_pages,
    .close_receiver = close_inflate,
};
