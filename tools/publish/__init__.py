"""What the course publishes from its committed notebooks: the site and the slides. See `__main__`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("COURSE_BUILD", "build")  # not under version control
HERE = Path(__file__).parent  # beside the code stands what is written by hand: settings.toml, site/, slides/
