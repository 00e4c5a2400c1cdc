"""One list of dependencies: conda's, the pins and the environment at hand agree with pyproject.toml."""

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
CONDA_NAMES = {"matplotlib": "matplotlib-base", "opencv-python": "py-opencv", "torch": "pytorch-cpu"}
NOT_ON_CONDA_FORGE = {"axe-playwright-python", "fsrs", "playwright", "sphinx-revealjs", "ziamath"}


def requirements():
    """Return {package: bound} of what `pip install .[dev]` asks for: dev includes what the site needs."""
    extras = PROJECT["optional-dependencies"]
    assert f"{PROJECT['name']}[site]" in extras["dev"]
    lines = [*PROJECT["dependencies"], *extras["dev"], *extras["site"]]
    found = {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, lines)}
    return {name: bound for name, bound in found.items() if name != PROJECT["name"]}


def pins():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def split(line):
    name, bound = re.fullmatch(r"([\w.-]+)(.*)", line).groups()
    return name, bound


def test_conda_has_the_same_packages_with_the_same_bounds():
    asked = {CONDA_NAMES.get(name, name): bound for name, bound in requirements().items()}
    plain = dict(split(line) for line in CONDA["dependencies"] if isinstance(line, str))
    pip = next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))
    assert plain.pop("pip") == ""
    python = plain.pop("python").lstrip("=")
    assert python in Requirement(f"python{PROJECT['requires-python']}").specifier
    assert pip[0] == "-e ."
    from_pip = dict(map(split, pip[1:]))
    assert from_pip.keys() == NOT_ON_CONDA_FORGE
    assert {**plain, **from_pip} == asked


def test_conda_takes_conda_forge_alone():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_every_pin_is_exact_and_without_a_local_suffix():
    bad = [str(pin) for pin in pins() if not re.fullmatch(r"==[^*+,]+", str(pin.specifier))]
    assert not bad


def test_the_pins_cover_and_satisfy_what_is_asked():
    versions = {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in pins()}
    missing = requirements().keys() - versions.keys()
    assert not missing, f"run `make constraints`: {missing}"
    bad = [name for name, bound in requirements().items() if versions[name] not in Requirement(name + bound).specifier]
    assert not bad


def test_make_installed_what_the_pins_say():
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("this environment was not made by make, and its versions are its owner's choice")
    wrong = []
    for pin in pins():
        installed = Version(importlib.metadata.version(pin.name)).public
        if installed not in pin.specifier:
            wrong.append(f"{pin}, but {installed} is installed")
    assert not wrong
