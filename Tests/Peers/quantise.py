"""Quantises a GGUF file by llama.cpp's own quantiser: `quantise.py FROM TO TYPE`."""

import ctypes
import sys

import llama_cpp as lib

source, target, kind = sys.argv[1:]
parameters = lib.llama_model_quantize_default_params()
# Pure: every matrix in the type named, none in a better one.
parameters.pure = kind.endswith("-pure")
parameters.ftype = getattr(lib, f"LLAMA_FTYPE_MOSTLY_{kind.removesuffix('-pure')}")
status = lib.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters))
sys.exit(status)
