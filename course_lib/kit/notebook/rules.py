"""What is wrong with a notebook, in sentences: which cell, what, and the usual mend."""

import re
from pathlib import Path

from course_lib.kit.notebook import overview
from course_lib.kit.notebook.metadata import SLIDE_TYPES, own_slide_type, slide_type_by_rule
from course_lib.kit.notebook.notation import SYMBOLS
from course_lib.kit.notebook.reading import read, read_all, source
from course_lib.kit.practice.claims import ledger

FIELDS = {"title": str, "question": str, "part": str, "needs": list, "objectives": list}
LONGEST = 60  # minutes of a learner's time
LARGEST = 620_000  # bytes of the file
MOST_LINES = 12  # of a code cell: more do not fit a slide
SHORTEST_FINDING = 30  # letters
HOSTS = r"https://(doi\.org/10\.|distill\.pub/|arxiv\.org/|docs\.|pytorch\.org/)"  # that will stand for years
OPEN = "OPEN:"  # what `make new` leaves to be written


def problems(path):
    """Return what is wrong with the notebook at `path`, as a list of sentences; an empty list when all is well."""
    path = Path(path)
    try:
        notebook = read(path)
    except ValueError as error:
        return [f"The file is no notebook: {error}"]
    return says_too_little(notebook) or [sentence for rule in RULES for sentence in rule(notebook, path)]


def problems_together(folder):
    """Return what is wrong with the notebooks of a folder taken together: README's table, the map, the parts."""
    folder, notebooks = Path(folder), read_all(folder)
    unsaid = [f"{one.name}: {sentence}" for one in notebooks for sentence in says_too_little(one)]
    return unsaid or [sentence for rule in TOGETHER for sentence in rule(notebooks, folder)]


def is_topic(notebook):
    """Return whether a notebook teaches a topic: all but `00_start_here`, which shows how the course works."""
    return not notebook.name.startswith("00")


# ---- one notebook


def says_too_little(notebook):
    """Return what is wrong with a notebook's metadata `course`: it must be right before anything else is asked."""
    course, found = notebook.course, []
    missing, unknown = FIELDS.keys() - course.keys(), course.keys() - FIELDS.keys()
    if missing:
        found += [f"The metadata `course` lacks {_names(missing)}: write them there, as every other notebook has them"]
    if unknown:
        found += [
            f"The metadata `course` has fields nobody knows: {_names(unknown)}; "
            f"known are {_names(FIELDS)}, and minutes are those of the sections"
        ]
    for field in sorted(FIELDS.keys() & course.keys()):
        value, kind = course[field], FIELDS[field]
        texts = value if isinstance(value, list) else [value]
        if not isinstance(value, kind) or not all(isinstance(text, str) and text.strip() for text in texts):
            what = "a text that is not empty" if kind is str else "a list of texts"
            found += [f"`{field}` in the metadata `course` must be {what}, got {value!r}"]
    return found


def _introduction(notebook, path):
    first = next((source(cell) for _, cell in _markdown(notebook)), "")
    if notebook.title not in first.partition("\n")[0]:
        yield f"Cell 1 must open with the title {notebook.title!r} of the metadata, got {first.partition(chr(10))[0]!r}"
    if len(notebook.course["objectives"]) < 3:
        yield f"There must be three objectives or more, got {notebook.course['objectives']}"
    for name in notebook.course["needs"]:
        if not (path.parent / f"{name}.ipynb").exists():
            yield f"It needs the notebook {name!r}, which is not there: `needs` takes file names without .ipynb"
    if not re.fullmatch(rf"{notebook.name[0]} \w.*", notebook.part):
        yield (
            f"`part` must be the first digit of the name and the part's name, as '{notebook.name[0]} convolution', "
            f"got {notebook.part!r}"
        )
    if not notebook.question.endswith("?") or "|" in notebook.question + notebook.part:
        yield f"`question` must end with ? and, like `part`, fit a table without |, got {notebook.question!r}"


def _minutes(notebook, path):
    for number, cell in enumerate(notebook.cells, start=1):
        opens = cell["cell_type"] == "markdown" and source(cell).startswith("## ")
        minutes = cell["metadata"].get("minutes")
        if opens and not (isinstance(minutes, int) and minutes > 0):
            yield (
                f"Cell {number} opens the section {_start(cell)!r} and needs `minutes` in its metadata, "
                f"a whole number above 0, got {minutes!r}"
            )
        if not opens and minutes is not None:
            yield f"Cell {number} has `minutes` in its metadata and opens no section: give them to the cell with the ##"
    if notebook.minutes > LONGEST:
        yield f"It takes {notebook.minutes} minutes, and {LONGEST} at most are meant: shorten, or make two notebooks"


