"""pandas (C engine), with scipy where pandas has nothing."""
import io
import numpy as np, pandas as pd
from peer_numpy import spikes as numpy_spikes

VERSIONS = {"pandas": pd.__version__, "numpy": np.__version__}


def meter(data):
    frame = pd.read_csv(io.BytesIO(data), dtype={"time": str, "site_kw": np.float64})
    return pd.Series(frame["site_kw"].to_numpy(), pd.to_datetime(frame["time"], utc=True, format="ISO8601").dt.as_unit("ms"))


def states(data):
    frame = pd.read_csv(io.BytesIO(data), dtype={"time": str, "machine": "category", "state": "category"})
    frame["time"] = pd.to_datetime(frame["time"], utc=True, format="ISO8601").dt.as_unit("ms")
    return frame


def grid(series):
    if not series.index.is_monotonic_increasing or not series.index.is_unique:
        series = series.sort_index(kind="stable")
        series = series[~series.index.duplicated(keep="last")]
    step = series.index.to_series().diff().median()
    return series.asfreq(step), step


def occupancy(grid, frame):
    series, step = grid
    bins = max(1, int(pd.Timedelta("30s") // step))
    count = len(series) // bins
    edges = pd.date_range(series.index[0], periods=count + 1, freq=bins * step, unit="ms")
    names = list(frame["state"].cat.categories)
    keep = count * frame["machine"].nunique() * len(names) < 5e7
    shares = {}
    for machine, log in frame.groupby("machine", observed=True, sort=False):
        log = log.drop_duplicates("time", keep="last").set_index("time").sort_index()
        dwell = log.index.to_series().diff().shift(-1).fillna(edges[-1] - log.index[-1]) / step / bins
        within = pd.get_dummies(log["state"]).astype(float)
        # What was spent in each state until each entry, carried to the edges, and what was spent since in the state in force.
        before = within.mul(dwell, axis=0).cumsum().shift(fill_value=0.0)
        since = (edges - log.index[log.index.searchsorted(edges, side="right") - 1]) / step / bins
        at_edges = before.reindex(edges, method="ffill") + within.reindex(edges, method="ffill").mul(since, axis=0)
        share = at_edges.diff().iloc[1:].astype(np.float32)
        shares[machine] = share if keep else share.sum(axis=0)
    return shares


def occupancy_sums(shares):
    return {f"{machine} {name}": float(x) for machine, share in shares.items()
            for name, x in (share.astype(float).sum(axis=0) if share.ndim == 2 else share).items()}


def baseline(grid):
    series, step = grid
    w = max(9, int(pd.Timedelta("3h") // step))
    half, stride, skip = w // 2, max(1, w // 36), max(1, w // 180)
    values = pd.Series(series.to_numpy())
    middle = values.iloc[::skip].rolling(2 * (half // skip) + 1, center=True, min_periods=1).median()
    return middle.iloc[::stride // skip].reindex(values.index).interpolate("linear").ffill()


def spikes(grid, base):
    series, step = grid
    return numpy_spikes((0, step / pd.Timedelta("1ms"), series.to_numpy()), base.to_numpy())


def summary(grid):
    series, step = grid
    return {"count": len(series), "startMs": series.index[0].timestamp() * 1000, "stepMs": step / pd.Timedelta("1ms"), "kwSum": float(series.sum())}
