"""Forms: fields that read what people here type, and say in Vietnamese what they cannot read."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from app.vietnamese import (
    BadDate,
    BadNumber,
    count_text,
    day_text,
    nfc,
    parse_count,
    parse_day,
    read_benefit,
    squeeze,
    visible,
)


class Form(FlaskForm):
    """A form without a token of its own: the application checks it before any form is read."""

    class Meta:
        csrf = False

    @property
    def changes(self) -> dict[str, Any]:
        """The fields' values by name, without files and buttons."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if field.type not in {"FileField", "MultipleFileField", "SubmitField"}
        }


class Required:
    """Something must be there. Zero counts as something."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Xin điền mục này.")

    def __call__(self, form: Any, field: Field) -> None:
        if field.errors:
            return
        if field.data in (None, "") or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(str(self.message))


class AtMost:
    """No more than `most` characters, counted as people see them (NFC, a line break is one)."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                _(
                    "Dài %(length)s ký tự, tối đa %(most)s.",
                    length=count_text(length),
                    most=count_text(self.most),
                )
            )


class LineField(StringField):
    """One line of text: composed Unicode, single spaces; "" when the form leaves it out."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else value

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = squeeze(nfc(valuelist[0]))


class SecretField(PasswordField):
    """A password: never shown again; "" when the form leaves it out."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else value


class TextField(TextAreaField):
    """Lines of text: composed Unicode without signs nobody sees, "\\n" between them;
    `counter_max` draws a counter."""

    def __init__(self, *args: Any, counter_max: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.counter_max = counter_max

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else value

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            text = visible(nfc(valuelist[0]))
            self.data = text.replace("\r\n", "\n").replace("\r", "\n").strip()


class ChoiceField(SelectField):
    """One of some values, given as (value, words) pairs."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, pairs: Any = (), **options: Any
    ):
        super().__init__(label, validators, **options)
        self.offer(pairs)

    def offer(self, pairs: Any) -> None:
        """Offer other values."""
        self.choices = [SelectChoice(value=str(value), label=words) for value, words in pairs]

    def pre_validate(self, form: Any) -> None:
        """Say in the page's language that something else was sent."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(_("Xin chọn một mục trong danh sách.")) from error


class _Read(Field):
    """A field that keeps what was typed and shows it again when it cannot be read."""

    widget = TextInput()
    typed: str | None = None

    def _value(self) -> str:
        return self.typed if self.typed is not None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        self.typed = squeeze(nfc(valuelist[0]))
        self.data = None
        if self.typed:
            try:
                self.data = self.read(self.typed)
            except (BadDate, BadNumber) as error:
                raise ValueError(str(error)) from error

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)


class DayField(_Read):
    """A day, typed day/month/year."""

    def read(self, text: str) -> dt.date:
        return parse_day(text)

    def show(self, value: dt.date | None) -> str:
        return day_text(value) if value else ""


class TimeField(_Read):
    """A clock time, typed 23:59 or 17h30."""

    def read(self, text: str) -> dt.time:
        try:
            hour, _mark, minute = text.lower().replace("h", ":").partition(":")
            return dt.time(int(hour), int(minute or 0))
        except ValueError as error:
            raise ValueError(_("Giờ ghi dạng 23:59.")) from error

    def show(self, value: dt.time | None) -> str:
        return f"{value:%H:%M}" if value else ""


class CountField(_Read):
    """A whole number, "1.226" or "1226"."""

    def read(self, text: str) -> int:
        return parse_count(text)

    def show(self, value: int | None) -> str:
        return "" if value is None else count_text(value)


class MoneyField(_Read):
    """Đồng a year, typed "350.000.000", "350 triệu" or "30tr/tháng"; says how it was understood."""

    understood = ""

    def read(self, text: str) -> int:
        benefit = read_benefit(text)
        self.understood = benefit.said_back
        if self.understood:
            self.description = self.understood
        return benefit.dong

    def show(self, value: int | None) -> str:
        return "" if value is None else count_text(value)
