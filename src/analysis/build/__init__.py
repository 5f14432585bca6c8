"""From notebook to published report: parameters, papermill, nbconvert, the index."""
