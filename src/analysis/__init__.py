"""The reproducible analysis behind council papers on high needs funding.

load("kent-stls-2021"), load("Kent")      everything known about one paper or authority
compare(["Kent", "Medway"], "unit_cost")  measures of authorities, England and their neighbours
measures, measures.find("unit cost")      what can be compared, and how each is worked out
list_papers(), list_authorities()         what there is
"""

from importlib import import_module

TYPE_CHECKING = False  # typing takes long to import, and Ctrl-C meanwhile would show a traceback
if TYPE_CHECKING:
    from analysis.comparison import measures
    from analysis.explore import compare, list_authorities, list_papers
    from analysis.subject import load

__version__ = "0.1.0"
__all__ = ["compare", "list_authorities", "list_papers", "load", "measures"]

_MODULES = {"load": "analysis.subject", "measures": "analysis.comparison"}
"""Where each is, if not in `analysis.explore`."""


def __getattr__(name: str) -> object:
    """Import what is asked for: a build with nothing to do takes a tenth of a second without."""
    if name not in __all__:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(_MODULES.get(name, "analysis.explore")), name)


def __dir__() -> list[str]:
    return __all__
