"""A new initiative may be written for something that a room above knows of: it fills the empty
form in, and is told what was written, in the same transaction."""

from blinker import Signal

opened = Signal()  # sender: the empty form of a new initiative, about to be shown
written = Signal()  # sender: the initiative, as yet a draft; whoever refuses it raises `Refused`
