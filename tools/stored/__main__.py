"""Make anew what `data/` stores. `make data`, `make train`, `make timings` and `make matches` call this.

python -m tools.stored            data/ from scikit-image and scikit-learn
python -m tools.stored train      first every train_*.py of this folder: what is trained
python -m tools.stored time       first every time_*.py: what is timed here
python -m tools.stored match      first every match_*.py: what OpenCV finds
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
KINDS = sorted({path.stem.partition("_")[0] for path in HERE.glob("[a-z]*_*.py")} - {"make"})


def main(kinds):
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        sys.exit(f"`kinds` must be of {', '.join(KINDS)}, got {' '.join(unknown)}")
    scripts = [path for kind in kinds for path in sorted(HERE.glob(f"{kind}_*.py"))]
    for path in [*scripts, HERE / "make_data.py"]:
        subprocess.run([sys.executable, path], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