def _contents(notebook, path):
    if not is_topic(notebook):
        return
    text = "\n".join(source(cell) for _, cell in _markdown(notebook))
    code = "\n".join(source(cell) for _, cell in _code(notebook))
    if not re.search(r"[Yy]ou can", text):
        yield 'No text says what the learner can do after it: write "After this you can ..." before the first idea'
    if (count := code.count("predict(")) < 2:
        yield f'There must be two predictions or more, got {count}: a cell `predict("<id of a claim>")` makes one'
    if (count := len(set(re.findall(r'check\("([\w-]+)"', code)))) < 3:
        yield f'There must be three exercises or more that are checked, got {count}: `check("<name>", answer)`'
    if not re.search(r"^## .*[Ss]ummary", text, re.MULTILINE):
        yield "There is no section `## Summary`: say at the end what was found"
    if "doi.org/" not in text:
        yield "There is no reference with a DOI: name at the end where it comes from, as https://doi.org/10..."


def _claims(notebook, path):
    if not is_topic(notebook):
        return
    known = {claim.id for claim in ledger.claims()}
    shown = set()
    for number, cell in enumerate(notebook.cells, start=1):
        bets = re.findall(r'predict\("([\w-]+)"\)', source(cell)) if cell["cell_type"] == "code" else []
        here = {*cell["metadata"].get("claims", []), *bets}
        shown |= here
        for name in sorted(here - known):
            yield f"Cell {number} shows the claim {name!r}, which no claims.yaml holds"
    own = [claim.id for claim in ledger.claims() if claim.notebook == notebook.name]
    if not own:
        yield f"No claims.yaml has claims of this notebook: write them below `{notebook.name}:`"
    for name in own:
        if name not in shown:
            yield (
                f"No cell shows the claim {name!r}: bet on it by `predict`, "
                "or list it as `claims` in the metadata of the cell that shows it"
            )


def _links(notebook, path):
    for number, cell in _markdown(notebook):
        if re.search(r"!\[\s*\]\(", source(cell)):
            yield f"Cell {number} has a picture without alt text: write it between the brackets of ![]"
        for target in re.findall(r"\]\(([^)#\s]+)", source(cell)):
            if not re.match(r"https?://", target):
                if not (path.parent / target).exists():
                    yield f"Cell {number} links {target}, which is not there"
            elif not re.match(HOSTS, target):
                yield f"Cell {number} links {target}: take a DOI, arXiv, distill.pub or a library's docs, which last"


def _slides(notebook, path):
    cells = notebook.cells
    for number, (before, cell) in enumerate(zip([None, *cells], cells), start=1):
        own = own_slide_type(cell)
        if own is not None and own not in SLIDE_TYPES:
            yield f"Cell {number} has the slide type {own!r}, it must be one of {', '.join(SLIDE_TYPES)}"
        if own is not None and own == slide_type_by_rule(cell, before):
            yield f"Cell {number} sets the slide type {own!r}, which it has by rule: leave it out"
        lines = len(source(cell).splitlines())
        if cell["cell_type"] == "code" and lines > MOST_LINES:
            yield f"Cell {number} has {lines} lines of code, and {MOST_LINES} fit a slide: make two of it"


def _torch(notebook, path):
    """It takes two seconds and 200 MB: not in the first cell, and not in a notebook that does without."""
    lines = [(number, line) for number, cell in _code(notebook) for line in source(cell).splitlines()]
    imports = min((n for n, line in lines if re.match(r"(import|from) torch\b", line)), default=None)
    uses = (n for n, line in lines if re.search(r"\b(torch|F)\.", line) and not re.match(r"(import|from) ", line))
    first = min(uses, default=None)
    if imports != first:
        where = f"cell {imports} imports it" if imports else "no cell imports it"
        used = f"cell {first} is the first to use it" if first else "no cell uses it"
        yield f"PyTorch must be imported by the cell that first shows it: {where}, {used}"


def _symbols(notebook, path):
    signs = {symbol.sign for symbol in SYMBOLS}
    for number, cell in _markdown(notebook):
        text = re.sub(r"`[^`]*`", "", source(cell))
        for formula in re.findall(r"\$\$?([^$]+)\$", text):
            plain = re.sub(r"\\(?:text|mathrm|operatorname|mathbf)\{[^}]*\}|\\[a-zA-Z]+", " ", formula)
            used = set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", plain))
            if used - signs:
                yield (
                    f"Cell {number}: {_names(used - signs)} in ${formula}$ is not in the table of symbols: "
                    "take the course's own sign, or give it a line in course_lib/kit/notebook/notation.py"
                )


