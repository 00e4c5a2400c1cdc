"""An interactive course on computer vision and deep learning: the tested functions behind its notebooks."""

__version__ = "0.1.0"
