"""The host: JupyterLab's server, lecture mode, progress bars, and whether the installation is sound."""
