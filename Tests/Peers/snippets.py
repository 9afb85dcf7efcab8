"""Runs the programs that `heddle snippet` writes and compares their logits with Heddle's.

    python snippets.py HEDDLE TRACE [TOOL]

For each of some masks on TRACE the program is run as it was printed, in a folder of its own, and its
`logits` are compared with those that `heddle dump` writes under the same mask. Skipped, with status
77, where the tool (transformerlens, the default, or nnsight) is not installed.
"""

import importlib.util
import pathlib
import subprocess
import sys
import tempfile

MASKS = [
    [],
    ["--ablate", "0.2,3.*"],
    ["--ablate", "1.0,4.3", "--at-positions", "40,41,60"],
    ["--ablate", "2.1,5.7", "--ablation", "mean"],
    ["--ablate", "1.2,3.4", "--ablation", "resample"],
]
LARGEST = 1e-3


def heddle(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"heddle {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def compare(program, trace, tool, mask, folder):
    from safetensors.torch import load_file

    hooks = "unembed.hook_out,blocks.*.attn.hook_z"
    values = folder / "values.safetensors"
    heddle(program, "dump", trace, "--hooks", hooks, *mask, "-o", str(values))
    text = heddle(program, "snippet", trace, "--tool", tool, *mask)
    if "resample" in mask:
        text = text.replace('"values.safetensors"', repr(str(values)))
    names = {}
    exec(compile(text, "snippet", "exec"), names)
    ours = load_file(str(values))["unembed.hook_out"]
    theirs = names["logits"].detach().float()
    return (ours - theirs).abs().max().item(), ours.abs().max().item()


def main(program, trace, tool="transformerlens"):
    package = {"transformerlens": "transformer_lens", "nnsight": "nnsight"}[tool]
    if importlib.util.find_spec(package) is None:
        print(f"skipped: {package} is not installed")
        return 77
    failed = False
    for mask in MASKS:
        with tempfile.TemporaryDirectory() as folder:
            distance, size = compare(program, trace, tool, mask, pathlib.Path(folder))
        failed |= not distance < LARGEST
        print(f"{tool} {' '.join(mask) or 'all heads on'}: logits differ by at most "
              f"{distance:.2g} of {size:.1f}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
