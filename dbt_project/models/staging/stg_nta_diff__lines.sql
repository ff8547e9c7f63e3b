-- Lines of the National Tax Agency's daily files, of every kind of corporation.
{{ stage_nta_lines('nta_diff', rank=1) }}
