/*
 * Sends the files of a folder to a QEMU that waits for them, a thread for each: live-send PROGRAM FOLDER valid.
 * The next QEMU is started ahead.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "serve.h"

enum { STREAMS = 3, CHANNELS = 2 };

struct stream { uint8_t *bytes; size_t length; int socket; };
struct qemu { pid_t pid; int in, out; char path[200], ram[200]; };

static struct stream streams[STREAMS]; /* the main channel comes first */
static char *program, *folder;
static struct qemu ahead;

static void fail(const char *what) { perror(what); exit(1); }

static void say(const struct qemu *q, const char *words)
{
    if (write(q->in, words, strlen(words)) < 0) fail("QMP");
}

static struct qemu start(void)
{
    static int number;
    static char object[400], words[700];
    struct qemu q;
    int in[2], out[2];
    number++;
    snprintf(q.path, sizeof q.path, "%s/%d.migration", folder, number);
    snprintf(q.ram, sizeof q.ram, "%s/%d.ram", folder, number);
    snprintf(object, sizeof object, "memory-backend-file,id=ram,size=1048576,mem-path=%s,share=on", q.ram);
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) fail("pipe");
    q.pid = fork();
    if (q.pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(in[0], 0);
        dup2(out[1], 1);
        execl(program, program, "-accel", "tcg,tb-size=1", "-M", "none,memory-backend=ram",
              "-m", "1048576B", "-object", object, "-S", "-display", "none", "-nodefaults",
              "-no-user-config", "-qmp", "stdio", "-incoming", "defer", NULL);
        _exit(127);
    }
    if (q.pid < 0) fail("fork");
    close(in[0]);
    close(out[1]);
    q.in = in[1];
    q.out = out[0];
    snprintf(words, sizeof words,
        "{\"execute\":\"qmp_capabilities\"}"
        "{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":"
        "[{\"capability\":\"multifd\",\"state\":true}]}}"
        "{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"multifd-channels\":%d}}"
        "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"unix:%s\",\"exit-on-error\":false},"
        "\"id\":\"listening\"}", CHANNELS, q.path);
    say(&q, words);
    return q;
}

/* Reads what QEMU says until a word is in it. */
static void await(const struct qemu *q, const char *word)
{
    char said[65536];
    size_t length = 0;
    do {
        ssize_t n = read(q->out, said + length, sizeof said - 1 - length);
        if (n <= 0) { fprintf(stderr, "QEMU never said %s\n", word); exit(1); }
        said[length += n] = 0;
    } while (!strstr(said, word));
}

static int connected(const struct qemu *q)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    memcpy(to.sun_path, q->path, strlen(q->path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    return fd;
}

static void *send_all(void *of)
{
    struct stream *s = of;
    for (size_t at = 0; at < s->length;) {
        ssize_t n = write(s->socket, s->bytes + at, s->length - at);
        if (n < 0) fail("write");
        at += n;
    }
    shutdown(s->socket, SHUT_WR);
    return NULL;
}

static void end(const struct qemu *q)
{
    kill(q->pid, SIGKILL);
    waitpid(q->pid, NULL, 0);
    close(q->in);
    close(q->out);
    unlink(q->path);
    unlink(q->ram);
}

static void valid(void)
{
    struct qemu q = ahead;
    ahead = start();
    pthread_t threads[STREAMS];
    await(&q, "listening");
    for (int i = 0; i < STREAMS; i++) {
        streams[i].socket = connected(&q);
        pthread_create(&threads[i], NULL, send_all, &streams[i]);
    }
    for (int i = 0; i < STREAMS; i++) pthread_join(threads[i], NULL);
    /* QEMU closes the main channel when it is through. */
    char rest[64];
    while (read(streams[0].socket, rest, sizeof rest) > 0);
    say(&q, "{\"execute\":\"query-migrate\"}");
    await(&q, "\"completed\"");
    for (int i = 0; i < STREAMS; i++) close(streams[i].socket);
    end(&q);
}

static void show(void) { valid(); printf("completed\n"); }

static void load(struct stream *s, const char *name)
{
    char path[300];
    struct stat of;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &of) || !(s->bytes = malloc(of.st_size))) fail(path);
    for (s->length = 0; s->length < (size_t)of.st_size;) {
        ssize_t n = read(fd, s->bytes + s->length, of.st_size - s->length);
        if (n <= 0) fail(path);
        s->length += n;
    }
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    program = argv[1];
    folder = argv[2];
    signal(SIGPIPE, SIG_IGN);
    load(&streams[0], "main");
    load(&streams[1], "0");
    load(&streams[2], "1");
    ahead = start();
    const struct task tasks[] = { { "valid", valid, show }, { NULL, NULL, NULL } };
    int code = serve(argc - 2, argv + 2, tasks);
    end(&ahead);
    return code;
}
