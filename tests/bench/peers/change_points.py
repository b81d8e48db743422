"""Change points of the minute means of meter.csv by ruptures' KernelCPD (its C core, L2): CPU ms and how many.

    change_points.py meter.csv [runs]

Another question than spikes, so its time is shown beside the product's and is no goal.
"""
import json, sys, time
import numpy as np, pyarrow as pa, pyarrow.csv as csv
import ruptures

pa.set_cpu_count(1)
table = csv.read_csv(sys.argv[1], convert_options=csv.ConvertOptions(column_types={"time": pa.timestamp("ms", "UTC"), "site_kw": pa.float64()}))
at, kw = table["time"].cast(pa.int64()).to_numpy(), table["site_kw"].to_numpy()
bins = max(1, 60_000 // int(np.median(np.diff(at))))
means = kw[:len(kw) // bins * bins].reshape(-1, bins).mean(axis=1)
spread = np.median(np.abs(np.diff(means))) / 0.6745 / np.sqrt(2)
times, found = [], []
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 5):
    started = time.process_time()
    found = ruptures.KernelCPD(kernel="linear", min_size=1).fit(means[:, None]).predict(pen=3 * np.log(len(means)) * spread ** 2)
    times.append(1000 * (time.process_time() - started))
json.dump({"version": ruptures.__version__, "ms": sorted(times)[len(times) // 2], "means": len(means), "changes": len(found) - 1}, sys.stdout)
