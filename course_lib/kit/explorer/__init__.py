"""What an author of explorers writes against: the base class, its controls, and what a picture speaks of."""

from course_lib.kit.explorer.explorer import Choice, Explorer, Grid, Handle, Number, Preset, Reading, Switch

__all__ = ["Choice", "Explorer", "Grid", "Handle", "Number", "Preset", "Reading", "Switch"]
