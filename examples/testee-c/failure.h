/* Why something could not be done, in words. */
#ifndef FAILURE_H
#define FAILURE_H

#include <stdbool.h>

struct failure {
    char text[512];
};

/* Sets the words, in ASCII and cut to what fits; false, so that a caller can return it. */
bool fail(struct failure *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
