"""Writes a Qwen2-shaped model of random weights as GGUF in F16: `make_gguf.py FILE SHAPE`."""

import sys

import gguf
import numpy

SEED = 9
SHAPES = {
    "qwen2-0.5b": dict(layers=24, width=896, heads=14, kv=2, feed=4864, vocabulary=151936),
    # Rows of 1024: every matrix falls into blocks of 256, so that all can be Q4_K.
    "wide-1024": dict(layers=24, width=1024, heads=16, kv=4, feed=3072, vocabulary=65536),
}


def byte_characters():
    """The characters that stand for bytes in a byte-level vocabulary."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(b) for b in plain] + [chr(256 + place) for place in range(len(others))]


def write(path, layers, width, heads, kv, feed, vocabulary):
    random = numpy.random.default_rng(SEED)
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name("random weights")
    writer.add_context_length(32768)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(feed)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    characters = byte_characters()
    names = characters + [f"word{i}" for i in range(len(characters), vocabulary)]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(names)
    writer.add_token_types([gguf.TokenType.NORMAL] * vocabulary)
    writer.add_token_merges([f"{characters[0]} {characters[1]}"])
    writer.add_bos_token_id(vocabulary - 2)
    writer.add_eos_token_id(vocabulary - 1)

    def matrix(name, outputs, inputs):
        weights = random.standard_normal((outputs, inputs), dtype=numpy.float32)
        writer.add_tensor(name, (weights / numpy.sqrt(inputs)).astype(numpy.float16))

    def vector(name, numbers):
        writer.add_tensor(name, numbers.astype(numpy.float32))

    head = width // heads
    matrix("token_embd.weight", vocabulary, width)
    vector("output_norm.weight", numpy.ones(width))
    for layer in range(layers):
        prefix = f"blk.{layer}."
        for name in ["attn_norm", "ffn_norm"]:
            vector(f"{prefix}{name}.weight", numpy.ones(width))
        for name, outputs in [("q", width), ("k", kv * head), ("v", kv * head)]:
            matrix(f"{prefix}attn_{name}.weight", outputs, width)
            vector(f"{prefix}attn_{name}.bias", random.standard_normal(outputs) / 10)
        matrix(f"{prefix}attn_output.weight", width, width)
        matrix(f"{prefix}ffn_gate.weight", feed, width)
        matrix(f"{prefix}ffn_up.weight", feed, width)
        matrix(f"{prefix}ffn_down.weight", width, feed)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1], **SHAPES[sys.argv[2]])
