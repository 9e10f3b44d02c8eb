/* What makes a program a contestant: see `contestant` in ../sides.ts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct task {
    const char *name;
    void (*act)(void);  /* one unit of work */
    void (*show)(void); /* prints what it comes to */
};

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static double take(void (*act)(void), long count)
{
    double start = now_ns();
    for (long i = 0; i < count; i++) {
        act();
        __asm__ volatile("" ::: "memory");
    }
    return now_ns() - start;
}

static int serve(int argc, char **argv, const struct task *tasks)
{
    const struct task *t = tasks;
    while (t->name && (argc < 2 || strcmp(t->name, argv[1]))) t++;
    if (!t->name) return 2;
    if (argc > 2) { t->show(); return 0; }
    long count = 1;
    double took;
    while ((took = take(t->act, count)) < 80e6) count *= 2;
    count = count * 40e6 / took;
    if (count < 1) count = 1;
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        printf("%.3f\n", take(t->act, count) / count);
        fflush(stdout);
    }
    return 0;
}
