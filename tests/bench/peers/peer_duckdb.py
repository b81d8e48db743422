"""duckdb reads the files, polars does the rest. duckdb's own as-of join takes ten times as long as polars': `duckdb_stages.py`.

It reads from the files, which the system holds in memory, since it takes no bytes without another library.
"""
import duckdb, polars as pl
from peer_polars import baseline, grid, occupancy, occupancy_sums, spikes, summary  # noqa: F401

VERSIONS = {"duckdb": duckdb.__version__, "polars": pl.__version__}
FILES = {}
db = duckdb.connect()
db.execute("SET threads = 1")
db.execute("SET TimeZone = 'UTC'")


def read(table, columns, wanted):
    found = db.sql(f"SELECT {wanted} FROM read_csv('{FILES[table]}', columns = {columns}, header = true)")
    return pl.from_arrow(found.to_arrow_table()).with_columns(pl.col("time").cast(pl.Datetime("ms")).dt.replace_time_zone("UTC"))


def meter(_):
    return read("meter", {"time": "TIMESTAMP", "site_kw": "DOUBLE"}, "time::TIMESTAMP_MS AS time, site_kw")


def states(_):
    frame = read("states", {"time": "TIMESTAMP", "machine": "VARCHAR", "state": "VARCHAR"}, "time::TIMESTAMP_MS AS time, machine, state")
    return frame.with_columns(pl.col("machine", "state").cast(pl.Categorical))
