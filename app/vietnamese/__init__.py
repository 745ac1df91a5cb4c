"""Everything the house knows about writing Vietnamese; pure functions, no frame, no database."""

from app.vietnamese.benefits import Benefit, parse_benefit, read_benefit
from app.vietnamese.dated import dated_text
from app.vietnamese.dates import day_text, dispatch_day_text, moment_text, read_birth
from app.vietnamese.days import BadDate, parse_day
from app.vietnamese.fonts import repair_font
from app.vietnamese.mentions import Mentions
from app.vietnamese.money import money_short, money_text, money_unit, parse_money
from app.vietnamese.names import name_sort_key, text_sort_key
from app.vietnamese.numbers import (
    NO_RATE,
    BadNumber,
    count_text,
    decimal_text,
    parse_count,
    rate_text,
    whole_rate_text,
)
from app.vietnamese.periods import Dated, Precision, applied_entry, read_applied
from app.vietnamese.phones import BadPhone, Phone, mask_id_number, mask_phone, parse_phone
from app.vietnamese.text import fold, name_key, nfc, same_name, squeeze, visible

__all__ = [
    "NO_RATE",
    "BadDate",
    "BadNumber",
    "BadPhone",
    "Benefit",
    "Dated",
    "Mentions",
    "Phone",
    "Precision",
    "applied_entry",
    "count_text",
    "dated_text",
    "day_text",
    "decimal_text",
    "dispatch_day_text",
    "fold",
    "mask_id_number",
    "mask_phone",
    "moment_text",
    "money_short",
    "money_text",
    "money_unit",
    "name_key",
    "name_sort_key",
    "nfc",
    "parse_benefit",
    "parse_count",
    "parse_day",
    "parse_money",
    "parse_phone",
    "rate_text",
    "read_applied",
    "read_benefit",
    "read_birth",
    "repair_font",
    "same_name",
    "squeeze",
    "text_sort_key",
    "visible",
    "whole_rate_text",
]
