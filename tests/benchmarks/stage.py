"""One stage of the pipeline alone: `MIRROR HOME` — land and parse the national file."""

import sys
from pathlib import Path

from ingest.acquire import acquire
from ingest.bronze import build_partitions
from ingest.registries import REGISTERS
from pipelines.resources import WarehouseResource

mirror, home = sys.argv[1:]
warehouse = WarehouseResource(home_dir=home, mirror_dir=mirror)
warehouse.home.create()
register = REGISTERS["nta_national"]
acquire(register, warehouse.open_landing(), warehouse.open_fetcher())
landed = warehouse.open_landing().current(register.name)
build_partitions(register, landed, warehouse.home.bronze, warehouse.home.quarantine)
if not list(Path(home).glob("bronze/nta_national/*.json")):
    sys.exit("no bronze was written")
