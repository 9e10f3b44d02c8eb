/* A bare QEMU that starts and is told to quit, two at a time: live-bare PROGRAM quit. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "serve.h"

enum { COUNT = 200, JOBS = 2 };

static const char words[] = "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}";
static char *program;

static void start(void)
{
    int in[2];
    if (pipe(in) || write(in[1], words, sizeof words - 1) < 0) exit(1);
    pid_t pid = vfork();
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(open("/dev/null", O_WRONLY), 1);
        close(in[0]);
        close(in[1]);
        execl(program, program, "-accel", "tcg", "-M", "none", "-S", "-display", "none",
              "-nodefaults", "-no-user-config", "-qmp", "stdio", NULL);
        _exit(127);
    }
    close(in[0]);
    close(in[1]);
    if (pid < 0) exit(1);
}

static void finish(void)
{
    int status;
    if (wait(&status) < 0 || status != 0) { fprintf(stderr, "QEMU ended by %d\n", status); exit(1); }
}

static void quit(void)
{
    for (int i = 0; i < COUNT; i++) {
        if (i >= JOBS) finish();
        start();
    }
    for (int i = 0; i < JOBS; i++) finish();
}

static void show(void) { printf("%d\n", COUNT); }

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    program = argv[1];
    const struct task tasks[] = { { "quit", quit, show }, { NULL, NULL, NULL } };
    return serve(argc - 1, argv + 1, tasks);
}
