"""The launcher's second half, run by the project's own Python."""

import sys

from .demo import demo
from .environment_file import manage
from .keeping import backup, restore
from .suite import test

command, *rest = sys.argv[1:]
try:
    if command == "manage":
        manage(rest)
    if command in {"backup", "restore"}:
        code = {"backup": backup, "restore": restore}[command](rest)
    else:
        code = test(rest) if command == "test" else demo(fresh="--fresh" in rest)
except KeyboardInterrupt:  # before anything was started
    code = 130
sys.exit(code)
