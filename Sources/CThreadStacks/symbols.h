#pragma once
#include <stddef.h>
#include <stdint.h>

/// The name of the function at `address` of a file's own symbol table, which has what the file doesn't export; NULL when the
/// file was stripped of it. `offset` becomes the distance from the function's start. Valid until the next call; one caller at a
/// time.
const char *file_symbol(const char *path, uintptr_t address, uintptr_t base, size_t *offset);
