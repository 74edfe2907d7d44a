"""The stamp on every entry of a case, as of every other floor."""

from tat.actions.stamps import SYSTEM as SYSTEM
from tat.actions.stamps import stamp as stamp
