"""A rule of import-linter about folders: what stands in them may import nothing of the package but each other.

So the ground and the kit know no topic, and a new topic needs no line in any list.
"""

from importlinter import Contract, ContractCheck, fields, output


class ClosedContract(Contract):
    """`modules`, with all that is inside them, import nothing of the root package outside themselves."""

    type_name = "closed"
    modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph, verbose):
        root = self.session_options["root_packages"][0]
        closed = set()
        for module in self.modules:
            closed |= {module} | graph.find_descendants(module)
        found = []
        for importer in sorted(closed):
            for imported in sorted(graph.find_modules_directly_imported_by(importer) - closed - {root}):
                if imported.split(".")[0] == root:
                    found += graph.get_import_details(importer=importer, imported=imported)
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check):
        for detail in check.metadata["found"]:
            line = f"{detail['importer']}:{detail['line_number']} imports {detail['imported']}"
            output.print_error(line, bold=False)
