"""Programs and test suites that nobody here wrote, pointed at the real command."""
