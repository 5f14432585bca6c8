"""Import libraries in half of the time: without what no report uses, nor looking for garbage."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LEFT_OUT = (
    "pyarrow.fs",  # by papermill, for notebooks on Hadoop: starts pyarrow, numpy and its threads
    "rfc3987_syntax",  # by jsonschema, which all of Jupyter uses: a grammar of addresses
)
"""What is missing for those who import it all the same, for all of them can do without."""


@contextmanager
def quick_imports() -> Iterator[None]:
    """Have modules be missing for what is imported meanwhile, unless they are imported already."""
    missing = [module for module in LEFT_OUT if module not in sys.modules]
    for module in missing:
        sys.modules[module] = None  # type: ignore[assignment]
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        for module in missing:
            del sys.modules[module]
