"""The script a careful user would write today: one national file to Parquet, counts and a CSV, in pandas.

Steps, so that each can be measured: `bronze`, or `all` (bronze, tables, files for readers).
"""

import sys
from pathlib import Path

import pandas as pd

COLUMNS = [f"c{position:02d}" for position in range(30)]
NUMBER, PROCESS, CORRECT, UPDATED, CHANGED, NAME, KIND, PREFECTURE = (
    COLUMNS[position] for position in (1, 2, 3, 4, 5, 6, 8, 13)
)
DATES = [COLUMNS[position] for position in (4, 5, 18, 22)]

step, source, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
out.mkdir(parents=True, exist_ok=True)
frame = pd.read_csv(source, header=None, names=COLUMNS, dtype=str, encoding="cp932")
for column in DATES:
    frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
frame.to_parquet(out / "bronze.parquet", compression="zstd")
if step == "all":
    forms = "特定非営利活動法人|一般社団法人|一般財団法人|公益社団法人|公益財団法人|社会福祉法人|学校法人"
    nonprofits = frame[(frame[KIND] == "399") & frame[NAME].str.contains(forms, na=False)]
    organizations = nonprofits.sort_values(UPDATED).drop_duplicates(NUMBER, keep="last")
    events = nonprofits[nonprofits[CORRECT] == "0"].assign(month=lambda rows: rows[UPDATED].dt.to_period("M"))
    flow = events.groupby(["month", PROCESS, PREFECTURE]).size().reset_index(name="value")
    for name, table in {"organizations": organizations, "events": events, "flow": flow}.items():
        table = table.astype({"month": str}) if "month" in table else table
        table.to_parquet(out / f"{name}.parquet", compression="zstd")
        table.to_csv(out / f"{name}.csv", index=False, encoding="utf-8-sig")
