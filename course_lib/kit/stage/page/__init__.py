"""The page of an explorer: JavaScript modules, and how they become one text where a page has no folder to import from.

A widget's module is such a place, and a page that was opened as a file. The modules are joined in one scope, each after
those that it imports, so every name at the margin must stand once in all of them. Comments stay behind.
"""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
IMPORT = re.compile(r"^import\s+(?:(\w+)|\{([\w\s,]*)\})\s+from\s+\"([^\"]+)\";\n", re.MULTILINE)
DEFAULT = re.compile(r"^export default (\w+);\n", re.MULTILINE)
DECLARED = re.compile(r"^(export )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?s:.*?)\*/)\n", re.MULTILINE)
NOT_PLAIN = re.compile(r"^(?:import\b|export\b|var |(?:const|let) [\[{]).*", re.MULTILINE)


class Module(NamedTuple):
    """What joining needs of a module."""

    text: str  # without imports, exports and comments
    declared: list[str]  # names at the margin
    exported: set[str]  # those of them that others may import
    default: str | None  # the one that is exported as default


def joined(entry):
    """Return a module and all that it imports as the text of one module with the same default export.

    entry : path of a file as prettier writes it; its imports are relative, by name, and not renamed
    """
    text, default = _joined(Path(entry))
    return f"{text}\nexport default {default};\n" if default else text


def script(entry, last=""):
    """Return the same as a plain script, followed by `last`: browsers refuse to load modules from files."""
    text, _ = _joined(Path(entry))
    return f"(() => {{\n{text}{last}}})();\n"


def _joined(entry):
    """Return (the text of all modules without imports and exports, the name of the entry's default export or None)."""
    modules = {}
    _collect(entry.resolve(), modules, ())
    _check_names(modules)
    return "\n".join(module.text for module in modules.values()), modules[entry.resolve()].default


def _collect(path, modules, importers):
    """Read a module into {path: `Module`}, after those that it imports."""
    if path in modules:
        return
    if path in importers:
        raise ValueError(f"modules must not import each other in a circle, got {_names([*importers, path])}")
    source = COMMENT.sub("", path.read_text("utf-8"))
    for default, names, address in IMPORT.findall(source):
        other = (path.parent / address).resolve()
        if not address.startswith(".") or not other.is_file():
            raise ValueError(f'{path.name} imports "{address}", and there is no such module beside it')
        _collect(other, modules, (*importers, path))
        _check_import(path, other, default, [name.strip() for name in names.split(",") if name.strip()], modules[other])
    modules[path] = _module(path, source)


def _module(path, source):
    default = DEFAULT.search(source)
    text = DEFAULT.sub("", IMPORT.sub("", source))
    declared = DECLARED.findall(text)
    text = re.sub(r"^export (?=(?:async )?(?:function|class|const|let) )", "", text, flags=re.MULTILINE).strip("\n")
    if left := NOT_PLAIN.search(text):
        raise ValueError(f"{path.name} must import, export and declare by single names, got `{left.group()}`")
    exported = {name for export, name in declared if export}
    return Module(f"{text}\n", [name for _, name in declared], exported, default and default.group(1))


def _check_import(path, other, default, names, module):
    if default and default != module.default:
        rule = f"must import the default of {other.name} by its own name ({module.default})"
        raise ValueError(f"{path.name} {rule}, got `{default}`")
    if missing := [name for name in names if name not in module.exported]:
        raise ValueError(f"{path.name} imports `{missing[0]}` from {other.name}, which does not export it")


def _check_names(modules):
    owner = {}
    for path, module in modules.items():
        for name in module.declared:
            if name in owner:
                where = _names(dict.fromkeys([owner[name], path]))
                raise ValueError(f"modules that are joined must not share a name, got `{name}` twice, in {where}")
            owner[name] = path


def _names(paths):
    return ", ".join(path.name for path in paths)
