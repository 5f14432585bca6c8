"""IPython's shell in a process of a report puts out what an ordinary kernel does."""

import re

import nbformat
import pytest

from analysis.build.processes import CAN_FORK
from analysis.build.run import settled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CAN_FORK, reason="processes are forked on Linux alone"),
]

PAPER = "ambridge-outreach-2024"
CELLS = {
    "awaits": "import asyncio\nawait asyncio.sleep(0)\n1 + 1",
    "shell": "!echo hi; echo aside >&2",
    "captures": "lines = !printf 'a\\nb'\nlines",
    "bash": "%%bash\necho from bash",
    "captured": "%%capture held\nprint('kept')",
    "captured_after": "held.stdout",
    "times": "%who str",
    "frame": "import pandas as pd\npd.DataFrame({'a': [1, None], 'b': ['x', '<y>']})",
    "styler": "pd.DataFrame({'a': [1]}).style.set_uuid('x').format(precision=1)",
    "prints": "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')",
    "progress": "print('10%', end='\\r'); print('100%')",
    "quiet": "x = 5\nx;",
    "last": "'a'\n'b'",
    "underscore": "_ * 2",
    "numbered": "len(In), In[1]",
    "displays": "from IPython.display import HTML, Markdown, display\n"
    "display(HTML('<b>x</b>'), Markdown('*x*')); 3",
    "updates": "shown = display('before', display_id='d')\nshown.update('after')",
    "clears": "from IPython.display import clear_output\n"
    "print('gone'); clear_output(); print('left')",
    "clears_later": "print('gone'); clear_output(wait=True); print('left')",
    "image": "from IPython.display import SVG, Image\n"
    "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))",
    "pyplot": "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('shown')\nplt.show()",
    "json": "from IPython.display import JSON\nJSON({'a': [1, {'b': None}]})",
    "bundle": "class Own:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/plain': 'own'}, {'note': 1}\nOwn()",
    "long_line": "'x' * 3000",
    "surrogate": "print('\\u20ac £ \\U0001f600')",
    "names": "__name__, __doc__, 'get_ipython' in globals()",
    "async_later": "async def f():\n    return 7\nawait f()",
    "warns": "import warnings\nwarnings.warn('careful')",
    "input": "try:\n    input()\nexcept Exception:\n    print('no input')",
    "exits_nothing": "%xmode Minimal",
    "fails": "def f(n):\n    return 1 / n\nf(0)",
}
"""Kind → a cell; the last one fails."""


def outputs(notebook, source):
    """Return what a cell has put out, without what is never the same twice."""
    (cell,) = (cell for cell in notebook.cells if cell.source == source)
    text = repr(cell.get("outputs"))
    text = re.sub(r"ipykernel_\d+/\d+\.py|/tmp/[^:]*\.py|<ipython-input[^>]*>", "CELL", text)
    return re.sub(r"0x[0-9a-f]+|\\x1b\[[0-9;]*m", "", text)


def test_a_notebook_puts_out_the_same_either_way(builds, write_notebook, plan_analyses):
    write_notebook("cells", *CELLS.values())
    plan_analyses(cells="")
    run = builds.folders.reports / "failed" / PAPER / "cells.ipynb"
    found = []
    for how in ([], ["--kernels"]):
        ended = builds.run(*how)
        assert ended.errors[0] == f"FAILED {PAPER}/cells: ZeroDivisionError: division by zero"
        found.append(settled(nbformat.read(run, as_version=4)))
        run.unlink()
    different = {
        kind: [outputs(notebook, source) for notebook in found]
        for kind, source in CELLS.items()
        if len({outputs(notebook, source) for notebook in found}) > 1
    }
    assert different == {}
    assert outputs(found[0], CELLS["prints"]).count("stream") == 2
