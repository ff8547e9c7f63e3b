{#- Rules of this warehouse that several models share. No dialect here. -#}

{#- A key for comparing names: half width, no legal form, no spaces, one dash. Not for display. -#}
{% macro name_key(expression) -%}
    {%- set wide = "！＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［］ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ" -%}
    {%- set narrow = "!#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz" -%}
    {%- set folded = "lower(translate(" ~ expression ~ ", '" ~ wide ~ "―‐−–ヶヵ髙﨑', '" ~ narrow ~ "----ケカ高崎'))" -%}
    {{ replace_pattern(folded, '認定特定非営利活動法人|特定非営利活動法人|特定非営利法人|npo法人|[ 　・]', '') }}
{%- endmacro %}

{#- The newest entry of each organisation in a register, as `entries`, with who it is, as `identified`. -#}
{% macro newest_entries(register, model) -%}
    {{ ref(model) }} as entries
    inner join {{ ref('int_register_entries_identify') }} as identified
        on
            identified.register = '{{ register }}'
            and identified.is_newest
            and entries.listed_on = identified.listed_on
            and entries.file_row = identified.file_row
{%- endmacro %}

{#- Register and day of the newest list of certified organisations: one decides, so that nobody counts twice. -#}
{% macro newest_certification_list() -%}
    select
        register,
        listed_on
    from (
        select
            register,
            listed_on,
            row_number() over (order by listed_on desc, register) as choice
        from {{ ref('int_certification_periods_list') }}
        group by register, listed_on
    ) as lists
    where choice = 1
{%- endmacro %}

{#- After how many years without an event an organisation counts as silent. -#}
{% macro silent_after_years() %}{{ return(var('silent_after_years')) }}{% endmacro %}

{#- Six digits of a municipality: five and the check digit of the Ministry of Internal Affairs. -#}
{% macro municipality_code_6(code) -%}
    {{ code }} || {{ as_text(
        "mod(11 - mod("
        ~ "6 * cast(substr(" ~ code ~ ", 1, 1) as integer) + 5 * cast(substr(" ~ code ~ ", 2, 1) as integer)"
        ~ " + 4 * cast(substr(" ~ code ~ ", 3, 1) as integer) + 3 * cast(substr(" ~ code ~ ", 4, 1) as integer)"
        ~ " + 2 * cast(substr(" ~ code ~ ", 5, 1) as integer), 11), 10)"
    ) }}
{%- endmacro %}
