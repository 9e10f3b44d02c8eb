/*
 * Sends the sessions in a folder to QEMUs that wait for them, two at a time, a thread for each stream:
 * live-send PROGRAM FOLDER valid|invalid. The next QEMUs are started ahead. `invalid`: QEMU is to refuse the sessions.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "serve.h"

enum { STREAMS = 9, SESSIONS = 200, JOBS = 2 };

struct stream { uint8_t *bytes; size_t length; int socket; };
struct session { int count; struct stream streams[STREAMS]; }; /* the main channel comes first */
struct qemu { pid_t pid; int in, out; char path[200], ram[200]; };

static struct session sessions[SESSIONS];
static int session_count;
static atomic_int next_session, started;
static pthread_barrier_t turn;
static char *program, *folder;
static const char *outcome = "\"completed\"";
static struct qemu ahead[JOBS];

static void fail(const char *what) { perror(what); exit(1); }

static void say(const struct qemu *q, const char *words)
{
    if (write(q->in, words, strlen(words)) < 0) fail("QMP");
}

static struct qemu start(void)
{
    char object[400];
    static const char words[] = "{\"execute\":\"qmp_capabilities\"}";
    struct qemu q;
    int in[2], out[2], number = ++started;
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

/* Has it wait for a migration. */
static void listen_for(const struct qemu *q, int channels)
{
    char words[700];
    snprintf(words, sizeof words,
        "{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":"
        "[{\"capability\":\"multifd\",\"state\":true}]}}"
        "{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"multifd-channels\":%d}}"
        "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"unix:%s\",\"exit-on-error\":false},"
        "\"id\":\"listening\"}", channels, q->path);
    say(q, words);
    await(q, "listening");
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
        if (n < 0 && errno == EPIPE) break; /* refused; whoever waits for the end will see */
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

static void run(struct session *s, struct qemu *own)
{
    struct qemu q = *own;
    *own = start();
    pthread_t threads[STREAMS];
    listen_for(&q, s->count - 1);
    for (int i = 0; i < s->count; i++) {
        s->streams[i].socket = connected(&q);
        pthread_create(&threads[i], NULL, send_all, &s->streams[i]);
    }
    for (int i = 0; i < s->count; i++) pthread_join(threads[i], NULL);
    /* QEMU closes the main channel when it is through. */
    char rest[64];
    while (read(s->streams[0].socket, rest, sizeof rest) > 0);
    say(&q, "{\"execute\":\"query-migrate\"}");
    await(&q, outcome);
    for (int i = 0; i < s->count; i++) close(s->streams[i].socket);
    end(&q);
}

/* Threads that stay: a QEMU ends with the thread that started it. */
static void *job(void *of)
{
    struct qemu *own = of;
    *own = start();
    for (;;) {
        pthread_barrier_wait(&turn);
        for (int i; (i = next_session++) < session_count;) run(&sessions[i], own);
        pthread_barrier_wait(&turn);
    }
    return NULL;
}

static void send_sessions(void)
{
    next_session = 0;
    pthread_barrier_wait(&turn);
    pthread_barrier_wait(&turn);
}

static void show(void) { send_sessions(); printf("%d sessions\n", session_count); }
static void show_count(void) { send_sessions(); printf("%d\n", session_count); }

/* 0: there is no such file. */
static int load(struct stream *s, int session, const char *name)
{
    char path[300];
    struct stat of;
    snprintf(path, sizeof path, "%s/%d.%s", folder, session, name);
    int fd = open(path, O_RDONLY);
    if (fd < 0) return 0;
    if (fstat(fd, &of) || !(s->bytes = malloc(of.st_size))) fail(path);
    for (s->length = 0; s->length < (size_t)of.st_size;) {
        ssize_t n = read(fd, s->bytes + s->length, of.st_size - s->length);
        if (n <= 0) fail(path);
        s->length += n;
    }
    close(fd);
    return 1;
}

static void load_all(void)
{
    static const char *names[STREAMS] = { "main", "0", "1", "2", "3", "4", "5", "6", "7" };
    struct session *s = sessions;
    for (; session_count < SESSIONS && load(&s->streams[0], session_count, names[0]); session_count++, s++)
        for (s->count = 1; s->count < STREAMS; s->count++)
            if (!load(&s->streams[s->count], session_count, names[s->count])) break;
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    program = argv[1];
    folder = argv[2];
    if (strcmp(argv[3], "invalid") == 0) outcome = "\"failed\"";
    signal(SIGPIPE, SIG_IGN);
    load_all();
    pthread_t jobs[JOBS];
    pthread_barrier_init(&turn, NULL, JOBS + 1);
    for (int i = 0; i < JOBS; i++) pthread_create(&jobs[i], NULL, job, &ahead[i]);
    const struct task tasks[] = {
        { "valid", send_sessions, show }, { "invalid", send_sessions, show_count }, { NULL, NULL, NULL }
    };
    int code = serve(argc - 2, argv + 2, tasks);
    for (int i = 0; i < JOBS; i++) end(&ahead[i]);
    return code;
}
