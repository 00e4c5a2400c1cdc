"""Refuses the network to every Python that has this folder on its path: the tests, and the kernels they start.

Loopback stays open, for kernels and servers that the tests start themselves.
"""

import ipaddress
import socket

_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _refuse_outside(address):
    host = address[0] if isinstance(address, tuple) else None  # a path: a socket of this machine
    if host is None or host in ("", "localhost") or _is_loopback(host):
        return
    raise OSError(f"the network is refused while the course is tested, and something asked for {host!r}")


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect(self, address):
    _refuse_outside(address)
    return _connect(self, address)


def connect_ex(self, address):
    _refuse_outside(address)
    return _connect_ex(self, address)


def getaddrinfo(host, *args, **kwargs):
    if host is not None:
        _refuse_outside((host.decode() if isinstance(host, bytes) else host,))
    return _getaddrinfo(host, *args, **kwargs)


socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect_ex, getaddrinfo
