"""The child's way to say no."""


class Refused(Exception):
    """A code of `app.uploads.refusals` or `app.sheets.refusals`."""

    @property
    def code(self) -> str:
        return str(self.args[0])
