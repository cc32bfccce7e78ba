"""A folder over WebDAV, by WsgiDAV, with its locks and properties."""

import os


def make():
    from wsgidav.wsgidav_app import WsgiDAVApp
    return WsgiDAVApp({"provider_mapping": {"/": os.environ["DAV_FOLDER"]}, "simple_dc": {"user_mapping": {"*": True}},
                       "property_manager": True, "lock_storage": True, "verbose": 1})
