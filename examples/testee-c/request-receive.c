#include <stdlib.h>
#include <string.h>

#include "json-bytes.h"
#include "json-ram.h"
#include "receiver.h"
#include "requests.h"

/* Whether the events were taken, and what was wrong with the request if it was that. */
enum verdict { ACCEPTED, REJECTED, BAD_REQUEST };

static enum verdict give_events(struct receiver *receiver, unsigned channels, const json_t *events,
                                struct failure *why);
static enum verdict give_event(struct receiver *receiver, unsigned channels, const json_t *event,
                               struct failure *why);
static enum verdict give_bytes(struct receiver *receiver, unsigned channel, const json_t *data,
                               struct failure *why);
static json_t *show(struct receiver *receiver, unsigned channels, const struct ram *before,
                    const struct ram *ram);

json_t *answer_receive(const json_t *request, struct failure *why)
{
    json_int_t channels;
    const char *method_name;
    json_t *events;
    json_error_t error;
    if (json_unpack_ex((json_t *)request, &error, 0, "{s:I, s:s, s:o}", "channels", &channels,
                       "method", &method_name, "events", &events)) {
        fail(why, "%s", error.text);
        return NULL;
    }
    const struct method *method = method_named(method_name);
    if (channels < 1 || channels > MAX_CHANNELS || !method) {
        fail(why, "receive: channels or method is not what was offered");
        return NULL;
    }
    struct ram ram;
    if (!ram_from_json(&ram, request, why)) {
        ram_free(&ram);
        return NULL;
    }
    struct ram before = ram_copy(&ram);
    struct receiver *receiver = receiver_open(&ram, (unsigned)channels, method);
    enum verdict verdict = give_events(receiver, (unsigned)channels, events, why);
    json_t *answer = NULL;
    if (verdict != BAD_REQUEST) {
        answer = show(receiver, (unsigned)channels, &before, &ram);
        json_object_set_new(answer, "outcome",
                            json_string(verdict == ACCEPTED ? "accepted" : "rejected"));
        if (verdict == REJECTED) {
            json_object_set_new(answer, "text", json_string(why->text));
        }
    }
    receiver_close(receiver);
    ram_free(&ram);
    ram_free(&before);
    return answer;
}

static enum verdict give_events(struct receiver *receiver, unsigned channels, const json_t *events,
                                struct failure *why)
{
    size_t i;
    json_t *event;
    json_array_foreach(events, i, event)
    {
        enum verdict verdict = give_event(receiver, channels, event, why);
        if (verdict != ACCEPTED) {
            return verdict;
        }
    }
    return receiver_finish(receiver, why) ? ACCEPTED : REJECTED;
}

static enum verdict give_event(struct receiver *receiver, unsigned channels, const json_t *event,
                               struct failure *why)
{
    const char *kind, *ramblock = NULL;
    json_int_t channel = 0, offset = 0;
    json_t *data = NULL;
    json_error_t error;
    if (json_unpack_ex((json_t *)event, &error, 0, "{s:s, s?I, s?o, s?s, s?I}", "kind", &kind,
                       "channel", &channel, "data", &data, "ramblock", &ramblock, "offset",
                       &offset)) {
        fail(why, "event: %s", error.text);
        return BAD_REQUEST;
    }
    if (channel < 0 || channel >= channels) {
        fail(why, "event: no channel %lld", (long long)channel);
        return BAD_REQUEST;
    }
    if (strcmp(kind, "bytes") == 0) {
        return give_bytes(receiver, (unsigned)channel, data, why);
    }
    if (strcmp(kind, "eof") == 0) {
        return receiver_eof(receiver, (unsigned)channel, why) ? ACCEPTED : REJECTED;
    }
    if (strcmp(kind, "barrier") == 0) {
        return receiver_barrier(receiver, why) ? ACCEPTED : REJECTED;
    }
    if (strcmp(kind, "zero") == 0 && ramblock && offset >= 0) {
        return receiver_zero_page(receiver, ramblock, (uint64_t)offset, why) ? ACCEPTED : REJECTED;
    }
    fail(why, "event: not one of bytes, eof, barrier and zero");
    return BAD_REQUEST;
}

static enum verdict give_bytes(struct receiver *receiver, unsigned channel, const json_t *data,
                               struct failure *why)
{
    size_t length;
    uint8_t *bytes = bytes_from_json(data, &length, why);
    if (!bytes) {
        return BAD_REQUEST;
    }
    bool taken = receiver_bytes(receiver, channel, bytes, length, why);
    free(bytes);
    return taken ? ACCEPTED : REJECTED;
}

static json_t *show(struct receiver *receiver, unsigned channels, const struct ram *before,
                    const struct ram *ram)
{
    json_t *counters = json_array();
    for (unsigned id = 0; id < channels; id++) {
        struct counters c = receiver_counters(receiver, id);
        json_array_append_new(
            counters, json_pack("{s:I, s:I, s:I}", "packets", (json_int_t)c.packets, "normalPages",
                                (json_int_t)c.normal_pages, "zeroPages", (json_int_t)c.zero_pages));
    }
    size_t count;
    const struct page_write *write = receiver_writes(receiver, &count);
    json_t *writes = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(writes, json_pack("{s:s, s:I}", "ramblock", write[i].block->name,
                                                "offset", (json_int_t)write[i].offset));
    }
    const struct buffer *trace = receiver_trace(receiver);
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "type", "received", "pages",
                     changes_to_json(before, ram), "counters", counters, "writes", writes, "trace",
                     lines_to_json(buffer_bytes(trace), buffer_length(trace)));
}
