"""A folder whose files are written only where they change."""


class Folder:
    """Writes files into a folder; what is the same stays untouched, so that Sphinx reads only what has changed."""

    def __init__(self, folder):
        self.folder, self.written = folder, set()

    def put(self, name, content):
        path = self.folder / name
        content = content.encode() if isinstance(content, str) else content
        self.written.add(path)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def tidy(self):
        """Remove what an earlier build has left."""
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.written:
                path.unlink()
