"""Prefill by transformers in a number type of choice, logits of the last token alone."""

from pathlib import Path

import torch
from transformers import AutoModelForCausalLM

from worker import Clock, serve


class Transformers:
    """Options: `model` (a directory or a .gguf file), `threads`, `ids`, `type`."""

    def __init__(self, options):
        torch.set_num_threads(options["threads"])
        path = Path(options["model"])
        file = {"gguf_file": path.name} if path.suffix == ".gguf" else {}
        self.model = AutoModelForCausalLM.from_pretrained(
            path.parent if file else path, dtype=getattr(torch, options["type"]), **file).eval()
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
