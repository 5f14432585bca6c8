"""`python -m analysis`."""

import gc
import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # Ctrl-C ends a command at once and without a traceback, also while it imports; a build that
    # has begun ends in order.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from analysis.cli import main

try:
    main()
finally:
    gc.freeze()  # or Python looks for garbage in all that there is before it ends
