"""Causal mediation scores, computed apart from Heddle with PyTorch float32 and transformers.

    python mediation.py MODEL_FOLDER PAIRS.jsonl [--begin] [--shift N] > scores.json

MODEL_FOLDER is a Llama or GPT-2 model of transformers. For each pair and head the input of the
output projection (`z`) of the base context is put into the run of the other context, at the third
items (the token before each newline) or at the last position. `--begin` puts the beginning token in
front; `--shift` moves third items. Also the layer x position maps: the outputs of attention, of the
feed-forward block, or of both, put in place at one position, mean over the pairs of a rule, then
over rules.
"""

import argparse
import json
from contextlib import ExitStack, contextmanager

import torch
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("pairs")
parser.add_argument("--begin", action="store_true")
parser.add_argument("--shift", type=int, default=0)
arguments = parser.parse_args()

torch.set_num_threads(1)
tokenizer = PreTrainedTokenizerFast(tokenizer_file=arguments.model + "/tokenizer.json")
model = AutoModelForCausalLM.from_pretrained(
    arguments.model, dtype=torch.float32, attn_implementation="eager").eval()
config = model.config
heads = config.num_attention_heads
if config.model_type == "gpt2":
    layers = model.transformer.h
    projections = [layer.attn.c_proj for layer in layers]
    attentions = [layer.attn for layer in layers]
    feedforwards = [layer.mlp for layer in layers]
else:
    layers = model.model.layers
    projections = [layer.self_attn.o_proj for layer in layers]
    attentions = [layer.self_attn for layer in layers]
    feedforwards = [layer.mlp for layer in layers]


def encode(text):
    ids = tokenizer(text, add_special_tokens=False).input_ids
    return ([config.bos_token_id] if arguments.begin else []) + ids


def first_token(prompt, answer):
    return encode(prompt + answer)[len(encode(prompt))]


def third_items(ids):
    newline = tokenizer("\n", add_special_tokens=False).input_ids[0]
    return [place - 1 + arguments.shift for place, one in enumerate(ids) if one == newline]


@torch.no_grad()
def run(ids, hooks=()):
    with ExitStack() as stack:
        for hook in hooks:
            stack.enter_context(hook)
        return model(torch.tensor([ids])).logits[0, -1]


@contextmanager
def keeping(module, store, key, output):
    def hook(_, inputs, result=None):
        value = (result[0] if isinstance(result, tuple) else result) if output else inputs[0]
        store[key] = value[0].clone()

    handle = (module.register_forward_hook(hook) if output
              else module.register_forward_pre_hook(hook))
    yield
    handle.remove()


@contextmanager
def replacing_z(module, head, positions, donor):
    def hook(_, inputs):
        z = inputs[0].clone()
        width = z.shape[-1] // heads
        part = slice(head * width, (head + 1) * width)
        z[0, positions, part] = donor[positions, part]
        return (z,)

    handle = module.register_forward_pre_hook(hook)
    yield
    handle.remove()


@contextmanager
def replacing_output(module, position, donor):
    def hook(_, __, result):
        first = result[0] if isinstance(result, tuple) else result
        first = first.clone()
        first[0, position] = donor[position]
        return (first, *result[1:]) if isinstance(result, tuple) else first

    handle = module.register_forward_hook(hook)
    yield
    handle.remove()


pairs = [json.loads(line) for line in open(arguments.pairs)]
rows = []
maps = {}
for pair in pairs:
    base, exp = encode(pair["base"]["prompt"]), encode(pair["exp"]["prompt"])
    own = first_token(pair["exp"]["prompt"], pair["exp"]["answer"])
    target = first_token(pair["exp"]["prompt"], pair["target"])
    z, attended, fed = {}, {}, {}
    run(base, [keeping(p, z, i, False) for i, p in enumerate(projections)]
        + [keeping(m, attended, i, True) for i, m in enumerate(attentions)]
        + [keeping(m, fed, i, True) for i, m in enumerate(feedforwards)])
    clean = run(exp)
    gap = (clean[target] - clean[own]).item()

    def moved(hooks):
        logits = run(exp, hooks)
        return (logits[target] - logits[own]).item() - gap

    kinds = ["abstraction", "induction"] if pair["kind"] == "abstract" else ["retrieval"]
    row = {"kind": pair["kind"], "rule": pair["rule"], "cleanGap": gap}
    for kind in kinds:
        positions = third_items(exp) if kind == "abstraction" else [len(exp) - 1]
        row[kind] = [
            [moved([replacing_z(projections[layer], head, positions, z[layer])])
             for head in range(heads)] for layer in range(len(projections))]
    rows.append(row)
    for part in ("both", "attention", "feedForward"):
        grid = []
        for layer in range(len(projections)):
            line = []
            for position in range(len(exp)):
                hooks = []
                if part != "feedForward":
                    hooks.append(replacing_output(attentions[layer], position, attended[layer]))
                if part != "attention":
                    hooks.append(replacing_output(feedforwards[layer], position, fed[layer]))
                line.append(moved(hooks))
            grid.append(line)
        maps.setdefault((pair["kind"], part), {}).setdefault(pair["rule"], []).append(grid)


def mean(grids):
    return torch.tensor(grids).mean(dim=0)


print(json.dumps({
    "pairs": pairs, "rows": rows,
    "maps": [{"kind": kind, "part": part,
              "scores": torch.stack([mean(g) for g in rules.values()]).mean(dim=0).tolist()}
             for (kind, part), rules in maps.items()]}))
