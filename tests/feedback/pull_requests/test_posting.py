"""One comment on both forges, whatever is there already and whatever goes wrong."""

import time
from importlib import import_module

import pytest
from forge_world import READER, WRITER
from hostile_records import ANY, PLANTED, world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_world import context, full, record

from vedette.feedback import markdown
from vedette.feedback.pull_requests.interface import Target
from vedette.feedback.pull_requests.posting import Done, post
from vedette.model.errors import UsageError
from vedette.network.interface import Clock, NetworkError

MARK = "<!-- vedette-report 0123456789abcdef -->"
BODY = f"{MARK}\n## vedette\n\nnew: 1"


class Quick:
    """A clock that never waits."""

    def __init__(self):
        self.time = time.monotonic()

    def sleep(self, seconds):
        self.time += seconds

    def clock(self):
        return Clock(now=lambda: self.time, sleep=self.sleep)


def connect(forge, token=WRITER, **more):
    module = import_module(f"vedette.feedback.pull_requests.{type(forge).__name__.lower()}")
    target = Target(**{"api": forge.api, "repository": "shop/till", "number": 7, "token": token, **more})
    return module.connect(target, {}, Quick().clock())


def say(forge, body=BODY, *, worth=True, token=WRITER, **more):
    return post(connect(forge, token, **more), body, worth_a_new_one=worth, sleep=lambda _: None)


def bodies(forge):
    return [one.body.replace("\r\n", "\n") for one in forge.comments]


def test_the_first_time_it_is_posted_then_updated_in_place(forge):
    forge.add("ann", "please look")
    assert say(forge) is Done.created
    assert say(forge, f"{BODY}\nmended: 1") is Done.updated
    assert bodies(forge) == ["please look", f"{BODY}\nmended: 1"]
    assert len({one.id for one in forge.comments}) == 2


def test_what_is_there_already_is_left_alone(forge):
    say(forge)
    forge.asked.clear()
    assert say(forge) is Done.unchanged
    assert not forge.written()


def test_with_nothing_to_say_nothing_is_posted_but_an_old_comment_is_updated(forge):
    assert say(forge, worth=False) is Done.nothing
    assert not forge.written()
    say(forge)
    assert say(forge, f"{MARK}\nall is mended", worth=False) is Done.updated
    assert bodies(forge) == [f"{MARK}\nall is mended"]


def test_the_mark_of_somebody_else_counts_for_nothing(forge):
    forge.add("mallory", BODY)
    forge.add("vedette-bot", f"look:\n{BODY}")
    forge.add("vedette-bot", f"> {BODY}")
    forge.add("", BODY)
    forge.add("vedette-bot", BODY.replace("0123", "ffff"))
    assert say(forge) is Done.created
    assert len(forge.comments) == 6


def test_a_system_note_is_no_comment(gitlab):
    gitlab.add("vedette-bot", BODY, system=True)
    assert say(gitlab) is Done.created


def test_it_is_found_on_a_later_page(forge):
    forge.page = 10
    for number in range(25):
        forge.add("ann", f"comment {number}")
    assert say(forge) is Done.created
    for number in range(25):
        forge.add("ann", f"comment {number}")
    assert say(forge, f"{BODY}!") is Done.updated
    assert len(forge.comments) == 51


def test_endless_pages_end_and_nothing_is_posted(forge):
    forge.page = 1
    for number in range(60):
        forge.add("ann", f"comment {number}")
    with pytest.raises(NetworkError, match="more than 5000 comments"):
        say(forge)
    assert not forge.written()


def once(status, method="POST", times=1):
    left = [times]

    def trouble(asked, path):
        if asked == method and not path.endswith("graphql") and left[0]:
            left[0] -= 1
            return status
        return None

    return trouble


@pytest.mark.parametrize("status", ["lost", 502, 500, 503])
@pytest.mark.parametrize("times", [1, 2])
def test_a_comment_whose_answer_never_came_is_there_once(forge, status, times):
    forge.trouble.append(once(status, times=times))
    assert say(forge) is Done.created
    assert len(forge.comments) == 1


def test_a_forge_that_keeps_failing_is_given_up(forge):
    forge.trouble.append(once(502, times=1000))
    with pytest.raises(NetworkError, match="failed"):
        say(forge)
    assert forge.comments == []


