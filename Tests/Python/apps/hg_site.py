"""A Mercurial repository, by hgweb."""

import os


def make():
    from mercurial.hgweb import hgweb
    return hgweb(os.environb[b"HG_REPOSITORY"])
