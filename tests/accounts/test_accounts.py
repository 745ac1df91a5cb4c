"""Signing in and out, invitations, ends of posts."""

import re


def test_sign_in_leads_to_the_persons_unit(client, ids):
    client.sign_in("officer.huyen-a1")
    answer = client.get("/")
    assert answer.location == f"/u/{ids['huyen-a1']}/"
    assert client.get(answer.location).status_code == 200


def test_a_wrong_password_is_answered_at_the_form(client):
    client.get("/accounts/sign-in")
    form = {"login": "officer.huyen-a1", "password": "sai"}
    answer = client.submit("/accounts/sign-in", form)
    assert answer.status_code == 422
    assert "không đúng" in answer.text
    assert 'value="officer.huyen-a1"' in answer.text


def test_the_old_cookie_opens_nothing_after_sign_out(client, ids):
    client.sign_in("officer.huyen-a1")
    cookie = client.get_cookie("sangkien").value
    client.get(f"/u/{ids['huyen-a1']}/")
    client.submit("/accounts/sign-out")
    client.set_cookie("sangkien", cookie)
    assert client.get(f"/u/{ids['huyen-a1']}/").status_code == 303


def test_next_never_leaves_the_site(client):
    for bad in ("https://evil.example/", "//evil.example/", "/\\evil.example", "evil"):
        client.get("/accounts/sign-in")
        form = {"login": "officer.huyen-a1", "password": "mat-khau-thu", "next": bad}
        assert client.submit("/accounts/sign-in", form).location == "/"
        client.submit("/accounts/sign-out")


def test_without_a_token_nothing_is_read(client):
    form = {"login": "officer.huyen-a1", "password": "mat-khau-thu"}
    assert client.post("/accounts/sign-in", data=form).status_code == 400


def test_an_invitation_makes_an_account_once(app, signed_in, client, ids):
    leader = signed_in("leader.huyen-a1")
    leader.get(f"/u/{ids['huyen-a1']}/accounts/invitations/new")
    form = {"full_name": "Lê Thị Mời", "office": "Chủ tịch", "role": "leader"}
    page = leader.submit(f"/u/{ids['cs-a11']}/accounts/invitations", form)
    link = re.search(r"/accounts/invitations/[\w-]+", page.text)[0]
    assert "Lê Thị Mời" in client.get(link).text
    form = {"login": "lethimoi", "password": "mot-mat-khau", "again": "mot-mat-khau"}
    assert client.submit(link, form).status_code == 303
    assert client.get(f"/u/{ids['cs-a11']}/").status_code == 200
    assert client.get(link).status_code == 404


def test_a_taken_login_is_said_at_its_field(signed_in, client, ids):
    leader = signed_in("leader.huyen-a1")
    leader.get(f"/u/{ids['huyen-a1']}/accounts/invitations/new")
    form = {"full_name": "Lê Thị Mời", "office": "Chủ tịch", "role": "leader"}
    page = leader.submit(f"/u/{ids['cs-a11']}/accounts/invitations", form)
    link = re.search(r"/accounts/invitations/[\w-]+", page.text)[0]
    client.get(link)
    form = {"login": "officer.huyen-a1", "password": "mot-mat-khau", "again": "mot-mat-khau"}
    answer = client.submit(link, form)
    assert answer.status_code == 422
    assert "đã có người dùng" in answer.text


def test_an_ended_post_opens_nothing_at_the_next_request(app, signed_in, ids):
    chair = signed_in("leader.cs-a11")
    assert chair.get(f"/u/{ids['cs-a11']}/").status_code == 200
    leader = signed_in("leader.huyen-a1")
    page = leader.get(f"/u/{ids['cs-a11']}/accounts/")
    [row] = [row for row in page.text.split("<tr") if "<b>Nguyễn Thị Leader.Cs-A11" in row]
    post = re.search(r"/posts/\d+/end", row)[0]
    assert leader.submit(f"/u/{ids['cs-a11']}/accounts{post}").status_code == 303
    assert chair.get(f"/u/{ids['cs-a11']}/").status_code == 404


def test_nobody_ends_a_post_of_a_sibling(signed_in, ids):
    leader = signed_in("leader.huyen-a2")
    leader.get(f"/u/{ids['huyen-a2']}/accounts/")
    for post in range(1, 60):
        answer = leader.submit(f"/u/{ids['huyen-a2']}/accounts/posts/{post}/end")
        if answer.status_code != 404:
            page = leader.get(f"/u/{ids['huyen-a2']}/accounts/")
            assert "Huyen-A1" not in page.text
    assert signed_in("leader.huyen-a1").get(f"/u/{ids['huyen-a1']}/").status_code == 200
