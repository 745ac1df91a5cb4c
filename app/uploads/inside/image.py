"""A picture made anew from its pixels: turned upright, of sane size, and nothing else in it."""

import io
import warnings
from typing import TYPE_CHECKING

from app.uploads.inside.refused import Refused

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_PIXELS = 40_000_000
MAX_SIDE = 2_400
JPEG_QUALITY = 85
PNG_UP_TO = 2 * 2**20
"""A bigger picture without transparency is a photograph and becomes a JPEG. In bytes."""


def remake(data: bytes) -> tuple[str, bytes]:
    """("jpeg" or "png", the new file). Raises `Refused`: too_many_pixels, damaged."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture: Picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if picture.width * picture.height > MAX_PIXELS:
            raise Refused("too_many_pixels")
        is_png = picture.format == "PNG"
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        picture = _plain(picture)
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
        picture = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError):
        raise Refused("damaged") from None
    fresh = Image.new(picture.mode, picture.size)  # nothing but pixels comes along
    fresh.paste(picture)
    if is_png:
        made = _saved(fresh, "PNG", optimize=False)
        if fresh.mode == "RGBA" or len(made) <= PNG_UP_TO:
            return "png", made
    return "jpeg", _saved(fresh, "JPEG", quality=JPEG_QUALITY)


def _plain(picture: "Picture") -> "Picture":
    """In grey, in colours, or in colours with transparency; EXIF kept until it is turned."""
    if picture.mode in ("1", "L"):
        mode = "L"
    elif picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        mode = "RGBA"
    else:
        mode = "RGB"
    if picture.mode.startswith("I") or picture.mode == "F":
        picture, mode = picture.point(lambda value: value / 256), "L"
    return picture if picture.mode == mode else picture.convert(mode)


def _saved(picture: "Picture", form: str, **options: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()
