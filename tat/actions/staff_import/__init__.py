"""Staff lists of the district's own system: read, compared with the accounts that are here, shown row by row, applied as one act.

Everything is read while the request runs, and nothing of it is handed to a worker: a file holds pupils and guardians, and to wait for a
worker it would have to lie somewhere. What is kept is what staff rows would change.
"""

from tat.actions.staff_import.applying import apply_import, discard_import
from tat.actions.staff_import.staging import LINE_KINDS, read_staff

__all__ = ["LINE_KINDS", "apply_import", "discard_import", "read_staff"]
