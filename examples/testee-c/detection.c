#include "detection.h"

#include <string.h>

bool detection_named(enum detection *detection, const char *name, bool multifd,
                     struct failure *why)
{
    if (strcmp(name, "none") == 0) {
        *detection = DETECT_NONE;
    } else if (strcmp(name, "legacy") == 0) {
        *detection = DETECT_LEGACY;
    } else if (strcmp(name, "multifd") == 0) {
        *detection = multifd ? DETECT_MULTIFD : DETECT_LEGACY;
    } else {
        return fail(why, "detection is none, legacy or multifd");
    }
    return true;
}
