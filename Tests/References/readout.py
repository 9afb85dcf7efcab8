"""Makes Tests/HeddleExperimentsTests/Fixtures/readout.json: direct logit attribution and the logit
lens, computed by hooks in Hugging Face transformers (PyTorch on the CPU, float64 but for norms,
which transformers takes in float32) for the bundled model and small models of other architectures.

    pip install torch==2.15.0 transformers==5.23.0 safetensors numpy
    python readout.py
"""

import json
import pathlib

import torch
from transformers import AutoModelForCausalLM

from architectures import OUT, ablated, layers_of, output_projection, part, rounded, run

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "Samples/models/bobbin"
FIXTURE = ROOT / "Tests/HeddleExperimentsTests/Fixtures/readout.json"
CASES = ["gemma2", "gemma3", "gpt-neox", "gpt2", "gpt2-untied", "llama", "llama-biases-tied",
         "qwen3", "phi3"]
torch.set_grad_enabled(False)


class Norm:
    """A norm with the scale that it has for one vector."""

    def __init__(self, module, x, gemma):
        self.bias = getattr(module, "bias", None)
        self.centres = isinstance(module, torch.nn.LayerNorm)
        self.weight = module.weight + 1 if gemma else module.weight
        centred = self.centred(x)
        epsilon = getattr(module, "eps", None) or module.variance_epsilon
        self.scale = 1 / torch.sqrt((centred ** 2).mean() + epsilon)

    def centred(self, x):
        return x - x.mean() if self.centres else x

    def linear(self, x):
        return self.scale * self.centred(x) * self.weight


