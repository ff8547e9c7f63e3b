with compared as (
    select
        counted_on,
        geography_kind,
        geography_code,
        measure,
        our_counted_on,
        value,
        most_ours_alone as most_ours_alone_by_day,
        most_theirs_alone as most_theirs_alone_by_day,
        0 as most_theirs_alone_by_definition,
        'no_list_near_the_day' as absence
    from {{ ref('int_official_certifications_compare') }}
    union all
    select
        counted_on,
        geography_kind,
        geography_code,
        measure,
        our_counted_on,
        value,
        most_ours_alone_by_day,
        most_theirs_alone_by_day,
        most_theirs_alone_by_definition,
        absence
    from {{ ref('int_official_organizations_compare') }}
),

laid_beside as (
    select
        figures.publication_id,
        figures.value as official_value,
        compared.*,
        compared.value - figures.value as difference,
        -- A difference of days explains nothing where the days are the same.
        case when compared.our_counted_on != figures.counted_on then compared.most_ours_alone_by_day else 0 end
            as most_above,
        case when compared.our_counted_on != figures.counted_on then compared.most_theirs_alone_by_day else 0 end
            as most_below
    from {{ ref('official_figures') }} as figures
    inner join compared
        on
            figures.counted_on = compared.counted_on
            and figures.geography_kind = compared.geography_kind
            and figures.geography_code = compared.geography_code
            and figures.measure = compared.measure
),

explained as (
    select
        *,
        case
            when value is null then absence
            when difference = 0 then 'none_needed'
            when difference between -most_below and most_above then 'other_date'
            when difference between -most_theirs_alone_by_definition and 0 then 'other_definition'
            when difference between -(most_below + most_theirs_alone_by_definition) and most_above
                then 'other_date_and_definition'
            else 'none_found'
        end as explanation
    from laid_beside
)

select
    explained.publication_id,
    publications.publisher_ja,
    publications.publisher_en,
    publications.title_ja,
    publications.title_en,
    publications.source_url,
    explained.counted_on,
    explained.geography_kind,
    explained.geography_code,
    explained.measure,
    cast(explained.official_value as bigint) as official_value,
    explained.our_counted_on,
    cast(explained.value as bigint) as value,
    case when explained.value is null then 'x' end as value_status,
    'organizations' as unit,
    cast(explained.difference as bigint) as difference,
    case
        when explained.value is null then 'not_comparable'
        when explained.difference = 0 then 'equal'
        when explained.explanation = 'none_found' then 'unexplained'
        else 'explained'
    end as verdict,
    explained.explanation
from explained
inner join {{ ref('official_publications') }} as publications
    on explained.publication_id = publications.publication_id
