"""Numbers of an independent implementation for the evidence on symbolic heads.

Usage: symbolic_evidence.py MODEL PAIRS MEDIATION
MODEL is the bundled model, PAIRS a file of heddle.pairs/1, MEDIATION scores by kind of head.
Writes the fixtures of HeddleExperimentsTests and HeddleAnalysisTests beside this folder.
Needs torch, transformers, scikit-learn and scipy.
"""

import json
import pathlib
import sys

import numpy as np
import torch
from scipy import stats
from sklearn.linear_model import LogisticRegression
from transformers import AutoModelForCausalLM, AutoTokenizer

TESTS = pathlib.Path(__file__).resolve().parent.parent
torch.set_grad_enabled(False)


class Lab:
    def __init__(self, path):
        self.model = AutoModelForCausalLM.from_pretrained(
            path, dtype=torch.float32, attn_implementation="eager").eval()
        self.tokenizer = AutoTokenizer.from_pretrained(path)
        c = self.model.config
        self.layers, self.heads, self.dim = (
            c.num_hidden_layers, c.num_attention_heads, c.head_dim)

    def ids(self, text):
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    def run(self, ids, edit=None):
        """Last logits, attention [layer][head][q][k] and z [layer][position][head][dim]."""
        kept, handles = [None] * self.layers, []
        for number, layer in enumerate(self.model.model.layers):
            def hook(module, args, number=number):
                z = args[0].clone().view(1, -1, self.heads, self.dim)
                if edit is not None:
                    z = edit(number, z)
                kept[number] = z[0].clone()
                return (z.reshape(1, z.shape[1], -1),)
            handles.append(layer.self_attn.o_proj.register_forward_pre_hook(hook))
        out = self.model(torch.tensor([ids]), output_attentions=True)
        for handle in handles:
            handle.remove()
        attention = torch.stack([a[0] for a in out.attentions])
        return out.logits[0, -1], attention, torch.stack(kept)


def places(shots):
    return [6 * j + 4 for j in range(shots)], 6 * shots + 3


def match(rule, example):
    return 6 * example + (0 if rule == "ABA" else 2)


def attention_means(lab, prompts):
    """By rule and link the mean weight of each head, over prompts that are answered right."""
    sums, counts = {}, {"ABA": 0, "ABB": 0}
    for rule, ids in prompts:
        logits, attention, _ = lab.run(ids)
        shots = (len(ids) - 4) // 6
        thirds, last = places(shots)
        if int(logits.argmax()) != ids[match(rule, shots)]:
            continue
        counts[rule] += 1
        other = "ABB" if rule == "ABA" else "ABA"
        links = {
            "thirdToMatch": sum(
                attention[:, :, t, match(rule, j)] for j, t in enumerate(thirds)) / shots,
            "thirdToOther": sum(
                attention[:, :, t, match(other, j)] for j, t in enumerate(thirds)) / shots,
            "lastToThirdItems": sum(attention[:, :, last, t] for t in thirds),
            "lastToAnswer": attention[:, :, last, match(rule, shots)],
            "lastToOther": attention[:, :, last, match(other, shots)],
        }
        for name, value in links.items():
            key = (rule, name)
            sums[key] = sums.get(key, 0) + value
    return {
        rule: {
            "prompts": counts[rule],
            **{name: (sums[(rule, name)] / counts[rule]).tolist()
               for (r, name) in sums if r == rule},
        } for rule in counts}


def groups(lab, texts):
    """Groups of four prompts from two items a line, as (rule, ids)."""
    found = []
    for rule, lines in texts:
        def text(rule, lines):
            shown = [f"{a}^{b}^{a if rule == 'ABA' else b}" for a, b in lines[:-1]]
            return "\n".join(shown + ["^".join(lines[-1]) + "^"])
        other = "ABB" if rule == "ABA" else "ABA"
        swapped = [line[::-1] for line in lines]
        found.append([
            (rule, text(rule, lines)),
            (rule, text(rule, lines[:-1] + [lines[-1][::-1]])),
            (other, text(other, swapped)),
            (other, text(other, swapped[:-1] + [lines[-1]])),
        ])
    return found


