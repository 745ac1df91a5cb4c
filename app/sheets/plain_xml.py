"""XML read as a stream at full speed: no document type, no entities, names without prefixes."""

from collections.abc import Callable
from xml.parsers import expat

from app.uploads.inside.refused import Refused

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class _Names(dict[str, str]):
    """Names as they are written → without their prefix; a part has few of them."""

    def __missing__(self, name: str) -> str:
        bare = name.rpartition(":")[2]
        if len(self) < 1_000:
            self[name] = bare
        return bare


def stream(data: bytes, start: Start, end: End, text: Text) -> None:
    """Call back for each element and the text between them; `Refused` when it is no plain XML."""
    parser = expat.ParserCreate()
    names = _Names()

    def refuse(*_said: object) -> None:
        raise Refused("unreadable")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(names[name], attributes)
    parser.EndElementHandler = lambda name: end(names[name])
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Refused("unreadable") from None
