"""Draw the charts and make the tables of the reports in plain Python: the floor of any build.

No kernel, no notebook file, no page. What a cell shows is made as a kernel would make it, and then
dropped. Run in a copy of the project: `python floor.py work.json --jobs 2`.
"""

import argparse
import ast
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from work import Piece, read_work

NOTEBOOK_MODULES = ("analysis.subject", "analysis.display.shapes", "analysis.display.lines")
"""What every notebook has its module import."""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="the reports, as the benchmark writes them")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default 1)")
    given = parser.parse_args()
    pieces = read_work(given.work)
    if given.jobs == 1:
        import_libraries()
        shown = [draw(piece) for piece in pieces]
    else:
        with ProcessPoolExecutor(given.jobs, initializer=import_libraries) as pool:
            shown = list(pool.map(draw, pieces))
    print(sum(shown), "outputs of", len(shown), "reports")


def import_libraries() -> None:
    """Import what the notebooks import, and have IPython collect what they show."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    for name in NOTEBOOK_MODULES:
        import_module(name)
    InteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}}),
        display_pub_class=CapturingDisplayPublisher,
        user_module=sys.modules["__main__"],  # or it puts one of its own there, without `draw`
    )


def draw(piece: Piece) -> int:
    """Run the code of a report; the number of its outputs."""
    return len(outputs_of(piece))


def outputs_of(piece: Piece) -> list[dict[str, Any]]:
    """What the code of a report shows, in its order: `data` and `metadata` by type."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.display_pub.outputs.clear()
    namespace: dict[str, Any] = {}
    for cell in json.loads(Path(piece.notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        value = last_value("".join(cell["source"]), namespace)
        if value is not None:
            bundle, metadata = shell.display_formatter.format(value)
            if bundle:
                shell.display_pub.publish(bundle, metadata)
        if "parameters" in cell["metadata"].get("tags", []):
            namespace |= piece.parameters
    return list(shell.display_pub.outputs)


def last_value(source: str, namespace: dict[str, Any]) -> Any:
    """Run the code of a cell; the value that it ends on, None if it ends on a statement."""
    body = ast.parse(source).body
    ends_on_value = bool(body) and isinstance(body[-1], ast.Expr)
    last = ast.Expression(body.pop().value) if ends_on_value else ast.parse("None", mode="eval")
    exec(compile(ast.Module(body, []), "<cell>", "exec"), namespace)
    return eval(compile(last, "<cell>", "eval"), namespace)


if __name__ == "__main__":
    main()
