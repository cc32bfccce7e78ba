"""pypiserver over a folder of packages, as its documentation has it behind other WSGI servers; uploads need a password."""

import os
import pathlib


def make():
    import pypiserver
    return pypiserver.app(roots=[pathlib.Path(os.environ["PYPI_PACKAGES"])], authenticate=["update"], disable_fallback=True,
                          auther=lambda user, password: password == "secret")
