"""What the course publishes from its committed notebooks: the site and the slides. See `__main__`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("COURSE_BUILD", "build")  # not under version control
SITE = ROOT / "site"  # what is written by hand for the site and the slides
