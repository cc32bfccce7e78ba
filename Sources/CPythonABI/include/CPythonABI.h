#pragma once
// The part of CPython's C API that Crosswind uses, without Python.h and without linking libpython.
//
// Each function of the table in functions.def becomes a `static inline` wrapper with its real C name, which costs
// one indirect call. `cpython_load` fills the pointers. One build serves every CPython from 3.9 on: nothing here
// depends on the layout of any object.

#include "types.h"
#include "table.h"
#include "gate.h"
#include "helpers.h"
