"""TransformerLens as notebooks use it: `run_with_hooks`, one head a pass."""

import torch
from transformers import AutoModelForCausalLM

from worker import Clock, serve


def hooked(path):
    """The model under TransformerLens with its weights as they are, from a directory."""
    model = AutoModelForCausalLM.from_pretrained(
        path, dtype=torch.float32, attn_implementation="eager").eval()
    try:
        from transformer_lens.model_bridge import TransformerBridge
    except ImportError:
        return from_state(path, model)
    bridge = TransformerBridge.boot_transformers(str(path), hf_model=model, device="cpu")
    bridge.enable_compatibility_mode(no_processing=True, disable_warnings=True)
    return bridge


def from_state(path, model):
    """The same by the versions before 4."""
    from transformer_lens import HookedTransformer

    return HookedTransformer.from_pretrained_no_processing(
        "gpt2", hf_model=model, tokenizer=None, device="cpu", default_padding_side="right")


class Lens:
    """Options: `model`, `threads`; for a sweep `ids` (the last one is the token whose
    log-probability is compared), for mediation `parts` as `heddle bench mediate` prints them."""

    def __init__(self, options):
        torch.set_num_threads(options["threads"])
        torch.set_grad_enabled(False)
        self.options = options
        self.model = hooked(options["model"])
        self.layers, self.heads = self.model.cfg.n_layers, self.model.cfg.n_heads
        self.ids = torch.tensor([(options.get("ids") or options["parts"][0]["exp"])[:64]])
        self.model(self.ids)

    def each_head(self, ids, change):
        """Logits behind the last token with `change(z, layer, head)` of each head alone."""
        for layer in range(self.layers):
            for head in range(self.heads):
                hook = lambda z, hook, layer=layer, head=head: change(z, layer, head)
                yield self.model.run_with_hooks(
                    ids, fwd_hooks=[(f"blocks.{layer}.attn.hook_z", hook)])[0, -1]

    def sweep(self):
        def zero(z, layer, head):
            z[:, :, head] = 0
            return z

        *text, target = self.options["ids"]
        ids = torch.tensor([text])
        clean = self.model(ids)[0, -1].log_softmax(-1)[target]
        effects = [
            (logits.log_softmax(-1)[target] - clean).item()
            for logits in self.each_head(ids, zero)]
        return [effects[i : i + self.heads] for i in range(0, len(effects), self.heads)]

    def mediate(self):
        return [self.scores(part) for part in self.options["parts"]]

    def scores(self, part):
        target, answer, positions = part["target"], part["answer"], part["positions"]
        names = lambda name: name.endswith("attn.hook_z")
        _, cache = self.model.run_with_cache(torch.tensor([part["base"]]), names_filter=names)
        donors = [cache[f"blocks.{layer}.attn.hook_z"] for layer in range(self.layers)]

        def patch(z, layer, head):
            z[:, positions, head] = donors[layer][:, positions, head]
            return z

        ids = torch.tensor([part["exp"]])
        gap = lambda logits: (logits[target] - logits[answer]).item()
        clean = gap(self.model(ids)[0, -1])
        return [gap(logits) - clean for logits in self.each_head(ids, patch)]

    def work(self):
        return self.mediate() if "parts" in self.options else self.sweep()

    def run(self):
        clock = Clock()
        self.work()
        return {"mediate" if "parts" in self.options else "sweep": clock.seconds}

    def values(self):
        return {"rows": self.work()}


if __name__ == "__main__":
    serve(Lens)
