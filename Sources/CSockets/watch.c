#include "CSockets.h"

#ifdef __linux__

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

int csockets_can_watch(int descriptor) {
    int set = epoll_create1(EPOLL_CLOEXEC);
    // No descriptor left to find out with.
    if (set < 0) return 1;
    struct epoll_event nothing = {0};
    int added = epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &nothing);
    int error = errno;
    close(set);
    errno = error;
    return added == 0;
}

#else

int csockets_can_watch(int descriptor) {
    (void)descriptor;
    return 1;
}

#endif
