"""What goes out of the house: the table on paper and as a file, and letters to copy into Zalo."""

from app.progress.outgoing.printed import Printed, below, columns

__all__ = ["Printed", "below", "columns"]
