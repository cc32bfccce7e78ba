#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE 1  // RTLD_DEFAULT
#endif
#include "CPythonABI.h"

#include <dlfcn.h>

struct cpython_table cpython;

#define REQUIRED CPYTHON_REQUIRED
#define OPTIONAL CPYTHON_OPTIONAL

static const struct cpython_symbol cpython_symbols[] = {
#define X(need, since, result, name, parameters, arguments) {#name, need, since, offsetof(struct cpython_table, name)},
#include "functions.def"
#undef X
#define X(kind, accessor, symbol) {#symbol, REQUIRED, 9, offsetof(struct cpython_table, symbol)},
#include "objects.def"
#undef X
};

enum { SYMBOL_COUNT = sizeof cpython_symbols / sizeof cpython_symbols[0] };

size_t cpython_symbol_count(void) { return SYMBOL_COUNT; }

const struct cpython_symbol *_Nonnull cpython_symbol_at(size_t index) { return &cpython_symbols[index]; }

// dlsym yields `void *` for functions too (POSIX demands that this works), and all pointers of the table have its size.
static void **slot_of(size_t index) { return (void **)((char *)&cpython + cpython_symbols[index].offset); }

size_t cpython_load(
    void *_Nullable handle, void (*_Nonnull missing)(const char *_Nonnull name, void *_Nullable context),
    void *_Nullable context) {
    size_t count = 0;
    for (size_t index = 0; index < SYMBOL_COUNT; index++) {
        void *address = dlsym(handle != NULL ? handle : RTLD_DEFAULT, cpython_symbols[index].name);
        *slot_of(index) = address;
        if (address == NULL && cpython_symbols[index].need == CPYTHON_REQUIRED) {
            missing(cpython_symbols[index].name, context);
            count++;
        }
    }
    return count;
}

bool cpython_symbol_found(size_t index) { return index < SYMBOL_COUNT && *slot_of(index) != NULL; }
