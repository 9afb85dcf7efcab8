"""One row with one number of threads: a check that both sides do the same, then rounds of both."""

import math

import places
import sides

# The build of a peer that runs a model, once it was found.
builds = {}


def build(row, options):
    key = (row.script, options["model"], row.against)
    if key not in builds:
        builds[key] = places.build(row.script, {**options, "threads": 1, "repetitions": 1})
    return builds[key]


def flat(value):
    if isinstance(value, list):
        return [number for item in value for number in flat(item)]
    return [value]


def difference(left, right):
    """Root mean square of the differences over that of the numbers themselves."""
    left, right = flat(left), flat(right)
    if len(left) != len(right):
        raise RuntimeError(f"{len(left)} numbers against {len(right)}")
    power = sum(number * number for number in right)
    error = sum((a - b) ** 2 for a, b in zip(left, right))
    return math.sqrt(error / power) if error == error and power > 0 else math.inf


def numbers(row, report, peer):
    """What is compared: pairs of Heddle's and the peer's."""
    if row.bench == "sweep":
        return [(report["effects"], peer["rows"])]
    if row.bench == "mediate":
        return [([part["scores"] for part in report["parts"]], peer["rows"])]
    if row.bench == "toggle":
        return [
            ([effect[name] for effect in report["effects"]], peer[name])
            for name in ["ablatedLogprob", "kl"]]
    return [(report["logits"], peer["logits"])]


def check(row, report, peer):
    """How far the sides are apart; raises an error where that is too far."""
    found = max(difference(*pair) for pair in numbers(row, report, peer))
    if not found <= row.tolerance:
        raise RuntimeError(
            f"the sides do not compute the same: they differ by {found:.3g} of the root mean "
            f"square, and {row.tolerance} is allowed")
    return found


def compare(row, model, program, threads, rounds):
    """Ratios of speed, the peer's seconds over Heddle's, round by round."""
    heddle = sides.Heddle(program, row, model, threads)
    shown = heddle.values()
    options = {"model": str(model), "repetitions": row.repetitions, **row.peer}
    options.update({name: shown[name] for name in ["ids", "parts"] if name in shown})
    if row.prompt:
        options["prompt"] = row.prompt
    peer = sides.Peer(build(row, options), row.script, threads, options)
    try:
        # Asked in every row: the peer has then loaded everything before Heddle's first turn.
        answer = peer.values()
        # A row that is compared with other work, and says so, has no tolerance.
        found = check(row, shown, answer) if row.tolerance else None
        measured = []
        for number in range(rounds):
            turns = [
                lambda: heddle.report("--repetitions", row.repetitions),
                lambda: next(iter(peer.seconds().values()))]
            # The one that comes first changes from round to round.
            first, second = turns if number % 2 == 0 else turns[::-1]
            outcome = [first(), second()]
            measured.append(outcome if number % 2 == 0 else outcome[::-1])
    finally:
        peer.stop()
    return [
        result(row, quotient, threads, measured, found, peer.name)
        for quotient in row.quotients]


def result(row, quotient, threads, measured, found, peer):
    own = [report[quotient.part]["medianSeconds"] for report, _ in measured]
    other = [seconds for _, seconds in measured]
    ratios = [theirs / ours for ours, theirs in zip(own, other)]
    return {
        "row": row.name, "work": quotient.work, "against": row.against, "threads": threads,
        "asked": f"≥ {quotient.asked}" if quotient.asked else "", "build": peer,
        "ratio": sides.median(ratios), "least": min(ratios), "most": max(ratios),
        "heddleSeconds": own, "peerSeconds": other,
        "difference": found, "tolerance": row.tolerance or None,
        "report": {
            name: value for name, value in measured[0][0].items() if name not in ["ids", "logits"]},
    }


def measure_alone(row, model, program, threads, rounds):
    """The columns of a row that Heddle's own report tells."""
    heddle = sides.Heddle(program, row, model, threads)
    report = heddle.report("--repetitions", rounds)
    results = []
    for work, name, asked in row.own:
        ratios = report.get("ratios", [report[name]]) if name == "ratio" else [report[name]]
        results.append({
            "row": row.name, "work": work, "against": row.against, "threads": threads,
            "asked": asked, "ratio": report[name], "least": min(ratios), "most": max(ratios),
            "report": report})
    return results
