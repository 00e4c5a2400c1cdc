"""Write constraints.txt: what pip installs today into a fresh environment, with torch held where it is.

    python3 tools/pin.py [flags for pip]

torch is raised by hand (edit its line first): its releases are large, and every machine the course runs on must have
the one named here. A local suffix such as +cpu is dropped, so that any build of the release satisfies the pin.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
# The exact versions that CI tested; pip gets this file with -c. Made by `make constraints`; raise torch by hand.
"""


def pins(freeze):
    """Return the sorted `name==version` lines of a `pip freeze`, without local suffixes.

    >>> pins("torch==2.13.0+cpu\\nanyio==4.16.0\\n-e git+https://a.example/b\\n")
    ['anyio==4.16.0', 'torch==2.13.0']
    """
    lines = [re.sub(r"\+.*", "", line) for line in freeze.splitlines() if re.match(r"[\w.-]+==", line)]
    return sorted(lines, key=str.lower)


def main(pip_flags):
    target = ROOT / "constraints.txt"
    torch = [line for line in target.read_text().splitlines() if line.startswith("torch==")]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder, "bin", "python")
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *pip_flags, *torch, "--editable", f"{ROOT}[dev]"], check=True
        )
        freeze = subprocess.run(
            [python, "-m", "pip", "freeze", "--exclude-editable"], check=True, capture_output=True, text=True
        )
    target.write_text(HEAD + "\n".join(pins(freeze.stdout)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
