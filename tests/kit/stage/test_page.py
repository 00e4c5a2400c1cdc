"""The modules of the page as one text: in the order of their imports, with one name for one thing, or a sentence."""

import re

import pytest

from course_lib.kit.explorer.example import SquareWave
from course_lib.kit.film import pack
from course_lib.kit.stage import packing, page
from course_lib.kit.stage.widget import View
from tests.kit.explorer.trial import Trial

MODULES = sorted(path.name for path in page.FOLDER.glob("*.js"))


@pytest.fixture
def folder(tmp_path):
    """Three small modules: a view that imports two others, of which one imports the other."""
    write(tmp_path, "ground.js", "// The ground.\n\nexport const STEP = 2;\nlet made = 0;\n")
    source = 'import { STEP } from "./ground.js";\n\n/** Go on. */\nexport function next(n) {\n  return n + STEP;\n}\n'
    write(tmp_path, "steps.js", source)
    source = (
        'import { STEP } from "./ground.js";\nimport {\n  next,\n} from "./steps.js";\n\nconst view = next(STEP);\n'
    )
    write(tmp_path, "view.js", source + "\nexport default view;\n")
    return tmp_path


def write(folder, name, text):
    (folder / name).write_text(text, "utf-8")


def test_modules_follow_those_that_they_import_each_once(folder):
    assert page.joined(folder / "view.js") == (
        "const STEP = 2;\nlet made = 0;\n\n"
        "function next(n) {\n  return n + STEP;\n}\n\n"
        "const view = next(STEP);\n\n"
        "export default view;\n"
    )


def test_a_script_imports_and_exports_nothing(folder):
    script = page.script(folder / "view.js", "show(view);\n")
    assert script.startswith("(() => {\nconst STEP = 2;\n")
    assert script.endswith("const view = next(STEP);\nshow(view);\n})();\n")
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_an_entry_needs_no_default(folder):
    assert page.joined(folder / "steps.js").endswith("  return n + STEP;\n}\n")


def test_comments_stay_behind_and_strings_do_not(folder):
    text = '/**\n * A.\n */\n// B.\nconst host = "http://a"; // C\n  // D.\nconst e = 1;\n'
    write(folder, "steps.js", text)
    assert page.joined(folder / "steps.js") == 'const host = "http://a"; // C\nconst e = 1;\n'


@pytest.mark.parametrize(
    "file, text, message",
    [
        (
            "steps.js",
            "export const STEP = 3;\nexport function next() {}\n",
            "modules that are joined must not share a name, got `STEP` twice, in ground.js, steps.js",
        ),
        (
            "steps.js",
            "export function next() {}\nasync function made() {}\n",
            "must not share a name, got `made` twice, in ground.js, steps.js",
        ),
        ("steps.js", "export class next {}\nlet a = 1;\nlet a = 2;\n", "got `a` twice, in steps.js"),
        (
            "steps.js",
            'import { STEP } from "./earth.js";\nexport function next() {}\n',
            'steps.js imports "./earth.js", and there is no such module beside it',
        ),
        ("steps.js", 'import three from "three";\n', 'steps.js imports "three", and there is no such module beside it'),
        ("steps.js", "function next() {}\n", "view.js imports `next` from steps.js, which does not export it"),
        (
            "view.js",
            'import ground from "./ground.js";\n',
            "view.js must import the default of ground.js by its own name (None), got `ground`",
        ),
        (
            "ground.js",
            'import { next } from "./steps.js";\nexport const STEP = 2;\n',
            "modules must not import each other in a circle, got view.js, ground.js, steps.js, ground.js",
        ),
        (
            "view.js",
            'import { next as after } from "./steps.js";\n',
            "view.js imports `next as after` from steps.js, which does not export it",
        ),
        (
            "view.js",
            "export default { a: 1 };\n",
            "view.js must import, export and declare by single names, got `export default { a: 1 };`",
        ),
        ("view.js", "const [a, b] = [1, 2];\n", r"by single names, got `const [a, b] = [1, 2];`"),
        ("view.js", "var a = 1;\n", "by single names, got `var a = 1;`"),
    ],
)
def test_what_cannot_be_joined_is_said(folder, file, text, message):
    write(folder, file, text)
    with pytest.raises(ValueError, match=re.escape(message)):
        page.joined(folder / "view.js")


