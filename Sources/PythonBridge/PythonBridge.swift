// The module is being laid out.
