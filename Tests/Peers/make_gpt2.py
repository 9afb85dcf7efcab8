"""Writes a GPT-2 of the small shape with random weights as safetensors: `make_gpt2.py DIRECTORY`."""

import sys

import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(9)
# Twice the usual spread: with it heads matter enough to be told apart.
GPT2LMHeadModel(GPT2Config(initializer_range=0.04)).save_pretrained(sys.argv[1])
