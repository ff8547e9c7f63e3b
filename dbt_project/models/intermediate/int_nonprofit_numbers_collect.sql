-- Corporate numbers of the civil sector: a name of theirs ever stated a legal form of it, or an authority
-- lists them as NPO corporations (some are registered as plain ＮＰＯ法人, which the name alone does not prove).
with stated as (
    select corporate_number from {{ ref('stg_nta_diff__lines') }}
    where legal_form is not null
    union
    select corporate_number from {{ ref('stg_nta_national__lines') }}
    where legal_form is not null
),

listed as (
    select corporate_number from {{ ref('stg_npo_portal__entries') }}
    where corporate_number is not null
    union
    select corporate_number from {{ ref('stg_certified_list__entries') }}
    where corporate_number is not null
),

united as (
    select
        corporate_number,
        false as is_listed_npo
    from stated
    union all
    select
        corporate_number,
        true as is_listed_npo
    from listed
)

select
    corporate_number,
    bool_or(is_listed_npo) as is_listed_npo
from united
group by corporate_number
