"""The explorer framework: controls, the stage that shows a picture, and the sweep that tests them. Knows no topic."""

from course_lib.kit.explorer.explorer import Choice, Explorer, Grid, Handle, Number, Preset, Switch

__all__ = ["Choice", "Explorer", "Grid", "Handle", "Number", "Preset", "Switch"]
