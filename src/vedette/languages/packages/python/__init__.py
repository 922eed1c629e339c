"""Python: what pip, Pipenv, Poetry, PDM, uv, setuptools and conda write."""
