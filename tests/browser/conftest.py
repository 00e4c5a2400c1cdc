"""A real browser, and a JupyterLab on a free loopback port that serves a copy of the notebooks.

Without Chromium these tests skip and say so; with CI=true they fail instead.
"""

import os
import shutil
from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.browser.jupyter import FLAGS, ROOT, LabPage, chromium_path, patient, running_lab

# Files whose tests need nothing of each other. In the others the tests share a page, and may leave it to the next.
ANYWHERE = {"test_notebooks", "test_pictures", "test_session", "test_site", "test_slides"}


class PageByPage(LoadScopeScheduling):
    """Gives a worker one test of `ANYWHERE` or all tests of another file; these come first, for they take longest."""

    def _split_scope(self, nodeid):
        file = PurePath(nodeid.split("::")[0])
        return nodeid if file.stem in ANYWHERE else str(file)


def pytest_xdist_make_scheduler(config, log):
    return PageByPage(config, log)


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
        yield patient(browser)
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab whose root is a copy of notebooks/; stopped at the end."""
    home = tmp_path_factory.mktemp("lab")
    served = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", served, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with running_lab(home, served) as lab:
        yield lab


@pytest.fixture(scope="session")
def desk(browser, lab):
    """A JupyterLab page in which one notebook after the other is opened: to load the page takes longest of all."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield LabPage(context.new_page(), lab.address).start()
    context.close()
