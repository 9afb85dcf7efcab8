"""Where the peers and the random models lie, and how they get there: never in the repository."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
CACHE = Path(
    os.environ.get("HEDDLE_PEERS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "heddle-peers")

PYTHON = CACHE / "python"
LLAMA_NATIVE = CACHE / "llama-native"
LLAMA_WITHOUT_AMX = CACHE / "llama-without-amx"
MODELS = CACHE / "models"

PACKAGES = ["numpy", "torch", "transformers", "gguf", "transformer-lens"]

# ggml's options by the flag of /proc/cpuinfo that they need.
GGML_OPTIONS = [
    ("SSE42", "sse4_2"), ("AVX", "avx"), ("AVX2", "avx2"), ("BMI2", "bmi2"), ("FMA", "fma"),
    ("F16C", "f16c"), ("AVX_VNNI", "avx_vnni"), ("AVX512", "avx512f"),
    ("AVX512_VBMI", "avx512_vbmi"), ("AVX512_VNNI", "avx512_vnni"),
    ("AVX512_BF16", "avx512_bf16"),
]


def interpreter(environment):
    return environment / "bin" / "python"


def cpu_flags():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            return set(line.split(":", 1)[1].split())
    return set()


def without_amx():
    """CMake's arguments for llama.cpp with all that this processor has but AMX."""
    flags = cpu_flags()
    chosen = [f"-DGGML_{name}=ON" for name, flag in GGML_OPTIONS if flag in flags]
    return " ".join(["-DGGML_NATIVE=OFF"] + chosen)


def install(environment, packages, **variables):
    """Makes a virtual environment with packages; what is there already is left as it is."""
    done = environment / "heddle-packages.json"
    if done.exists() and json.loads(done.read_text()) == packages:
        return
    if not interpreter(environment).exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = [interpreter(environment), "-m", "pip", "install", "--quiet"]
    if "llama-cpp-python" in packages:
        pip += ["--no-cache-dir", "--no-binary", "llama-cpp-python"]
    print(f"installing {', '.join(packages)} into {environment}", file=sys.stderr, flush=True)
    subprocess.run(pip + packages, check=True, env={**os.environ, **variables}, stdout=sys.stderr)
    done.write_text(json.dumps(packages))


def install_python():
    install(PYTHON, PACKAGES)


def install_llama(environment):
    variables = {} if environment == LLAMA_NATIVE else {"CMAKE_ARGS": without_amx()}
    install(environment, ["llama-cpp-python"], **variables)


def llama_build(model):
    """The build of llama.cpp that can run a model: the default one, else the one without AMX."""
    for environment in [LLAMA_NATIVE, LLAMA_WITHOUT_AMX]:
        install_llama(environment)
        options = {"model": str(model), "threads": 1, "ids": list(range(1, 34)), "prompt": 32}
        probe = subprocess.run(
            [interpreter(environment), HERE / "llama_peer.py", json.dumps(options)],
            input='"time"\n', capture_output=True, text=True)
        if probe.returncode == 0 and '"seconds"' in probe.stdout:
            return environment
        print(
            f"{environment.name} cannot run {model.name}: status {probe.returncode}",
            file=sys.stderr, flush=True)
    sys.exit(f"no build of llama.cpp runs {model}; see above")
