"""DuckDB over exported chains: a question a line on standard input, an answer a line."""

import json
import sys
import time

import duckdb

folder = sys.argv[1]
parquet = f"{folder}/chains.parquet"
con = duckdb.connect()
con.execute("SET TimeZone = 'UTC'")
# It would be drawn between the answers as soon as a question takes long.
con.execute("SET enable_progress_bar = false")
for kind, column in (("ward", "ward"), ("code", "municipality"), ("cause", "main_cause")):
    con.execute(
        f"CREATE TYPE {kind} AS ENUM (SELECT DISTINCT {column} FROM read_parquet('{parquet}')"
        f" WHERE {column} IS NOT NULL ORDER BY 1)"
    )
# What a question needs, in the smallest types, in the order of months: as good as a table can be.
# Every notice and leaving of the recipe is on the same day here and in UTC; day 0 was a Thursday.
con.execute(f"""
    CREATE TABLE chains AS SELECT
        CAST(replace(month, '-', '') AS INTEGER) AS month,
        CAST(ward AS ward) AS ward, CAST(municipality AS code) AS municipality,
        ready_at IS NOT NULL AS ready,
        coalesce((epoch_ms(ready_at) // 86400000 + 3) % 7 < 5, false) AS weekday,
        stayed_v1, stayed_v2, stayed_v4, CAST(main_cause AS cause) AS cause, imported,
        deceased_at IS NOT NULL AS deceased, overridden,
        CAST(strftime(make_timestamp(epoch_ms(left_at) * 1000), '%Y%m') AS INTEGER) AS left_month,
        epoch_ms(left_at) - epoch_ms(ready_at) AS ready_to_left,
        CASE WHEN municipality_ready_at >= ready_at
            THEN epoch_ms(municipality_ready_at) - epoch_ms(ready_at) END AS ready_to_municipality,
        CASE WHEN municipality_ready_at <= left_at
            THEN epoch_ms(left_at) - greatest(epoch_ms(municipality_ready_at), epoch_ms(ready_at))
            END AS municipality_to_left
    FROM read_parquet('{parquet}') WHERE NOT cancelled
""")
# The account of each ready notice, and who waited for a short-term place, in whole milliseconds.
con.execute(f"""
    CREATE TABLE accounts AS SELECT
        CAST(replace(counts_in, '-', '') AS INTEGER) AS month,
        CAST(municipality AS code) AS municipality, CAST(days AS INTEGER) AS days,
        CAST(amount_sek AS INTEGER) AS amount_sek, reason IS NULL AS liable,
        coalesce(reason = 'before_start', false) AS before_start
    FROM read_parquet('{folder}/liability.parquet')
""")
con.execute(f"""
    CREATE TABLE waits AS SELECT
        CAST(municipality AS code) AS municipality,
        epoch_ms(from_at) AS begins, epoch_ms(to_at) AS ends
    FROM read_parquet('{folder}/delays.parquet') WHERE cause = 'short_term_place'
""")
print(json.dumps({"rows": con.execute("SELECT count(*) FROM chains").fetchone()[0]}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    con.execute(f"SET threads = {asked['threads']}")
    cpu, began = time.process_time(), time.perf_counter()
    rows = con.execute(asked["sql"]).fetchall()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(json.dumps({"seconds": took, "cpu": cpu, "rows": rows}, default=str), flush=True)
