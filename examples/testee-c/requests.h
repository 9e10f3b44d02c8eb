/* What is asked: each gives an answer without its id, or NULL and why. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <jansson.h>

#include "failure.h"

enum { MAX_CHANNELS = 16 };

json_t *answer_hello(const json_t *request, struct failure *why);
json_t *answer_receive(const json_t *request, struct failure *why);
json_t *answer_send(const json_t *request, struct failure *why);

#endif
