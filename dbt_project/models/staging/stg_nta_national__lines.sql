-- Lines of the National Tax Agency's monthly national file, of every kind of corporation.
{{ stage_nta_lines('nta_national', rank=2) }}
