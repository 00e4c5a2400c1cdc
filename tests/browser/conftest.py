"""A real browser, and a JupyterLab on a free loopback port that serves a copy of the notebooks.

Without Chromium these tests skip and say so; with CI=true they fail instead.
"""

import os
import shutil

import pytest

from tests.browser.jupyter import FLAGS, ROOT, LabPage, chromium_path, running_lab


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    if path is None:
        reason = "no Chromium found: install it (Debian: apt-get install chromium) or set COURSE_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab whose root is a copy of notebooks/; stopped at the end."""
    home = tmp_path_factory.mktemp("lab")
    served = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", served, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with running_lab(home, served) as lab:
        yield lab


@pytest.fixture
def lab_page(browser, lab):
    """A JupyterLab page of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = LabPage(context.new_page(), lab.address)
    yield page
    context.close()
