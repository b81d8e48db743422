"""CPU ms of the stages that duckdb could take over from polars: reading both files, and occupancy by an as-of join.

    duckdb_stages.py meter.csv states.csv

Why `peer_duckdb.py` leaves occupancy to polars, and `peer_polars.py` does without duckdb: on size M (duckdb 2.0.1, one thread) it took 112, 37 and 827 ms, where polars 2.1.0 took 82, 29 and 75.
"""
import sys, time
import duckdb

meter, states = sys.argv[1:3]
db = duckdb.connect()
db.execute("SET threads = 1")


def median_ms(work, runs=5):
    times = []
    for _ in range(runs):
        started = time.process_time()
        work()
        times.append(1000 * (time.process_time() - started))
    return sorted(times)[runs // 2]


def read(table, file, columns):
    db.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_csv('{file}', columns = {columns}, header = true)")


print("meter", round(median_ms(lambda: read("meter", meter, {"time": "TIMESTAMPTZ", "site_kw": "DOUBLE"})), 1))
print("states", round(median_ms(lambda: read("states", states, {"time": "TIMESTAMPTZ", "machine": "VARCHAR", "state": "VARCHAR"})), 1))

names = [name for (name,) in db.execute("SELECT DISTINCT state FROM states ORDER BY 1").fetchall()]
db.execute("CREATE TABLE edges AS SELECT unnest(generate_series(min(time), max(time) + INTERVAL 1 SECOND, INTERVAL 30 SECOND)) AS edge FROM meter")
each = lambda form: ", ".join(form.format(name=name) for name in names)
occupancy = f"""
CREATE OR REPLACE TABLE share AS WITH
d AS (SELECT machine, state, time, epoch_ms(coalesce(lead(time) OVER w, (SELECT max(edge) FROM edges))) - epoch_ms(time) AS dwell
      FROM states WINDOW w AS (PARTITION BY machine ORDER BY time)),
c AS (SELECT *, {each("coalesce(sum(CASE WHEN state = '{name}' THEN dwell ELSE 0 END) OVER v, 0) AS before_{name}")}
      FROM d WINDOW v AS (PARTITION BY machine ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
g AS (SELECT edge, machine FROM edges, (SELECT DISTINCT machine FROM states)),
e AS (SELECT g.machine, g.edge, {each("before_{name} + CASE WHEN state = '{name}' THEN epoch_ms(g.edge) - epoch_ms(c.time) ELSE 0 END AS until_{name}")}
      FROM g ASOF JOIN c ON g.machine = c.machine AND g.edge >= c.time)
SELECT machine, edge, {each("(until_{name} - lag(until_{name}) OVER u) / 30000.0 AS {name}")} FROM e WINDOW u AS (PARTITION BY machine ORDER BY edge)"""
print("occupancy", round(median_ms(lambda: db.execute(occupancy), 3), 1))
