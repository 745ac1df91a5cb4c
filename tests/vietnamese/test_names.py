import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.vietnamese import name_sort_key, text_sort_key


def mixed(items):
    return random.Random(7).sample(list(items), len(items))


def test_people_stand_by_given_name_then_family_then_middle():
    ordered = [
        "Lê An",
        "Bùi Ánh",
        "Trần Ăn",
        "Nguyễn Văn Ân",
        "Đặng Dũng",
        "Bùi Đạt",
        "Đỗ Thị Hòa",
        "Đỗ Văn Hòa",
        "Hồ Hòa",
    ]
    assert sorted(mixed(ordered), key=name_sort_key) == ordered


def test_letters_stand_in_the_order_of_the_alphabet():
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    assert "".join(sorted(mixed(letters), key=text_sort_key)) == letters


def test_tones_stand_ngang_huyen_hoi_nga_sac_nang():
    words = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(mixed(words), key=text_sort_key) == words


def test_letters_weigh_more_than_tones():
    assert text_sort_key("mạ") < text_sort_key("man") < text_sort_key("mă")


def test_numbers_in_names_of_units_count_as_numbers():
    units = ["Phường 2", "Phường 10", "Phường An Hội"]
    assert sorted(mixed(units), key=text_sort_key) == units


@settings(deadline=None)
@given(st.lists(st.text()))
def test_any_text_can_be_sorted(texts):
    assert len(sorted(texts, key=name_sort_key)) == len(texts)
    once = sorted(texts, key=text_sort_key)
    assert sorted(once, key=text_sort_key) == once
