"""Make the course's virtual environment, once; `make` calls this and nobody else needs to.

    python3 tools/set_up.py .venv [flags for pip]

Run by whatever `python3` is found first, so a very old one must be able to read it and say that it is too
old: no f-strings here, and nothing but the standard library.
"""

import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIBRARIES = ("libGL.so", "libgthread", "libglib")  # in Debian's packages libgl1 and libglib2.0-0


def python_complaint(version, has_venv):
    """Return the sentence about a Python that will not do, or an empty string.

    >>> print(python_complaint((3, 9, 2), True))
    The course needs Python 3.11 or newer, and this is Python 3.9.2: install a newer one and name it, as in \
`make lab PYTHON=python3.12`.
    """
    found = ".".join(str(part) for part in version[:3])
    oldest = ".".join(str(part) for part in OLDEST)
    if tuple(version[:2]) < OLDEST:
        return (
            "The course needs Python %s or newer, and this is Python %s: install a newer one and name it, "
            "as in `make lab PYTHON=python3.12`." % (oldest, found)
        )
    if not has_venv:
        return (
            "Python %s is here without its venv module: install it (on Debian and Ubuntu: "
            "`sudo apt-get install python3-venv`) and run make again." % found
        )
    return ""


def has_venv():
    """Say whether this Python can make virtual environments with pip in them (Debian ships the two apart)."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def opencv_complaint(error):
    """Return the sentence about an OpenCV that does not load, from the error it gave.

    >>> print(opencv_complaint("ImportError: libGL.so.1: cannot open shared object file"))
    OpenCV does not load (ImportError: libGL.so.1: cannot open shared object file): install the system library \
(on Debian and Ubuntu: `sudo apt-get install libgl1 libglib2.0-0`) and run make again.
    """
    if not any(library in error for library in LIBRARIES):
        return "OpenCV does not load (%s): run `make clean` and then make again." % error
    return (
        "OpenCV does not load (%s): install the system library "
        "(on Debian and Ubuntu: `sudo apt-get install libgl1 libglib2.0-0`) and run make again." % error
    )


def fingerprint(root):
    """Return a digest of what decides the installation: pyproject's project and build tables, and the constraints.

    Not of the files' dates: a fresh checkout or a changed lint rule needs no network.
    """
    import json
    import tomllib
    from pathlib import Path

    tables = tomllib.loads(Path(root, "pyproject.toml").read_text("utf-8"))
    asked = {name: tables.get(name) for name in ("build-system", "project")}
    text = json.dumps(asked, sort_keys=True) + Path(root, "constraints.txt").read_text("utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def set_up(venv, pip_flags, root=ROOT, run=None):
    """Bring `venv` up to date and return the sentence of what went wrong, or an empty string."""
    from pathlib import Path

    run = run or subprocess.run  # looked up here: Python 2 has none, and must get as far as python_complaint
    stamp = Path(venv, ".installed")
    python = Path(venv, "Scripts", "python.exe") if os.name == "nt" else Path(venv, "bin", "python")
    wanted = fingerprint(root)
    alive = python.exists() and run([python, "-c", ""]).returncode == 0
    if alive and stamp.exists() and stamp.read_text() == wanted:
        stamp.touch()
        return ""
    stamp.unlink(missing_ok=True)
    sys.stdout.write("Setting up %s (once; it takes some minutes and the network) ...\n" % venv)
    sys.stdout.flush()
    if not alive and run([sys.executable, "-m", "venv", "--clear", venv]).returncode:
        return "The virtual environment could not be made in %s: its own message stands above." % venv
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    course = ["--constraint", Path(root, "constraints.txt"), "--editable", "%s[dev]" % root]
    if run(pip + list(pip_flags) + course).returncode:
        return "pip could not install the course's packages (its own message stands above): mend that, run make again."
    cv2 = run([python, "-c", "import cv2"], capture_output=True, text=True)
    if cv2.returncode:
        return opencv_complaint(cv2.stderr.strip().splitlines()[-1])
    stamp.write_text(wanted)
    return ""


def main(arguments):
    complaint = python_complaint(sys.version_info, has_venv())
    if not complaint:
        complaint = set_up(arguments[0], arguments[1:])
    if complaint:
        sys.stderr.write(complaint + "\n")
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
