"""A notebook without a kernel: its cells, run one after the other in this process."""

import ast
import json
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def run(analysis: str, **parameters: Any) -> list[Any]:
    """What the cells show, each as it would be sent to a report."""
    cells = json.loads((NOTEBOOKS / f"{analysis}.ipynb").read_text(encoding="utf-8"))["cells"]
    shown: list[Any] = []
    names: dict[str, Any] = {"display": lambda *parts: shown.extend(parts)}
    for number, cell in enumerate(cell for cell in cells if cell["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, analysis, "exec"), names)
        if number == 0:
            names.update(parameters)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), analysis, "eval"), names)
            shown += [] if value is None else getattr(value, "parts", [value])
    for part in shown:
        part._repr_mimebundle_()
    return shown


def words(part: Any) -> str:
    """What a chart, table, finding or sentence says, in plain text."""
    bundle = part._repr_mimebundle_()
    return str((bundle[0] if isinstance(bundle, tuple) else bundle)["text/plain"])
