"""The figures of `heddle grams evaluate`, computed apart from it.

Reads the published Thought Anchors files and a lexicon themselves, matches with Python's `re`, and
takes areas under curves from scikit-learn.

    python grams_evaluate.py anchors ANCHORS_FOLDER LEXICON.json
    python grams_evaluate.py gold TRACES.jsonl LEXICON.json
    python grams_evaluate.py kappa 20 5 10 15
"""

import json
import math
import pathlib
import re
import sys

PLANNING = {"plan_generation", "uncertainty_management", "self_checking"}


def grams(path):
    data = json.loads(pathlib.Path(path).read_text())
    entries = data["grams"] if isinstance(data, dict) else data
    return [e if isinstance(e, str) else e["text"] for e in entries]


def pattern(phrases, edges):
    """`own`: a boundary of words where the phrase's own end is a letter or digit.
    `word`: `\\b` on both sides of every phrase, as in the measurement that the yardstick is of."""

    def one(phrase):
        body = r"\s+".join(re.escape(w) for w in phrase.split(" "))
        if edges == "word":
            return r"\b" + body + r"\b"
        left = r"(?<!\w)" if re.match(r"\w", phrase) else ""
        right = r"(?!\w)" if re.search(r"\w$", phrase) else ""
        return left + body + right

    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(one(p) for p in ordered), re.IGNORECASE)


def plain(text):
    for fancy in "\u2018\u2019\u02bc\u2032":
        text = text.replace(fancy, "'")
    for fancy in "\u201c\u201d":
        text = text.replace(fancy, '"')
    return text


def marks(text, expression):
    """Which characters are inside a span."""
    found = [False] * len(text)
    for match in expression.finditer(plain(text)):
        for index in range(match.start(), match.end()):
            found[index] = True
    return found


def place(chunk, text, start):
    """Where a published sentence stands in the solution; blanks may differ."""
    words = [re.escape(w) for w in re.split(r"\s+", chunk.strip()) if w]
    match = re.compile(r"\s*".join(words)).search(text, start)
    return (match.start(), match.end()) if match else None


def sentences_of_anchors(folder, expression):
    missing = 0
    for file in sorted(pathlib.Path(folder).rglob("chunks_labeled.json")):
        solution = json.loads((file.parent / "base_solution.json").read_text())["solution"]
        found = marks(solution, expression)
        position = 0
        for chunk in json.loads(file.read_text()):
            where = place(chunk["chunk"], solution, position)
            if where is None:
                missing += 1
                continue
            start, position = where
            inside = found[start:position]
            yield sum(inside) / max(1, len(inside)), bool(PLANNING & set(chunk["function_tags"]))
    if missing:
        print(f"{missing} sentences are not in their text", file=sys.stderr)


def report(items):
    from sklearn.metrics import precision_score, recall_score, roc_auc_score

    shares = [share for share, _ in items]
    truth = [label for _, label in items]
    guess = [share > 0 for share in shares]
    base = sum(truth) / len(truth)
    precision = precision_score(truth, guess)
    print(json.dumps({
        "sentences": len(items), "base": base, "precision": precision, "lift": precision / base,
        "recall": recall_score(truth, guess), "auroc": roc_auc_score(truth, shares),
    }))


def anchors(folder, lexicon):
    for edges in ["own", "word"]:
        phrases = grams(lexicon)
        print(edges, len(phrases), end=" ")
        report(list(sentences_of_anchors(folder, pattern(phrases, edges))))
        if "so" in phrases:
            phrases.remove("so")
            print(edges, len(phrases), "without 'so'", end=" ")
            report(list(sentences_of_anchors(folder, pattern(phrases, edges))))


def gold(path, lexicon):
    """Characters of the responses, and per intent."""
    data = json.loads(pathlib.Path(lexicon).read_text())
    intents = {" ".join(g["text"].split()): g["intent"] for g in data["grams"]}
    expression = pattern(list(intents), "own")
    counts = {}
    for line in open(path):
        trace = json.loads(line)
        text = trace["response"]
        truth = [None] * len(text)
        for span in trace["gold"]:
            for index in range(span["start"], span["end"]):
                truth[index] = span.get("intent")
        guess = [None] * len(text)
        for match in expression.finditer(plain(text)):
            phrase = " ".join(match.group().lower().split())
            for index in range(match.start(), match.end()):
                guess[index] = intents[phrase]
        for pair in zip(truth, guess):
            counts[pair] = counts.get(pair, 0) + 1
    both = sum(n for (t, g), n in counts.items() if t and g)
    print(json.dumps({
        "character": {
            "truePositives": both,
            "falsePositives": sum(n for (t, g), n in counts.items() if g and not t),
            "falseNegatives": sum(n for (t, g), n in counts.items() if t and not g),
        },
        "confusion": {f"{t}>{g}": n for (t, g), n in sorted(counts.items(), key=str)},
    }, indent=1))


def kappa(cells):
    """Cohen's kappa of a square table with its standard error (Fleiss, Cohen and Everitt 1969)."""
    side = math.isqrt(len(cells))
    total = sum(cells)
    p = [[cells[i * side + j] / total for j in range(side)] for i in range(side)]
    rows = [sum(r) for r in p]
    columns = [sum(p[i][j] for i in range(side)) for j in range(side)]
    observed = sum(p[i][i] for i in range(side))
    expected = sum(rows[i] * columns[i] for i in range(side))
    value = (observed - expected) / (1 - expected)
    a = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - value)) ** 2 for i in range(side))
    b = (1 - value) ** 2 * sum(
        p[i][j] * (columns[i] + rows[j]) ** 2
        for i in range(side) for j in range(side) if i != j)
    c = (value - expected * (1 - value)) ** 2
    error = math.sqrt(a + b - c) / ((1 - expected) * math.sqrt(total))
    print(json.dumps({"kappa": value, "standardError": error}))
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError:
        return
    left = [i for i in range(side) for j in range(side) for _ in range(cells[i * side + j])]
    right = [j for i in range(side) for j in range(side) for _ in range(cells[i * side + j])]
    print(json.dumps({"scikit-learn": cohen_kappa_score(left, right)}))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "kappa":
        kappa([int(a) for a in arguments])
    else:
        {"anchors": anchors, "gold": gold}[command](*arguments)
