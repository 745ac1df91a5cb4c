"""Parts in XML, read as a stream: no document type, no entities, no endless depth."""

from collections.abc import Callable
from xml.parsers import expat

from app.uploads.inside.refused import Refused

MAX_DEPTH = 256

Start = Callable[[str, dict[str, str]], None]


def walk(
    data: bytes, start: Start, text: Callable[[str], None] | None = None, code: str = "damaged"
) -> None:
    """Call `start(name, attributes)` for each element and `text` for what stands between.

    Names are without their namespaces. `Refused(code)` when the part is no plain XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def refuse(*_said: object) -> None:
        raise Refused(code)

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Refused(code)
        start(_bare(name), {_bare(key): value for key, value in attributes.items()})

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise Refused(code) from None


def begins_plainly(data: bytes, code: str = "damaged") -> None:
    """Refuse a part that declares a document type; cheap, for only its beginning is read."""

    class Begun(Exception):
        pass

    def stop(*_said: object) -> None:
        raise Begun

    try:
        walk(data, stop, code=code)
    except Begun:
        return


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]
