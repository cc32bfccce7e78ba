"""A git repository over smart HTTP, by dulwich."""

import os


def make():
    from dulwich.repo import Repo
    from dulwich.server import DictBackend
    from dulwich.web import make_wsgi_chain
    return make_wsgi_chain(DictBackend({"/site.git": Repo(os.environ["GIT_REPOSITORY"])}))
