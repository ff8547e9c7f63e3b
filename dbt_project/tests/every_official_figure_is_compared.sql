-- No figure that an authority publishes is left out of the comparison, and none is compared twice.
{{ config(meta={"dagster": {"ref": {"name": "stat_reconciliation"}}}) }}

select
    figures.publication_id,
    figures.counted_on,
    figures.geography_code,
    figures.measure,
    count(compared.publication_id) as comparisons
from {{ ref('official_figures') }} as figures
left join {{ ref('stat_reconciliation') }} as compared
    on
        figures.publication_id = compared.publication_id
        and figures.counted_on = compared.counted_on
        and figures.geography_kind = compared.geography_kind
        and figures.geography_code = compared.geography_code
        and figures.measure = compared.measure
group by figures.publication_id, figures.counted_on, figures.geography_code, figures.measure
having count(compared.publication_id) != 1
