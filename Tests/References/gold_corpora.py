"""Labelled corpora of reasoning solutions with gold planning spans.

A miner of planning phrases ("strategic grams") looks for wording that recurs across solutions but
is thinly spread within each, and must not take the calculating sentences, which recur as well, for
planning.  One corpus shows only that the miner fits that corpus.  This script makes three others,
on other tasks, in other registers and in other words, to measure how far the miner carries over:

    school   word problems, in the chatty first person of a reasoning model
    formal   number theory and counting, in the terse voice of a textbook
    logic    puzzles on names, days, letters and variables, mostly without a number

Usage: python gold_corpora.py NAME COUNT SEED > NAME.jsonl

Each line is a `heddle.trace/1` object.  `gold` lists the planning spans as character offsets into
`response` (end exclusive), each with an intent.  A span is the whole sentence where that only
steers, and otherwise the clause up to the place where the problem's content begins.  Solution i
depends on the corpus, the seed and i alone; every answer is computed.

The wording is data, in gold_wording.txt beside this script.  Executing text is written there in
lower case and capitalised where it comes to start a sentence, so that the phrasings of a planning
slot can be sentences of their own or clauses that lead into the next one.
"""

import json
import math
import random
import re
import sys
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from pathlib import Path

PEOPLE = ("Maria Yusuf Priya Oskar Lena Hugo Nadia Felix Ingrid Marco Sofia Tariq Greta Pavel Amina "
          "Jonas").split()
CHANCE = {"open": 0.85, "deduce": 0.9, "branch": 0.55, "verify": 0.55}  # of being said, else certain


@cache
def phrase_book(corpus):
    """Slot -> (intent, phrasings) of a corpus."""
    text = Path(__file__).with_name("gold_wording.txt").read_text(encoding="utf-8")
    section = re.search(rf"\[{corpus}\]\n(.*?)(\n\n|\Z)", text, re.DOTALL)[1].replace("\n  |", " |")
    heads = (re.match(r"(\w+) (\w+): (.*)", line).groups() for line in section.strip().split("\n"))
    return {f"{intent} {slot}": (intent, phrases.split(" | ")) for intent, slot, phrases in heads}


def num(x):
    return f"{float(x):.4f}".rstrip("0").rstrip(".")


def listed(words):
    return ", ".join(words[:-1]) + " and " + words[-1]


class Trace:
    """A solution being written: its text so far, the planning spans in it, and what names stand for."""

    def __init__(self, book, rng, gap, gap_chance):
        self.book, self.rng, self.gap, self.gap_chance = book, rng, gap, gap_chance
        self.text, self.gold, self.used, self.habit, self.names = "<think>\n", [], set(), {}, {}

    def say(self, slot, chance=None, **names):
        """Write a phrasing of the slot, or leave it out, by its chance; tell whether it was written.

        Planning is worded anew each time as far as the phrasings go, executing text by habit."""
        intent, phrases = self.book[slot]
        if self.rng.random() >= (CHANCE.get(intent, 1) if chance is None else chance):
            return False
        if intent == "do":
            habit = self.habit.setdefault(slot, self.rng.choice(phrases))
            phrase = habit if self.rng.random() < 0.7 else self.rng.choice(phrases)
        else:
            phrase = self.rng.choice([p for p in phrases if p not in self.used] or phrases)
            self.used.add(phrase)
        self.write(phrase.format(**{**self.names, **names}), intent)
        return True

    def write(self, text, intent="do"):
        plans, starts = intent != "do", self.text[-1] in "\n.?!"
        if starts:
            text = re.sub(r"^[a-z]{2,}(?=[ ,.])", lambda m: m[0].capitalize(), text)
        if self.text[-1] != "\n":
            self.text += self.gap if starts and plans and self.rng.random() < self.gap_chance else " "
        if plans:
            self.gold.append({"start": len(self.text), "end": len(self.text) + len(text), "intent": intent})
        self.text += text

    def steps(self, plan, do, rows):
        """A plan, then one executing sentence for each row of names."""
        self.say(plan)
        for row in rows:
            self.say(do, **row)

    def detour(self, name, do, rows):
        """Perhaps a way that is tried and given up."""
        if self.say(f"branch {name}"):
            for row in rows:
                self.say(do, **row)
            self.say(f"backtrack {name}")

    def check(self, text):
        if self.say("verify look"):
            self.write(text) if text else self.say("do fits")

    def add_up(self, numbers):
        for i in range(1, len(numbers)):
            a, b = sum(numbers[:i]), numbers[i]
            self.say("do plus", a=num(a), b=num(b), c=num(a + b))
        return sum(numbers)


