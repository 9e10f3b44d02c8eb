/* zstd: one frame a channel that stays open, flushed at the end of each packet. */
#include <zstd.h>

#include "bug.h"
#include "method.h"

/* The largest window a frame may ask for: 128 MiB, what the highest level uses. */
enum { MAX_WINDOW_LOG = 27 };

/* ZSTD_decompressStream's wish for input when it stands between two blocks: a block's header. */
enum { BLOCK_HEADER = 3 };

static void *open_compress(int level)
{
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    if (!zstd) {
        out_of_memory();
    }
    ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, level);
    return zstd;
}

static bool compress_pages(void *state, const struct pages *pages, struct buffer *payload,
                           struct failure *why)
{
    if (planted == NEW_STREAM_EACH_PACKET) {
        ZSTD_CCtx_reset(state, ZSTD_reset_session_only);
    }
    static uint8_t room[ZSTD_COMPRESSBOUND(PACKET_DATA)];
    ZSTD_outBuffer out = {room, sizeof room, 0};
    for (uint32_t i = 0; i < pages->count; i++) {
        bool last = i == pages->count - 1;
        ZSTD_inBuffer in = {pages->block->bytes + pages->offset[i], pages->page_size, 0};
        size_t left;
        do {
            left = ZSTD_compressStream2(state, &out, &in, last ? ZSTD_e_flush : ZSTD_e_continue);
            if (ZSTD_isError(left)) {
                return fail(why, "zstd: %s", ZSTD_getErrorName(left));
            }
            if (out.pos == out.size) {
                return fail(why, "zstd: no room in %zu bytes", out.size);
            }
        } while (in.pos < in.size || (last && left));
    }
    buffer_append(payload, room, out.pos);
    return true;
}

static void close_compress(void *state)
{
    ZSTD_freeCCtx(state);
}

static void *open_decompress(void)
{
    ZSTD_DCtx *zstd = ZSTD_createDCtx();
    if (!zstd) {
        out_of_memory();
    }
    ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, MAX_WINDOW_LOG);
    return zstd;
}

static bool decompress_pages(void *state, const uint8_t *payload, size_t length, uint8_t *to,
                             size_t to_length, struct failure *why)
{
    ZSTD_inBuffer in = {payload, length, 0};
    ZSTD_outBuffer out = {to, to_length, 0};
    size_t wish = 0;
    while (out.pos < out.size && in.pos < in.size) {
        wish = ZSTD_decompressStream(state, &out, &in);
        if (ZSTD_isError(wish)) {
            return fail(why, "zstd: %s", ZSTD_getErrorName(wish));
        }
    }
    if (out.pos < out.size) {
        return fail(why, "zstd: %zu bytes too few", out.size - out.pos);
    }
    /* What is left must give nothing: room for one byte shows it (RCV-43). 0: the frame is at its end. */
    if (wish != 0 || in.pos < in.size) {
        uint8_t surplus;
        out = (ZSTD_outBuffer){&surplus, 1, 0};
        do {
            wish = ZSTD_decompressStream(state, &out, &in);
        } while (!ZSTD_isError(wish) && out.pos == 0 && in.pos < in.size);
        if (ZSTD_isError(wish)) {
            return fail(why, "zstd: %s", ZSTD_getErrorName(wish));
        }
        if (out.pos || (wish != 0 && wish != BLOCK_HEADER)) {
            return fail(why, "zstd: more than the packet's pages");
        }
    }
    return true;
}

static void close_decompress(void *state)
{
    ZSTD_freeDCtx(state);
}

const struct method METHOD_ZSTD = {
    .name = "zstd",
    .flag = FLAG_ZSTD,
    .min_level = 0,
    .max_level = 20,
    .open_sender = open_compress,
    .compress = compress_pages,
    .close_sender = close_compress,
    .open_receiver = open_decompress,
    .decompress = decompress_pages,
    .close_receiver = close_decompress,
};