def test_the_default_of_a_module_is_imported_by_its_own_name(folder):
    write(folder, "player.js", 'import view from "./view.js";\n\nexport const played = view;\n')
    assert page.joined(folder / "player.js").endswith("const view = next(STEP);\n\nconst played = view;\n")


def test_the_widget_has_all_modules_in_one():
    view_text = str(View._esm)
    assert view_text == page.joined(page.FOLDER / "view.js")
    assert view_text.endswith("\nexport default view;\n")
    assert not re.search(r"^import\b", view_text, re.MULTILINE)
    for name in MODULES:
        first = re.search(r"^(?:export )?(?:class|function) \w+", (page.FOLDER / name).read_text("utf-8"), re.MULTILINE)
        assert first.group().removeprefix("export ") in view_text


@pytest.mark.parametrize("name", MODULES)
def test_each_module_says_first_what_it_is_for(name):
    assert (page.FOLDER / name).read_text("utf-8").startswith("// ")


# ---- what kernel and page send each other is what scene.js says

SCENE = (page.FOLDER / "scene.js").read_text("utf-8")


def properties(*typedefs):
    """Return (names that an object of these typedefs must have, names that it may have beside)."""
    names = []
    for typedef in typedefs:
        (block,) = re.findall(rf"/\*\*(?:(?!\*/).)*?@typedef {{object}} {typedef}\n(.*?)\*/", SCENE, re.DOTALL)
        names += re.findall(r"@property {.*} (\[?\w+\]?)(?:  |\n)", block)
    return {name for name in names if name[0] != "["}, {name.strip("[]") for name in names if name[0] == "["}


def assert_is(content, *typedefs, beside=()):
    must, may = properties(*typedefs)
    assert must | set(beside) <= content.keys() <= must | may | set(beside)


KINDS = {
    "path": (("Outline", "Style", "Clipped"), {"k"}),
    "markers": (("Outline", "Style", "Clipped"), {"k", "places", "m"}),
    "image": (("ImageParts", "Clipped"), ()),
    "text": (("TextParts", "Clipped"), ()),
    "slot": ((), {"k", "n"}),
}


@pytest.fixture
def view():
    return View(SquareWave())


def test_operations(view):
    axes = view.explorer.figure.axes[0]
    more = [axes.plot([0, 1], [0, 1], "o")[0], axes.imshow([[0, 1]])]
    layers = [view.stage.still, *view.stage.layers, *map(view.stage.recorder.record, more)]
    ops = [op for layer in layers for op in layer.ops]
    assert {op["k"] for op in ops} == KINDS.keys()
    for op in ops:
        typedefs, beside = KINDS[op["k"]]
        assert_is(op, *typedefs, beside=beside)
        if "clippath" in op:
            assert_is(op["clippath"], "Outline")


def test_what_never_changes(view):
    assert_is(view.spec, "Spec")


def test_the_full_state(view):
    state = view.full_state()
    assert_is(state, "TextState", beside={"still", "layers", "glyphs"})


def test_places_that_set_controls():
    for place in View(Trial()).text_state()["handles"]:
        assert_is(place, "HandlePlace")


def test_a_request_and_its_answer(view, monkeypatch):
    sent = []
    monkeypatch.setattr(view, "send", lambda *message: sent.append(message))
    request = {"set": {"terms": 7}, "serial": 3, "held": False, "far": False, "fine": False}
    assert_is(request, "SettingRequest")
    view._receive(request, [])
    content, buffers = sent[-1]
    assert_is(content, "TextState", "ChangeParts")
    assert content["layers"]
    for layer in content["layers"].values():
        assert layer.keys() == {"ops", "buffer"}
        assert layer["buffer"] < len(buffers)
    view._receive(request | {"far": True}, [])
    assert sent[-1][0].keys() == {"sizes", "took"}


def test_both_sides_count_corners_in_the_same_parts_of_a_pixel():
    assert f"\nconst GRID = {packing.GRID};" in SCENE


def test_a_film_begins_with_what_the_player_reads():
    player = (page.FOLDER.parents[1] / "film/player.js").read_text("utf-8")
    (block,) = re.findall(r"@typedef {object} Head\n(.*?)\*/", player, re.DOTALL)
    head = pack.read_head(pack.film(SquareWave(), largest=0))
    assert sorted(head) == sorted(re.findall(r"@property {.*} (\w+)", block))
    assert_is(head["frames"][0]["words"], "TextState")
