/* Bugs that can be planted, to see whether a conformance suite finds them. */
#ifndef BUG_H
#define BUG_H

#include <stdbool.h>

enum bug {
    NO_BUG,
    /* of the sender */
    ZERO_ONLY_LOST,
    OFFSETS_LITTLE_ENDIAN,
    ZERO_BY_ENDS,
    METHOD_FLAG_MISSING,
    NEW_STREAM_EACH_PACKET,
    SYNC_ON_ONE_CHANNEL,
    COUNTS_QUEUED_PAGES,
    BIT_NOT_CLEARED,
    /* of the receiver */
    ZERO_BOUND_LOOSE,
    ZERO_OFFSET_OFF_BY_ONE,
    NAME_BY_PREFIX,
    PAYLOAD_WITHOUT_NORMAL,
    ZERO_ONLY_IGNORED,
    SYNC_PAGES_IGNORED,
    BARRIER_NOT_WAITED_FOR,
    ENDED_CHANNEL_FORGIVEN,
};

/* The bug of this process. */
extern enum bug planted;

/* Plants the bug of that name; false when there is none. */
bool bug_plant(const char *name);

/* Prints "NAME REQUIREMENT" for each. */
void bug_list(void);

#endif
