// The system calls for sockets that Swift's view of the C library leaves out.
#ifndef CROSSWIND_SOCKETS_H
#define CROSSWIND_SOCKETS_H

// No header of the system's is included: Swift would see its types as this module's too.

// Accepts a connection that doesn't block and that no program started later inherits: its descriptor, and its peer's address
// as accept(2) says; -1 and errno when there is none.
int csockets_accept(int listening, void *address, unsigned int *length);

// Whether the kernel has room to watch this descriptor for readiness once more; 0 and errno when it hasn't.
int csockets_can_watch(int descriptor);

#endif
