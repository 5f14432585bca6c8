"""Official releases of any authority: from the files that a user downloads to tidy Parquet.

`importing` does the whole way and `store` reads what it wrote. On the way: `recognise` says what a
file is, `formats` and `sheets` read it by its entry in `formats.toml`, `areas` says which areas
there are, `assemble` makes one series of several releases and lists what a later one revised.
"""
