"""A Swift application inside WSGI servers: the servers (hosts.py), and what must hold in each of them."""
