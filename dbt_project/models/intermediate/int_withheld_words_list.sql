-- Words that must stand in no text: names and addresses that are withheld, as the registers write and wrote them. The
-- key is for comparing but for width, spaces and legal form; what is shorter than four characters is in too many texts.
with withheld as (
    select * from {{ ref('int_withheld_organizations_resolve') }}
),

written as (
    select
        withheld.withheld,
        organizations.name,
        organizations.kana,
        organizations.name_en,
        organizations.address
    from withheld
    inner join {{ ref('int_organizations_assemble') }} as organizations on withheld.org_id = organizations.org_id
    union all
    select
        withheld.withheld,
        history.name,
        history.kana,
        history.name_en,
        history.address
    from withheld
    inner join {{ ref('int_nta_history_resolve') }} as history
        on withheld.org_id = 'JP-JCN-' || history.corporate_number
    union all
    select
        withheld.withheld,
        entries.name,
        {{ as_text('null') }} as kana,
        {{ as_text('null') }} as name_en,
        entries.address
    from withheld
    inner join {{ ref('int_register_entries_identify') }} as identified on withheld.org_id = identified.org_id
    inner join {{ ref('int_register_entries_unite') }} as entries
        on
            identified.register = entries.register
            and identified.listed_on = entries.listed_on
            and identified.file_row = entries.file_row
),

words as (
    {% for column, things in [
        ('name', ['name', 'record']), ('kana', ['name', 'kana', 'record']), ('name_en', ['name', 'name_en', 'record']),
        ('address', ['address', 'municipality', 'record']),
    ] %}
        select
            '{{ column }}' as kind,
            {{ column }} as words
        from written
        where {{ column }} is not null and {{ holds_any('withheld', things) }}
        {{ 'union' if not loop.last }}
    {% endfor %}
)

select
    kind,
    words,
    case when length({{ name_key('words') }}) >= 4 then {{ name_key('words') }} end as words_key
from words
