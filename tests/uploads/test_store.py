"""Where files lie, and who sweeps up."""

import os

import pytest

from app import clock
from app.uploads import FileLost, keep, kept, store


@pytest.fixture
def house(app):
    with app.app_context():
        yield app


def lying(house):
    folder = house.config["INSTANCE"] / "uploads"
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


@pytest.fixture
def empty_folder(house):
    for path in lying(house):
        path.unlink()


def test_a_file_lies_by_its_hash_and_is_read_by_it_alone(house, empty_folder):
    digest = keep(b"content")
    assert keep(b"content") == digest
    (path,) = lying(house)
    assert path.parts[-4:] == ("uploads", digest[:2], digest[2:4], digest)
    assert path.stat().st_mode & 0o077 == 0, "for nobody else on this machine"
    assert kept(digest) == b"content"
    for wrong in ("../../secret_key", "0" * 64, digest.upper(), ""):
        with pytest.raises(FileLost):
            kept(wrong)


def test_a_file_that_was_changed_is_lost_and_can_be_sent_again(house, empty_folder):
    digest = keep(b"content")
    lying(house)[0].write_bytes(b"other")
    with pytest.raises(FileLost):
        kept(digest)
    keep(b"content")
    assert kept(digest) == b"content"


def test_a_power_cut_leaves_no_half_file(house, empty_folder, monkeypatch):
    def cut(*_args):
        raise OSError("no power")

    monkeypatch.setattr(store.os, "replace", cut)
    with pytest.raises(OSError, match="no power"):
        keep(b"content")
    (left,) = lying(house)
    assert left.name.startswith(store.ASIDE)


def grow_old(path):
    then = clock.real().timestamp() - 2 * 24 * 3600
    os.utime(path, (then, then))


def test_the_sweep_takes_old_files_that_no_row_names(house, empty_folder):
    named, orphan, young = keep(b"named"), keep(b"orphan"), keep(b"young")
    aside = house.config["INSTANCE"] / "uploads" / f"{store.ASIDE}x"
    aside.write_bytes(b"half")
    for path in lying(house):
        if path.name != young:
            grow_old(path)
    assert store.sweep(lambda: [named]) == 2
    assert {path.name for path in lying(house)} == {named, young}
    with pytest.raises(FileLost):
        kept(orphan)


def test_a_file_sent_again_during_the_sweep_stays(house, empty_folder):
    digest = keep(b"content")
    grow_old(lying(house)[0])

    def meanwhile():
        keep(b"content")
        return []

    assert store.sweep(meanwhile) == 0
    assert kept(digest) == b"content"