class Lab:
    def __init__(self, folder):
        self.model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float64, attn_implementation="eager").eval()
        self.config = self.model.config.get_text_config()
        self.gemma = "gemma" in self.config.model_type
        self.heads = self.config.num_attention_heads
        self.dim = getattr(self.config, "head_dim", None) or self.config.hidden_size // self.heads
        self.layers = layers_of(self.model)
        self.norm = part(self.model, "model.norm", "gpt_neox.final_layer_norm", "transformer.ln_f")
        self.unembedding = self.model.get_output_embeddings()
        self.cap = getattr(self.config, "final_logit_softcapping", None)

    def watch(self, ids):
        """By name and layer the values at every position, [position][...]."""
        seen, handles = {}, []

        def first(value):
            return (value[0] if isinstance(value, tuple) else value).clone()

        def before(name, number, module):
            def hook(_, inputs, options):
                seen[name, number] = first(inputs or options["hidden_states"])[0]
            handles.append(module.register_forward_pre_hook(hook, with_kwargs=True))

        def after(name, number, module):
            handles.append(module.register_forward_hook(
                lambda _, inputs, output: seen.__setitem__((name, number), first(output)[0])))

        for number, layer in enumerate(self.layers):
            before("in", number, layer)
            after("out", number, layer)
            before("z", number, output_projection(layer))
            if self.gemma:
                after("attention", number, layer.self_attn)
                after("mlp", number, layer.post_feedforward_layernorm)
                before("mid", number, layer.pre_feedforward_layernorm)
            else:
                after("mlp", number, layer.mlp)
                if not getattr(self.config, "use_parallel_residual", False):
                    before("mid", number, part(
                        layer, "post_attention_layernorm", "ln_2"))
        logits = run(self.model, ids).logits[0]
        for handle in handles:
            handle.remove()
        return seen, logits

    def attribution(self, ids, target, against):
        query, token = target - 1, ids[target]
        seen, logits = self.watch(ids[:target])
        if against is None:
            order = logits[query].argsort(descending=True).tolist()
            against = next(i for i in order if i != token)
        final = Norm(self.norm, seen["out", len(self.layers) - 1][query], self.gemma)
        rows = self.unembedding.weight
        direction = rows[token] - rows[against]
        bias = getattr(self.unembedding, "bias", None)
        hidden = self.norm(seen["out", len(self.layers) - 1][query])
        plain = self.unembedding(hidden)
        uncapped = (plain[token] - plain[against]).item()
        value = (logits[query][token] - logits[query][against]).item()
        scale = value / uncapped

        def share(x):
            return scale * (final.linear(x) @ direction).item()

        components = {"embedding": share(seen["in", 0][query])}
        for number, layer in enumerate(self.layers):
            projection = output_projection(layer)
            weight = projection.weight
            if type(projection).__name__ == "Conv1D":
                weight = weight.T
            z = seen["z", number][query].view(self.heads, self.dim)
            parts = torch.einsum("hd,whd->hw", z, weight.view(-1, self.heads, self.dim))
            own = projection.bias
            if self.gemma:
                norm = Norm(layer.post_attention_layernorm, seen["attention", number][query], True)
                parts = torch.stack([norm.linear(p) for p in parts])
                own = None if own is None else norm.linear(own)
            for head in range(self.heads):
                components[f"{number}.{head}"] = share(parts[head])
            if own is not None:
                components[f"attention bias {number}"] = share(own)
            components[f"feed-forward {number}"] = share(seen["mlp", number][query])
        if final.bias is not None:
            components["final norm bias"] = scale * (final.bias @ direction).item()
        if bias is not None:
            components["unembedding bias"] = scale * (bias[token] - bias[against]).item()
        assert abs(sum(components.values()) - value) < 1e-5
        totals = []
        for number in range(len(self.layers)):
            for head in range(self.heads):
                off = ablated(self.model, ids[:target], [(number, head)], self.dim)[query]
                totals.append(value - (off[token] - off[against]).item())
        return {
            "target": target, "against": against, "difference": value, "uncapped": uncapped,
            "capScale": scale, "components": {k: rounded([v])[0] for k, v in components.items()},
            "totals": rounded(totals)}

    def read(self, x):
        logits = self.unembedding(self.norm(x))
        if self.cap:
            logits = self.cap * torch.tanh(logits / self.cap)
        return logits

    def lens(self, ids, target):
        query = target - 1
        seen, logits = self.watch(ids[:target])
        steps = [("embedding", seen["in", 0][query])]
        for number in range(len(self.layers)):
            if ("mid", number) in seen:
                steps.append((f"{number} attention", seen["mid", number][query]))
            steps.append((f"{number}", seen["out", number][query]))
        assert torch.allclose(self.read(steps[-1][1]), logits[query])
        final = logits[query].argmax().item()
        found = []
        for name, x in steps:
            row = self.read(x).log_softmax(-1)
            found.append({
                "step": name, "top": row.argmax().item(), "topLogprob": row.max().item(),
                "entropy": -(row.exp() * row).sum().item(),
                "final": [row[final].item(), 1 + (row > row[final]).sum().item()],
                "actual": [row[ids[target]].item(), 1 + (row > row[ids[target]]).sum().item()]})
        return {"target": target, "final": final, "steps": found}

    def depths(self, ids):
        """Layers needed by query; every step's top token is the final one from there on."""
        seen, logits = self.watch(ids)
        tops = [self.read(seen["in", 0]).argmax(-1)] + [
            self.read(seen["out", number]).argmax(-1) for number in range(len(self.layers))]
        final = logits.argmax(-1)
        return [max([0] + [depth + 1 for depth, top in enumerate(tops) if top[q] != final[q]])
                for q in range(len(ids))]


def case(folder, ids, pairs):
    lab = Lab(folder)
    return {
        "ids": ids,
        "attributions": [lab.attribution(ids, target, against) for target, against in pairs],
        "lens": [lab.lens(ids, target) for target, _ in pairs[:1]],
        "layersNeeded": lab.depths(ids)}


def main():
    sample = json.loads((SAMPLE / "reference.json").read_text())
    ids = max((text["ids"] for text in sample["forward"]), key=len)
    last = len(ids) - 1
    found = {"bobbin": case(SAMPLE, ids, [(last, None), (last // 2, 5)])}
    for name in CASES:
        reference = json.loads((OUT / name / "reference.json").read_text())
        ids = max((text["ids"] for text in reference["texts"]), key=len)
        last = len(ids) - 1
        other = next(i for i in range(20) if i != ids[last // 2])
        folder = OUT / name
        found[name] = case(folder, ids, [(last, None), (last // 2, other)])
    FIXTURE.write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
