"""Do the links that leave the course still lead somewhere? `make links` asks each of them, slowly and politely."""

import re
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html import unescape

from tools.publish import BUILD, ROOT, course

REPORT = BUILD / "links.md"
TRIES, PAUSE, PATIENCE = 3, 10, 30  # times; seconds between them; seconds for an answer
REFUSED = {401, 403, 405, 406, 418, 429, 999}  # the host is there and does not talk to programs
AGENT = "Mozilla/5.0 (compatible; link check of a course)"


def external_links(text):
    """Return the addresses on other machines that a Markdown text names, sorted.

    >>> external_links("([a](https://doi.org/10.1000/182)): <https://b.example/x_(y)>. And [c](20_c.ipynb)")
    ['https://b.example/x_(y)', 'https://doi.org/10.1000/182']
    """
    return sorted({_bare(unescape(found)) for found in re.findall(r"https?://[^\s<>\"'`\\]+", text)})


def _bare(link):
    """Return an address without what its sentence puts behind it: stops, and brackets that it did not open itself."""
    opened = {")": "(", "]": "["}
    while link[-1] in ".,;:" or (link[-1] in opened and link.count(link[-1]) > link.count(opened[link[-1]])):
        link = link[:-1]
    return link


def links():
    """Return {address: names of the files that name it}."""
    texts = {f"notebooks/{n.name}.ipynb": "\n".join(map(course.source, n.cells)) for n in course.read()}
    pages = [
        *ROOT.glob("*.md"),
        *ROOT.glob("data/*.md"),
        *ROOT.glob("tools/publish/site/*.md"),
        *ROOT.glob("course_lib/*/claims.yaml"),
    ]
    texts |= {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sorted(pages)}
    found = {}
    for name, text in texts.items():
        for link in external_links(text):
            found.setdefault(link, []).append(name)
    return found


def trouble(link, *, tries=TRIES, pause=PAUSE):
    """Return what is wrong with a link, or an empty string."""
    said = ""
    for number in range(tries):
        time.sleep(pause * number)
        request = urllib.request.Request(link, headers={"User-Agent": AGENT})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE):
                return ""
        except urllib.error.HTTPError as error:
            if error.code in REFUSED:
                return ""
            said = f"answers {error.code}"
        except (OSError, ValueError) as error:
            said = f"does not answer: {error}"
    return said


def check(found):
    """Return the report on {address: names} as Markdown, empty when all is well."""
    with ThreadPoolExecutor(4) as pool:
        said = dict(zip(found, pool.map(trouble, found)))
    lines = [f"- {link} {said[link]} (in {', '.join(names)})" for link, names in found.items() if said[link]]
    return "\n".join(["These links lead nowhere:", "", *lines, ""]) if lines else ""
