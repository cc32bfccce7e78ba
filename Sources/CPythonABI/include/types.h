#pragma once
// Declarations of our own for the types of CPython that appear in the table. Objects stay opaque; the structs below are
// those that an extension fills in itself and whose layout CPython has kept since 3.2 (buffer: 3.3, status: 3.8).

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PyObject PyObject;
typedef struct PyThreadState PyThreadState;
typedef struct PyInterpreterState PyInterpreterState;
typedef struct PyConfig PyConfig;
typedef struct PyMethodDef PyMethodDef;

typedef ptrdiff_t Py_ssize_t;
typedef Py_ssize_t Py_hash_t;
/// PyGILState_STATE is an enum of two values; an int in every ABI that CPython supports.
typedef int PyGILState_STATE;

/// Room for any version's PyConfig (3.14's takes about 500 bytes).
enum { CPYTHON_CONFIG_ROOM = 16384 };

enum {
    METH_VARARGS = 0x0001,
    METH_KEYWORDS = 0x0002,
    METH_NOARGS = 0x0004,
    METH_O = 0x0008,
    METH_FASTCALL = 0x0080,
};

enum {
    Py_TPFLAGS_DEFAULT = 1 << 18,
    Py_TPFLAGS_BASETYPE = 1 << 10,
    Py_TPFLAGS_LONG_SUBCLASS = 1 << 24,
    Py_TPFLAGS_LIST_SUBCLASS = 1 << 25,
    Py_TPFLAGS_TUPLE_SUBCLASS = 1 << 26,
    Py_TPFLAGS_BYTES_SUBCLASS = 1 << 27,
    Py_TPFLAGS_UNICODE_SUBCLASS = 1 << 28,
    Py_TPFLAGS_DICT_SUBCLASS = 1 << 29,
    Py_TPFLAGS_BASE_EXC_SUBCLASS = 1 << 30,
};

/// Start symbols of Py_CompileString.
enum { Py_single_input = 256, Py_file_input = 257, Py_eval_input = 258 };

/// Slot numbers of PyType_FromSpec (typeslots.h: "do not renumber").
enum {
    Py_bf_getbuffer = 1,
    Py_bf_releasebuffer = 2,
    Py_mp_length = 4,
    Py_sq_length = 45,
    Py_tp_alloc = 47,
    Py_tp_base = 48,
    Py_tp_call = 50,
    Py_tp_clear = 51,
    Py_tp_dealloc = 52,
    Py_tp_doc = 56,
    Py_tp_init = 60,
    Py_tp_iter = 62,
    Py_tp_iternext = 63,
    Py_tp_methods = 64,
    Py_tp_new = 65,
    Py_tp_repr = 66,
    Py_tp_traverse = 71,
    Py_tp_members = 72,
    Py_tp_getset = 73,
    Py_tp_free = 74,
    Py_tp_finalize = 80,
};

enum { PyBUF_SIMPLE = 0, PyBUF_WRITABLE = 1, PyBUF_READ = 0x100, PyBUF_WRITE = 0x200 };

typedef PyObject *_Nullable (*PyCFunction)(PyObject *_Nullable self, PyObject *_Nullable argument);
typedef PyObject *_Nullable (*PyCFunctionFastWithKeywords)(
    PyObject *_Nullable self, PyObject *_Nonnull const *_Nullable arguments, Py_ssize_t count,
    PyObject *_Nullable keywordNames);
typedef void (*PyCapsule_Destructor)(PyObject *_Nullable capsule);

struct PyMethodDef {
    const char *_Nullable ml_name;
    /// A PyCFunction, or what `ml_flags` says.
    const void *_Nullable ml_meth;
    int ml_flags;
    const char *_Nullable ml_doc;
};

typedef struct PyMemberDef {
    const char *_Nullable name;
    int type;
    Py_ssize_t offset;
    int flags;
    const char *_Nullable doc;
} PyMemberDef;

typedef struct PyGetSetDef {
    const char *_Nullable name;
    const void *_Nullable get;
    const void *_Nullable set;
    const char *_Nullable doc;
    void *_Nullable closure;
} PyGetSetDef;

typedef struct PyType_Slot {
    int slot;
    const void *_Nullable pfunc;
} PyType_Slot;

typedef struct PyType_Spec {
    const char *_Nullable name;
    int basicsize;
    int itemsize;
    unsigned int flags;
    PyType_Slot *_Nullable slots;
} PyType_Spec;

typedef struct Py_buffer {
    void *_Nullable buf;
    PyObject *_Nullable obj;
    Py_ssize_t len;
    Py_ssize_t itemsize;
    int readonly;
    int ndim;
    char *_Nullable format;
    Py_ssize_t *_Nullable shape;
    Py_ssize_t *_Nullable strides;
    Py_ssize_t *_Nullable suboffsets;
    void *_Nullable internal;
} Py_buffer;

typedef struct PyStatus {
    int kind;
    const char *_Nullable func;
    const char *_Nullable err_msg;
    int exitcode;
} PyStatus;

typedef struct PyInterpreterConfig {
    int use_main_obmalloc;
    int allow_fork;
    int allow_exec;
    int allow_threads;
    int allow_daemon_threads;
    int check_multi_interp_extensions;
    int gil;
} PyInterpreterConfig;
