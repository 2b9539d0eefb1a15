"""Reads a Parquet file with DuckDB and pandas and compares it with the same table in CSV."""

import csv
import sys

import duckdb
import pandas

parquet, table = sys.argv[1:]
with open(table, newline="", encoding="utf-8") as file:
    expected = list(csv.DictReader(file))

frame = pandas.read_parquet(parquet)
assert list(frame.columns) == list(expected[0]), frame.columns


def shown(value):
    """A value as the CSV file has it."""
    if pandas.isna(value):
        return ""
    if isinstance(value, pandas.Timestamp):
        text = value.tz_convert("UTC").strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
        return text + "Z"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value))
    return str(value)


for column in frame.columns:
    times = column.endswith("_at") or column == "due_from"
    assert not times or str(frame[column].dtype).startswith("datetime64"), column
    for row, value in zip(expected, frame[column].tolist()):
        assert shown(value) == row[column], (column, value, row[column])

relation = duckdb.read_parquet(parquet)
assert relation.columns == list(frame.columns), relation.columns
count = relation.count("*").fetchall()[0][0]
print(f"duckdb {count} pandas {len(frame)}")
