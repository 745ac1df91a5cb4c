"""The one gate of files that people send: in through a child process with limits, kept by what
they hold, out as downloads only.

* `runner`, `limited`  the child process and its limits; the spreadsheets' gate runs here too
* `inside`             what runs in the child
* `gate`               a file in, or a refusal in words
* `preview`            what a kept file looks like
* `store`, `commands`  where files lie, and who sweeps up
* `drafts`             large files of ours, written in steps and sealed
* `names`, `download`  how a file is called and sent out
"""

from app.uploads.commands import named_by
from app.uploads.download import Download
from app.uploads.drafts import Draft, DraftBusy, draft, pieces
from app.uploads.gate import MAX_BYTES, Taken, take
from app.uploads.preview import Preview, preview
from app.uploads.refusals import FileLost, FileRefused
from app.uploads.store import discard, keep, kept

__all__ = [
    "MAX_BYTES",
    "Download",
    "Draft",
    "DraftBusy",
    "FileLost",
    "FileRefused",
    "Preview",
    "Taken",
    "discard",
    "draft",
    "keep",
    "kept",
    "named_by",
    "pieces",
    "preview",
    "take",
]
