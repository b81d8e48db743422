"""Times one peer on the bench's job and prints one JSON document: CPU time of each stage, what came out, memory.

The job is the same for everyone, on the same bytes in memory:
  meter      bytes of meter.csv -> instants and kW
  states     bytes of states.csv -> instants, machines and states as codes
  grid       an even grid at the usual distance of the readings; a missing reading is NaN
  occupancy  for rows of 30 s (or of one bin, when bins are longer) the share that each machine spends in each state,
             exact from the transitions
  baseline   median of the 3 h around, at every (w // 36)-th bin over every (w // 180)-th sample, cut at the edges, linear between
  spikes     runs above 3 sigma that reach as far as 1.5 sigma, gaps of 2 min closed, 30 s or longer, read for 80 %

A peer is a module with these six functions and `occupancy_sums`; it may use whatever its libraries do best.
"""
import argparse, gc, importlib, json, os, resource, sys, time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "ARROW_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[name] = "1"
STAGES = ("meter", "states", "grid", "occupancy", "baseline", "spikes")


def max_rss():
    """bytes; getrusage counts in KiB on Linux and in bytes on macOS"""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def once(peer, meter_bytes, states_bytes):
    times, clock = {}, time.process_time

    def timed(stage, work):
        started = clock()
        result = work()
        times[stage] = 1000 * (clock() - started)
        return result

    meter = timed("meter", lambda: peer.meter(meter_bytes))
    states = timed("states", lambda: peer.states(states_bytes))
    grid = timed("grid", lambda: peer.grid(meter))
    shares = timed("occupancy", lambda: peer.occupancy(grid, states))
    baseline = timed("baseline", lambda: peer.baseline(grid))
    spikes = timed("spikes", lambda: peer.spikes(grid, baseline))
    return times, (grid, shares, baseline, spikes)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("peer")
    args.add_argument("meter")
    args.add_argument("states")
    args.add_argument("--warm", type=int, default=5)
    args.add_argument("--runs", type=int, default=7)
    given = args.parse_args()
    peer = importlib.import_module(given.peer)
    if hasattr(peer, "FILES"):
        peer.FILES.update(meter=given.meter, states=given.states)
    with open(given.meter, "rb") as f:
        meter_bytes = f.read()
    with open(given.states, "rb") as f:
        states_bytes = f.read()
    before = max_rss()
    first, result = once(peer, meter_bytes, states_bytes)
    grown = max_rss() - before
    grid, shares, baseline, (begins, ends) = result
    checks = {
        **peer.summary(grid), "occupancy": peer.occupancy_sums(shares), "baselineSum": float(baseline.sum()),
        "spikes": len(begins), "spikeBins": int(sum(begins) + sum(ends)),
    }
    del result, grid, shares, baseline
    runs = []
    for run in range(given.warm + given.runs):
        gc.collect()
        gc.disable()
        times, _ = once(peer, meter_bytes, states_bytes)
        gc.enable()
        if run >= given.warm:
            runs.append(times)
    json.dump({"versions": peer.VERSIONS, "first": first, "runs": runs, "memoryBytes": grown, "checks": checks}, sys.stdout)


if __name__ == "__main__":
    main()
