"""The two sides of a comparison: Heddle's `bench`, and a peer in a process of its own."""

import json
import os
import subprocess

import places
from statistics import median


def confined(threads):
    """What a child does before it starts: stay on as many cores as there are threads."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    return lambda: os.sched_setaffinity(0, cores)


class Heddle:
    def __init__(self, program, row, model, threads):
        self.command = [
            str(program), "bench", row.bench, "--json", "--model", str(model),
            "--threads", str(threads), *map(str, row.options)]
        if row.arithmetic:
            self.command += ["--arithmetic", row.arithmetic]
        self.threads = threads

    def report(self, *options):
        done = subprocess.run(
            self.command + [str(word) for word in options], stdout=subprocess.PIPE, check=True,
            preexec_fn=confined(self.threads))
        return json.loads(done.stdout)

    def values(self):
        return self.report("--values", "--repetitions", 1, "--warm-up", 0)


class Peer:
    """Options: see the peer's script."""

    def __init__(self, build, script, threads, options):
        self.name = build.name
        count = {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}
        self.process = subprocess.Popen(
            [str(places.interpreter(build.environment)), str(places.HERE / script),
             json.dumps({**options, "threads": threads})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **places.QUIET, **count, **build.variables},
            preexec_fn=confined(threads))

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the peer ended with status {self.process.wait()}")
        return json.loads(answer)

    def values(self):
        return self.ask("values")

    def seconds(self):
        return self.ask("time")["seconds"]

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
