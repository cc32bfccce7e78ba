#include "CPythonABI.h"

#include <unistd.h>

struct cpython_gate cpython_gate;

#if defined(__linux__)
__thread struct cpython_thread cpython_thread __attribute__((tls_model("initial-exec")));
#else
__thread struct cpython_thread cpython_thread;
#endif

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
