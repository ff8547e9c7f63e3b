{{ config(materialized='view') }}
-- Every version of every organisation in both times, whoever may be shown: names are looked for in all of them.
select
    'JP-JCN-' || history.corporate_number as org_id,
    history.valid_from,
    history.valid_to,
    history.known_from,
    history.known_to,
    history.name,
    history.kana,
    history.name_en,
    coalesce(history.legal_form, case when numbers.is_listed_npo then 'npo' end) as legal_form,
    case when not organizations.is_excluded_from_search then history.address end as address,
    history.municipality_code,
    case when not organizations.is_excluded_from_search then history.post_code end as post_code,
    history.status,
    history.close_cause,
    'JP-JCN-' || history.successor_corporate_number as successor_org_id
from {{ ref('int_nta_history_resolve') }} as history
inner join {{ ref('int_nonprofit_numbers_collect') }} as numbers
    on history.corporate_number = numbers.corporate_number
-- Who is excluded from the search now has no address in any version.
inner join {{ ref('int_organizations_assemble') }} as organizations
    on organizations.org_id = 'JP-JCN-' || history.corporate_number
