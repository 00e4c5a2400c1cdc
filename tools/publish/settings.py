"""Where the course lives, from tools/publish/settings.toml; the variable COURSE_REPOSITORY wins over the file."""

import os
import tomllib

from tools.publish import HERE


def settings():
    """Return {title, author, repository, branch, binder, colab}."""
    found = tomllib.loads((HERE / "settings.toml").read_text("utf-8"))
    found["repository"] = os.environ.get("COURSE_REPOSITORY", found["repository"]).rstrip("/")
    return found


def launches(path):
    """Return [(name, address)] that open a notebook of the repository in a running environment; empty without one."""
    asked = settings()
    host, _, repository = asked["repository"].partition("://")[2].partition("/")
    if host != "github.com":  # Binder and Colab know other hosts under other addresses, or not at all
        return []
    branch = asked["branch"]
    return [
        ("Binder", f"{asked['binder']}/v2/gh/{repository}/{branch}?urlpath=lab/tree/{path}"),
        ("Colab", f"{asked['colab']}/github/{repository}/blob/{branch}/{path}"),
    ]
