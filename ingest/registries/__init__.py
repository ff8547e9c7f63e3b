"""The registers this warehouse reads, one module each; adding a register is adding a module and a line.

A register is declared, not programmed into the rest: title, publisher, licence, cadence, bronze schema,
how its files are found and how they are parsed (see ``ingest.register.Register``).
"""

from __future__ import annotations

from ingest.register import Register
from ingest.registries import (
    certified_list,
    municipality_codes,
    municipality_wards,
    npo_portal,
    nta_diff,
    nta_national,
    population_census,
    population_resident,
)

REGISTERS: dict[str, Register] = {
    module.REGISTER.name: module.REGISTER
    for module in (
        nta_national,
        nta_diff,
        npo_portal,
        certified_list,
        municipality_codes,
        municipality_wards,
        population_resident,
        population_census,
    )
}
