#pragma once
// The native stack of another thread of this process, taken by a signal whose handler runs in that thread.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Takes a real-time signal for it, the `offset`-th. False where there are none, or when something else handles it.
/// Threads must not block it. To be called before threads that fork start.
bool thread_stacks_install(int offset);

/// The return addresses of the thread with the kernel's number `thread`, innermost first; how many, or -1 when it did not
/// answer within `milliseconds` or is gone. One caller at a time.
int thread_stacks_take(int32_t thread, void *_Nullable *_Nonnull frames, int most, int milliseconds);

/// Whether the main thread was interrupted for its stack since this was last asked, so that a system call of its may have
/// ended early for nothing.
bool thread_stacks_interrupted_main(void);

/// The number of the `offset`-th real-time signal; 0 where there are none.
int thread_stacks_signal(int offset);

/// Writes what a return address is in to `text`, cut off at `size`: `file: name + offset`, or `file + offset` where the file
/// has no name for it: stripped files have only what they export. One caller at a time.
void thread_stacks_describe(const void *_Nonnull address, char *_Nonnull text, size_t size);
