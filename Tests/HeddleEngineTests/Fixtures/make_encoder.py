"""Makes the encoder fixture: a small BERT with random weights, and the embeddings that a plain
numpy forward pass in float64 computes from them.

    pip install numpy==2.4.6 scipy==1.17.1 safetensors==0.8.0
    python make_encoder.py                          # writes encoder/
    python make_encoder.py --model DIR TEXTS.jsonl  # {"text", "ids"} lines in, with "embedding" out
"""

import json
import math
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file, save_file
from scipy.special import erf

HERE = pathlib.Path(__file__).parent / "encoder"
CONFIG = {
    "model_type": "bert", "hidden_act": "gelu", "hidden_size": 12, "intermediate_size": 20,
    "num_hidden_layers": 2, "num_attention_heads": 3, "vocab_size": 30,
    "max_position_embeddings": 16, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
}
LONGEST = 10
IDS = [[1, 2], [1, 5, 2], [1, 7, 7, 7, 7, 2], [1, 29, 3, 0, 11, 19, 4, 23, 8, 2], [6]]


def shapes(config):
    width, inner = config["hidden_size"], config["intermediate_size"]
    yield "embeddings.word_embeddings", [config["vocab_size"], width], False
    yield "embeddings.position_embeddings", [config["max_position_embeddings"], width], False
    yield "embeddings.token_type_embeddings", [config["type_vocab_size"], width], False
    yield "embeddings.LayerNorm", [width], True
    for layer in range(config["num_hidden_layers"]):
        for name, shape in [
            ("attention.self.query", [width, width]), ("attention.self.key", [width, width]),
            ("attention.self.value", [width, width]),
            ("attention.output.dense", [width, width]), ("attention.output.LayerNorm", [width]),
            ("intermediate.dense", [inner, width]), ("output.dense", [width, inner]),
            ("output.LayerNorm", [width]),
        ]:
            yield f"encoder.layer.{layer}.{name}", shape, True


def random_weights(config):
    """Large enough that attention is uneven and no part can be left out unnoticed."""
    generator = np.random.default_rng(20260)
    weights = {}
    for name, shape, has_bias in shapes(config):
        scale = 0.3 if len(shape) == 1 else 0.6
        weight = generator.normal(1 if "LayerNorm" in name else 0, scale, shape)
        weights[name + ".weight"] = weight.astype(np.float16)
        if has_bias:
            weights[name + ".bias"] = generator.normal(0, 0.3, shape[:1]).astype(np.float16)
    return weights


class Encoder:
    def __init__(self, config, weights):
        self.config = config
        self.weights = {name: value.astype(np.float64) for name, value in weights.items()}

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(-1, keepdims=True) + self.config["layer_norm_eps"])
        return centred / deviation * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def linear(self, x, name):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def attention(self, x, name):
        count, heads = len(x), self.config["num_attention_heads"]
        query, key, value = (
            self.linear(x, f"{name}.{part}").reshape(count, heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        mass = np.exp(scores - scores.max(-1, keepdims=True))
        mass /= mass.sum(-1, keepdims=True)
        return (mass @ value).transpose(1, 0, 2).reshape(count, -1)

    def embed(self, ids):
        tables = [f"embeddings.{part}_embeddings.weight" for part in ("word", "position")]
        x = self.weights[tables[0]][ids] + self.weights[tables[1]][: len(ids)]
        x = self.norm(
            x + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )
        for layer in range(self.config["num_hidden_layers"]):
            name = f"encoder.layer.{layer}."
            mixed = self.linear(
                self.attention(x, name + "attention.self"), name + "attention.output.dense")
            x = self.norm(x + mixed, name + "attention.output.LayerNorm")
            inner = self.linear(x, name + "intermediate.dense")
            inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
            x = self.norm(x + self.linear(inner, name + "output.dense"), name + "output.LayerNorm")
        mean = x.mean(0)
        return mean / np.linalg.norm(mean)


def write_fixture():
    HERE.mkdir(exist_ok=True)
    weights = random_weights(CONFIG)
    encoder = Encoder(CONFIG, weights)
    save_file(weights, HERE / "model.safetensors")
    (HERE / "config.json").write_text(json.dumps(CONFIG, indent=1) + "\n")
    (HERE / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": LONGEST}) + "\n")
    expected = [
        {"ids": ids, "embedding": [round(float(x), 8) for x in encoder.embed(ids)]} for ids in IDS
    ]
    lines = ",\n".join(json.dumps(line) for line in expected)
    (HERE / "expected.json").write_text(f"[\n{lines}\n]\n")


def embed_lines(directory, texts):
    directory = pathlib.Path(directory)
    config = json.loads((directory / "config.json").read_text())
    encoder = Encoder(config, load_file(directory / "model.safetensors"))
    for line in pathlib.Path(texts).read_text().splitlines():
        record = json.loads(line)
        record["embedding"] = encoder.embed(record["ids"]).tolist()
        print(json.dumps(record))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--model"]:
        embed_lines(*sys.argv[2:4])
    else:
        write_fixture()
