"""What the test and an app say to each other: a line of JSON for each step, and a line for its outcome.

Secrets come this way too, so that no list of processes shows them.
"""

import base64
import json
import sys


def play(begin):
    """Plays an app until the test ends its input.

    The first line is the app's registration, of which ``begin`` makes its steps; each line after it names a step and what
    the step is given.
    """
    app = None
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if app is None:
                app = begin(asked["given"])
                answer = {"done": {}}
            else:
                answer = {"done": getattr(app, asked["step"])(**asked["given"]) or {}}
        except Exception as error:  # Whatever the library refuses with is what the test wants to hear.
            answer = {"refused": {"by": type(error).__name__, "error": getattr(error, "error", None), "message": str(error)}}
        print(json.dumps(answer), flush=True)


def header_of(token):
    """The header of a signed token."""
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
