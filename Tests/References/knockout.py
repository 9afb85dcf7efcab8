"""Makes Tests/HeddleExperimentsTests/Fixtures/knockout.json: what attention knock-outs and receiver
scores are when Hugging Face transformers (PyTorch on the CPU, float32, eager attention) computes
them, on the bundled model and on two small random ones.

    pip install torch==2.15.0 transformers==5.23.0 scipy
    python knockout.py

A knock-out adds a mask of -inf to the scores of some queries, keys and heads of a layer before the
softmax. Where a query sees no key its attention output is set to zero, as TransformerLens and
PyTorch's scaled_dot_product_attention do. Every knock-out runs the whole text again.
"""

import json
import pathlib
import shutil
import tempfile

import numpy
import scipy.stats
import torch
from transformers import AutoModelForCausalLM

from architectures import OUT as ARCHITECTURES, layers_of, output_projection, part

ROOT = pathlib.Path(__file__).parent.parent.parent
BOBBIN = ROOT / "Samples/models/bobbin"
TARGET = ROOT / "Tests/HeddleExperimentsTests/Fixtures/knockout.json"


def load(name):
    if name == "bobbin":
        folder = BOBBIN
    else:
        folder = ARCHITECTURES / name
    with tempfile.TemporaryDirectory() as scratch:
        for file in [*folder.glob("model*"), folder / "config.json"]:
            shutil.copy(file, scratch)
        return AutoModelForCausalLM.from_pretrained(
            scratch, dtype=torch.float32, attn_implementation="eager").eval()


class KnockOut:
    """Hides keys from queries while it is in force."""

    def __init__(self, model, heads, queries, keys):
        self.model, self.queries, self.keys = model, queries, keys
        self.count = model.config.get_text_config().num_attention_heads
        self.by_layer = {}
        for layer, head in heads:
            self.by_layer.setdefault(layer, []).append(head)

    def __enter__(self):
        self.handles = []
        for number, layer in enumerate(layers_of(self.model)):
            if number not in self.by_layer:
                continue
            attention = part(layer, "self_attn", "attention", "attn")
            blind = {}
            self.handles += [
                attention.register_forward_pre_hook(self.mask(number, blind), with_kwargs=True),
                output_projection(layer).register_forward_pre_hook(self.still(blind)),
            ]

    def mask(self, layer, blind):
        def change(module, inputs, named):
            mask = named["attention_mask"].expand(1, self.count, -1, -1).clone()
            mask[mask < -1e30] = float("-inf")
            for head in self.by_layer[layer]:
                for query in self.queries:
                    mask[0, head, query, self.keys] = float("-inf")
            blind["rows"] = torch.isinf(mask).all(-1)[0]
            return inputs, {**named, "attention_mask": mask}
        return change

    def still(self, blind):
        def change(module, inputs):
            z = inputs[0].clone()
            width = z.shape[-1] // self.count
            for head, query in blind["rows"].nonzero().tolist():
                z[0, query, head * width:(head + 1) * width] = 0
            return (z,) + inputs[1:]
        return change

    def __exit__(self, *_):
        for handle in self.handles:
            handle.remove()


def logprobs(model, ids):
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0]
    return torch.log_softmax(logits.double(), -1)


def divergence(p, q):
    return (p.exp() * (p - q)).sum(-1)


def shape(model):
    config = model.config.get_text_config()
    return config.num_hidden_layers, config.num_attention_heads


def all_heads(model):
    layers, heads = shape(model)
    return [(layer, head) for layer in range(layers) for head in range(heads)]


def knocked_out(model, ids, source, destination, heads):
    """Of every token from the destination on: KL and log-probabilities, as of the query before."""
    plain = logprobs(model, ids)
    queries = [token - 1 for token in range(destination[0], destination[1] + 1)]
    with KnockOut(model, heads, queries, slice(source[0], source[1] + 1)):
        other = logprobs(model, ids)
    tokens = range(destination[0], len(ids))
    kl = divergence(plain, other)
    return {
        "from": source, "to": destination, "heads": [f"{l}.{h}" for l, h in heads],
        "kl": [rounded(kl[t - 1]) for t in tokens],
        "logprob": [rounded(plain[t - 1, ids[t]]) for t in tokens],
        "knockedOut": [rounded(other[t - 1, ids[t]]) for t in tokens],
    }


