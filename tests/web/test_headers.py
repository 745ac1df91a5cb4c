"""Headers of every answer, and what an error page does not tell."""

import re
import subprocess
from pathlib import Path

import pytest

from app import config
from app.web.headers import POLICY

ROOT = Path(config.ROOT)
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|(?i:secret_key|password|token)\s*=\s*"
    r"[\"'][A-Za-z0-9+/_-]{24,}[\"']"
)


def test_the_policy_is_this_and_nothing_else(client, signed_in, ids):
    wanted = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert wanted == POLICY
    officer = signed_in("officer.huyen-a1")
    for answer in (
        client.get("/accounts/sign-in"),
        client.get("/khong-co"),
        officer.get(f"/u/{ids['huyen-a1']}/"),
        officer.get(f"/u/{ids['huyen-a1']}/units/", htmx=True),
        officer.get("/static/app.css"),
    ):
        assert answer.headers.getlist("Content-Security-Policy") == [wanted]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        answer.close()


def test_pages_are_kept_nowhere_and_files_for_long(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    page = officer.get(f"/u/{ids['huyen-a1']}/")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/app\.css\?v=[0-9a-f]+)"', page.text)[1]
    with officer.get(address) as style:
        assert "immutable" in style.headers["Cache-Control"]


def test_an_error_page_tells_no_trace_path_or_sql(app, signed_in, ids, monkeypatch):
    officer = signed_in("officer.huyen-a1")

    def broken(**arguments):
        raise RuntimeError("SELECT secret FROM person at /srv/sangkien/app/units/routes.py")

    broken.access = app.view_functions["units.browse"].access
    monkeypatch.setitem(app.view_functions, "units.browse", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for htmx in (False, True):
        answer = officer.get(f"/u/{ids['huyen-a1']}/units/", htmx=htmx)
        assert answer.status_code == 500
        assert "Hệ thống gặp lỗi" in answer.text or "Lỗi đã được ghi lại" in answer.text
        for telling in ("Traceback", "SELECT", "/srv/", "RuntimeError", ".py"):
            assert telling not in answer.text


def test_an_id_no_database_keeps_leads_nowhere(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    for address in ("/u/99999999999999999999/", f"/u/{ids['huyen-a1']}/initiatives/{2**40}"):
        assert officer.get(address).status_code == 404


def test_a_sign_that_no_database_keeps_is_refused_in_words(signed_in, ids):
    answer = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/initiatives/?q=a%00b")
    assert answer.status_code == 400
    assert "Yêu cầu không hợp lệ" in answer.text


def test_no_secret_lies_in_the_tree():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    found = []
    for name in listed:
        path = ROOT / name
        if path.suffix in {".py", ".html", ".toml", ".md", ".json", ".js", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [f"{name}: {hit[0][:40]}" for hit in SECRETS.finditer(text)]
    assert found == []
    assert SECRETS.search(f'SECRET_KEY = "{"0123456789abcdef" * 2}"'), "it can fail"


@pytest.mark.parametrize("key", ["changeme", "secret", "x" * 31])
def test_a_key_that_somebody_could_guess_is_refused(monkeypatch, tmp_path, key):
    monkeypatch.setenv("SANGKIEN_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SANGKIEN_SECRET_KEY", key)
    with pytest.raises(RuntimeError, match="SANGKIEN_SECRET_KEY"):
        config.from_environment()


def test_without_a_key_one_is_made_and_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("SANGKIEN_INSTANCE", str(tmp_path))
    monkeypatch.delenv("SANGKIEN_SECRET_KEY", raising=False)
    first = config.from_environment()["SECRET_KEY"]
    assert len(first) >= 64 and config.from_environment()["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
