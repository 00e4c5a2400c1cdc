"""The workshop of the course: explorers, pictures, practice, notebooks, JupyterLab. Knows no topic."""