def similarity(lab, prompts, example):
    """Pearson's r of the cosines of z with same rule and same token, for every head."""
    rows, rules, tokens = [], [], []
    for rule, text in prompts:
        ids = lab.ids(text)
        shots = (len(ids) - 4) // 6
        thirds, last = places(shots)
        position = last if example is None else thirds[example]
        _, _, z = lab.run(ids)
        rows.append(z[:, position].numpy())
        rules.append(rule)
        tokens.append(ids[match(rule, shots)] if example is None else ids[position])
    low = np.tril_indices(len(rows), -1)
    abstract = np.equal.outer(rules, rules).astype(float)[low]
    token = np.equal.outer(tokens, tokens).astype(float)[low]
    result = {"abstract": [], "token": []}
    for layer in range(lab.layers):
        line = {"abstract": [], "token": []}
        for head in range(lab.heads):
            x = np.stack([row[layer, head] for row in rows]).astype(np.float64)
            x /= np.linalg.norm(x, axis=1, keepdims=True)
            cosines = (x @ x.T)[low]
            line["abstract"].append(stats.pearsonr(cosines, abstract)[0])
            line["token"].append(stats.pearsonr(cosines, token)[0])
        for name in result:
            result[name].append(line[name])
    return result


def repeated(lab, halves):
    prefix = np.zeros((lab.layers, lab.heads))
    previous = np.zeros((lab.layers, lab.heads))
    for half in halves:
        _, attention, _ = lab.run(half + half)
        a, n = attention.numpy(), len(half)
        prefix += np.mean([a[:, :, n + i, i + 1] for i in range(n)], axis=0)
        previous += np.mean([a[:, :, q, q - 1] for q in range(1, 2 * n)], axis=0)
    return {"prefixMatching": (prefix / len(halves)).tolist(),
            "previousToken": (previous / len(halves)).tolist()}


def copying(lab):
    """Sum of the eigenvalues over the sum of their sizes, over all tokens that have a text."""
    body = lab.model.model
    c = lab.model.config
    known = len(lab.tokenizer)
    embedding = body.embed_tokens.weight[:known].double()
    unembedding = lab.model.lm_head.weight[:known].double() * body.norm.weight.double()
    group = c.num_attention_heads // c.num_key_value_heads
    grid = []
    for layer in body.layers:
        scale = embedding.pow(2).mean(1, keepdim=True).add(c.rms_norm_eps).rsqrt()
        normed = embedding * scale * layer.input_layernorm.weight.double()
        values = normed @ layer.self_attn.v_proj.weight.double().T
        reads = unembedding @ layer.self_attn.o_proj.weight.double()
        row = []
        for head in range(lab.heads):
            kv, d = head // group, lab.dim
            a = values[:, kv * d:(kv + 1) * d].T @ reads[:, head * d:(head + 1) * d]
            eigenvalues = np.linalg.eigvals(a.numpy())
            row.append(float(eigenvalues.real.sum() / np.abs(eigenvalues).sum()))
        grid.append(row)
    return grid


def ablation(lab, prompts, scores, counts, third):
    order = np.argsort(-np.array(scores).ravel(), kind="stable")
    ranked = [divmod(int(i), lab.heads) for i in order]
    points = []
    for count in counts:
        off, probabilities = ranked[:count], []
        for rule, ids in prompts:
            shots = (len(ids) - 4) // 6
            thirds, last = places(shots)
            where = thirds if third else [last]

            def edit(layer, z):
                for l, h in off:
                    if l == layer:
                        z[0, where, h] = 0
                return z
            logits, _, _ = lab.run(ids, edit)
            probabilities.append(
                float(torch.softmax(logits.double(), 0)[ids[match(rule, shots)]]))
        points.append({"heads": count, "probability": float(np.mean(probabilities))})
    return points


def function_vectors(lab, clean, shuffled):
    """Rise of the answer's probability when a head's mean z at the last position is put in."""
    means = torch.stack([lab.run(ids)[2][:, -1] for ids, _ in clean]).mean(0)
    base, rises = [], np.zeros((lab.layers, lab.heads))
    for ids, answer in shuffled:
        p = float(torch.softmax(lab.run(ids)[0].double(), 0)[answer])
        base.append(p)
        for layer in range(lab.layers):
            for head in range(lab.heads):
                def edit(number, z):
                    if number == layer:
                        z[0, -1, head] = means[layer, head]
                    return z
                q = float(torch.softmax(lab.run(ids, edit)[0].double(), 0)[answer])
                rises[layer, head] += q - p
    return {"base": float(np.mean(base)), "rises": (rises / len(shuffled)).tolist()}


