"""One head of a GPT-2 switched off, computed again by PyTorch from the residual stream that enters
the head's layer. Kept from the untouched run: that stream and the distributions of all tokens."""

import torch
import torch.nn.functional as F
from transformers import AutoModelForCausalLM

from worker import Clock, serve


class Toggle:
    """Options: `model`, `threads`, `ids`, `layer`, `head`."""

    def __init__(self, options):
        torch.set_num_threads(options["threads"])
        torch.set_grad_enabled(False)
        model = AutoModelForCausalLM.from_pretrained(
            options["model"], dtype=torch.float32).eval().transformer
        self.heads = model.config.n_head
        self.epsilon = model.config.layer_norm_epsilon
        self.blocks, self.end, self.unembedding = model.h, model.ln_f, model.wte.weight
        self.layer, self.head = options["layer"], options["head"]
        ids = torch.tensor(options["ids"])
        self.targets = ids[1:, None]
        stream = model.wte(ids) + model.wpe.weight[: len(ids)]
        for layer in range(self.layer):
            stream = self.block(stream, layer)
        self.entering = stream
        for layer in range(self.layer, len(self.blocks)):
            stream = self.block(stream, layer)
        self.original = self.logits(stream).log_softmax(-1)
        self.run()

    def norm(self, x, norm):
        return F.layer_norm(x, x.shape[-1:], norm.weight, norm.bias, self.epsilon)

    def linear(self, x, weights):
        return torch.addmm(weights.bias, x, weights.weight)

    def block(self, stream, layer, zeroed=None):
        block = self.blocks[layer]
        mixed = self.linear(self.norm(stream, block.ln_1), block.attn.c_attn)
        split = lambda x: x.view(len(x), self.heads, -1).transpose(0, 1)[None]
        q, k, v = (split(x) for x in mixed.chunk(3, -1))
        z = F.scaled_dot_product_attention(q, k, v, is_causal=True)[0].transpose(0, 1)
        if zeroed is not None:
            z[:, zeroed] = 0
        stream = stream + self.linear(z.reshape(len(stream), -1), block.attn.c_proj)
        wide = F.gelu(
            self.linear(self.norm(stream, block.ln_2), block.mlp.c_fc), approximate="tanh")
        return stream + self.linear(wide, block.mlp.c_proj)

    def logits(self, stream):
        """Of all queries that predict a token of the text."""
        return self.norm(stream[:-1], self.end) @ self.unembedding.T

    def work(self):
        """Log-probability, divergence, entropy, rank and the eight best of every token."""
        stream = self.entering
        for layer in range(self.layer, len(self.blocks)):
            stream = self.block(stream, layer, self.head if layer == self.layer else None)
        ablated = self.logits(stream).log_softmax(-1)
        logprob = ablated.gather(-1, self.targets)
        probability = self.original.exp()
        divergence = (probability * (self.original - ablated)).sum(-1)
        entropy = -(ablated.exp() * ablated).sum(-1)
        rank = (ablated > logprob).sum(-1) + 1
        return logprob[:, 0], divergence, entropy, rank, ablated.topk(8)

    def run(self):
        clock = Clock()
        self.work()
        return {"toggle": clock.seconds}

    def values(self):
        logprob, divergence, *_ = self.work()
        return {"ablatedLogprob": logprob.tolist(), "kl": divergence.tolist()}


if __name__ == "__main__":
    serve(Toggle)
