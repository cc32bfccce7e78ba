#pragma once
// Who may attach. Finalising an interpreter while another thread is inside it, or on its way in, ends in a crash or a
// hang, and CPython gives no way to ask first. So every attach goes through this gate: it counts who is inside, and it
// closes before finalisation begins.
//
// In C because the counter and the thread-local word must be inlined into Swift modules of clients: Swift has no
// thread-local variables, and reaches another module's globals through a call.

#include <stdbool.h>

enum {
    CPYTHON_ABSENT = 0,
    CPYTHON_RUNNING = 1,
    CPYTHON_FINALISING = 2,
    CPYTHON_FINALISED = 3,
};

struct cpython_gate {
    int state;
    /// Threads that are inside an attach, detached for the moment or not.
    long inside;
    /// References dropped while detached, to be released by whoever is attached next.
    long pending;
};

extern struct cpython_gate cpython_gate;

struct cpython_thread {
    /// This thread holds a thread state right now (on a GIL build: the GIL).
    int attached;
    /// Depth of nested attaches: only the outermost passes the gate.
    int depth;
    /// This thread finalised the interpreter.
    int finaliser;
    /// What this thread is doing for a caller of Python's, for a client of this module; not followed here.
    void *_Nullable client;
};

// Linux: four words of static TLS, so that a shared library needs no call to reach them.
#if defined(__linux__)
extern __thread struct cpython_thread cpython_thread __attribute__((tls_model("initial-exec")));
#else
extern __thread struct cpython_thread cpython_thread;
#endif

/// True when the caller may attach; to be paired with `cpython_gate_leave`.
static inline bool cpython_gate_enter(void) {
    if (cpython_thread.depth > 0) {
        cpython_thread.depth++;
        return true;
    }
    // Count first, then look: whoever closes the gate writes the state first and then reads the count.
    __atomic_fetch_add(&cpython_gate.inside, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&cpython_gate.state, __ATOMIC_SEQ_CST) != CPYTHON_RUNNING) {
        __atomic_fetch_sub(&cpython_gate.inside, 1, __ATOMIC_SEQ_CST);
        return false;
    }
    cpython_thread.depth = 1;
    return true;
}

static inline void cpython_gate_leave(void) {
    if (--cpython_thread.depth == 0) {
        __atomic_fetch_sub(&cpython_gate.inside, 1, __ATOMIC_SEQ_CST);
    }
}

static inline int cpython_gate_state(void) { return __atomic_load_n(&cpython_gate.state, __ATOMIC_SEQ_CST); }

static inline void cpython_gate_set(int state) { __atomic_store_n(&cpython_gate.state, state, __ATOMIC_SEQ_CST); }

static inline long cpython_gate_inside(void) { return __atomic_load_n(&cpython_gate.inside, __ATOMIC_SEQ_CST); }

/// Says that this thread is attached (1) or not (0) from now on; returns what it was.
static inline int cpython_thread_swap(int attached) {
    int was = cpython_thread.attached;
    cpython_thread.attached = attached;
    return was;
}

static inline bool cpython_thread_is_attached(void) { return cpython_thread.attached != 0; }

static inline int cpython_thread_depth(void) { return cpython_thread.depth; }

static inline bool cpython_thread_is_finaliser(void) { return cpython_thread.finaliser != 0; }

static inline void cpython_thread_mark_finaliser(void) { cpython_thread.finaliser = 1; }

static inline void *_Nullable cpython_thread_client(void) { return cpython_thread.client; }

/// Sets it, and returns what it was.
static inline void *_Nullable cpython_thread_swap_client(void *_Nullable client) {
    void *was = cpython_thread.client;
    cpython_thread.client = client;
    return was;
}

/// In the child of a fork only the forking thread is left, whatever the count says.
static inline void cpython_gate_after_fork(void) {
    __atomic_store_n(&cpython_gate.inside, cpython_thread.depth > 0 ? 1 : 0, __ATOMIC_SEQ_CST);
}

static inline long cpython_pending(void) { return __atomic_load_n(&cpython_gate.pending, __ATOMIC_RELAXED); }

static inline void cpython_pending_add(long count) {
    __atomic_fetch_add(&cpython_gate.pending, count, __ATOMIC_RELAXED);
}

/// `environ`, which Swift takes for an unguarded global variable.
char *_Nullable *_Nullable cpython_environment(void);

/// fork(2), which Swift hides. For a thread that is attached and alone; see PythonRuntime.fork.
int cpython_fork(void);
