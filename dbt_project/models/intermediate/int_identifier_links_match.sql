-- Ties entries without a corporate number to an organisation, by exact rules only. An entry that fits two
-- organisations, or an organisation that fits two entries of one register, is left alone: never guessed.
with entries as (
    select
        unite.*,
        located.municipality_code,
        row_number() over (
            partition by unite.register, unite.entry_key order by unite.listed_on desc, unite.file_row
        ) as recency
    from {{ ref('int_register_entries_unite') }} as unite
    left join {{ ref('int_register_entries_locate') }} as located
        on unite.prefecture_code = located.prefecture_code and unite.address = located.address
),

numberless as (
    select * from entries
    where corporate_number is null and recency = 1
),

known_names as (
    select distinct
        'JP-JCN-' || corporate_number as org_id,
        {{ name_key('name') }} as name_key,
        substr(municipality_code, 1, 2) as prefecture_code,
        municipality_code
    from {{ ref('int_nta_history_resolve') }}
    where legal_form = 'npo' and known_to is null
    union
    select distinct
        'JP-JCN-' || corporate_number as org_id,
        name_key,
        prefecture_code,
        municipality_code
    from entries
    where corporate_number is not null
),

same_portal_id as (
    select
        numberless.register,
        numberless.entry_key,
        'JP-JCN-' || numbered.corporate_number as org_id,
        'same_portal_id' as rule,
        1.0 as probability,
        1 as preference
    from numberless
    inner join entries as numbered
        on numberless.portal_id = numbered.portal_id and numbered.corporate_number is not null
),

same_municipality as (
    select
        numberless.register,
        numberless.entry_key,
        known_names.org_id,
        'exact_name_and_municipality' as rule,
        0.99 as probability,
        2 as preference
    from numberless
    inner join known_names
        on
            numberless.name_key = known_names.name_key
            and numberless.municipality_code = known_names.municipality_code
),

same_prefecture as (
    select
        numberless.register,
        numberless.entry_key,
        known_names.org_id,
        'exact_name_and_prefecture' as rule,
        0.95 as probability,
        3 as preference
    from numberless
    inner join known_names
        on
            numberless.name_key = known_names.name_key
            and numberless.prefecture_code = known_names.prefecture_code
),

same_authority as (
    select
        numberless.register,
        numberless.entry_key,
        'JP-CAO-' || portal.entry_key as org_id,
        'exact_name_and_jurisdiction' as rule,
        0.95 as probability,
        4 as preference
    from numberless
    inner join numberless as portal
        on
            numberless.register = 'certified_list'
            and portal.register = 'npo_portal'
            and numberless.name_key = portal.name_key
            and numberless.jurisdiction_code = portal.jurisdiction_code
),

candidates as (
    select * from same_portal_id
    union
    select * from same_municipality
    union
    select * from same_prefecture
    union
    select * from same_authority
),

unambiguous as (
    select
        register,
        entry_key,
        rule,
        preference,
        min(org_id) as org_id,
        min(probability) as probability
    from candidates
    group by register, entry_key, rule, preference
    having count(distinct org_id) = 1
),

preferred as (
    select
        *,
        row_number() over (partition by register, entry_key order by preference) as choice
    from unambiguous
),

exclusive as (
    select
        *,
        count(*) over (partition by register, org_id) as claims
    from preferred
    where choice = 1
),

linked as (
    select * from exclusive
    where claims = 1 or rule = 'same_portal_id'
),

-- A numberless portal entry may itself be tied to a number; what is tied to it follows.
followed as (
    select
        linked.register,
        linked.entry_key,
        linked.rule,
        linked.probability,
        coalesce(onward.org_id, linked.org_id) as org_id
    from linked
    left join linked as onward
        on
            linked.rule = 'exact_name_and_jurisdiction'
            and linked.org_id = 'JP-CAO-' || onward.entry_key
            and onward.register = 'npo_portal'
)

select
    numberless.register,
    numberless.entry_key,
    coalesce(followed.org_id, 'JP-CAO-' || numberless.entry_key) as org_id,
    coalesce(followed.rule, 'unlinked') as rule,
    cast(followed.probability as decimal(5, 4)) as probability,
    numberless.jurisdiction_code,
    numberless.municipality_code,
    numberless.name,
    numberless.name_key,
    numberless.address
from numberless
left join followed on numberless.register = followed.register and numberless.entry_key = followed.entry_key
