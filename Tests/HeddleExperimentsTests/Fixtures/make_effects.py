"""A Llama forward pass in numpy float64 and the effects of switching heads off in it.

Independent of the Swift code: weights are read from the safetensors file by hand, every position is
recomputed from scratch. Run it beside this file to write effects.json:

    python3 make_effects.py ../../../Samples/models/bobbin
"""
import json
import struct
import sys
import numpy as np

class Bobbin:
    def __init__(self, folder, dtype=np.float64):
        self.c = c = json.load(open(folder + "/config.json"))
        raw = open(folder + "/model.safetensors", "rb").read()
        n = struct.unpack("<Q", raw[:8])[0]
        header = json.loads(raw[8:8 + n])
        self.w = {}
        for name, t in header.items():
            if name == "__metadata__": continue
            a, b = t["data_offsets"]
            assert t["dtype"] == "BF16"
            bits = np.frombuffer(raw[8 + n + a:8 + n + b], dtype="<u2").astype(np.uint32) << 16
            self.w[name] = bits.view(np.float32).reshape(t["shape"]).astype(dtype)
        self.L, self.H, self.K = c["num_hidden_layers"], c["num_attention_heads"], c["num_key_value_heads"]
        self.D = c["head_dim"]
        self.dtype = dtype

    def norm(self, x, w):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + self.c["rms_norm_eps"]) * w

    def rope(self, x):  # [T, heads, D]
        T, _, D = x.shape
        inv = 1.0 / self.c["rope_theta"] ** (np.arange(0, D, 2) / D)
        ang = np.arange(T)[:, None] * inv[None]
        cos, sin = np.cos(ang)[:, None], np.sin(ang)[:, None]
        a, b = x[..., :D // 2], x[..., D // 2:]
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1).astype(self.dtype)

    def run(self, ids, edit=None):
        """edit(layer, z[T,H,D]) -> z. Returns logits [T,V], patterns [L][H][T,T], zs [L][T,H,D]."""
        w = self.w
        E = w["model.embed_tokens.weight"]
        x = E[np.array(ids)]
        T = len(ids)
        patterns, zs = [], []
        mask = np.triu(np.ones((T, T), bool), 1)
        for l in range(self.L):
            p = f"model.layers.{l}."
            h = self.norm(x, w[p + "input_layernorm.weight"])
            q = self.rope((h @ w[p + "self_attn.q_proj.weight"].T).reshape(T, self.H, self.D))
            k = self.rope((h @ w[p + "self_attn.k_proj.weight"].T).reshape(T, self.K, self.D))
            v = (h @ w[p + "self_attn.v_proj.weight"].T).reshape(T, self.K, self.D)
            g = self.H // self.K
            k, v = np.repeat(k, g, 1), np.repeat(v, g, 1)
            s = np.einsum("qhd,khd->hqk", q, k) / np.sqrt(self.D)
            s = np.where(mask, -np.inf, s)
            s = np.exp(s - s.max(-1, keepdims=True)); s /= s.sum(-1, keepdims=True)
            z = np.einsum("hqk,khd->qhd", s, v)
            zs.append(z); patterns.append(s)
            if edit: z = edit(l, z)
            x = x + z.reshape(T, -1) @ w[p + "self_attn.o_proj.weight"].T
            h = self.norm(x, w[p + "post_attention_layernorm.weight"])
            a = h @ w[p + "mlp.gate_proj.weight"].T
            x = x + ((a / (1 + np.exp(-a))) * (h @ w[p + "mlp.up_proj.weight"].T)) @ w[p + "mlp.down_proj.weight"].T
        x = self.norm(x, w["model.norm.weight"])
        return x @ E.T, patterns, zs

def zero(heads, queries=None):
    def edit(l, z):
        z = z.copy()
        for (hl, h) in heads:
            if hl == l:
                if queries is None: z[:, h] = 0
                else: z[queries, h] = 0
        return z
    return edit

def put(heads, values, queries=None):
    """values(l, h, t) -> vector"""
    def edit(l, z):
        z = z.copy()
        for (hl, h) in heads:
            if hl == l:
                for t in (range(z.shape[0]) if queries is None else queries):
                    z[t, h] = values(l, h, t)
        return z
    return edit

def logsoftmax(x):
    m = x.max(-1, keepdims=True)
    return x - m - np.log(np.exp(x - m).sum(-1, keepdims=True))


def effects(model, ids, edit):
    before = logsoftmax(model.run(ids)[0])
    after = logsoftmax(model.run(ids, edit)[0])
    tokens = range(1, len(ids))
    return {
        "logprobs": [before[t - 1][ids[t]] for t in tokens],
        "ablated": [after[t - 1][ids[t]] for t in tokens],
        "kl": list((np.exp(before) * (before - after)).sum(-1)[:-1]),
    }


def totals(values):
    x = np.array(values)
    return {
        "deltaNLL": x.mean(), "total": x.sum(), "tokens": len(x),
        "standardError": x.std(ddof=1) / np.sqrt(len(x)),
    }


