"""The notebooks run with the network refused, and the refusal is real."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = Path(__file__).with_name("offline")


def ask_for(code):
    environment = os.environ | {"PYTHONPATH": str(GUARD)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)",
        "import socket; socket.socket().connect(('192.0.2.1', 80))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import urllib.request; urllib.request.urlopen('http://example.org')",
    ],
)
def test_the_network_is_refused_at_once(code):
    run = ask_for(code)
    assert run.returncode != 0
    assert "the network is refused while the course is tested" in run.stderr


def test_loopback_stays_open():
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    assert ask_for(code).returncode == 0


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="only `make test` starts Python with the guard")
def test_this_run_and_so_its_kernels_have_the_guard():
    assert socket.getaddrinfo.__module__ == "sitecustomize"
