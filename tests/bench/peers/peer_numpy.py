"""numpy at its best: pyarrow reads, cumulative sums answer."""
import io
import numpy as np, pyarrow as pa, pyarrow.csv as csv
import scipy
from scipy.ndimage import median_filter

pa.set_cpu_count(1)
VERSIONS = {"numpy": np.__version__, "pyarrow": pa.__version__, "scipy": scipy.__version__}
TIME = pa.timestamp("ms", "UTC")


def read(data, types):
    return csv.read_csv(io.BytesIO(data), read_options=csv.ReadOptions(use_threads=False), convert_options=csv.ConvertOptions(column_types=types))


def meter(data):
    table = read(data, {"time": TIME, "site_kw": pa.float64()})
    return table["time"].cast(pa.int64()).to_numpy(), table["site_kw"].to_numpy()


def states(data):
    name = pa.dictionary(pa.int32(), pa.string())
    table = read(data, {"time": TIME, "machine": name, "state": name}).unify_dictionaries().combine_chunks()
    machine, state = (table[column].chunk(0) for column in ("machine", "state"))
    return (table["time"].cast(pa.int64()).to_numpy(), machine.indices.to_numpy(), state.indices.to_numpy(),
            machine.dictionary.to_pylist(), state.dictionary.to_pylist())


def grid(read_meter):
    time, kw = read_meter
    if not (np.diff(time) > 0).all():
        order = np.argsort(time, kind="stable")
        time, kw = time[order], kw[order]
    step = float(np.median(np.diff(time)))
    count = int(round((time[-1] - time[0]) / step)) + 1
    if count == len(kw):
        return time[0], step, kw
    demand = np.full(count, np.nan)
    demand[np.rint((time - time[0]) / step).astype(np.int64)] = kw
    return time[0], step, demand


def rows_of(grid):
    start, step, demand = grid
    bins = max(1, int(30_000 // step))
    return start, bins * step, len(demand) // bins


def occupancy(grid, read_states):
    """per machine (rows x states); as sums over the rows where all of them together are too large to keep"""
    start, step, count = rows_of(grid)
    time, machine, state, machines, names = read_states
    keep = count * len(machines) * len(names) < 5e7
    edges = start + step * np.arange(count + 1)
    order = np.argsort(machine, kind="stable")
    ends = np.searchsorted(machine[order], np.arange(len(machines) + 1))
    shares = []
    for m in range(len(machines)):
        mine = order[ends[m]:ends[m + 1]]
        at, code = time[mine], state[mine]
        if not (np.diff(at) > 0).all():
            by_time = np.argsort(at, kind="stable")
            at, code = at[by_time], code[by_time]
        entry = np.searchsorted(at, edges, side="right") - 1
        since = edges - at[entry]
        dwell = np.diff(at, append=edges[-1])
        share = np.empty((count, len(names)), np.float32)
        for s in range(len(names)):
            is_s = code == s
            before = np.concatenate(([0.0], np.cumsum(dwell * is_s)[:-1]))
            share[:, s] = np.diff(before[entry] + since * is_s[entry]) / step
        shares.append(share if keep else share.sum(axis=0, dtype=np.float64))
    return machines, names, shares


def occupancy_sums(result):
    machines, names, shares = result
    sums = (share.sum(axis=0, dtype=np.float64) if share.ndim == 2 else share for share in shares)
    return {f"{machine} {name}": float(x) for machine, total in zip(machines, sums) for name, x in zip(names, total)}


def baseline(grid):
    _, step, demand = grid
    n = len(demand)
    w = max(9, int(3 * 3_600_000 // step))
    half, stride, skip = w // 2, max(1, w // 36), max(1, w // 180)
    centres = np.arange(0, n, stride)
    sampled = demand[::skip]
    # The filter mirrors at the edges where the definition cuts the window: those centres are done one by one.
    middle = median_filter(sampled, size=2 * (half // skip) + 1, mode="nearest")[::stride // skip][:len(centres)].copy()
    for c in np.flatnonzero((centres < half) | (centres + half >= n)):
        low = max(0, centres[c] - half)
        middle[c] = np.median(demand[low:centres[c] + half + 1:skip])
    return np.interp(np.arange(n), centres, middle)


def spikes(grid, base):
    _, step, demand = grid
    above = demand - base
    sigma = max(1.4826 * np.nanmedian(np.abs(above)), 0.01 * abs(np.nanmedian(demand)))
    high = above > 1.5 * sigma
    edge = np.flatnonzero(np.diff(np.concatenate(([False], high, [False]))))
    begin, end = edge[::2], edge[1::2] - 1
    if len(begin) == 0:
        return begin, end
    # Every second segment is a run; the last is closed by the end of the series.
    peak = np.maximum.reduceat(above, np.column_stack((begin, end + 1)).ravel()[:-1])[::2] if end[-1] + 1 == len(above) else \
        np.maximum.reduceat(above, np.column_stack((begin, end + 1)).ravel())[::2]
    begin, end = begin[peak > 3 * sigma], end[peak > 3 * sigma]
    if len(begin) == 0:
        return begin, end
    apart = begin[1:] - end[:-1] > max(1, int(120_000 // step))
    begin, end = begin[np.concatenate(([True], apart))], end[np.concatenate((apart, [True]))]
    known = np.concatenate(([0], np.cumsum(~np.isnan(demand))))
    length = end - begin + 1
    keep = (length >= max(1, int(np.ceil(30_000 / step)))) & ((known[end + 1] - known[begin]) >= 0.8 * length)
    return begin[keep], end[keep]


def summary(grid):
    start, step, demand = grid
    return {"count": len(demand), "startMs": float(start), "stepMs": step, "kwSum": float(np.nansum(demand))}
