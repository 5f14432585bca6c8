"""Build the reports by papermill's API and one HTMLExporter, in one process, one after the other.

Run in a copy of the project: `python one_process.py work.json`.
"""

import argparse
from pathlib import Path

import papermill
from nbconvert import HTMLExporter
from work import read_work


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="the reports, as the benchmark writes them")
    exporter = HTMLExporter()
    for piece in read_work(parser.parse_args().work):
        output = Path(piece.output)
        output.parent.mkdir(parents=True, exist_ok=True)
        papermill.execute_notebook(piece.notebook, output, piece.parameters, progress_bar=False)
        page, _ = exporter.from_filename(str(output))
        output.with_suffix(".html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
