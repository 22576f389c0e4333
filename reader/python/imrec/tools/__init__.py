"""The command line tools, as Python modules: ``python -m imrec.tools.im2rec``."""
