"""Native code fails while this is imported."""

import ctypes

ctypes.string_at(0)
