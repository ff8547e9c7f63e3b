-- Queries whose answers in the browser are those of DuckDB; an empty line parts them.
-- The examples of the page are asked, too.

select count(*) as n from organizations

select count(*) as n, count(kana) as with_kana, count(distinct prefecture_code) as prefectures from organizations

select * from organizations where corporate_number like '%00001' order by org_id limit 20

select org_id, name from organizations where kana is null order by org_id limit 15

-- not never makes an empty value true
select count(*) as n from organizations where not (kana = 'アオゾラ')

select count(*) as n from organizations where name_en not like 'A%'

select count(*) as n from organizations where close_cause not in ('liquidation_completed', 'bankruptcy')

select count(*) as n from organizations where not (close_cause is null or status = 'closed')

-- like tells capitals apart, and its signs are no regular expressions
select count(*) as n from municipalities where kana like 'サッポロ%' or kana like 'ｻ%' or name like '札幌市_央区'

select org_id, established_on from organizations order by established_on desc, org_id limit 10

select org_id, closed_on from organizations order by closed_on nulls first, org_id limit 10

select prefecture_code, status, count(*) as n
from organizations
group by prefecture_code, status
having count(*) > 5
order by n desc, prefecture_code, status

select min(occurred_on) as first_day, max(occurred_on) as last_day
from organization_events
where event_type = 'registered'

select event_type, count(*) as n
from organization_events
where occurred_on between '2018-01-01' and '2020-12-31'
group by event_type
order by event_type

select date_trunc('month', occurred_on) as month, count(*) as n
from organization_events
where occurred_on >= '2021-01-01'
group by date_trunc('month', occurred_on)
order by month

select avg(value) as mean, sum(value) as total, median(value) as middle
from stat_stock
where geography_kind = 'prefecture'

select geography_code, value, round(value / 7.0, 2) as weekly
from stat_stock
where geography_kind = 'prefecture' and legal_form = 'npo' and certification_kind = 'any'
order by as_of_on desc, geography_code
limit 40

with ended as (
  select org_id, year(occurred_on) as ended_in from organization_events where event_type in ('closed', 'dissolved')
)
select organizations.legal_form, ended.ended_in, count(*) as n
from ended
inner join organizations on organizations.org_id = ended.org_id
group by organizations.legal_form, ended.ended_in
order by n desc, organizations.legal_form, ended.ended_in
limit 25

select organizations.org_id, certifications.valid_to
from organizations
left join certifications on certifications.org_id = organizations.org_id and certifications.is_current
where organizations.prefecture_code = '04'
order by organizations.org_id, certifications.valid_to
limit 60

select name from organizations
where org_id in (select org_id from certifications where certification_kind = 'specially_certified')
order by name, org_id
limit 30

select status, case when established_on < '2010-01-01' then 'old' when established_on is null then 'unknown' else 'young' end as age,
  count(*) as n
from organizations
group by status, case when established_on < '2010-01-01' then 'old' when established_on is null then 'unknown' else 'young' end
order by status, age

select prefecture_code as code from members
union
select prefecture_code as code from support_centres
order by code

select field, count(*) as n
from organizations, unnest(fields) as listed(field)
group by field
order by n desc, field

select count(*) as n from organizations where list_contains(fields, '02') and status = 'active'

select name, length(name) as letters, upper(org_id) as id, concat(prefecture_code, '-', status) as both
from organizations
order by letters desc, org_id
limit 12

select lead_sector, string_agg(programme_id, ', ') as programmes from programmes where programme_id like '%/C%' group by lead_sector order by lead_sector

select distinct lead_sector, programme_kind from programmes order by lead_sector, programme_kind

select coalesce(name_en, name) as title, starts_with(org_id, 'JP-JCN') as numbered from organizations order by org_id limit 10 offset 20

select org_id, count(*) as n
from organization_events
group by org_id
order by n desc, org_id
limit 10

select count(*) as n from organization_events where occurred_on > published_on
