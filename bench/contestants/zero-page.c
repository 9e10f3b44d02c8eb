/* How many of 64 MiB's pages are zero: memcmp against a page that is. */
#include "serve.h"

/* Each time the next 64 MiB of RAM: it is cold, since a round's other regions do not fit into a cache with it. */
enum { PAGE = 4096, LENGTH = 64 * 1024 * 1024, REGIONS = 16, EVERY = 128 };
static const size_t RAM = (size_t)REGIONS * LENGTH;

static uint8_t *ram, *region;
static const uint8_t zeros[PAGE];
static long found;

static void count(void)
{
    found = 0;
    for (long at = 0; at < LENGTH; at += PAGE) found += !memcmp(region + at, zeros, PAGE);
    region += LENGTH;
    if (region == ram + RAM) region = ram;
}

static void show(void)
{
    count();
    printf("%ld\n", found);
}

int main(int argc, char **argv)
{
    region = ram = malloc(RAM);
    if (!ram) return 1;
    /* Really touched: gcc makes calloc of this otherwise, whose pages are all one of the system's. */
    memset(ram, 1, RAM);
    __asm__ volatile("" ::"r"(ram) : "memory");
    memset(ram, 0, RAM);
    /* Pages that are not zero by their last byte cost as much as those that are. */
    for (size_t at = PAGE - 1; at < RAM; at += EVERY * PAGE) ram[at] = 1;
    const struct task tasks[] = { { "count", count, show }, { NULL, NULL, NULL } };
    return serve(argc, argv, tasks);
}
