#include "CPythonABI.h"

PyObject *_Nullable cpython_vectorcall_fallback(
    PyObject *_Nonnull callable, PyObject *_Nonnull const *_Nullable arguments, size_t count,
    PyObject *_Nonnull names) {
    Py_ssize_t positional = (Py_ssize_t)(count & ~CPYTHON_SPARE_SLOT);
    PyObject *keywords = PyDict_New();
    if (keywords == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    Py_ssize_t named = PyTuple_Size(names);
    for (Py_ssize_t index = 0; index < named; index++) {
        PyObject *name = PyTuple_GetItem(names, index);
        if (name == NULL || PyDict_SetItem(keywords, name, arguments[positional + index]) != 0) {
            goto done;
        }
    }
    result = PyObject_VectorcallDict(callable, arguments, count, keywords);
done:
    Py_DecRef(keywords);
    return result;
}

int cpython_optional_attribute(
    PyObject *_Nonnull object, PyObject *_Nonnull name, PyObject *_Nullable *_Nonnull value) {
    if (cpython_has_PyObject_GetOptionalAttr()) {
        return PyObject_GetOptionalAttr(object, name, value);
    }
    if (cpython_has__PyObject_LookupAttr()) {
        return _PyObject_LookupAttr(object, name, value);
    }
    *value = PyObject_GetAttr(object, name);
    if (*value != NULL) {
        return 1;
    }
    if (PyErr_ExceptionMatches(PyExc_AttributeError()) == 0) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

size_t cpython_type_offset;

// Four objects of four types: an offset at which all four hold their type holds the type.
void cpython_calibrate(void) {
    cpython_type_offset = 0;
    PyObject *samples[4] = {Py_None(), Py_True(), PyDict_Type(), PyDict_New()};
    if (samples[3] == NULL) {
        PyErr_Clear();
        return;
    }
    PyObject *types[4];
    for (int sample = 0; sample < 4; sample++) {
        types[sample] = PyObject_Type(samples[sample]);
    }
    // Never reads past a head: 8 fits where heads have 16 bytes, so that 24 is only tried where they have 32.
    for (size_t offset = sizeof(void *); offset <= 3 * sizeof(void *) && cpython_type_offset == 0;
         offset += sizeof(void *)) {
        bool fits = true;
        for (int sample = 0; sample < 4; sample++) {
            fits = fits && *(PyObject **)((char *)samples[sample] + offset) == types[sample];
        }
        if (fits) {
            cpython_type_offset = offset;
        }
    }
    for (int sample = 0; sample < 4; sample++) {
        Py_DecRef(types[sample]);
    }
    Py_DecRef(samples[3]);
}
