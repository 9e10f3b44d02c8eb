/* How many of 64 MiB's pages are zero: memcmp against a page that is. */
#include "serve.h"

enum { PAGE = 4096, LENGTH = 64 * 1024 * 1024, EVERY = 128 };

static uint8_t *ram;
static const uint8_t zeros[PAGE];
static long found;

static void count(void)
{
    found = 0;
    for (long at = 0; at < LENGTH; at += PAGE) found += !memcmp(ram + at, zeros, PAGE);
}

static void show(void)
{
    count();
    printf("%ld\n", found);
}

int main(int argc, char **argv)
{
    ram = malloc(LENGTH);
    /* Really touched: gcc makes calloc of this otherwise, whose pages are all one of the system's. */
    memset(ram, 1, LENGTH);
    __asm__ volatile("" ::"r"(ram) : "memory");
    memset(ram, 0, LENGTH);
    /* Pages that are not zero by their last byte cost as much as those that are. */
    for (long at = PAGE - 1; at < LENGTH; at += EVERY * PAGE) ram[at] = 1;
    const struct task tasks[] = { { "count", count, show }, { NULL, NULL, NULL } };
    return serve(argc, argv, tasks);
}
