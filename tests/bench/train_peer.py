"""Times training steps in PyTorch: one command a line on stdin, one answer a line on stdout, JSON.

`prepare` builds a network under a name, with random data of one batch and Adam; `step` times one step.
The networks are those of train_models.ts, layer by layer.
"""

import json
import platform
import sys
import time

import torch
from torch import nn

MODELS = {}


class Noise(nn.Module):
    def __init__(self, sigma, multiplicative):
        super().__init__()
        self.sigma, self.multiplicative = sigma, multiplicative

    def forward(self, x):
        noise = self.sigma * torch.randn_like(x)
        return x * (1 + noise) if self.multiplicative else x + noise


def layer(spec, shape):
    """A layer, and the shape (channels first) after it."""
    kind = spec["kind"]
    if kind == "conv":
        same = spec["padding"] == "same"
        lost = 0 if same else spec["size"] - 1
        module = nn.Conv2d(
            shape[0],
            spec["filters"],
            spec["size"],
            padding=spec["size"] // 2 if same else 0,
            bias=spec["bias"],
        )
        return module, [spec["filters"], shape[1] - lost, shape[2] - lost]
    if kind == "batch-norm":
        return (nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d)(shape[0]), shape
    if kind == "leaky-relu":
        return nn.LeakyReLU(spec["slope"]), shape
    if kind == "max-pool":
        size = spec["size"]
        return nn.MaxPool2d(size), [shape[0], shape[1] // size, shape[2] // size]
    if kind == "upsample":
        factor = spec["factor"]
        return nn.Upsample(scale_factor=factor), [shape[0], shape[1] * factor, shape[2] * factor]
    if kind == "dense":
        return nn.Linear(shape[0], spec["units"]), [spec["units"]]
    if kind == "flatten":
        return nn.Flatten(), [int(torch.tensor(shape).prod())]
    if kind == "reshape":
        height, width, channels = spec["shape"]
        return nn.Unflatten(1, (channels, height, width)), [channels, height, width]
    if kind == "noise":
        return Noise(spec["sigma"], spec["multiplicative"]), shape
    simple = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "log-softmax": lambda: nn.LogSoftmax(1)}
    return simple[kind](), shape


def prepare(command):
    torch.manual_seed(0)
    height, width, channels = command["inputShape"]
    shape = [channels, height, width]
    modules = []
    for spec in json.loads(command["layers"]):
        module, shape = layer(spec, shape)
        modules.append(module)
    network = nn.Sequential(*modules)
    network.train()
    x = torch.rand(command["batch"], channels, height, width)
    if command["loss"] == "mae":
        targets, loss = x, nn.L1Loss()
    else:
        targets, loss = torch.arange(command["batch"]) % shape[0], nn.NLLLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    MODELS[command["name"]] = (network, x, targets, loss, optimizer)
    return {"ms": 0, "check": sum(p.numel() for p in network.parameters())}


def step(command):
    network, x, targets, loss, optimizer = MODELS[command["name"]]
    torch.set_num_threads(command["threads"])
    start = time.perf_counter()
    optimizer.zero_grad()
    value = loss(network(x), targets)
    value.backward()
    optimizer.step()
    return {"ms": 1e3 * (time.perf_counter() - start), "check": float(value)}


def versions(command):
    return {"versions": {"python": platform.python_version(), "torch": torch.__version__}}


def forget(command):
    MODELS.clear()
    return {"ms": 0, "check": 0}


COMMANDS = {"prepare": prepare, "step": step, "versions": versions, "forget": forget}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = COMMANDS[request["command"]](request)
    except Exception as error:  # the other side decides what a failure means
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
