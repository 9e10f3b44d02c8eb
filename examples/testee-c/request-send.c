#include <stdlib.h>
#include <string.h>

#include "detection.h"
#include "json-bytes.h"
#include "json-ram.h"
#include "mapped-ram.h"
#include "requests.h"
#include "sender.h"

/* Takes the pages of a job, one after the other. */
struct taker {
    void *context;
    bool (*page)(void *context, const struct ram_block *block, uint64_t offset,
                 struct failure *why);
    bool (*end_of_pass)(void *context, struct failure *why);
};

static bool run_passes(const struct ram *ram, const json_t *passes, const struct taker *taker,
                       struct failure *why);
static bool write_page(const struct ram *ram, const json_t *write, struct failure *why);
static json_t *send_packets(const struct ram *ram, const struct sender_settings *settings,
                            const json_t *passes, struct failure *why);
static json_t *send_file(const struct ram *ram, const struct sender_settings *settings,
                         const json_t *passes, struct failure *why);
static json_t *refused(const struct failure *why);

json_t *answer_send(const json_t *request, struct failure *why)
{
    json_int_t channels, level = 1;
    const char *method_name, *detection;
    int multifd = 1, to_file = 0;
    json_t *passes;
    json_error_t error;
    if (json_unpack_ex((json_t *)request, &error, 0, "{s:I, s:s, s?I, s:s, s?b, s?b, s:o}",
                       "channels", &channels, "method", &method_name, "level", &level, "detection",
                       &detection, "multifd", &multifd, "mappedRam", &to_file, "passes", &passes)) {
        fail(why, "%s", error.text);
        return NULL;
    }
    struct sender_settings settings = {
        .channels = (unsigned)channels,
        .method = method_named(method_name),
        .level = level < -1 || level > 100 ? -1 : (int)level,
        .detection = detection,
        .multifd = multifd,
    };
    if (channels < 1 || channels > MAX_CHANNELS || !settings.method) {
        fail(why, "send: channels or method is not what was offered");
        return NULL;
    }
    struct ram ram;
    json_t *answer = NULL;
    if (ram_from_json(&ram, request, why)) {
        answer = (to_file ? send_file : send_packets)(&ram, &settings, passes, why);
    }
    ram_free(&ram);
    return answer;
}

static bool run_passes(const struct ram *ram, const json_t *passes, const struct taker *taker,
                       struct failure *why)
{
    size_t i, j;
    json_t *pass, *page;
    json_array_foreach(passes, i, pass)
    {
        json_array_foreach(json_object_get(pass, "writes"), j, page)
        {
            if (!write_page(ram, page, why)) {
                return false;
            }
        }
        json_array_foreach(json_object_get(pass, "queue"), j, page)
        {
            struct ram_block *block;
            uint64_t offset;
            if (!page_from_json(ram, page, &block, &offset, why) ||
                !taker->page(taker->context, block, offset, why)) {
                return false;
            }
        }
        if (!taker->end_of_pass(taker->context, why)) {
            return false;
        }
    }
    return true;
}

static bool write_page(const struct ram *ram, const json_t *write, struct failure *why)
{
    struct ram_block *block;
    uint64_t offset;
    if (!page_from_json(ram, write, &block, &offset, why)) {
        return false;
    }
    size_t length;
    uint8_t *bytes = bytes_from_json(json_object_get(write, "bytes"), &length, why);
    if (!bytes) {
        return false;
    }
    bool whole = length == ram->page_size;
    if (whole) {
        memcpy(block->bytes + offset, bytes, length);
    }
    free(bytes);
    return whole || fail(why, "writes: %zu bytes for a page of %zu", length, ram->page_size);
}

/* ---- packets: everything that is written becomes an entry of an array */

static void note_channel(void *writes, unsigned channel, const uint8_t *bytes, size_t length)
{
    json_array_append_new(writes, json_pack("{s:s, s:i, s:o}", "stream", "channel", "channel",
                                            (int)channel, "data", bytes_to_json(bytes, length)));
}

static void note_word(json_t *writes, json_t *word)
{
    json_array_append_new(writes, json_pack("{s:s, s:o}", "stream", "main", "word", word));
}

static void note_flush(void *writes)
{
    note_word(writes, json_pack("{s:s}", "kind", "flush"));
}

static void note_eos(void *writes)
{
    note_word(writes, json_pack("{s:s}", "kind", "eos"));
}

static void note_zero(void *writes, const struct ram_block *block, uint64_t offset)
{
    note_word(writes, json_pack("{s:s, s:s, s:I}", "kind", "zero", "ramblock", block->name,
                                "offset", (json_int_t)offset));
}