def groups(texts, edited):
    """deltaNLL by group, pooled over texts; edited(text) -> effects."""
    sums = {True: [], False: []}
    for text in texts:
        e = edited(text)
        for t in range(text["promptLength"], len(text["ids"])):
            sums[text["planning"][t]].append(e["logprobs"][t - 1] - e["ablated"][t - 1])
    return {"planning": totals(sums[True]), "execution": totals(sums[False])}


def sweep(model, ids, target):
    text = ids[:target]
    o = model.run(text)[0][-1]
    token = ids[target]
    rival = max((i for i in range(len(o)) if i != token), key=lambda i: o[i])
    rows = {"difference": [], "logprob": [], "kl": []}
    for layer in range(model.L):
        for head in range(model.H):
            a = model.run(text, zero([(layer, head)]))[0][-1]
            la, lo = logsoftmax(a), logsoftmax(o)
            rows["difference"].append((a[token] - a[rival]) - (o[token] - o[rival]))
            rows["logprob"].append(la[token] - lo[token])
            rows["kl"].append((np.exp(lo) * (lo - la)).sum())
    return {"target": target, **rows}


def summaries(model, text, query):
    ids, planning = text["ids"], text["planning"]
    patterns = model.run(ids)[1]
    rows = []
    for layer in range(model.L):
        for head in range(model.H):
            row = patterns[layer][head][query][:query + 1]
            keys = range(1, query + 1)
            mass = sum(row[k] for k in keys if planning[k])
            share = sum(planning[k] for k in keys) / query
            entropy = -(row * np.log(row)).sum()
            rows.append({
                "entropy": entropy, "normalizedEntropy": entropy / np.log(query + 1),
                "sink": row[0], "previous": row[query - 1],
                "induction": sum(row[k] for k in keys if ids[k - 1] == ids[query]),
                "planning": mass, "planningLift": mass / share,
                "top": [[int(k), row[k]] for k in np.argsort(-row, kind="stable")[:3]],
            })
    return {"query": query, "heads": rows}


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return float(f"{value:.7g}") if isinstance(value, (float, np.floating)) else value


def main(folder):
    model = Bobbin(folder)
    reference = json.load(open(folder + "/reference.json"))
    worst = max(
        abs(model.run(f["ids"])[0][int(p)] - np.array(row)).max()
        for f in reference["forward"] for p, row in f["logits"].items())
    assert worst < 1e-4, worst

    def text(greedy, length, planning):
        prompt = len(greedy["ids"])
        ids = (greedy["ids"] + greedy["continuation"])[:prompt + length]
        return {
            "ids": ids, "promptLength": prompt,
            "planning": [prompt <= t < prompt + planning for t in range(len(ids))],
        }

    # "Let me first think about a plan" plans in the first text.
    texts = [text(reference["greedy"][0], 20, 7), text(reference["greedy"][1], 12, 4)]
    first, second = texts
    ids = first["ids"]
    prompt = first["promptLength"]
    everything = range(len(ids))
    zs = [model.run(t["ids"])[2] for t in texts]
    means = [np.concatenate([z[layer][1:] for z in zs]).mean(0) for layer in range(model.L)]
    donor, donor_length = zs[1], len(second["ids"])
    layer = lambda l: [(l, h) for h in range(model.H)]
    planning = [t for t in everything if first["planning"][t]]
    late = [t - 1 for t in everything if t >= prompt + 5]
    masks = [
        ("0.0", "zero", None, zero([(0, 0)])),
        ("2.*,5.7", "zero", None, zero(layer(2) + [(5, 7)])),
        ("1.1,4.*", "zero", {"from": prompt + 5}, zero([(1, 1)] + layer(4), late)),
        ("0.*", "zero", {"targets": planning}, zero(layer(0), [t - 1 for t in planning])),
        ("0.0,2.*", "mean", None, put([(0, 0)] + layer(2), lambda l, h, t: means[l][h])),
        ("0.0,2.*", "resample", None,
         put([(0, 0)] + layer(2), lambda l, h, t: donor[l][t % donor_length][h])),
    ]
    fixture = {
        "texts": texts,
        "effects": [
            {"heads": heads, "mode": mode, "scope": scope, **effects(model, ids, edit),
             "groups": groups([first], lambda t: effects(model, t["ids"], edit))
             if scope is None else None}
            for heads, mode, scope, edit in masks
        ],
        "sweep": sweep(model, ids, prompt + 8),
        "byPlanning": {
            f"{l}.{h}": groups(texts, lambda t: effects(model, t["ids"], zero([(l, h)])))
            for l, h in [(0, 0), (2, 5), (5, 7)]
        },
        "means": {f"{l}.{h}": list(means[l][h]) for l, h in [(0, 0), (3, 2), (5, 7)]},
        "summaries": summaries(model, first, len(ids) - 1),
    }
    with open("effects.json", "w") as file:
        json.dump(rounded(fixture), file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
