"""The modules of the page as one text: in the order of their imports, with one name for one thing, or a sentence."""

import re

import pytest

from course_lib.kit.film import pack
from course_lib.kit.stage import page
from course_lib.kit.stage.widget import View

MODULES = sorted(path.name for path in page.FOLDER.glob("*.js"))


@pytest.fixture
def folder(tmp_path):
    """Three small modules: a view that imports two others, of which one imports the other."""
    write(tmp_path, "ground.js", "// The ground.\n\nexport const STEP = 2;\nlet made = 0;\n")
    source = 'import { STEP } from "./ground.js";\n\n/** Go on. */\nexport function next(n) {\n  return n + STEP;\n}\n'
    write(tmp_path, "steps.js", source)
    source = 'import { STEP } from "./ground.js";\nimport {\n  next,\n} from "./steps.js";\n\nconst view = next(STEP);\n'
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
            "view.js must import the default of ground.js by its own name, got `ground`, and that is `None` there",
        ),
        (
            "ground.js",
            'import { next } from "./steps.js";\nexport const STEP = 2;\n',
            "modules must not import each other in a circle, got view.js, ground.js, steps.js, ground.js",
        ),
        (
            "view.js",
            'import { next as after } from "./steps.js";\n',
            'view.js must import, export and declare by single names, got `import { next as after } from "./steps.js";`',
        ),
        ("view.js", "export default { a: 1 };\n", "by single names, got `export default { a: 1 };`"),
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


def test_the_widget_has_all_modules_in_one(view_text=str(View._esm)):
    assert view_text == page.joined(page.FOLDER / "view.js")
    assert view_text.endswith("\nexport default view;\n")
    assert not re.search(r"^import\b", view_text, re.MULTILINE)
    for name in MODULES:
        first = re.search(r"^(?:export )?(?:class|function) \w+", (page.FOLDER / name).read_text("utf-8"), re.MULTILINE)
        assert first.group().removeprefix("export ") in view_text


@pytest.mark.parametrize("name", MODULES)
def test_each_module_says_first_what_it_is_for(name):
    assert (page.FOLDER / name).read_text("utf-8").startswith("// ")


def test_what_both_sides_must_know_has_one_value():
    ...
