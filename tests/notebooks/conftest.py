"""pytest would import the guard as a module to look for doctests, and refuse the network twice."""

collect_ignore = ["offline"]
