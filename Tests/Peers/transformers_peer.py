"""Prefill by transformers in a number type of choice, logits of the last token alone."""

import gguf
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from worker import Clock, serve

NAMES = {
    "token_embd": "model.embed_tokens", "output_norm": "model.norm",
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def name(tensor):
    """`blk.3.attn_q.bias` as transformers calls it."""
    *place, part, kind = tensor.split(".")
    layer = f"model.layers.{place[1]}." if place else ""
    return f"{layer}{NAMES[part]}.{kind}"


def qwen2(path, kind):
    """A Qwen2 from a GGUF file of float weights, as transformers' own layers in one number type:
    its reader of GGUF files would keep the weights packed."""
    reader = gguf.GGUFReader(path)
    field = lambda name: reader.fields[f"qwen2.{name}"].contents()
    weights = {
        name(tensor.name): torch.tensor(tensor.data).to(kind) for tensor in reader.tensors}
    configuration = Qwen2Config(
        num_hidden_layers=field("block_count"), hidden_size=field("embedding_length"),
        num_attention_heads=field("attention.head_count"),
        num_key_value_heads=field("attention.head_count_kv"),
        intermediate_size=field("feed_forward_length"),
        rms_norm_eps=field("attention.layer_norm_rms_epsilon"),
        rope_parameters={"rope_type": "default", "rope_theta": field("rope.freq_base")},
        vocab_size=len(weights["model.embed_tokens.weight"]), tie_word_embeddings=True)
    with torch.device("meta"):
        model = Qwen2ForCausalLM(configuration)
    weights["lm_head.weight"] = weights["model.embed_tokens.weight"]
    model.load_state_dict(weights, assign=True)
    # Not stored in files: computed where the model was made.
    model.model.rotary_emb = type(model.model.rotary_emb)(configuration)
    return model.eval()


class Transformers:
    """Options: `model` (a .gguf file), `threads`, `ids`, `type`."""

    def __init__(self, options):
        torch.set_num_threads(options["threads"])
        self.model = qwen2(options["model"], getattr(torch, options["type"]))
        self.ids = torch.tensor([options["ids"]])
        self.run()

    @torch.inference_mode()
    def logits(self):
        return self.model(self.ids, use_cache=True, logits_to_keep=1).logits[0, -1]

    def run(self):
        clock = Clock()
        self.logits()
        return {"prefill": clock.seconds}

    def values(self):
        return {"logits": self.logits().float().tolist()}


if __name__ == "__main__":
    serve(Transformers)
