#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1  // pthread_setname_np
#endif
#include "CPythonABI.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

struct cpython_gate cpython_gate;

#if defined(__linux__)
__thread struct cpython_thread cpython_thread __attribute__((tls_model("initial-exec")));
#else
__thread struct cpython_thread cpython_thread;
#endif

// Here because Swift's overlay for glibc shows none of its GNU extensions.
void cpython_name_this_thread(const char *_Nonnull name) {
#if defined(__APPLE__)
    pthread_setname_np(name);
#else
    char shortened[16];  // all the kernel takes, and of a longer name it takes nothing
    strncpy(shortened, name, sizeof shortened - 1);
    shortened[sizeof shortened - 1] = '\0';
    pthread_setname_np(pthread_self(), shortened);
#endif
}

extern char **environ;

char *_Nullable *_Nullable cpython_environment(void) { return environ; }

int cpython_fork(void) {
    PyOS_BeforeFork();
    int child = (int)fork();
    if (child == 0) {
        PyOS_AfterFork_Child();
    } else {
        PyOS_AfterFork_Parent();
    }
    return child;
}