static void note_page(void *writes, const struct ram_block *block, uint64_t offset,
                      const uint8_t *bytes, size_t length)
{
    note_word(writes, json_pack("{s:s, s:s, s:I, s:o}", "kind", "page", "ramblock", block->name,
                                "offset", (json_int_t)offset, "bytes",
                                bytes_to_json(bytes, length)));
}

static bool queue_page(void *sender, const struct ram_block *block, uint64_t offset,
                       struct failure *why)
{
    return sender_queue(sender, block, offset, why);
}

static bool sync_channels(void *sender, struct failure *why)
{
    return sender_sync(sender, why);
}

static json_t *sent_to_json(struct sent sent)
{
    return json_pack("{s:I, s:I, s:I}", "packets", (json_int_t)sent.packets, "normalPages",
                     (json_int_t)sent.normal_pages, "zeroPages", (json_int_t)sent.zero_pages);
}

static json_t *counters_to_json(const struct sender *sender, unsigned channels)
{
    json_t *by_channel = json_array();
    for (unsigned i = 0; i < channels; i++) {
        json_array_append_new(by_channel, sent_to_json(sender_channel(sender, i)));
    }
    struct sent total = sender_statistics(sender);
    return json_pack("{s:I, s:I, s:o}", "normalPages", (json_int_t)total.normal_pages, "zeroPages",
                     (json_int_t)total.zero_pages, "channels", by_channel);
}

static json_t *send_packets(const struct ram *ram, const struct sender_settings *settings,
                            const json_t *passes, struct failure *why)
{
    json_t *writes = json_array();
    struct wire wire = {writes, note_channel, note_flush, note_eos, note_zero, note_page};
    struct sender *sender = sender_open(ram, settings, &wire, why);
    if (!sender) {
        json_decref(writes);
        return refused(why);
    }
    struct taker taker = {sender, queue_page, sync_channels};
    json_t *answer = NULL;
    if (run_passes(ram, passes, &taker, why)) {
        sender_finish(sender);
        const struct buffer *trace = sender_trace(sender);
        answer = json_pack("{s:s, s:s, s:O, s:o, s:o}", "type", "sent", "outcome", "completed",
                           "writes", writes, "counters",
                           counters_to_json(sender, settings->channels), "trace",
                           lines_to_json(buffer_bytes(trace), buffer_length(trace)));
    }
    sender_close(sender);
    json_decref(writes);
    return answer;
}

/* ---- mapped-ram: the same pages go to a file */

struct to_file {
    struct mapped_ram *file;
    size_t page_size;
    bool detect;
    struct sent sent;
};

static bool put_page(void *context, const struct ram_block *block, uint64_t offset,
                     struct failure *why)
{
    (void)why;
    struct to_file *to = context;
    bool zero = to->detect && is_zero(block->bytes + offset, to->page_size);
    mapped_ram_put(to->file, block, offset, zero);
    *(zero ? &to->sent.zero_pages : &to->sent.normal_pages) += 1;
    return true;
}

static bool nothing_to_do(void *context, struct failure *why)
{
    (void)context;
    (void)why;
    return true;
}

static json_t *send_file(const struct ram *ram, const struct sender_settings *settings,
                         const json_t *passes, struct failure *why)
{
    enum detection detection;
    if (!detection_named(&detection, settings->detection, settings->multifd, why)) {
        return refused(why);
    }
    if (settings->method != &METHOD_NONE) {
        fail(why, "mapped-ram: pages are not compressed");
        return refused(why);
    }
    for (size_t i = 0; i < ram->block_count; i++) {
        if (ram->blocks[i].used_length % ram->page_size) {
            fail(why, "mapped-ram: a block that is not whole pages");
            return refused(why);
        }
    }
    struct to_file to = {mapped_ram_open(ram), ram->page_size, detection != DETECT_NONE, {0}};
    struct taker taker = {&to, put_page, nothing_to_do};
    json_t *answer = NULL;
    if (run_passes(ram, passes, &taker, why)) {
        const struct buffer *file = mapped_ram_file(to.file);
        answer = json_pack("{s:s, s:s, s:[], s:[], s:{s:I, s:I}, s:o}", "type", "sent", "outcome",
                           "completed", "writes", "trace", "counters", "normalPages",
                           (json_int_t)to.sent.normal_pages, "zeroPages",
                           (json_int_t)to.sent.zero_pages, "file",
                           bytes_to_json(buffer_bytes(file), buffer_length(file)));
    }
    mapped_ram_close(to.file);
    return answer;
}

static json_t *refused(const struct failure *why)
{
    return json_pack("{s:s, s:s, s:s, s:[]}", "type", "sent", "outcome", "refused", "text",
                     why->text, "writes");
}
