"""The one gate for .docx tables: in through a child process with limits, out as plain documents.

A document becomes a `sheets.Book`, so that whoever reads a list reads it from Word, too.
"""

from app.words.document import Document
from app.words.reader import read

__all__ = ["Document", "read"]
