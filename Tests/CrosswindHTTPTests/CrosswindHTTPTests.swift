// Tests follow the module.
