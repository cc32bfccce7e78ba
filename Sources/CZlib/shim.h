// zlib as the system has it (zlib1g-dev); nothing but its own header is wanted.
#include <zlib.h>