def test_an_update_whose_answer_never_came_is_made_again(forge):
    say(forge)
    method = "PATCH" if forge.prefix == "/api/v3" else "PUT"
    forge.trouble.append(once("lost", method))
    assert say(forge, f"{BODY}2") is Done.updated
    assert bodies(forge) == [f"{BODY}2"]


def test_a_comment_that_was_deleted_meanwhile_is_written_anew(forge):
    say(forge)
    method = "PATCH" if forge.prefix == "/api/v3" else "PUT"
    forge.trouble.append(lambda asked, _path: forge.comments.clear() if asked == method else None)
    assert say(forge, f"{BODY}2") is Done.created
    assert bodies(forge) == [f"{BODY}2"]


def test_too_many_requests_are_waited_out(forge):
    forge.trouble += [once(429), once(429, "GET")]
    assert say(forge) is Done.created
    assert len(forge.comments) == 1


@pytest.mark.parametrize("old", [False, True])
def test_a_token_that_only_reads_is_told_of_and_not_shown(forge, old):
    if old:
        say(forge)
    with pytest.raises(NetworkError, match="the token may not write to") as caught:
        say(forge, f"{BODY}2", token=READER)
    assert caught.value.exit_code == 3
    assert "fork" in caught.value.help
    assert READER not in caught.value.message + caught.value.help


def test_a_wrong_token(forge):
    with pytest.raises(NetworkError, match="does not accept the token"):
        say(forge, token="wrong-" + "token")


def test_a_request_that_is_not_there(forge):
    with pytest.raises(NetworkError, match="no such thing"):
        say(forge, number=8)


def test_an_app_of_github_finds_its_own_comment_by_the_other_api(github):
    github.is_app = True
    github.users[WRITER] = "gate[bot]"
    github.add("gate", BODY)
    assert say(github) is Done.created
    assert say(github, f"{BODY}2") is Done.updated
    assert [one.author for one in github.comments] == ["gate", "gate[bot]"]


def test_the_token_of_a_workflow_is_that_of_actions_if_nothing_says_more(github):
    github.is_app = True
    github.users[WRITER] = "github-actions[bot]"
    github.trouble.append(lambda _asked, path: 404 if path.endswith("graphql") else None)
    assert say(github) is Done.created
    assert say(github, f"{BODY}2") is Done.updated


def test_the_author_may_be_named(forge):
    forge.add("Other-Bot", BODY)
    assert say(forge, f"{BODY}2", author="other-bot") is Done.updated


@pytest.mark.parametrize(
    "repository",
    [
        "",
        "shop",
        "shop/till/x/../y",
        "../till",
        "shop/..",
        "shop/.",
        "a b/c",
        "shop/till?x",
        "shop/t\n",
        "/x",
    ],
)
def test_a_repository_that_cannot_be_one_is_refused(forge, repository):
    with pytest.raises(UsageError):
        connect(forge, repository=repository)
    assert not forge.asked


@pytest.mark.parametrize("number", [0, -1, 1 << 60])
def test_a_number_that_cannot_be_one_is_refused(forge, number):
    with pytest.raises(UsageError):
        connect(forge, number=number)


@pytest.mark.parametrize("answer", [b"[]", b'{"login": 1}', b"<html>", b"", b"[" * 5000, b'{"login":"\xff"}'])
def test_what_is_no_forge_is_told_of(forge, answer, monkeypatch):
    from vedette.network.door import Door
    from vedette.network.interface import Answer

    monkeypatch.setattr(Door, "ask", lambda _self, _ask: Answer(200, {}, answer))
    with pytest.raises(NetworkError, match="not as such a forge does"):
        say(forge)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(first=ANY | st.sampled_from(PLANTED), second=ANY | st.sampled_from(PLANTED))
def test_a_hostile_record_is_one_comment_and_is_found_again(forge, first, second):
    forge.comments.clear()
    judged, _, rules = world(first, second)
    size = markdown.LONG if forge.prefix == "/api/v4" else None
    body = markdown.comment(judged, (), context(rules=rules), size)
    assert say(forge, body) is Done.created
    assert say(forge, body) is Done.unchanged
    assert len(forge.comments) == 1
    # A line that begins with a slash is a command to GitLab.
    assert not [line for line in body.splitlines() if line.lstrip().startswith("/")]


def test_the_mark_of_a_run_is_the_same_for_each_record_of_its_kinds():
    first = markdown.comment(full(), (), context()).partition("\n")[0]
    assert first == markdown.comment(record([]), (), context()).partition("\n")[0]
