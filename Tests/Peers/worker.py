"""A peer as a process of its own: it loads a model once and then does what each line asks."""

import json
import os
import sys
import time
from statistics import median


def serve(make):
    """Calls `make` with the options (a JSON object, the first argument) and answers lines.

    `"values"` is answered with what was computed, `"time"` with `{"seconds": {part: seconds}}`, the
    medians over the options' `repetitions`.
    """
    options = json.loads(sys.argv[1])
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = make(options)
    for line in sys.stdin:
        if json.loads(line) == "values":
            answer = peer.values()
        else:
            rounds = [peer.run() for _ in range(options.get("repetitions", 1))]
            answer = {"seconds": {part: median([r[part] for r in rounds]) for part in rounds[0]}}
        print(json.dumps(answer), file=answers, flush=True)


class Clock:
    """Seconds since it was made."""

    def __init__(self):
        self.start = time.perf_counter()

    @property
    def seconds(self):
        return time.perf_counter() - self.start
