"""Makes the tokenizer fixtures: small byte-level BPE and WordPiece vocabularies in the manner of
published models, and the ids that Hugging Face's `tokenizers` package gives for texts that are hard to cut.

    pip install tokenizers==0.23.3
    python make_tokenizers.py TRAINING_FILE...             # writes tokenizers/*.json
    python make_tokenizers.py --corpus FILE LINES MODEL... # writes {"text", "ids"} lines, for a
                                                           # comparison on a large corpus
"""

import json
import pathlib
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent / "tokenizers"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
QWEN35 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}"
    r"| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CL100K = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
)
DEEPSEEK = (
    r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
    r"""| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
)
ALPHABET = pre_tokenizers.ByteLevel.alphabet()


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert=invert)


def raw_bytes():
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def special(text, **flags):
    return AddedToken(text, special=True, normalized=False, **flags)


def train(name, files, pre, vocabulary, added, normalizer=None, beginning=None, **model):
    tokenizer = Tokenizer(models.BPE(**model))
    tokenizer.pre_tokenizer = pre
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.ByteLevel()
    unknown = [model["unk_token"]] if model.get("unk_token") else []
    alphabet = [c for c in ALPHABET if not (unknown and c in "ÿþýåæ")]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, initial_alphabet=alphabet, special_tokens=unknown,
        limit_alphabet=len(alphabet), show_progress=False)
    tokenizer.train(files, trainer)
    tokenizer.add_tokens(added)
    if beginning is not None:
        tokenizer.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single=f"{beginning} $A", pair=f"{beginning} $A {beginning}:1 $B:1",
                special_tokens=[(beginning, tokenizer.token_to_id(beginning))]),
        ])
    return name, tokenizer


def designs(files):
    sequence, level = pre_tokenizers.Sequence, pre_tokenizers.ByteLevel
    im = [special("<|endoftext|>"), special("<|im_start|>"), special("<|im_end|>")]
    think = [AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False)]
    yield train("gpt2", files, level(add_prefix_space=False), 420, im[:1])
    yield train(
        "prefix", files, level(add_prefix_space=True), 380,
        [special("<mask>", lstrip=True), AddedToken("<r>", rstrip=True, normalized=False),
         AddedToken("word", single_word=True, normalized=False),
         AddedToken("é!", normalized=True), AddedToken("thinking", normalized=True)],
        normalizer=normalizers.Sequence([normalizers.NFC()]), unk_token="<unk>", fuse_unk=True)
    yield train(
        "llama3", files, sequence([split(LLAMA3), raw_bytes()]), 460,
        [special("<|begin_of_text|>"), special("<|eot_id|>"), special("<|eot|>")],
        beginning="<|begin_of_text|>", ignore_merges=True)
    yield train(
        "qwen2", files, sequence([split(QWEN2), raw_bytes()]), 420, im + think,
        normalizer=normalizers.NFC())
    yield train("qwen35", files, sequence([split(QWEN35), raw_bytes()]), 400, im + think)
    yield train(
        "cl100k", files, sequence([split(CL100K, "removed", True), raw_bytes()]), 400, im)
    yield train(
        "deepseek", files,
        sequence([split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(DEEPSEEK), raw_bytes()]),
        420, [special("<｜begin▁of▁sentence｜>"), special("<｜end▁of▁sentence｜>")] + think)


def bert(files, lowercase):
    """WordPiece as in the BERT models."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(
        vocab_size=500, special_tokens=names, show_progress=False)
    tokenizer.train(files, trainer)
    ends = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends)
    return tokenizer


