"""What ``--reload``, ``--debug`` and ``--lint`` need of Python: only ever imported for development, or when asked for."""
