"""Serials of a path: four base-36 digits and a dot, given once and never again."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST = 36**4


def serial(number: int) -> str:
    """The serial of the `number`-th child (from 1): 1 -> "0001.", 36 -> "0010."."""
    if not 0 < number < MOST:
        raise ValueError(f"no serial for child {number}")
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits.rjust(4, "0") + "."
