"""The rows of the table: what is run on both sides, what is compared, and what is asked for."""

from dataclasses import dataclass, field

import models

F16, Q8, Q4M, Q4 = (
    "qwen2-0.5b-f16.gguf", "qwen2-0.5b-q8_0.gguf", "qwen2-0.5b-q4_k_m.gguf", "wide-1024-q4_k.gguf")
TYPES = {F16: "F16", Q8: "Q8_0", Q4M: "Q4_K_M", Q4: "Q4_K, 1024 wide"}


@dataclass
class Quotient:
    """A column of a row's result: the peer's seconds over Heddle's."""

    work: str
    # Where Heddle's report has the seconds.
    part: str
    asked: float | None


@dataclass
class Row:
    name: str
    # Heddle's subcommand with its options.
    bench: str
    options: list
    model: str
    repetitions: int
    quotients: list
    # The peer: its name for readers, its script and the script's options.
    against: str = ""
    script: str = ""
    peer: dict = field(default_factory=dict)
    # Heddle's arithmetic, where it is not the usual one of the file.
    arithmetic: str = ""
    # Both sides' numbers may differ by this share of their root mean square.
    tolerance: float = 0.0
    # For rows without a peer: columns of Heddle's own report as (work, field, asked).
    own: list = field(default_factory=list)
    # Tokens that the text before decoding has.
    prompt: int | None = None


# llama.cpp rounds activations to half precision for F16 and to 8 bits for the others.
ROUNDED = {F16: 0.02, Q8: 0.15, Q4M: 0.15, Q4: 0.15}
# As each file is computed by default, and the float file in bfloat16 as well.
COMPUTED = [(F16, ""), (F16, "bfloat16"), (Q8, ""), (Q4M, ""), (Q4, "")]
# Arithmetic of Heddle's runs over float files, how a row says it, how close effects have to be.
FLOAT_FILES = [("", "", 0.01), ("bfloat16x2", " in bfloat16x2", 0.01), ("bfloat16", " in bfloat16", 0.2)]


def llama_rows():
    rows = []
    for name, options, quotients, prompt in [
        ("decode", ["--prompt", 64, "--tokens", 32],
         [("decode", "plain", 1.0), ("decode with summaries", "summaries", 0.9)], 64),
        ("prefill", ["--tokens", 512], [("prefill of 512", "prefill", 1.0)], None),
    ]:
        for model, arithmetic in COMPUTED:
            kind = TYPES[model] + (f" in {arithmetic}" if arithmetic else "")
            rows.append(Row(
                name, name, options, model, 1,
                [Quotient(f"{work}, {kind}", part, asked) for work, part, asked in quotients],
                "llama.cpp", "llama_peer.py", prompt=prompt, arithmetic=arithmetic,
                tolerance=0.1 if arithmetic else ROUNDED[model]))
    return rows


def transformers_rows():
    return [
        Row("prefill-transformers", "prefill", ["--tokens", 512], F16, 1,
            [Quotient(f"prefill of 512, F16 in {kind}", "prefill", None)],
            f"transformers in {kind}", "transformers_peer.py", {"type": kind},
            tolerance=tolerance, arithmetic=kind)
        for kind, tolerance in [("float32", 0.005), ("bfloat16", 0.1)]]


def all_rows():
    rows = llama_rows() + transformers_rows()
    lens = dict(against="TransformerLens", script="lens_peer.py")
    for arithmetic, within, tolerance in FLOAT_FILES:
        rows.append(Row(
            "sweep", "sweep", ["--tokens", 64], models.GPT2, 1,
            [Quotient(f"sweep, 64 tokens{within}", "sweep", 10.0)],
            arithmetic=arithmetic, tolerance=tolerance, **lens))
    rows.append(Row(
        "mediate", "mediate", ["--shots", 2, "--pairs", 1], models.GPT2, 1,
        [Quotient("mediation, 2 shots", "mediate", 10.0)], tolerance=0.01, **lens))
    for arithmetic, within, tolerance in FLOAT_FILES[:2]:
        for layer, asked in [(0, 1.2), (6, None)]:
            work = f"toggle, head of layer {layer}{within}"
            rows.append(Row(
                "toggle", "toggle", ["--layer", layer, "--tokens", 256], models.GPT2, 5,
                [Quotient(f"{work}, all rows", "allRows", asked),
                 Quotient(f"{work}, rows on the screen", "screenRows", None)],
                "PyTorch", "toggle_peer.py", {"layer": layer, "head": 0},
                arithmetic=arithmetic, tolerance=tolerance))
        rows.append(Row(
            "toggle-middle", "toggle", ["--layer", 6, "--tokens", 256], models.GPT2, 5,
            [Quotient(f"toggle, head of layer 6{within}, against layer 0 anew", "allRows", 2.0)],
            "PyTorch, layer 0", "toggle_peer.py", {"layer": 0, "head": 0},
            arithmetic=arithmetic))
    rows.append(Row(
        "summaries", "summaries", ["--tokens", 8192], F16, 1, [], "prefill without", own=[
            ("time with summaries, 8192 tokens", "ratio", "≤ 1.25"),
            ("extra bytes of summaries", "extraBytes", "≤ 1 GB")]))
    for model, kind in TYPES.items():
        rows.append(Row(
            "memory", "memory", ["--tokens", 512], model, 1, [], "file size", own=[
                (f"memory beside keys and values, {kind}", "ratio", "≤ 1.1")]))
    return rows
