"""Where the peers and the random models lie, and how they get there: never in the repository."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
CACHE = Path(
    os.environ.get("HEDDLE_PEERS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "heddle-peers")

PYTHON = CACHE / "python"
LLAMA_NATIVE = CACHE / "llama-default"
LLAMA_WITHOUT_AMX = CACHE / "llama-without-amx"
MODELS = CACHE / "models"
TILE_SIZES = CACHE / "tile_sizes.so"

PACKAGES = ["numpy", "torch", "transformers", "gguf", "transformer-lens"]

# Nothing but the answers, and nothing from the network.
QUIET = {
    "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"}

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
    if environment == LLAMA_NATIVE:
        flags = os.environ.get("CXXFLAGS", "")
        variables = {"CXXFLAGS": f"{flags} -include {HERE / 'tile_configuration.h'}"}
    else:
        variables = {"CMAKE_ARGS": without_amx()}
    install(environment, ["llama-cpp-python"], **variables)


def compile_tile_sizes():
    """A library to preload; compiled from its source every time, which takes no time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["cc", "-O2", "-shared", "-fPIC", "-o", TILE_SIZES, HERE / "tile_sizes.c"], check=True)


@dataclass(frozen=True)
class Build:
    """A way to run a peer."""

    name: str
    environment: Path
    variables: dict = field(default_factory=dict)

    def install(self):
        if self.environment == PYTHON:
            install_python()
        else:
            install_llama(self.environment)
        if "LD_PRELOAD" in self.variables:
            compile_tile_sizes()


PYTHON_BUILD = Build("default", PYTHON)
# By peer, the ways that are tried in turn: on some machines what uses AMX dies.
BUILDS = {
    "llama_peer.py": [
        Build("default build", LLAMA_NATIVE), Build("build without AMX", LLAMA_WITHOUT_AMX)],
    # oneDNN has the matrix products of PyTorch in bfloat16.
    "transformers_peer.py": [
        PYTHON_BUILD,
        Build("default, told the tiles' sizes", PYTHON, {"LD_PRELOAD": str(TILE_SIZES)}),
        Build("without AMX", PYTHON, {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE_BF16"})],
}


def build(script, options):
    """The first way in which a peer does what the options ask."""
    for build in (builds := BUILDS.get(script, [PYTHON_BUILD])):
        build.install()
        if build is builds[-1]:
            return build
        run = subprocess.run(
            [interpreter(build.environment), HERE / script, json.dumps(options)],
            input='"time"\n', stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **QUIET, **build.variables})
        if run.returncode == 0:
            return build
        print(
            f"{script}, {build.name}, cannot run {options['model']}: status {run.returncode}\n"
            + run.stderr[-400:], file=sys.stderr, flush=True)