def trip(t, rng):
    speed = mean = 0
    while speed == mean or (speed * 100).denominator > 1:
        legs = [(rng.choice([15, 30, 45, 75, 90]), rng.randrange(8, 41, 4)) for _ in range(rng.randint(2, 4))]
        hours, kms = [Fraction(m, 60) for m, _ in legs], [m * v // 60 for m, v in legs]
        speed, mean = sum(kms) / sum(hours), Fraction(sum(v for _, v in legs), len(legs))
    nths = "first second third fourth".split()
    t.detour("mean", "do mean", [{"x": num(round(mean, 1))}])
    t.steps("deduce hours", "do hours", [dict(m=m, h=num(m / 60), nth=k) for k, (m, _) in zip(nths, legs)])
    t.steps("deduce dist", "do dist", [dict(v=v, h=num(h), d=d, nth=k)
                                       for k, (_, v), h, d in zip(nths, legs, hours, kms)])
    t.say("deduce whole")
    t.say("do ratio", a=t.add_up(kms), b=num(t.add_up(hours)), c=num(speed))
    t.check(f"{num(speed)} × {num(sum(hours))} = {sum(kms)}.")
    ride = listed([f"{m} minutes at {v} km/h" for m, v in legs])
    return f"{t.names['who']} cycles {ride}. What is the average speed of the ride?", f"{num(speed)} km/h"


def ribbon(t, rng):
    cm = {"m": 100, "dm": 10, "mm": Fraction(1, 10)}
    pieces = [(Fraction(rng.randint(11, 39), 10), "m")]
    pieces += [rng.choice([(rng.randint(2, 40), "dm"), (rng.randint(11, 90) * 10, "mm")])
               for _ in range(rng.randint(2, 4))]
    rng.shuffle(pieces)
    rows = [dict(x=num(x), u=u, y=num(x * cm[u])) for x, u in pieces]
    t.detour("metres", "do metres", [dict(x=num(x), u=u, y=num(x * cm[u] / 100))
                                     for x, u in pieces if u != "m"][:rng.randint(1, 3)])
    t.steps("deduce cm", "do cm", rows)
    t.say("do filler", 0.3)
    t.say("deduce join")
    lengths = [x * cm[u] for x, u in pieces]
    total = t.add_up(lengths)
    if t.say("verify look"):
        t.add_up(lengths[::-1])
    given = listed([f"{num(x)} {u}" for x, u in pieces])
    return f"{t.names['who']} ties together ribbons of {given}. How long is that in cm?", f"{num(total)} cm"


def garden(t, rng):
    given, areas, cover = [], [], rng.choice([15, 20, 25])
    t.say("deduce plots")
    for name in rng.sample("rose herb tulip berry bean".split(), rng.randint(2, 4)):
        bed, w, h, w2 = f"{name} bed", rng.randint(3, 12), 2 * rng.randint(2, 6), rng.randint(2, 6)
        kind = rng.choice(["rectangular", "right triangular", "L-shaped"])
        article, joined = ("an", f" joined to {w2} m by 4 m") if kind[0] == "L" else ("a", "")
        given.append(f"{article} {kind} {bed} of {w} m by {h} m{joined}")
        areas.append(w * h // 2 if "tri" in kind else w * h)
        t.say("branch ell", None if kind[0] == "L" else 0, bed=bed)
        t.say("do tri" if "tri" in kind else "do rect", bed=bed, w=w, h=h, a=areas[-1])
        if kind[0] == "L":
            t.say("do rect", bed=bed, w=w2, h=4, a=4 * w2)
            areas[-1] = t.add_up([w * h, 4 * w2])
    t.say("deduce area")
    total = t.add_up(areas)
    bags = -(-total // cover)
    t.steps("deduce bags", "do bags", [dict(a=total, b=cover, c=num(round(total / cover, 1)), d=bags)])
    t.check(f"{bags} × {cover} = {bags * cover}, and that is not below {total}.")
    return (f"{t.names['who']} has {listed(given)}. A bag of seed covers {cover} square metres. "
            "How many bags are needed?"), f"{bags} bags"


def price(t, rng):
    moves = [rng.choice([-50, -25, -20, -10, 10, 20, 25, 50]) for _ in range(rng.randint(2, 4))]
    prices = [Fraction(rng.randrange(400, 2001, 400))]
    for p in moves:
        prices.append(prices[-1] * (100 + p) / 100)
    t.detour("addpct", "do addpct", [{"x": sum(moves)}])
    t.steps("deduce follow", "do pct", [dict(p=abs(p), a=num(a), b=num(abs(c - a)), c=num(c))
                                        for p, a, c in zip(moves, prices, prices[1:])])
    t.say("do filler", 0.3)
    t.check(f"{prices[0]} × {' × '.join(num(1 + p / 100) for p in moves)} = {num(prices[-1])}.")
    story = listed([f"{'rises' if p > 0 else 'falls'} by {abs(p)} percent" for p in moves])
    return (f"{t.names['who']} watches a price of {prices[0]} euros. It {story}. What is it now?",
            f"{num(prices[-1])} euros")


def power(t, rng):
    n, a, m = rng.choice([x for x in range(18, 61) if x.bit_count() > 1]), 1, 2
    while math.gcd(a, m) > 1 or any(pow(a, e, m) == 1 for e in range(1, 5)):
        a, m = rng.randint(3, 15), rng.randint(11, 47)
    t.names.update(a=a, m=m, n=n)

    def product_row(d, e):
        x, y = pow(a, d, m), pow(a, e, m)
        return dict(x=x, y=y, z=x * y, w=x * y % m)

    t.detour("cycle", "do power", [dict(e=e, s=pow(a, e, m)) for e in range(2, rng.randint(4, 5))])
    bits = [1 << k for k in range(n.bit_length())]
    roots = [(e, pow(a, e // 2, m)) for e in bits[1:]]
    t.steps("deduce square", "do square", [dict(e=e, r=r, q=r * r, s=r * r % m) for e, r in roots])
    bits = [b for b in bits if b & n]
    t.steps("deduce binary", "do binary", [{"sum": " + ".join(map(str, reversed(bits)))}])
    t.steps("deduce mult", "do mult", [product_row(sum(bits[:i]), bits[i]) for i in range(1, len(bits))])
    if t.say("verify look"):
        t.say("do mult", **product_row(n // 2, n - n // 2))
    return f"Determine {a}^{n} modulo {m}.", f"{pow(a, n, m)}"


def divides(t, rng):
    factors = rng.choice([(4, 9), (8, 9), (5, 9), (9, 11), (4, 3, 11), (4, 9, 5), (4, 9, 11), (8, 3, 5)])
    d, n = math.prod(factors), rng.randint(10**5, 10**7)
    n -= n % (d if rng.random() < 0.6 else factors[0])
    t.names.update(d=d, n=n, parts=" · ".join(map(str, factors)))
    t.steps("deduce coprime", "do coprime", [{}])
    digits = [int(c) for c in reversed(str(n))]
    for f in factors:
        t.say("deduce factor", f=f)
        if f in (3, 9):
            slot, e = "do digits", sum(digits)
        else:
            slot, e = ("do altern", sum(digits[::2]) - sum(digits[1::2])) if f == 11 else ("do last", n % 1000)
        t.say(slot, e=e, f=f, q=e // f, r=e % f)
        t.say("do fails" if n % f else "do passes")
        if n % f:
            break
    t.check(f"{n} = {d} · {n // d} + {n % d}.")
    return f"Decide whether {d} divides {n}.", "no" if n % d else "yes"


def sequence(t, rng):
    terms, back = [], None
    while not 4 <= len(terms) <= 9 or back != terms[0]:
        m, c, d, back = rng.randint(7, 23), rng.randint(2, 9), rng.randint(1, 9), rng.randint(1, 6)
        terms = []
        while back not in terms:
            terms.append(back)
            back = (c * back + d) % m
    p, k = len(terms), rng.randint(50, 400)
    q, r = divmod(k - 1, p)
    t.names.update(s=terms[0], p=p, k=k, c=c, d=d)
    t.say("deduce terms")
    for i, x in enumerate(terms, 1):
        if i in (3, 4):
            t.detour("period", "do period", [dict(p=i - 1, j=i, z=x)])
        t.say("do term", i=i + 1, x=x, y=c * x + d, z=(c * x + d) % m)
    t.steps("deduce index", "do index", [dict(r=r, q=q, j=r + 1)])
    t.check(f"{p} · {q} + {r + 1} = {k}, and a_{r + 1} = {terms[r]}.")
    return (f"A sequence has a_1 = {terms[0]} and a_(n+1) = {c} · a_n + {d} reduced modulo {m}. "
            f"Determine a_{k}."), f"{terms[r]}"


def count(t, rng):
    n, sets = rng.randint(200, 900), [1, 1]
    while any(b % a == 0 for a, b in combinations(sets, 2)):
        sets = sorted(rng.sample(range(3, 15), rng.randint(2, 3)))
    t.names.update(n=n)
    single, pairs = [dict(a=a, k=n // a) for a in sets], list(combinations(sets, 2))
    double = [dict(a=a, b=b, l=math.lcm(a, b), k=n // math.lcm(a, b)) for a, b in pairs]
    plain = " + ".join(str(row["k"]) for row in single)
    t.detour("naive", "do total", [dict(sum=plain, k=sum(row["k"] for row in single))])
    t.steps("deduce single", "do multiples", single)
    t.steps("deduce pairs", "do lcm", double)
    signed = plain + "".join(f" - {row['k']}" for row in double)
    if len(sets) == 3:
        signed += f" + {n // math.lcm(*sets)}"
        t.write(f"all three together have {n // math.lcm(*sets)} common multiples.")
    outside = sum(all(x % a for a in sets) for x in range(1, n + 1))
    t.steps("deduce total", "do total", [dict(sum=signed, k=n - outside)])
    t.check(f"{outside} integers are divisible by none, and {n} - {outside} = {n - outside}.")
    return f"How many integers from 1 to {n} are divisible by {' or '.join(map(str, sets))}?", f"{n - outside}"


def order(t, rng):
    row = rng.sample(PEOPLE, rng.randint(4, 6))
    links = [dict(a=a, b=b) for a, b in zip(row, row[1:])]
    verb = rng.choice(["sits directly to the right of", "finished right after", "stands directly behind"])
    clues = " ".join(f"{link['b']} {verb} {link['a']}." for link in rng.sample(links, len(links)))
    t.names.update(a=row[0], x=rng.choice(row[1:]))
    t.detour("front", "do after", [link for link in links if link["b"] == t.names["x"]])
    t.steps("deduce first", "do after", rng.sample(links, rng.randint(2, len(links))))
    t.say("do front")
    t.steps("deduce chain", "do link", links)
    t.check("")
    return f"{clues} What is the order?", ", ".join(row)


def schedule(t, rng):
    days = rng.sample("Monday Tuesday Wednesday Thursday Friday Saturday".split(), rng.randint(4, 5))
    who = rng.sample(PEOPLE, len(days))
    free = [[day, *rng.sample(days[:i], min(i, rng.randint(1, 2)))] for i, day in enumerate(days)]
    lists = [f"{p} can do {' or '.join(sorted(f))}." for p, f in zip(who, free)]
    t.names.update(a=who[0], b=who[1], d=days[0])  # the second one always has the first one's day too
    t.detour("day", "do stuck", [{}])
    t.say("deduce scarce")
    for i, day in enumerate(days):
        t.say("deduce again", None if i in (1, 3) else 0, a=who[i - 1])
        t.say("do only", a=who[i], d=day)
        for p, f in zip(who[i + 1:], free[i + 1:]):
            t.say("do strike", day in f, b=p, d=day)
    t.check("")
    rng.shuffle(lists)
    return (f"Everybody gets a day of their own. {' '.join(lists)} Who gets which day?",
            ", ".join(f"{p} on {day}" for p, day in zip(who, days)))


def truth(t, rng):
    ops = {"and": lambda x, y: x and y, "or": lambda x, y: x or y, "implies": lambda x, y: not x or y}
    names, word, outcomes = rng.choice(["pq", "rs", "uv", "pqr"]), ["false", "true"], []

    def part():
        (x, y), op = rng.sample(names, 2), rng.choice(list(ops))
        sx, sy = rng.random() < 0.4, rng.random() < 0.4
        return (f"({'not ' * sx}{x} {op} {'not ' * sy}{y})", lambda row: ops[op](row[x] != sx, row[y] != sy))

    (left, f), (right, g), op = part(), part(), rng.choice(list(ops))
    guess = t.say("branch always")
    t.say("deduce rows")
    for values in product([True, False], repeat=len(names)):
        row = dict(zip(names, values))
        outcomes.append(word[ops[op](f(row), g(row))])
        valuation = listed([f"{x} {word[b]}" for x, b in row.items()])
        t.say("do row", v=valuation, l=word[f(row)], r=word[g(row)], w=outcomes[-1])
        if guess and outcomes[-1] == "false":
            guess = not t.say("backtrack always")
    t.steps("deduce mixed", "do column", [{"col": listed(outcomes)}])
    t.check("")
    answer = {"true": "always", "false": "never"}[outcomes[0]] if len(set(outcomes)) == 1 else "sometimes"
    return f"Is {left} {op} {right} always, sometimes or never true?", f"{answer} true"


def rewrite(t, rng):
    words, rule = [], True
    while rule or len(words) < 4:
        rules = [r.split(">") for r in rng.sample("ba>ab ca>ac cb>bc aa>a bb>c ab>c cc>b ac>b".split(), 3)]
        words, rule = ["".join(rng.choices("abc", k=rng.randint(5, 7)))], True
        while len(words) < 11 and (rule := next((r for r in rules if r[0] in words[-1]), None)):
            words.append(words[-1].replace(*rule, 1))
    for i, s in enumerate(words):
        t.names.update(s=s)
        t.say("deduce which", None if i == 0 else 0.3)
        fits = [r for r in rules if r[0] in s]
        rows = {r[0]: dict(rule="→".join(r), t=s.replace(*r, 1)) for r in rules}
        if len(fits) > 1 and i in (0, 2):
            t.names.update(rows[fits[-1][0]])
            t.detour("rule", "do apply", [{}])
        for r in rules[:rules.index(fits[0]) if fits else 3]:
            t.say("do nomatch", **rows[r[0]])
        if fits:
            t.say("do apply", **rows[fits[0][0]])
    t.check("")
    return (f"Rewrite {words[0]} with the rules {', '.join('→'.join(r) for r in rules)}. The earliest rule that "
            "matches acts, on its leftmost match. What is left when none matches?"), words[-1]


def trace(t, rng):
    names = rng.sample("left right spare best hold cup jar box tray bin".split(), rng.randint(3, 4))
    state = dict(zip(names, rng.sample("red green blue amber violet white".split(), len(names))))
    steps = [(rng.random() < 0.4, *rng.sample(names, 2)) for _ in range(rng.randint(5, 8))]
    code = [f"`swap {x} {y}`" if swap else f"`{x} = {y}`" for swap, x, y in steps]
    program, target = "; ".join([f"{x} = {c}" for x, c in state.items()] + code).replace("`", ""), rng.choice(names)
    t.names.update(x=target)
    for line in [line for line in code if target in line][-1:]:
        t.detour("last", "do last", [{"s": line}])
    t.say("deduce trace")
    for i, (line, (swap, x, y)) in enumerate(zip(code, steps)):
        if i == len(steps) // 2:
            t.steps("deduce half", "do state", [{"c": state[target]}])
        state[x], state[y] = state[y], state[x] if swap else state[y]
        t.say("do swap" if swap else "do copy", s=line, x=x, y=y, c=state[x], d=state[y])
        t.say("do filler", 0.12)
    t.check("")
    return f"Run `{program}`. What does {target} hold?", f"{target} holds {state[target]}"


# Name -> tasks, what parts paragraphs, how often a planning sentence opens one.
CORPORA = {
    "school": ([trip, ribbon, garden, price], "\n\n", 0.35),
    "formal": ([power, divides, sequence, count], "\n", 0.1),
    "logic": ([order, schedule, truth, rewrite, trace], "\n", 0.25),
}


def solution(name, seed, i):
    tasks, *gap = CORPORA[name]
    rng = random.Random(f"{name}/{seed}/{i}")
    task, t = rng.choice(tasks), Trace(phrase_book(name), rng, *gap)
    t.names["who"] = rng.choice(PEOPLE)
    t.say("open start")
    prompt, answer = task(t, rng)
    t.say("conclude done")
    t.write(f"{answer}.")
    return {"schema": "heddle.trace/1", "id": f"{name}-{i:05d}", "task": task.__name__, "prompt": prompt,
            "response": f"{t.text}\n</think>\n{answer}", "answer": answer, "correct": True, "gold": t.gold}


if __name__ == "__main__":
    for i in range(int(sys.argv[2])):
        print(json.dumps(solution(sys.argv[1], int(sys.argv[3]), i), ensure_ascii=False))
