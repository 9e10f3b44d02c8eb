#include "bug.h"

#include <stdio.h>
#include <string.h>

enum bug planted = NO_BUG;

static const struct {
    enum bug bug;
    const char *name;
    const char *requirement; /* that it breaks */
} BUGS[] = {
    {ZERO_ONLY_LOST, "zero-only-lost", "SND-08"},
    {OFFSETS_LITTLE_ENDIAN, "offsets-little-endian", "LAY-01"},
    {ZERO_BY_ENDS, "zero-by-ends", "SND-04"},
    {METHOD_FLAG_MISSING, "method-flag-missing", "SND-09"},
    {NEW_STREAM_EACH_PACKET, "new-stream-each-packet", "SND-10"},
    {SYNC_ON_ONE_CHANNEL, "sync-on-one-channel", "SND-14"},
    {COUNTS_QUEUED_PAGES, "counts-queued-pages", "SND-17"},
    {BIT_NOT_CLEARED, "bit-not-cleared", "SND-21"},
    {ZERO_BOUND_LOOSE, "zero-bound-loose", "RCV-05"},
    {ZERO_OFFSET_OFF_BY_ONE, "zero-offset-off-by-one", "RCV-09"},
    {NAME_BY_PREFIX, "name-by-prefix", "RCV-06"},
    {PAYLOAD_WITHOUT_NORMAL, "payload-without-normal", "RCV-21"},
    {ZERO_ONLY_IGNORED, "zero-only-ignored", "RCV-18"},
    {SYNC_PAGES_IGNORED, "sync-pages-ignored", "RCV-19"},
    {BARRIER_NOT_WAITED_FOR, "barrier-not-waited-for", "RCV-35"},
    {ENDED_CHANNEL_FORGIVEN, "ended-channel-forgiven", "RCV-38"},
};

enum { BUG_COUNT = sizeof BUGS / sizeof BUGS[0] };

bool bug_plant(const char *name)
{
    for (int i = 0; i < BUG_COUNT; i++) {
        if (strcmp(BUGS[i].name, name) == 0) {
            planted = BUGS[i].bug;
            return true;
        }
    }
    return false;
}

void bug_list(void)
{
    for (int i = 0; i < BUG_COUNT; i++) {
        printf("%s %s\n", BUGS[i].name, BUGS[i].requirement);
    }
}
