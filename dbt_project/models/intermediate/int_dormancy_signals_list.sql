-- One row an organisation and sign that it is, or was, no longer alive: closed by the registrar, revoked, long silent.
with closed as (
    select
        years.as_of_on,
        organizations.org_id,
        organizations.legal_form,
        organizations.prefecture_code,
        case when organizations.is_in_portal then organizations.jurisdiction_code end as jurisdiction_code,
        'closed_by_registrar' as measure,
        'not_applicable' as ground
    from {{ ref('int_organizations_assemble') }} as organizations
    inner join {{ ref('int_dormancy_years_judge') }} as years
        on organizations.closed_on >= years.first_on and organizations.closed_on <= years.as_of_on
    where organizations.close_cause = 'closed_by_registrar'
),

revocations as (
    select
        identified.org_id,
        entries.dissolved_on,
        case
            when entries.revocation_basis like '%報告%' then 'reports_not_filed'
            when entries.revocation_basis like '%命令%' then 'order_not_obeyed'
            when entries.revocation_basis like '%43条%1項%' or entries.revocation_basis like '%４３条%１項%'
                then 'article_43_1'
            when entries.revocation_basis like '%43条%2項%' or entries.revocation_basis like '%４３条%２項%'
                then 'article_43_2'
            else 'not_stated'
        end as ground
    from {{ newest_entries('npo_portal', 'stg_npo_portal__entries') }}
    where entries.dissolution_ground = 'authentication_revoked'
),

revoked as (
    select
        years.as_of_on,
        organizations.org_id,
        'npo' as legal_form,
        organizations.prefecture_code,
        organizations.jurisdiction_code,
        'revoked' as measure,
        revocations.ground
    from revocations
    inner join {{ ref('int_organizations_assemble') }} as organizations on revocations.org_id = organizations.org_id
    inner join {{ ref('int_dormancy_years_judge') }} as years
        on revocations.dissolved_on >= years.first_on and revocations.dissolved_on <= years.as_of_on
)

select * from closed
union all
select * from revoked
{% for years in silent_after_years() %}
    union all
    select
        as_of_on,
        org_id,
        legal_form,
        prefecture_code,
        jurisdiction_code,
        'silent_for_{{ years }}_years' as measure,
        'not_applicable' as ground
    from {{ ref('int_happenings_date') }}
    where last_happening_on <= {{ add_months('as_of_on', '-12 * ' ~ years) }}
{% endfor %}