def _run(notebook, path):
    mend = f"run `make notebooks NB={notebook.name}`"
    if "widgets" in notebook.content["metadata"]:
        yield f"The metadata hold live widgets, which no reader can open: {mend}"
    for count, (number, cell) in enumerate(_code(notebook), start=1):
        if cell["execution_count"] != count:
            yield f"Cell {number} was run as number {cell['execution_count']} and is code cell {count}: {mend}"
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"Cell {number} ends in an error, {output['ename']}: {output['evalue']}"
            if output.get("name") == "stderr":
                yield f"Cell {number} stores a warning: {''.join(output['text']).strip()}"
            if any("widget" in kind for kind in output.get("data", {})):
                yield f"Cell {number} stores a live widget, which no reader can open: {mend}"


def _pictures(notebook, path):
    found = [(number, out) for number, cell in _code(notebook) for out in cell["outputs"] if _is_picture(out)]
    if not found:
        yield "No cell stores a picture: a notebook shows one explorer or more"
    for number, picture in found:
        finding = "".join(picture["data"].get("text/plain", ""))
        alt = picture.get("metadata", {}).get("image/png", {}).get("alt")
        if len(finding) < SHORTEST_FINDING:
            yield f"The picture of cell {number} needs its finding in words beside it, got {finding!r}"
        if alt != finding:
            yield f"The picture of cell {number} needs its finding {finding!r} as alt text, got {alt!r}"


def _size(notebook, path):
    if (size := path.stat().st_size) > LARGEST:
        yield f"The file has {size / 1000:.0f} kB, and {LARGEST / 1000:.0f} at most are meant: show fewer pictures"


def _calls(notebook, path):
    for number, cell in _code(notebook):
        wrong = re.search(r"\binteract(ive)?\(|\.observe\(|urlopen|requests\.|%pip|!pip|savefig|plt\.", source(cell))
        if wrong:
            yield f"Cell {number} has {wrong[0]!r}: draw in an explorer, and take what is downloaded from data/"


def _open(notebook, path):
    for number, cell in enumerate(notebook.cells, start=1):
        for line in source(cell).splitlines():
            if OPEN in line:
                yield f"Cell {number} is still open: {line.strip()}"
    for field, value in notebook.course.items():
        if OPEN in str(value):
            yield f"`{field}` in the metadata `course` is still open: {value}"


RULES = (
    _introduction,
    _minutes,
    _contents,
    _claims,
    _links,
    _slides,
    _torch,
    _symbols,
    _run,
    _pictures,
    _size,
    _calls,
    _open,
)


# ---- all of them


def _listed(notebooks, folder):
    """README's table and the map are what the notebooks say of themselves."""
    start = next((notebook for notebook in notebooks if notebook.name == overview.START), None)
    if start is None:
        yield f"There is no {overview.START}.ipynb, which every learner begins with"
        return
    pages = (
        ("README.md", overview.readme, (folder.parent / "README.md").read_text("utf-8")),
        (f"The map in {overview.START}", overview.course_map, source(overview.map_cell(start))),
    )
    for name, made, text in pages:
        wanted, lines = made(text, notebooks).splitlines(), text.splitlines()
        if wanted != lines:
            lacking = [line for line in wanted if line not in lines]
            trouble = f"lacks the line `{lacking[0]}`" if lacking else "lists the notebooks in another order, or more"
            yield f"{name} {trouble}: `make notebooks` writes what the notebooks say of themselves"


def _parts(notebooks, folder):
    """One name for each digit."""
    names = {}
    for notebook in notebooks:
        names.setdefault(notebook.part[0], {}).setdefault(notebook.part, notebook.name)
    for known in names.values():
        if len(known) > 1:
            said = ", ".join(f"{part!r} in {name}" for part, name in known.items())
            yield f"A part must have one name, got {said}"


TOGETHER = (_listed, _parts)


def _markdown(notebook):
    return [(n, cell) for n, cell in enumerate(notebook.cells, start=1) if cell["cell_type"] == "markdown"]


def _code(notebook):
    return [(n, cell) for n, cell in enumerate(notebook.cells, start=1) if cell["cell_type"] == "code"]


def _is_picture(output):
    return "image/png" in output.get("data", {})


def _start(cell):
    return source(cell).partition("\n")[0]


def _names(names):
    return ", ".join(sorted(names))
