#pragma once
// What Swift cannot say, or not without a closure: argument vectors on the stack, a type read from an object's head.

#include "table.h"

/// Tells a vectorcall that the slot before the first argument may be overwritten for the length of the call, which
/// spares bound methods a copy.
static const size_t CPYTHON_SPARE_SLOT = (size_t)1 << (8 * sizeof(size_t) - 1);

/// For 3.9 and 3.10 with keyword names.
PyObject *_Nullable cpython_vectorcall_fallback(
    PyObject *_Nonnull callable, PyObject *_Nonnull const *_Nullable arguments, size_t count,
    PyObject *_Nonnull names);

/// PyObject_Vectorcall on every version.
static inline PyObject *_Nullable cpython_vectorcall(
    PyObject *_Nonnull callable, PyObject *_Nonnull const *_Nullable arguments, size_t count,
    PyObject *_Nullable names) {
    if (__builtin_expect(cpython.PyObject_Vectorcall != NULL, 1)) {
        return cpython.PyObject_Vectorcall(callable, arguments, count, names);
    }
    if (names == NULL) {
        return cpython.PyObject_VectorcallDict(callable, arguments, count, NULL);
    }
    return cpython_vectorcall_fallback(callable, arguments, count, names);
}

static inline PyObject *_Nullable cpython_call0(PyObject *_Nonnull callable) {
    PyObject *vector[1] = {NULL};
    return cpython_vectorcall(callable, vector + 1, 0 | CPYTHON_SPARE_SLOT, NULL);
}

static inline PyObject *_Nullable cpython_call1(PyObject *_Nonnull callable, PyObject *_Nonnull a) {
    PyObject *vector[2] = {NULL, a};
    return cpython_vectorcall(callable, vector + 1, 1 | CPYTHON_SPARE_SLOT, NULL);
}

static inline PyObject *_Nullable cpython_call2(
    PyObject *_Nonnull callable, PyObject *_Nonnull a, PyObject *_Nonnull b) {
    PyObject *vector[3] = {NULL, a, b};
    return cpython_vectorcall(callable, vector + 1, 2 | CPYTHON_SPARE_SLOT, NULL);
}

static inline PyObject *_Nullable cpython_call3(
    PyObject *_Nonnull callable, PyObject *_Nonnull a, PyObject *_Nonnull b, PyObject *_Nonnull c) {
    PyObject *vector[4] = {NULL, a, b, c};
    return cpython_vectorcall(callable, vector + 1, 3 | CPYTHON_SPARE_SLOT, NULL);
}

static inline PyObject *_Nullable cpython_call_method0(PyObject *_Nonnull self, PyObject *_Nonnull name) {
    PyObject *vector[2] = {NULL, self};
    return PyObject_VectorcallMethod(name, vector + 1, 1 | CPYTHON_SPARE_SLOT, NULL);
}

static inline PyObject *_Nullable cpython_call_method1(
    PyObject *_Nonnull self, PyObject *_Nonnull name, PyObject *_Nonnull a) {
    PyObject *vector[3] = {NULL, self, a};
    return PyObject_VectorcallMethod(name, vector + 1, 2 | CPYTHON_SPARE_SLOT, NULL);
}

static inline PyObject *_Nullable cpython_call_method2(
    PyObject *_Nonnull self, PyObject *_Nonnull name, PyObject *_Nonnull a, PyObject *_Nonnull b) {
    PyObject *vector[4] = {NULL, self, a, b};
    return PyObject_VectorcallMethod(name, vector + 1, 3 | CPYTHON_SPARE_SLOT, NULL);
}

/// 1 and a new reference, 0 and NULL when there is no such attribute, -1 and an exception.
int cpython_optional_attribute(
    PyObject *_Nonnull object, PyObject *_Nonnull name, PyObject *_Nullable *_Nonnull value);

/// Where in an object's head its type stands, in bytes; 0 when unknown.
///
/// 8 on builds with a GIL, 24 on free-threaded ones. Not assumed but found out once the interpreter runs, by comparing
/// heads with what PyObject_Type says.
extern size_t cpython_type_offset;

/// Finds `cpython_type_offset`. Attached; leaves 0 when no offset fits all samples.
void cpython_calibrate(void);

static inline bool cpython_is_calibrated(void) { return cpython_type_offset != 0; }

/// The object's type, borrowed.
static inline PyObject *_Nonnull cpython_type_of(PyObject *_Nonnull object) {
    if (__builtin_expect(cpython_type_offset != 0, 1)) {
        return *(PyObject **)((char *)object + cpython_type_offset);
    }
    // The object holds its type, so that the reference can be given back at once.
    PyObject *type = PyObject_Type(object);
    Py_DecRef(type);
    return type;
}

static inline bool cpython_is_exactly(PyObject *_Nonnull object, PyObject *_Nonnull type) {
    return cpython_type_of(object) == type;
}

static inline bool cpython_is_kind(PyObject *_Nonnull object, unsigned long flag) {
    return (PyType_GetFlags(cpython_type_of(object)) & flag) != 0;
}

/// The address of a function, as PyMethodDef and PyType_Slot want it.
static inline const void *_Nonnull cpython_address(PyCFunction _Nonnull function) { return (const void *)function; }

static inline const void *_Nonnull cpython_fast_address(PyCFunctionFastWithKeywords _Nonnull function) {
    return (const void *)function;
}
