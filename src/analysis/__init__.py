"""The reproducible analysis behind council papers on high needs funding."""

__version__ = "0.1.0"
