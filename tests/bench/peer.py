"""Times the peers of the benchmarks: one command a line on stdin, one answer a line on stdout.

Both are JSON objects. `load` reads raw float64 rows under a name; the other commands time one call
on such data and answer {"ms": milliseconds, "check": a number that the other side computes too}.
"""

import importlib.metadata
import json
import platform
import sys
import time

import numpy as np

DATA = {}


def load(command):
    values = np.fromfile(command["path"], dtype="<f8")
    DATA[command["name"]] = values.reshape(command["n"], command["d"])
    return {}


def versions(command):
    found = {"python": platform.python_version(), "numpy": np.__version__}
    for package in ("scipy", "scikit-learn"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    return {"versions": found}


def ckdtree(command):
    from scipy.spatial import cKDTree

    data, k = DATA[command["name"]], command["k"]
    start = time.perf_counter()
    distances, _ = cKDTree(data).query(data, k + 1, workers=command["workers"])
    return timed(start, np.mean(distances[:, k]))


def pca(command):
    from sklearn.decomposition import PCA

    data = DATA[command["name"]]
    start = time.perf_counter()
    fitted = PCA(n_components=command["dim"], svd_solver="randomized", random_state=0).fit(data)
    return timed(start, np.sum(fitted.explained_variance_))


def timed(start, check):
    return {"ms": 1e3 * (time.perf_counter() - start), "check": float(check)}


COMMANDS = {"load": load, "versions": versions, "ckdtree": ckdtree, "pca": pca}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = COMMANDS[request["command"]](request)
    except Exception as error:  # the other side decides what a failure means
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
