-- Each organisation that was mentioned, once: by number, else by name and place. The words are those of a record that
-- lets it be named, where there is one; the organisation's own profile comes first.
with ranked as (
    select
        *,
        row_number() over (
            partition by mention_key
            order by is_nameable desc, preference, stated_on desc nulls last, record_key, kind
        ) as choice
    from {{ ref('int_organization_mentions_collect') }}
)

select
    mention_key,
    max(case when choice = 1 then name end) as name,
    max(kana) as kana,
    max(corporate_number) as corporate_number,
    max(case when choice = 1 then prefecture_code end) as prefecture_code,
    max(case when choice = 1 then municipality_code end) as municipality_code,
    max(address) as address,
    max(case when choice = 1 then sector end) as sector,
    coalesce(max(case when choice = 1 then fields end), {{ empty_list() }}) as fields,
    max(is_nameable) as is_nameable,
    -- Authorities and companies are in no register of non-profits: a like name there is another body.
    max(corporate_number) is null and max(sector not in ('government', 'company')) as is_linkable
from ranked
group by mention_key
