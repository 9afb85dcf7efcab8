"""The models of random weights that both sides run; made once, always the same."""

import subprocess
import sys

import places

# File, what it is made of, and llama.cpp's name of its number type.
QUANTISED = {
    "qwen2-0.5b-q8_0.gguf": ("qwen2-0.5b-f16.gguf", "Q8_0"),
    "qwen2-0.5b-q4_k_m.gguf": ("qwen2-0.5b-f16.gguf", "Q4_K_M"),
    "wide-1024-q4_k.gguf": ("wide-1024-f16.gguf", "Q4_K_S-pure"),
}
GPT2 = "gpt2-small"


def model(name):
    """The path of a model; it is made where it is missing."""
    path = places.MODELS / name
    if path.exists():
        return path
    places.MODELS.mkdir(parents=True, exist_ok=True)
    print(f"making {path}", file=sys.stderr, flush=True)
    begun = path.with_name("unfinished-" + path.name)
    if name in QUANTISED:
        source, kind = QUANTISED[name]
        places.install_llama(places.LLAMA_NATIVE)
        script(places.LLAMA_NATIVE, "quantise.py", model(source), begun, kind)
    elif name == GPT2:
        places.install_python()
        script(places.PYTHON, "make_gpt2.py", begun)
    else:
        places.install_python()
        script(places.PYTHON, "make_gguf.py", begun, name.removesuffix("-f16.gguf"))
    begun.rename(path)
    return path


def script(environment, name, *arguments):
    command = [places.interpreter(environment), places.HERE / name, *arguments]
    subprocess.run([str(word) for word in command], check=True, stdout=sys.stderr)
