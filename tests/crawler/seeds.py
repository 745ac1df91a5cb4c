"""Leaks, one at a time, named by what is wrong. See `seeds_that_write` for those of POST."""

from typing import Any

import sqlalchemy as sa
from flask import abort, g, make_response, redirect, request, session

from app.access import GRANTS, Permission
from app.accounts.entrance import SignedIn
from app.initiatives import Initiative, Move, State
from app.notices import Notice
from app.progress import Snapshot
from app.progress.figures import Counts
from app.reviews.queue import Queue, View
from app.units import Unit
from app.web.rendering import is_fragment
from tests.crawler.sowing import Field, book, everything, seed


def title_of_the_sibling(field: Field) -> str:
    query = sa.select(Initiative.title).where(Initiative.unit_id == field.sibling)
    return str(everything().scalars(query.limit(1)).one())


@seed("units.browse")
def a_list_is_read_without_a_scope(field: Field) -> None:
    field.view(lambda: ", ".join(everything().scalars(sa.select(Unit.name))))


@seed("toys.found")
def a_search_looks_across_units(field: Field) -> None:
    found = sa.select(Initiative.title).order_by(Initiative.title)
    like = Initiative.title.contains
    field.view(
        lambda: ", ".join(everything().scalars(found.where(like(request.args.get("q", "-")))))
    )


@seed("toys.found")
def a_filter_takes_the_id_of_a_foreign_unit(field: Field) -> None:
    field.view(
        lambda: getattr(everything().get(Unit, request.args.get("unit", 0, type=int)), "name", "-")
    )


@seed("progress.compare_snapshots")
def a_snapshot_is_compared_with_a_foreign_one(field: Field) -> None:
    def compare(snapshot_id: int) -> Any:
        wanted = request.args.get("with", 0, type=int)
        return getattr(everything().get(Snapshot, wanted), "title", "-")

    field.view(compare)


@seed("accounts.people")
def a_fragment_stands_outside_the_lock(field: Field) -> None:
    was = field.was
    field.put(lambda: "rows" if is_fragment() else was())


@seed("initiatives.show")
def a_fragment_is_looked_up_without_a_scope(field: Field) -> None:
    was = field.was

    def show(initiative_id: int) -> Any:
        if not is_fragment():
            return was(initiative_id=initiative_id)
        return (everything().get(Initiative, initiative_id) or abort(404)).title

    field.view(show)


@seed("toys.file")
def a_file_of_a_sibling_is_sent(field: Field) -> None:
    field.view(
        lambda initiative_id: (everything().get(Initiative, initiative_id) or abort(404)).summary
    )


@seed("toys.file")
def a_file_name_tells_a_foreign_title(field: Field) -> None:
    was = field.was

    def file(initiative_id: int) -> Any:
        answer = was(initiative_id=initiative_id)
        name = title_of_the_sibling(field).encode("ascii", "ignore").decode()
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    field.view(file)


@seed("toys.move")
def a_child_of_another_parent_is_shown(field: Field) -> None:
    def move(initiative_id: int, move_id: int) -> Any:
        return str((everything().get(Move, move_id) or abort(404)).unit_id)

    field.view(move)


@seed("progress.export")
def an_export_forgets_the_scope(field: Field) -> None:
    field.view(lambda: book(everything().scalars(sa.select(Unit.name)).all()))


@seed("progress.export")
def a_hidden_sheet_holds_a_foreign_title(field: Field) -> None:
    field.view(lambda: book(["x"], hidden=title_of_the_sibling(field)))


@seed("progress.export")
def a_file_is_given_to_whoever_may_look(field: Field) -> None:
    field.view(lambda: book(["x"]), access=Permission.VIEW)


@seed("accounts.people")
def a_lock_lets_one_role_through(field: Field) -> None:
    was = field.was
    field.put(lambda: "people" if any(p.role == "contact" for p in g.person.posts) else was())


@seed("reviews.queue")
def a_lock_stands_in_the_way_of_one_role(field: Field) -> None:
    field.view(lambda: abort(403) if any(p.role == "viewer" for p in g.person.posts) else "queue")


@seed("initiatives.show")
def what_is_foreign_is_forbidden_and_not_missing(field: Field) -> None:
    field.view(_unlike(lambda: abort(403)))


@seed("initiatives.show")
def what_is_foreign_reads_differently(field: Field) -> None:
    field.view(_unlike(lambda: ("Của đơn vị khác", 404)))


