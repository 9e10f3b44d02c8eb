/* Where pages are looked at, to find out which are zero. */
#ifndef DETECTION_H
#define DETECTION_H

#include "failure.h"

enum detection {
    DETECT_NONE,
    DETECT_LEGACY,  /* on the main channel */
    DETECT_MULTIFD, /* on the multifd channels */
};

/* Fails on any other word (SND-28). Without multifd, multifd is legacy (SND-22). */
bool detection_named(enum detection *detection, const char *name, bool multifd,
                     struct failure *why);

#endif
