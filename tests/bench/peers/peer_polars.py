"""polars for every stage; `peer_duckdb.py` reads with duckdb instead."""
import numpy as np, polars as pl

VERSIONS = {"polars": pl.__version__, "numpy": np.__version__}
TIME = pl.Datetime("ms", "UTC")


def meter(data):
    return pl.read_csv(data, schema_overrides={"time": pl.String, "site_kw": pl.Float64}).with_columns(pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="ms"))


def states(data):
    frame = pl.read_csv(data, schema_overrides={"time": pl.String, "machine": pl.Categorical, "state": pl.Categorical})
    return frame.with_columns(pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms"))


def grid(frame):
    if not frame["time"].is_sorted():
        frame = frame.sort("time", maintain_order=True)
    frame = frame.set_sorted("time")
    step = frame["time"].diff().median()
    count = round((frame["time"][-1] - frame["time"][0]) / step) + 1
    return (frame if count == len(frame) else frame.unique("time", keep="last").sort("time").upsample("time", every=step)), step


def occupancy(grid, frame):
    meter, step = grid
    bins = max(1, int(30_000 // (step.total_seconds() * 1000)))
    row_ms = bins * step.total_seconds() * 1000
    count = len(meter) // bins
    start = meter["time"].to_physical()[0]
    names = frame["state"].unique(maintain_order=True).to_list()
    edges = pl.DataFrame({"at": (start + row_ms * np.arange(count + 1)).astype(np.int64)}).set_sorted("at")
    end = edges["at"][-1]
    machines = frame.select(pl.col("time").to_physical().alias("at"), "machine", "state").partition_by("machine", as_dict=True, maintain_order=True)
    keep = count * len(machines) * len(names) < 5e7
    shares = {}
    for (machine,), log in machines.items():
        log = log if log["at"].is_sorted() else log.sort("at", maintain_order=True)
        is_s = [(pl.col("state") == name) for name in names]
        dwell = pl.col("at").shift(-1).fill_null(end) - pl.col("at")
        log = log.select(
            "at", pl.col("at").alias("entered"), *(one.alias(f"is{s}") for s, one in enumerate(is_s)),
            *((dwell * one).cum_sum().shift(1, fill_value=0).alias(f"before{s}") for s, one in enumerate(is_s)),
        ).set_sorted("at")
        since = pl.col("at") - pl.col("entered")
        share = edges.join_asof(log, on="at", strategy="backward").select(
            ((pl.col(f"before{s}") + since * pl.col(f"is{s}")).diff().slice(1) / row_ms).cast(pl.Float32).alias(name) for s, name in enumerate(names))
        shares[machine] = share if keep else share.cast(pl.Float64).sum()
    return shares


def occupancy_sums(shares):
    return {f"{machine} {name}": float(x) for machine, share in shares.items() for name, x in share.cast(pl.Float64).sum().row(0, named=True).items()}


def baseline(grid):
    meter, step = grid
    n = len(meter)
    w = max(9, int(3 * 3600 // step.total_seconds()))
    half, stride, skip = w // 2, max(1, w // 36), max(1, w // 180)
    middle = meter["site_kw"].gather_every(skip).rolling_median(2 * (half // skip) + 1, center=True, min_samples=1).gather_every(stride // skip)
    # An expression cannot interpolate between every stride-th row faster than this.
    return np.interp(np.arange(n), np.arange(0, n, stride), middle.to_numpy())


def spikes(grid, base):
    meter, step = grid
    ms = step.total_seconds() * 1000
    frame = pl.DataFrame({"kw": meter["site_kw"], "above": meter["site_kw"] - pl.Series(base)})
    sigma = max(1.4826 * frame["above"].abs().median(), 0.01 * abs(frame["kw"].median()))
    high = frame.with_row_index("bin").with_columns(pl.col("above").gt(1.5 * sigma).fill_null(False).rle_id().alias("run")).filter(pl.col("above") > 1.5 * sigma)
    runs = high.group_by("run", maintain_order=True).agg(
        pl.col("bin").cast(pl.Int64).first().alias("begin"), pl.col("bin").cast(pl.Int64).last().alias("end"), pl.col("above").max()).filter(pl.col("above") > 3 * sigma)
    gap = (pl.col("begin") - pl.col("end").shift(1) > max(1, int(120_000 // ms))).fill_null(True)
    runs = runs.with_columns(gap.cum_sum().alias("spike")).group_by("spike", maintain_order=True).agg(pl.col("begin").first(), pl.col("end").last())
    known = np.concatenate(([0], np.cumsum(frame["kw"].is_not_null().to_numpy())))
    begin, end = runs["begin"].to_numpy(), runs["end"].to_numpy()
    length = end - begin + 1
    keep = (length >= max(1, int(np.ceil(30_000 / ms)))) & ((known[end + 1] - known[begin]) >= 0.8 * length)
    return begin[keep], end[keep]


def summary(grid):
    meter, step = grid
    return {"count": len(meter), "startMs": float(meter["time"].to_physical()[0]), "stepMs": step.total_seconds() * 1000, "kwSum": float(meter["site_kw"].sum())}
