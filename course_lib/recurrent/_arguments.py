"""Guards that the modules of this topic share: kinds, finite arrays, and weights that fit their inputs."""

from course_lib.checks import check_filled, check_floats

KINDS = ("rnn", "lstm", "gru")
LAYERS = {"rnn": 1, "lstm": 4, "gru": 3}  # each of `units` rows in W_x, W_h and b


def check_weights(kind, W_x, W_h, *biases):
    """Return the weights as arrays, raising `ValueError` unless their shapes fit one another.

    `biases`: pairs of a name and a vector.
    """
    layers = LAYERS[kind]
    W_x, W_h = check_floats("W_x", W_x), check_floats("W_h", W_h)
    for name, matrix in (("W_x", W_x), ("W_h", W_h)):
        if matrix.ndim != 2:
            raise ValueError(f"`{name}` must have two axes, got shape {matrix.shape}")
        check_filled(name, matrix)
    units = W_h.shape[1]
    if W_h.shape[0] != layers * units:
        raise ValueError(
            f"`W_h` must have shape ({layers}n, n), got {W_h.shape}: {kind} has {layers} layer(s) of n = {units} rows"
        )
    if W_x.shape[0] != layers * units:
        raise ValueError(f"`W_x` must have {layers}n = {layers * units} rows as `W_h` has, got shape {W_x.shape}")
    checked = []
    for name, bias in biases:
        bias = check_floats(name, bias)
        if bias.shape != (layers * units,):
            raise ValueError(f"`{name}` must have shape ({layers * units},), got {bias.shape}")
        checked.append(bias)
    return W_x, W_h, *checked


def check_fitting(name, value, size, weights):
    """Return `value` (size,) or (N, size), raising `ValueError` that names the weights it must fit."""
    array = check_floats(name, value)
    if array.ndim not in (1, 2) or array.shape[-1] != size:
        raise ValueError(f"`{name}` must have shape ({size},) or (N, {size}) to fit `{weights}`, got {array.shape}")
    return array


def check_same_batch(**arrays):
    """Raise `ValueError` unless all arrays have the same leading axes."""
    shapes = {name: array.shape[:-1] for name, array in arrays.items()}
    if len(set(shapes.values())) > 1:
        given = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"`{next(iter(arrays))}` and the states must have the same batch axis, got {given}")
