"""The child's way to say no."""


class Refused(Exception):
    """A code of `app.uploads.refusals` or `app.sheets.refusals`, and how many, where that helps."""

    @property
    def code(self) -> str:
        return str(self.args[0])

    @property
    def count(self) -> int | None:
        return self.args[1] if len(self.args) > 1 else None
