#define _GNU_SOURCE
#include "CSockets.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int csockets_accept(int listening, void *address, unsigned int *length) {
#ifdef __linux__
    return accept4(listening, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    int accepted = accept(listening, address, length);
    if (accepted < 0) return -1;
#ifdef SO_NOSIGPIPE
    int on = 1;
    setsockopt(accepted, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    if (fcntl(accepted, F_SETFD, FD_CLOEXEC) == 0 && fcntl(accepted, F_SETFL, O_NONBLOCK) == 0) return accepted;
    close(accepted);
    return -1;
#endif
}
