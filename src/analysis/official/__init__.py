"""Official releases of any authority: from the files that a user downloads to tidy Parquet.

`importing` does the whole way and `store` reads what it wrote. On the way: `recognise` says what a
file is, `ehc_plans`, `benchmarking` and `neighbours` read one kind each, `authorities` says which
areas there are, `assemble` makes one series of several releases, `revisions` lists what changed.
"""
