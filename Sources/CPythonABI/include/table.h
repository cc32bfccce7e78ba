#pragma once
// From functions.def and objects.def: the table of pointers, the list that describes it, and the wrappers.

#include "types.h"

enum { CPYTHON_OPTIONAL = 0, CPYTHON_REQUIRED = 1 };

/// Every pointer of the C API in use. Filled once by `cpython_load`, read-only afterwards.
struct cpython_table {
#define X(need, since, result, name, parameters, arguments) result(*_Nullable name) parameters;
#include "functions.def"
#undef X
#define X(kind, accessor, symbol) void *_Nullable symbol;
#include "objects.def"
#undef X
};

extern struct cpython_table cpython;

/// One entry of the table, for the loader and for whoever documents it.
struct cpython_symbol {
    const char *_Nonnull name;
    int need;
    /// Minor version of CPython 3 that first exports it, 9 for "3.9 or earlier".
    int since;
    size_t offset;
};

/// How many entries the table has.
size_t cpython_symbol_count(void);

/// The entry with this index.
const struct cpython_symbol *_Nonnull cpython_symbol_at(size_t index);

/// Fills the table.
///
/// `handle` is what dlopen returned, or NULL for the symbols of this process. Called for each required symbol that is
/// missing; returns how many there were. Not for two threads at once.
size_t cpython_load(
    void *_Nullable handle, void (*_Nonnull missing)(const char *_Nonnull name, void *_Nullable context),
    void *_Nullable context);

/// Whether the symbol with this index was found.
bool cpython_symbol_found(size_t index);

#define X(need, since, result, name, parameters, arguments)                    \
    static inline bool cpython_has_##name(void) { return cpython.name != NULL; } \
    static inline result name parameters { return cpython.name arguments; }
#include "functions.def"
#undef X

#define CPYTHON_OBJECT(symbol) ((PyObject *)cpython.symbol)
#define CPYTHON_POINTER(symbol) (*(PyObject **)cpython.symbol)
#define X(kind, accessor, symbol) \
    static inline PyObject *_Nonnull accessor(void) { return CPYTHON_##kind(symbol); }
#include "objects.def"
#undef X
