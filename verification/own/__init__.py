"""A user's own recurrence: rows as text, read without executing anything, and what follows."""

from verification.own.reading import read, read_file
from verification.own.unit import Unit

__all__ = ["Unit", "read", "read_file"]
