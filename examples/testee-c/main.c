/* Speaks the testee protocol over stdin and stdout: a request a line, an answer a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bug.h"
#include "json-bytes.h"
#include "requests.h"

static int usage(void);
static json_t *answer_to(const json_t *request);
static void print(json_t *answer);

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--bug") == 0) {
        if (strcmp(argv[2], "list") == 0) {
            bug_list();
            return 0;
        }
        if (!bug_plant(argv[2])) {
            return usage();
        }
    } else if (argc != 1) {
        return usage();
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        json_t *request = json_loadb(line, (size_t)length, 0, NULL);
        const char *type = json_string_value(json_object_get(request, "type"));
        if (type && strcmp(type, "bye") == 0) {
            json_decref(request);
            break;
        }
        json_t *answer = answer_to(request);
        folder_end_answer();
        print(answer);
        json_decref(request);
    }
    free(line);
    return 0;
}

static int usage(void)
{
    fputs("usage: testee [--bug NAME]   (--bug list: their names, and the requirement each breaks)\n",
          stderr);
    return 2;
}

static json_t *answer_to(const json_t *request)
{
    static const struct {
        const char *type;
        json_t *(*answer)(const json_t *request, struct failure *why);
    } KINDS[] = {{"hello", answer_hello}, {"receive", answer_receive}, {"send", answer_send}};

    const char *type = json_string_value(json_object_get(request, "type"));
    json_t *answer = NULL;
    struct failure why = {"a line that is no request of version 1"};
    for (size_t i = 0; type && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i].type, type) == 0) {
            answer = KINDS[i].answer(request, &why);
        }
    }
    if (!answer) {
        answer = json_pack("{s:s, s:s}", "type", "error", "text", why.text);
    }
    json_t *id = json_object_get(request, "id");
    json_object_set(answer, "id", id ? id : json_null());
    return answer;
}

static void print(json_t *answer)
{
    json_dumpf(answer, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(answer);
}
