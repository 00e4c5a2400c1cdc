"""What a picture speaks of: the settings and what was computed from them, each by its name."""


class Reading:
    """Settings as `compute` takes them, and the fields of its result; `update`, `describe` and `holds` get one.

    >>> from course_lib.kit.explorer.example import SquareWave
    >>> r = SquareWave(terms=3).reading
    >>> r.terms, round(r.overshoot, 3), r.shown("terms")
    (3, 0.188, '3')
    """

    def __init__(self, controls, values, result):
        self.__dict__ |= {name: control.value(values[name]) for name, control in controls.items()}
        self.__dict__ |= {} if result is None else result._asdict()
        self._shown = {name: control.text(values[name]) for name, control in controls.items()}

    def shown(self, name):
        """Return the value of a control as its label on the page has it: "80 %", "two groups"."""
        return self._shown[name]
