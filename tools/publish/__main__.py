"""Make what the course publishes. `make site` and `make slides` call this.

python -m tools.publish site      build/site: the website
python -m tools.publish slides    build/slides: one file for each notebook
python -m tools.publish links     build/links.md: links to other machines that lead nowhere (needs the network)
"""

import os
import subprocess
import sys
import time

from tools.publish import BUILD, HERE


def site():
    """Build the website; a warning is an error."""
    from tools.publish.site import pages

    notebooks = pages.stage()
    built = BUILD / "site"
    options = ["-W", "--keep-going", "-q", "-a", "-j", "2", "-b", "html"]
    # -a: the sidebar of every page lists all notebooks, so that all are written when one is new
    command = [
        sys.executable,
        "-m",
        "sphinx",
        *options,
        "-c",
        HERE / "site",
        "-d",
        BUILD / "site-doctrees",
        pages.STAGED,
        built,
    ]
    environment = os.environ | {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0")}
    if subprocess.run(command, env=environment).returncode:
        sys.exit("The site was not built: mend the warnings above.")
    pages.originals(notebooks, built)
    pages.drop_old(built)
    return built / "index.html"


def slides():
    """Build the decks."""
    from tools.publish.slides import decks

    return decks.build(BUILD / "slides")


def links():
    """Check the links that leave the course; the report stays for `make report`."""
    from tools.publish.links import REPORT, check
    from tools.publish.links import links as found

    report = check(found())
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report, "utf-8")
    if report:
        sys.exit(report)
    return f"{len(found())} links lead somewhere"


def main(names):
    known = {"site": site, "slides": slides, "links": links}
    if len(names) != 1 or names[0] not in known:
        sys.exit(__doc__)
    start = time.perf_counter()
    result = known[names[0]]()
    print(f"{result} ({time.perf_counter() - start:.0f} s)")


if __name__ == "__main__":
    main(sys.argv[1:])
