#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

bool fail(struct failure *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    /* Names come from the wire, and words go into JSON. */
    for (char *c = why->text; *c; c++) {
        if (*c < ' ' || *c > '~') {
            *c = '?';
        }
    }
    return false;
}
