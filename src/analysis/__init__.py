"""The reproducible analysis behind council papers on high needs funding."""