def rounded(value):
    """Seven digits; None for the kurtosis of equal numbers."""
    return None if numpy.isnan(value) else float(f"{float(value):.7g}")


def matrix(model, ids, spans):
    """[source][reader]: mean over the reader's tokens of ln(KL + 1e-9), and by how much it moves
    when each KL is wrong by 1e-7 nats, the error that float32 logits leave."""
    plain = logprobs(model, ids)
    cells = [[None] * len(spans) for _ in spans]
    errors = [[None] * len(spans) for _ in spans]
    for source, (first, end) in enumerate(spans[:-1]):
        with KnockOut(model, all_heads(model), range(end - 1, len(ids)), slice(first, end)):
            kl = divergence(plain, logprobs(model, ids)).clamp_min(0)
        for reader in range(source + 1, len(spans)):
            own = kl[spans[reader][0] - 1:spans[reader][1] - 1]
            low, high = (own - 1e-7).clamp_min(0), own + 1e-7
            cells[source][reader] = rounded((own + 1e-9).log().mean())
            errors[source][reader] = rounded(
                ((high + 1e-9).log() - (low + 1e-9).log()).mean())
    return {"meanLogKL": cells, "error": errors}


def receivers(model, ids, spans, distance=4):
    """[layer][head][span] vertical scores, as get_vertical_scores of Thought Anchors gives them
    without depth control, and the kurtosis of each head."""
    with torch.no_grad():
        result = model(input_ids=torch.tensor([ids]), use_cache=False, output_attentions=True)
    scores, kurtoses = [], []
    for weights in result.attentions:
        heads = []
        for head in weights[0].double().numpy():
            cells = numpy.array([
                [head[a:b, c:d].mean() for c, d in spans] for a, b in spans])
            heads.append([
                cells[span + distance:, span].mean() if span + distance < len(spans) else None
                for span in range(len(spans))])
        scores.append([[None if x is None else rounded(x) for x in row] for row in heads])
        kurtoses.append([
            rounded(scipy.stats.kurtosis([x for x in row if x is not None], fisher=True, bias=True))
            for row in heads])
    return {"distance": distance, "scores": scores, "kurtosis": kurtoses}


def cut(length, widths):
    spans, start = [], 2
    for width in widths:
        spans.append([start, start + width])
        start += width
    assert start <= length, (start, length)
    return spans


def case(name, ids, widths):
    model = load(name)
    layers, heads = shape(model)
    last = len(ids) - 1
    middle = len(ids) // 2
    band = [(layer, head) for layer in range(1, layers) for head in range(heads)]
    cases = [
        ([middle - 9, middle - 5], [middle, last - 4], all_heads(model)),
        ([middle - 9, middle - 5], [middle - 3, middle + 4],
         [(0, 1), (1, 0), (layers - 1, heads - 1)]),
        ([middle - 6, middle - 1], [middle, middle], band),
        # The query before token 5 sees none of its keys.
        ([0, 4], [5, 9], all_heads(model)),
    ]
    spans = cut(len(ids), widths)
    return {
        "model": name, "ids": ids,
        "cases": [knocked_out(model, ids, *rest) for rest in cases],
        "spans": spans, "matrix": matrix(model, ids, spans),
        "receivers": receivers(model, ids, spans),
    }


def architecture_text(name):
    return json.loads((ARCHITECTURES / name / "reference.json").read_text())["texts"][-1]["ids"]


if __name__ == "__main__":
    torch.set_num_threads(1)
    with open(ROOT / "Samples/traces/sample.jsonl") as traces:
        sample = json.loads(next(traces))["ids"][:110]
    small = [3, 2, 4, 1, 5, 3, 2, 4, 3]
    TARGET.write_text(json.dumps([
        case("bobbin", sample, [9, 12, 7, 14, 10, 8, 16, 11, 9, 12]),
        case("gemma2", architecture_text("gemma2"), small),
        case("gpt-neox", architecture_text("gpt-neox"), small),
    ]) + "\n")
