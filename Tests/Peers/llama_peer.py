"""llama.cpp through its C interface: one context, prompts in one batch, logits of the last one."""

import ctypes

import llama_cpp as lib

from worker import Clock, serve

SILENT = lib.llama_log_callback(lambda *arguments: None)


class Llama:
    """Options: `model`, `threads`, `ids`, and `prompt`: the tokens before those that are decoded;
    the whole text is a prompt where it is missing."""

    def __init__(self, options):
        lib.llama_log_set(SILENT, None)
        self.ids = options["ids"]
        self.prompt = options.get("prompt")
        self.model = lib.llama_model_load_from_file(
            options["model"].encode(), lib.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"llama.cpp cannot open {options['model']}")
        parameters = lib.llama_context_default_params()
        parameters.n_ctx = (len(self.ids) + 255) // 256 * 256
        parameters.n_batch = parameters.n_ubatch = 512
        parameters.n_threads = parameters.n_threads_batch = options["threads"]
        self.context = lib.llama_init_from_model(self.model, parameters)
        self.memory = lib.llama_get_memory(self.context)
        if self.prompt:
            self.read(self.ids[: self.prompt])
        self.run()

    def read(self, ids):
        batch = (lib.llama_token * len(ids))(*ids)
        if lib.llama_decode(self.context, lib.llama_batch_get_one(batch, len(ids))) != 0:
            raise SystemExit("llama_decode failed")
        lib.llama_synchronize(self.context)

    def run(self):
        if self.prompt:
            lib.llama_memory_seq_rm(self.memory, 0, self.prompt, -1)
            clock = Clock()
            for id in self.ids[self.prompt :]:
                self.read([id])
            return {"decode": clock.seconds}
        lib.llama_memory_clear(self.memory, True)
        clock = Clock()
        self.read(self.ids)
        return {"prefill": clock.seconds}

    def values(self):
        self.run()
        count = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(self.model))
        logits = lib.llama_get_logits_ith(self.context, -1)
        return {"logits": list(ctypes.cast(
            logits, ctypes.POINTER(ctypes.c_float * count)).contents)}


if __name__ == "__main__":
    serve(Llama)
