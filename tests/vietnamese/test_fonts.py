import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.vietnamese import nfc, repair_font
from app.vietnamese.fonts import TCVN3, VNI
from app.vietnamese.syllables import is_syllable

SENTENCES = [
    "Cải tiến quy trình",
    "Bỏ bước ký trung gian, giảm thời gian xử lý.",
    "Nguyễn Văn Hải; 0903334452; 01/02/1986",
    "Thiết kế lại đồ gá để giảm hai thao tác kẹp, tiết kiệm 18 giây mỗi sản phẩm.",
    "Liên đoàn Lao động tỉnh, CĐCS Công ty TNHH May An Bình",
    "Sử dụng cảm biến quang và xi lanh khí nén tận dụng (giảm 40%)",
    "Các đ/c BTV LĐLĐ tỉnh",
    "Đỗ Thị Hương",
    "Phạm Thị Lan",
    "Thời gian áp dụng",
    "Khuôn cắt rập lót bằng mica, dùng được hơn 2.000 lần, sai số dưới 0,5 mm",
]
WORDS = sorted({w for s in SENTENCES for w in s.lower().split() if is_syllable(w)})


def typed_in(table: dict[str, str], text: str) -> str:
    """`text` as a program that knows only Unicode shows it when typed in the old font."""
    codes = {letter: sign for sign, letter in reversed(table.items())}
    return "".join(codes.get(c, c) for c in nfc(text))


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(("font", "table"), [("TCVN3", TCVN3), ("VNI", VNI)])
def test_sentences_in_old_fonts_are_read(font, table, sentence):
    assert repair_font(typed_in(table, sentence)) == (sentence, font)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_vni_knows_capitals(sentence):
    assert repair_font(typed_in(VNI, sentence.upper())) == (sentence.upper(), "VNI")


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=30))
def test_sentences_of_any_words_make_the_round_trip(words):
    sentence = " ".join(words)
    assume(sum(not typed_in(TCVN3, w).isascii() for w in set(words)) >= 3)
    typed = typed_in(TCVN3, sentence)
    # "hò" and "Lê" are words in both readings: a text of nothing else cannot be told.
    assume(sum(not is_syllable(w) for w in typed.split()) >= 3)
    assert repair_font(typed) == (sentence, "TCVN3")


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn Hải",
        "Lê Trí, Hà Nam, Vò, TÔ ÊM",
        "CÔNG TY TNHH LÊ VÕ",
        "Tô Hò; ×",
        "320 m², 5×3 cm, 20 °C ± 0,5, £5, 10 µm, m×n, § 5, ½ kg, Intel®, © 2022",
        "où est l'hôpital, s'il vous plaît",
        "São Paulo é uma cidade",
        "El niño comió piñas mañana",
        "größer, für schöne Bücher",
        "lång gång",
        "Bø",
        "më",
        "«Việt»",
        "初めまして",
        "",
    ],
)
def test_proper_text_is_left_alone(text):
    assert repair_font(text) == (text, None)


LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
RIMES = re.findall(r"\w+", "a an ang ac ach ê ên êch oa oan o ong oc u ui y ia iu")
TONES = "\u0300\u0309\u0303\u0301\u0323"


@st.composite
def syllables(draw: st.DrawFn) -> str:
    onset = draw(st.sampled_from(["", "b", "ch", "đ", "h", "kh", "l", "ng", "nh", "t", "tr", "v"]))
    rime = draw(st.sampled_from(RIMES))
    stopped = rime[-1] == "c" or rime.endswith("ch")
    tone = draw(st.sampled_from(["", *(TONES[3:] if stopped else TONES)]))
    at = next(i for i, c in enumerate(rime) if c in "aêouyi")
    word = nfc(onset + rime[: at + 1] + tone + rime[at + 1 :])
    return draw(st.sampled_from([word, word.upper(), word.capitalize()]))


@settings(deadline=None)
@given(st.lists(syllables(), max_size=20))
def test_vietnamese_is_never_touched(words):
    text = " ".join(words)
    assert all(map(is_syllable, words))
    assert repair_font(text) == (text, None)


@settings(deadline=None)
@given(st.text(alphabet=LETTERS + LETTERS.upper() + " .,;0123456789", max_size=60))
def test_letters_beyond_the_old_tables_prove_unicode(text):
    assume(any(c > "ÿ" for c in text))
    assert repair_font(text) == (text, None)


@settings(deadline=None)
@given(st.text() | st.text(alphabet=[chr(n) for n in range(0xA0, 0x100)]))
def test_any_text_comes_back(text):
    repaired, font = repair_font(text)
    assert font or repaired == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "meant", "font"),
    [
        ("NGUYÔN V¡N H¶I", "NGUYỄN VĂN HẢI", "TCVN3"),
        ("Leâ An", "Lê An", "VNI"),
        ("TRAÀN THÒ BÌNH", "TRẦN THỊ BÌNH", "VNI"),
        ("Tröôøng Tieåu hoïc Leâ Lôïi", "Trường Tiểu học Lê Lợi", "VNI"),
    ],
)
def test_names_in_capitals_and_short_names(text, meant, font):
    assert repair_font(text) == (meant, font)