@seed("initiatives.show")
def what_is_foreign_has_another_header(field: Field) -> None:
    field.view(_unlike(lambda: ("", 404, {"X-There": "yes"})))


@seed("initiatives.show")
def what_is_missing_breaks_the_page(field: Field) -> None:
    def show(initiative_id: int) -> Any:
        return everything().get_one(Initiative, initiative_id).code

    field.view(show)


@seed("initiatives.browse")
def only_the_head_tells_a_foreign_title(field: Field) -> None:
    was = field.was

    def browse() -> Any:
        if request.method != "HEAD":
            return was()
        title = title_of_the_sibling(field).encode("ascii", "ignore").decode()
        return "", 200, {"X-Next": title}

    field.view(browse)


@seed("initiatives.browse")
def a_cookie_keeps_a_foreign_title(field: Field) -> None:
    field.view(lambda: session.update(seen=title_of_the_sibling(field)) or "list")


@seed("initiatives.browse")
def a_comment_holds_a_foreign_title(field: Field) -> None:
    field.view(lambda: f"<!-- {title_of_the_sibling(field)} -->")


@seed("notices.inbox")
def a_look_leads_to_a_foreign_title(field: Field) -> None:
    field.view(lambda: redirect(f"/u/1/?q={title_of_the_sibling(field).split()[-1]}", 303))


@seed("notices.inbox")
def a_word_to_one_person_is_shown_to_all(field: Field) -> None:
    query = sa.select(Notice.title)
    field.view(
        lambda: ", ".join(
            everything()
            .scalars(query.where(Notice.unit_id == int(request.path.split("/")[2])))
            .all()
        )
    )


@seed("notices.inbox")
def a_template_prints_what_it_was_not_given(field: Field) -> None:
    field.patch.setitem(
        field.app.jinja_env.globals, "everybody", lambda: title_of_the_sibling(field)
    )
    template = field.app.jinja_env.from_string("<p>{{ everybody() }}</p>")
    field.view(lambda: template.render())


@seed("units.browse")
def a_post_opens_what_lies_above_it(field: Field) -> None:
    field.patch.setattr(
        SignedIn,
        "posts_over",
        lambda me, path: [
            p for p in me.posts if p.path.startswith(path) or path.startswith(p.path)
        ],
    )


@seed("programmes.new")
def rights_below_are_those_at_home(field: Field) -> None:
    field.patch.setattr(
        "app.accounts.entrance.rights", lambda role, post_path, unit_path: GRANTS[role].own
    )


@seed("accounts.new_invitation")
def rights_come_from_the_role_alone(field: Field) -> None:
    field.patch.setattr(
        "app.accounts.entrance.rights", lambda role, post_path, unit_path: frozenset(Permission)
    )


@seed("units.browse")
def a_foreign_unit_is_forbidden_and_not_missing(field: Field) -> None:
    was = SignedIn.posts_over
    field.patch.setattr(
        SignedIn, "posts_over", lambda me, path: was(me, path) or abort(make_response("", 403))
    )


@seed("units.browse")
def a_foreign_unit_reads_differently(field: Field) -> None:
    was = SignedIn.posts_over
    other = lambda: abort(make_response("Đơn vị khác", 404))  # noqa: E731
    field.patch.setattr(SignedIn, "posts_over", lambda me, path: was(me, path) or other())


@seed("reviews.queue")
def a_count_goes_over_all_units(field: Field) -> None:
    query = sa.select(sa.func.count(Initiative.id)).where(Initiative.state == State.ENDORSED)
    was = Queue.counts_and

    def counts(me: Queue, *more: Any) -> Any:
        said, others = was(me, *more)
        return {**said, View.ENDORSED: everything().scalar(query)}, others

    field.patch.setattr(Queue, "counts_and", counts)


@seed("progress.unit")
def a_sum_is_off_by_one(field: Field) -> None:
    field.patch.setattr(Counts, "registered", property(lambda c: c.pending + c.valid + 1))


def _unlike(answer: Any) -> Any:
    """A view of one initiative that answers for a foreign one as it should not."""

    def show(initiative_id: int) -> Any:
        here = g.unit.path
        initiative = everything().get(Initiative, initiative_id) or abort(404)
        return initiative.code if initiative.unit_path.startswith(here) else answer()

    return show
