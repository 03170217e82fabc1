"""What the test and the tester say to each other, by files beside the tester's settings."""

from pathlib import Path

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """Asks as whoever may ask now: the test puts a new token there when what was asked ended the old one."""
    case.headers["Authorization"] = "Bearer " + Path("token").read_text(encoding="ascii")


@schemathesis.hook
def after_call(context, case, response):
    """Leaves the status of every answer."""
    with Path("answers").open("a", encoding="ascii") as answers:
        print(response.status_code, file=answers)
