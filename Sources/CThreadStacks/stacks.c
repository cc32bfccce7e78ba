// In C, because what runs in a signal handler may use neither Swift's runtime nor its allocator.
#define _GNU_SOURCE
#include "CThreadStacks.h"
#include "symbols.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__) && defined(__GLIBC__)
#include <execinfo.h>
#include <sys/syscall.h>

enum { MOST = 128, HANDLER_FRAMES = 2 };
enum { IDLE = 0, FILLING = -1, DONE = -2 };

/// The number of the thread that is asked, or one of the above.
static atomic_int state;
static void *taken[MOST + HANDLER_FRAMES];
static int count;
static int number;
static pid_t owner;
static atomic_bool interrupted_main;

static void handle(int signal) {
    int saved = errno;
    int expected = (int)syscall(SYS_gettid);
    // Too late, or not for us: a child made by fork has the handler too.
    if (getpid() == owner && atomic_compare_exchange_strong(&state, &expected, FILLING)) {
        if (expected == (int)owner) atomic_store(&interrupted_main, true);
        count = backtrace(taken, MOST + HANDLER_FRAMES);
        atomic_store(&state, DONE);
    }
    errno = saved;
}

bool thread_stacks_interrupted_main(void) { return atomic_exchange(&interrupted_main, false); }

int thread_stacks_signal(int offset) { return SIGRTMIN + offset; }

bool thread_stacks_install(int offset) {
    struct sigaction action = {0}, before;
    int wanted = thread_stacks_signal(offset);
    if (sigaction(wanted, NULL, &before) != 0) return false;
    if (before.sa_handler != SIG_DFL && before.sa_handler != handle) return false;
    // The first call loads the unwinder's library and allocates; in a handler it may do neither.
    void *one[1];
    backtrace(one, 1);
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    if (sigaction(wanted, &action, NULL) != 0) return false;
    owner = getpid();
    number = wanted;
    return true;
}

int thread_stacks_take(int32_t thread, void **frames, int most, int milliseconds) {
    int expected = IDLE;
    if (number == 0 || getpid() != owner || !atomic_compare_exchange_strong(&state, &expected, thread)) return -1;
    if (syscall(SYS_tgkill, owner, thread, number) != 0) {
        atomic_store(&state, IDLE);
        return -1;
    }
    struct timespec pause = {0, 1000000};
    for (int waited = 0; atomic_load(&state) != DONE; waited++) {
        if (waited >= milliseconds) {
            expected = thread;
            // It may still answer when it is inside the handler; then the place stays taken, and is given up.
            if (atomic_compare_exchange_strong(&state, &expected, IDLE) || expected != DONE) return -1;
            break;
        }
        nanosleep(&pause, NULL);
    }
    int usable = count - HANDLER_FRAMES;
    if (usable > most) usable = most;
    if (usable > 0) memcpy(frames, taken + HANDLER_FRAMES, (size_t)usable * sizeof *frames);
    atomic_store(&state, IDLE);
    return usable > 0 ? usable : 0;
}

#else

bool thread_stacks_install(int offset) { return false; }
int thread_stacks_take(int32_t thread, void **frames, int most, int milliseconds) { return -1; }
int thread_stacks_signal(int offset) { return 0; }
bool thread_stacks_interrupted_main(void) { return false; }

#endif

// Of Swift's runtime (SwiftDemangle/Demangle.h), which every program that has this file in it has too.
extern char *swift_demangle(const char *name, size_t length, char *buffer, size_t *size, uint32_t flags);

void thread_stacks_describe(const void *address, char *text, size_t size) {
    Dl_info found;
    if (!dladdr(address, &found) || !found.dli_fname) {
        snprintf(text, size, "%p", address);
        return;
    }
    const char *path = found.dli_fname;
    // The program itself goes by its first argument, over which the process's title may have been written.
    char program[512];
    if (path[0] != '/') {
        ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
        if (length > 0) {
            program[length] = 0;
            path = program;
        }
    }
    const char *slash = strrchr(path, '/');
    const char *file = slash ? slash + 1 : path;
    size_t offset = 0;
    // What a file exports may be far from the address; what it has kept to itself is exact.
    const char *raw = file_symbol(path, (uintptr_t)address, (uintptr_t)found.dli_fbase, &offset);
    if (!raw && found.dli_sname) {
        raw = found.dli_sname;
        offset = (size_t)((const char *)address - (const char *)found.dli_saddr);
    }
    if (!raw) {
        snprintf(text, size, "%s + 0x%tx", file, (const char *)address - (const char *)found.dli_fbase);
        return;
    }
    char *name = swift_demangle(raw, strlen(raw), NULL, NULL, 0);
    snprintf(text, size, "%s: %s + %zu", file, name ? name : raw, offset);
    free(name);
}
