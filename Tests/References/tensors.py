"""Stores what TransformerLens caches of a model at the hooks that `heddle dump` writes.

    python tensors.py MODEL IDS FILE.safetensors [BLOCK,…] [LAYER.HEAD,…]

MODEL is a directory, IDS are separated by commas. Of blocks that are not named nothing is kept. Heads
that are named are switched off (zero) while the model runs. Needs torch, transformers, safetensors
and TransformerLens 4.
"""

import sys
import warnings

import torch
from safetensors.torch import save_file
from transformer_lens.model_bridge import TransformerBridge
from transformers import AutoModelForCausalLM

HOOKS = [
    "hook_resid_pre", "ln1.hook_normalized", "attn.hook_q", "attn.hook_k", "attn.hook_rot_q",
    "attn.hook_rot_k", "attn.hook_v", "attn.hook_attn_scores", "attn.hook_pattern", "attn.hook_z",
    "attn.hook_result", "hook_attn_out", "hook_resid_mid", "ln2.hook_normalized", "mlp.hook_post",
    "hook_mlp_out", "hook_resid_post",
]


def boot(path):
    model = AutoModelForCausalLM.from_pretrained(
        path, dtype=torch.float32, attn_implementation="eager").eval()
    bridge = TransformerBridge.boot_transformers(path, hf_model=model, device="cpu")
    bridge.enable_compatibility_mode(no_processing=True, disable_warnings=True)
    bridge.set_use_attn_result(True)
    return bridge


def zero(layer, heads):
    def hook(z, hook):
        z = z.clone()
        z[:, :, heads] = 0
        return z

    return f"blocks.{layer}.attn.hook_z", hook


def main(path, ids, out, blocks="", off=""):
    warnings.filterwarnings("ignore")
    torch.set_grad_enabled(False)
    model = boot(path)
    heads = {}
    for item in filter(None, off.split(",")):
        layer, head = item.split(".")
        heads.setdefault(int(layer), []).append(int(head))
    with model.hooks(fwd_hooks=[zero(layer, which) for layer, which in heads.items()]):
        logits, cache = model.run_with_cache(torch.tensor([[int(i) for i in ids.split(",")]]))
    layers = [int(b) for b in blocks.split(",")] if blocks else range(model.cfg.n_layers)
    names = ["hook_embed", "hook_pos_embed", "ln_final.hook_normalized"]
    names += [f"blocks.{layer}.{hook}" for layer in layers for hook in HOOKS]
    tensors = {name: cache[name].float().contiguous().clone() for name in names if name in cache}
    tensors["unembed.hook_out"] = logits.float().contiguous().clone()
    save_file(tensors, out, {"tokens": f"[{ids}]", "off": off})
    print(out, sum(t.numel() * 4 for t in tensors.values()), sorted(tensors))


if __name__ == "__main__":
    main(*sys.argv[1:])
