"""Runs before anything else that is written in Python: no garbage collection while all is being loaded.

The page's worker switches it on again.
"""

import gc

gc.disable()
