/*
 * A channel of full packets through a pipe. Arguments: `inspect` or `count`, how many packets, and for `inspect` the
 * command that reads it from its standard input.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "serve.h"

enum { GREETING = 64, PAGES = 128, HEAD = 320 + 8 * PAGES, PAYLOAD = PAGES * 4096 };
enum { PIPE = 1 << 20, BUFFER = 1 << 16, SHOWN = 100, MOST_RSS = 200 * 1000 * 1000 };

static long packets;
static char **command; /* NULL: this program itself counts */

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void put(uint8_t *at, uint64_t value, int size)
{
    while (size--) {
        at[size] = value;
        value >>= 8;
    }
}

static void give(int fd, const uint8_t *bytes, size_t length)
{
    for (ssize_t n; length; bytes += n, length -= n) {
        if ((n = write(fd, bytes, length)) < 0) fail("write");
    }
}

/* The pages never change: the pipe holds these very ones, so that no reader is faster than what comes. */
static void give_pages(int fd, uint8_t *pages)
{
    struct iovec left = { pages, PAYLOAD };
    for (ssize_t n; left.iov_len; left.iov_base = (char *)left.iov_base + n, left.iov_len -= n) {
        if ((n = vmsplice(fd, &left, 1, 0)) < 0) fail("vmsplice");
    }
}

static void generate(int fd, long count)
{
    static uint8_t greeting[GREETING], head[HEAD], *pages;
    if (!pages) {
        pages = mmap(NULL, PAYLOAD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) fail("mmap");
        for (int i = 0; i < PAYLOAD; i++) pages[i] = (uint32_t)i * 2654435761u >> 13;
    }
    put(greeting, 0x11223344, 4);
    put(greeting + 4, 1, 4);
    give(fd, greeting, GREETING);
    put(head, 0x11223344, 4);
    put(head + 4, 1, 4);
    put(head + 12, PAGES, 4);
    put(head + 16, PAGES, 4);
    put(head + 20, PAYLOAD, 4);
    memcpy(head + 64, "pc.ram", 6);
    for (long i = 0; i < count; i++) {
        put(head + 24, i, 8);
        for (int j = 0; j < PAGES; j++) put(head + 320 + 8 * j, (i * PAGES + j) * 4096, 8);
        give(fd, head, HEAD);
        give_pages(fd, pages);
    }
}

/* Says what so many bytes are in full packets, in the words of `inspect`. */
static void count_bytes(void)
{
    static char buffer[BUFFER];
    uint64_t total = 0;
    for (ssize_t n; (n = read(0, buffer, BUFFER)) != 0; total += n) {
        if (n < 0) fail("read");
    }
    uint64_t full = (total - GREETING) / (HEAD + PAYLOAD);
    if (GREETING + full * (HEAD + PAYLOAD) != total) exit(1);
    printf("%lu packets: %lu normal pages, 0 zero pages\n", full, PAGES * full);
}

/* A reader whose standard input the pipe is, and whose lines go to `out`. */
static pid_t start_reader(int ends[2], int out)
{
    if (pipe2(ends, O_CLOEXEC) < 0) fail("pipe");
    fcntl(ends[1], F_SETPIPE_SZ, PIPE);
    pid_t reader = fork();
    if (reader < 0) fail("fork");
    if (reader == 0) {
        dup2(ends[0], 0);
        dup2(out, 1);
        close(ends[0]);
        close(ends[1]);
        if (command) {
            execv(*command, command);
            fail(*command);
        }
        count_bytes();
        exit(0);
    }
    close(ends[0]);
    return reader;
}

static void read_all(long count, int out)
{
    int ends[2], status;
    struct rusage used;
    pid_t reader = start_reader(ends, out);
    generate(ends[1], count);
    close(ends[1]);
    if (wait4(reader, &status, 0, &used) < 0) fail("wait4");
    if (status != 0) {
        fprintf(stderr, "the reader ended with status %d\n", status);
        exit(1);
    }
    if (used.ru_maxrss * 1024 > MOST_RSS) {
        fprintf(stderr, "the reader had %ld KiB in memory\n", used.ru_maxrss);
        exit(1);
    }
}

static void act(void)
{
    static int nowhere = -1;
    if (nowhere < 0 && (nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)) < 0) fail("/dev/null");
    read_all(packets, nowhere);
}

/* The last of the reader's lines. */
static void show(void)
{
    FILE *lines = tmpfile();
    if (!lines) fail("tmpfile");
    read_all(SHOWN, fileno(lines));
    rewind(lines);
    char line[1024] = "";
    while (fgets(line, sizeof line, lines)) continue;
    fputs(line, stdout);
}

static const struct task tasks[] = {
    { "inspect", act, show },
    { "count", act, show },
    { NULL, NULL, NULL },
};

int main(int argc, char **argv)
{
    int shown = !strcmp(argv[argc - 1], "show");
    argv[argc - shown] = NULL;
    packets = argc > 2 ? atol(argv[2]) : 0;
    if (packets < 1) return 2;
    if (!strcmp(argv[1], "inspect")) command = argv + 3;
    signal(SIGPIPE, SIG_IGN);
    return serve(2 + shown, argv, tasks);
}