def experiments(lab, pairs, mediation):
    chosen = [p for p in pairs if p["kind"] == "abstract" and p["rule"] == "ABA"][:4] + [
        p for p in pairs if p["kind"] == "abstract" and p["rule"] == "ABB"][:4]
    prompts = []
    for p in chosen:
        other = "ABB" if p["rule"] == "ABA" else "ABA"
        prompts += [(p["rule"], lab.ids(p["base"]["prompt"])), (other, lab.ids(p["exp"]["prompt"]))]
    texts = []
    for p in chosen:
        lines = [line.split("^")[:2] for line in p["base"]["prompt"].split("\n")]
        texts.append((p["rule"], lines))
    four = groups(lab, texts)
    flat = [prompt for group in four for prompt in group]
    generator = np.random.default_rng(5)
    words = sorted({i for _, ids in prompts for i in ids[::2]})
    halves = [[int(x) for x in generator.choice(words, 12)] for _ in range(3)]
    answered = [(ids, ids[match(rule, (len(ids) - 4) // 6)]) for rule, ids in prompts]
    aba = [x for x, (rule, _) in zip(answered, prompts) if rule == "ABA"]
    shuffled = []
    for ids, answer in aba[:3]:
        ids = list(ids)
        ids[4], ids[10] = ids[10], ids[4]
        shuffled.append((ids, answer))
    return {
        "made_with": f"PyTorch {torch.__version__}, float32",
        "prompts": [{"rule": rule, "ids": ids} for rule, ids in prompts],
        "attention": attention_means(lab, prompts),
        "groups": [[{"rule": r, "text": t} for r, t in group] for group in four],
        "similarity": {
            "first": similarity(lab, flat, 0), "second": similarity(lab, flat, 1),
            "last": similarity(lab, flat, None)},
        "halves": halves,
        "repeated": repeated(lab, halves),
        "copying": copying(lab),
        "ablation": {
            kind: ablation(lab, prompts, mediation["types"][kind]["scores"], [0, 2, 4, 10, 48],
                           kind == "abstraction")
            for kind in ("abstraction", "retrieval")},
        "scores": {k: v["scores"] for k, v in mediation["types"].items()},
        "functionVectors": {
            "clean": [{"ids": ids, "answer": a} for ids, a in aba],
            "shuffled": [{"ids": ids, "answer": a} for ids, a in shuffled],
            **function_vectors(lab, aba, shuffled)},
    }


def analysis():
    generator = np.random.default_rng(11)
    x = generator.normal(size=(40, 5)).round(3)
    y = (x @ np.array([1.5, -1, 0.5, 0, 0]) + generator.normal(size=40) > 0.3)
    fits = []
    for penalty in (0.1, 1.0, 10.0):
        model = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=10000).fit(x, y)
        fits.append({"penalty": penalty, "weights": model.coef_[0].tolist(),
                     "intercept": float(model.intercept_[0]),
                     "correct": int((model.predict(x) == y).sum())})
    left = generator.normal(size=30).round(2)
    right = (0.5 * left + generator.normal(size=30)).round(1)
    matrices = []
    for size in (2, 3, 6, 12, 40):
        m = generator.normal(size=(size, size)).round(3)
        values = np.linalg.eigvals(m)
        matrices.append({
            "rows": size, "matrix": m.ravel().tolist(), "real": values.real.tolist(),
            "imaginary": values.imag.tolist(),
            "score": float(values.real.sum() / np.abs(values).sum())})
    return {
        "made_with": "scikit-learn, scipy and numpy",
        "logistic": {"rows": x.tolist(), "labels": [bool(v) for v in y], "fits": fits},
        "correlation": {
            "left": left.tolist(), "right": right.tolist(),
            "pearson": stats.pearsonr(left, right)[0],
            "pearsonP": stats.pearsonr(left, right)[1],
            "spearman": stats.spearmanr(left, right)[0]},
        "eigenvalues": matrices,
    }


if __name__ == "__main__":
    model, pairs, mediation = sys.argv[1:4]
    out = TESTS / "HeddleAnalysisTests/Fixtures/symbolic_evidence.json"
    out.write_text(json.dumps(analysis()) + "\n")
    lines = [json.loads(line) for line in open(pairs)]
    out = TESTS / "HeddleExperimentsTests/Fixtures/symbolic_evidence.json"
    out.write_text(json.dumps(experiments(Lab(model), lines, json.load(open(mediation)))) + "\n")
