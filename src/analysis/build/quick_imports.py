"""Import libraries sooner: without what no report uses, and not looking for garbage meanwhile."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNUSED = (
    "debugpy",  # by ipykernel
    "pyarrow.fs",  # by papermill, for notebooks on Hadoop
    "rfc3987_syntax",  # by jsonschema, which all of Jupyter uses: a grammar of addresses
)
"""Optional to the libraries that import them."""


@contextmanager
def quick_imports(unused: tuple[str, ...]) -> Iterator[None]:
    """Have modules be missing for what is imported meanwhile, unless they are imported already."""
    missing = [module for module in unused if module not in sys.modules]
    for module in missing:
        sys.modules[module] = None  # type: ignore[assignment]
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        for module in missing:
            del sys.modules[module]
