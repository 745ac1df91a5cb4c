"""The figures of the dispatches, on the console and on the pages of the demo."""

import datetime as dt
import json
import re
from pathlib import Path

from app import clock, jobs
from app.tenancy import Everything
from app.units import Unit

LIST = Path(__file__).parent.parent / "intake" / "samples" / "danh-sach-cdcs.xlsx"


def table(app, *options):
    answer = app.test_cli_runner().invoke(args=["progress", "table", *options, "--as", "json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_go_vap_stands_as_its_dispatch_says(demo_app):
    found = table(demo_app, "--unit", "go-vap", "--stage", "gd2")
    figures = [found[name] for name in ("quota", "registered", "valid", "pending")]
    assert figures == [2725, 341, 195, 146]
    assert found["rates"]["registered"] == "12,51%"
    assert found["rates"]["valid"] == "7,16%"
    assert (found["remaining"], found["days_left"], found["pace_needed"]) == (2384, 86, "27,7")


def test_ninh_binh_adds_up_where_its_paper_did_not(demo_app):
    found = table(demo_app, "--unit", "ninh-binh", "--stage", "gd1", "--at", "2022-05-20")
    lines = found["lines"]
    assert len(lines) == 14 and lines[-1]["name"] == "Đơn vị khác"
    assert lines[0]["rates"]["valid"] == "54,22%"
    assert set(lines[-1]["rates"].values()) == {"–"}
    assert found["given"] == found["total"]["quota"] == 4640
    assert found["total"]["invalid"] == 39 and found["total"]["sum"] == 565
    assert found["unallocated"]["quota"] == found["difference"] == 60
    assert sum(line["sum"] for line in lines) == found["total"]["sum"]


def test_a_unit_moved_in_the_demo_leaves_earlier_tables_unchanged(demo_app):
    asked = ["--unit", "ninh-binh", "--stage", "gd1", "--at", "2022-05-20"]
    before = table(demo_app, *asked)
    with demo_app.app_context(), jobs.step(Everything("move for a test")):
        unit = Unit.by_name("LĐLĐ huyện Hoa Lư")
        unit.move(Unit.by_code("phu-yen"), by=None, at=clock.now())
    assert table(demo_app, *asked) == before
    now = table(demo_app, "--unit", "ninh-binh", "--stage", "gd1")
    assert "LĐLĐ huyện Hoa Lư" not in [line["name"] for line in now["lines"]]


def test_before_its_documents_a_unit_had_no_quota(demo_app):
    early = table(demo_app, "--unit", "go-vap", "--stage", "gd2", "--at", "2022-06-30")
    assert early["quota"] is None and early["rates"]["registered"] == "–"
    assert early["remaining"] is None


def test_can_tho_has_a_programme_of_its_own(demo_app):
    own = ["--unit", "can-tho", "--stage", "gd2"]
    assert table(demo_app, *own, "--programme", "can-tho-9000")["quota"] == 7500
    assert table(demo_app, *own)["quota"] is None


def test_taking_the_paper_list_raises_every_level_above(demo_app, demo_signed_in):
    def registered(login: str) -> str:
        client = demo_signed_in(login)
        page = client.get(client.get("/").location + "progress/?stage=gd2&programme=01-trieu").text
        return re.search(r"kpi__value num\">([\d.]+)", page)[1]

    logins = ["canbo.go-vap", "canbo.tp-ho-chi-minh", "canbo.tld"]
    assert [registered(login) for login in logins] == ["341"] * 3
    taken = demo_app.test_cli_runner().invoke(
        args=["intake", "take", str(LIST), "--unit", "go-vap", "--stage", "gd2"]
    )
    assert taken.exit_code == 0, taken.output
    assert [registered(login) for login in logins] == ["353"] * 3


def test_unknown_units_and_stages_are_refused(demo_app):
    runner = demo_app.test_cli_runner()
    for options in (["--unit", "x", "--stage", "gd1"], ["--unit", "tld", "--stage", "gd9"]):
        assert runner.invoke(args=["progress", "table", *options]).exit_code == 2


def test_the_clock_of_the_demo_stands_at_the_dispatch(demo_app):
    with demo_app.app_context():
        assert clock.today() == dt.date(2023, 3, 6)