SPECIALS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>", "<|eot_id|>", "<|eot|>",
    "<|begin_of_text|>", "<｜end▁of▁sentence｜>", "<mask>", " <mask> ", "<r>  ", "word", "words",
    "e\u0301!", "é!", "thinking", "<|im_", "|>", "[MASK]", "[CLS]",
]
PARTS = SPECIALS + [
    "I'll", "don't", "WE'RE", "it'ſ", "'S", "''", "they've", "'d'm", " 12345", "1", "٣٤", "½²Ⅷ",
    "日本語", "カタカナ", "ひらがな", "한국어", "中文123字", "ไทยสวัสดี", "हिन्दी", "e\u0301a\u0308", "\u0301",
    "👩‍👩‍👧‍👦", "🙂", "🏳️‍🌈", "\u200d", "\ufeff", "\xa0", "\u3000", "\u2028", " ", "  ", "   \t", "\n", "\r\n",
    "\n\n\n", "\t", "\0", "\x1b[31m", "\x7f", "\x85", "…", "—", "«»", "$€", "+=", "!!!", "!abc", "#include",
    "{\n    return x;\n}", "a_b", "__init__", "λx", "ßẞ", "ﬁ", "Ǆ", "K", "Å", "\ufb06", "\U0001d400",
    "\U00020000", "\U000e0001", "\ue000", "…\n", "?\r\n", " .\n\n", "x" * 40, "ab" * 30, "=" * 33,
]


def mixed(rng):
    return "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 12)))


def any_scalars(rng, allowed):
    return "".join(chr(rng.choice(allowed)) for _ in range(rng.randint(1, 30)))


def fixture_texts():
    rng = random.Random(1)
    return ["", "The quick brown fox."] + PARTS + [mixed(rng) for _ in range(60)]


def corpus_texts(count):
    import unicodedata

    rng = random.Random(2)
    allowed = [c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cs", "Cn")]
    code = []
    for path in sorted(pathlib.Path("/usr/lib/python3").rglob("*.py"))[:400]:
        code += path.read_text(errors="ignore").splitlines(keepends=True)
    for path in sorted(pathlib.Path(json.__file__).parent.parent.glob("*.py"))[:60]:
        code += path.read_text(errors="ignore").splitlines(keepends=True)
    for index in range(count):
        kind = index % 8
        if kind < 3:
            yield mixed(rng)
        elif kind < 5:
            start = rng.randrange(len(code))
            yield "".join(code[start:start + rng.randint(1, 4)])
        elif kind == 5:
            yield any_scalars(rng, allowed)
        elif kind == 6:
            yield "".join(rng.choice("abcdefghij      '\n\r\t12é中") for _ in range(rng.randint(1, 80)))
        else:
            words = [rng.choice(PARTS), rng.choice("abcdest") * rng.randint(1, 200)]
            if index % 800 == 7:
                words.append("".join(rng.choice("etaoin") for _ in range(20_000)))
            yield "".join(words)


def ids_of(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).ids


def main():
    if sys.argv[1] == "--corpus":
        out, count = pathlib.Path(sys.argv[2]), int(sys.argv[3])
        texts = list(corpus_texts(count))
        for model in sys.argv[4:]:
            tokenizer = Tokenizer.from_file(model)
            name = pathlib.Path(model)
            name = name.parent.name if name.name == "tokenizer.json" else name.stem
            with open(out / f"{name}.jsonl", "w") as lines:
                for text in texts:
                    record = {"text": text, "ids": ids_of(tokenizer, text)}
                    lines.write(json.dumps(record) + "\n")
        return
    files = sys.argv[1:]
    berts = [("bert", bert(files, True)), ("bertcased", bert(files, False))]
    vocabulary = berts[0][1].get_vocab()
    (HERE / "bertvocab").mkdir(parents=True, exist_ok=True)
    (HERE / "bertvocab" / "vocab.txt").write_text(
        "".join(piece + "\n" for piece in sorted(vocabulary, key=vocabulary.get)))
    for name, tokenizer in list(designs(files)) + berts:
        folder = HERE / name
        folder.mkdir(parents=True, exist_ok=True)
        content = json.loads(tokenizer.to_str())
        if name == "gpt2":  # the older spelling of merges
            content["model"]["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
        path = folder / "tokenizer.json"
        path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
        again = Tokenizer.from_file(str(path))
        cases = [{"text": text, "ids": ids_of(again, text)} for text in fixture_texts()]
        with_special = again.encode("hello", add_special_tokens=True).ids
        record = {"cases": cases, "helloWithSpecial": with_special}
        (folder / "expected.json").write_text(
            json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
