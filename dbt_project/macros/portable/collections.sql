{#- Lists and windows in DuckDB and in Spark. -#}

{#- A list of those texts whose condition holds, in the order given; pairs of text and condition. -#}
{% macro list_of_true(pairs) %}{{ return(adapter.dispatch('list_of_true')(pairs)) }}{% endmacro %}
{% macro default__list_of_true(pairs) -%}
    list_filter([
    {%- for text, condition in pairs %}case when {{ condition }} then '{{ text }}' end{{ ', ' if not loop.last }}{% endfor -%}
    ], lambda item: item is not null)
{%- endmacro %}
{% macro spark__list_of_true(pairs) -%}
    array_compact(array(
    {%- for text, condition in pairs %}case when {{ condition }} then '{{ text }}' end{{ ', ' if not loop.last }}{% endfor -%}
    ))
{%- endmacro %}

{#- The last value that is not null, over a window that ends at the current row. -#}
{% macro last_known(expression, over) %}{{ return(adapter.dispatch('last_known')(expression, over)) }}{% endmacro %}
{% macro default__last_known(expression, over) %}last_value({{ expression }} ignore nulls) over ({{ over }}){% endmacro %}
{% macro spark__last_known(expression, over) %}last_value({{ expression }}, true) over ({{ over }}){% endmacro %}

{#- In a select list: one row an element of a list; a list that is empty or absent gives none. -#}
{% macro unfold(expression) %}{{ return(adapter.dispatch('unfold')(expression)) }}{% endmacro %}
{% macro default__unfold(expression) %}unnest({{ expression }}){% endmacro %}
{% macro spark__unfold(expression) %}explode({{ expression }}){% endmacro %}

{#- An aggregate: the distinct values of a group, in order; nulls are left out. -#}
{% macro sorted_set(expression) %}{{ return(adapter.dispatch('sorted_set')(expression)) }}{% endmacro %}
{% macro default__sorted_set(expression) -%}
    coalesce(list(distinct {{ expression }} order by {{ expression }}) filter (where {{ expression }} is not null), [])
{%- endmacro %}
{% macro spark__sorted_set(expression) %}array_sort(collect_set({{ expression }})){% endmacro %}

{#- Whether a list holds every element of another; an absent list holds none. -#}
{% macro holds_all(list, elements) %}{{ return(adapter.dispatch('holds_all')(list, elements)) }}{% endmacro %}
{% macro default__holds_all(list, elements) %}coalesce(list_has_all({{ list }}, {{ elements }}), false){% endmacro %}
{% macro spark__holds_all(list, elements) -%}
    coalesce(size(array_except({{ elements }}, {{ list }})) = 0, false)
{%- endmacro %}

{% macro has_element(list, element) %}{{ return(adapter.dispatch('has_element')(list, element)) }}{% endmacro %}
{% macro default__has_element(list, element) %}coalesce(list_contains({{ list }}, {{ element }}), false){% endmacro %}
{% macro spark__has_element(list, element) %}coalesce(array_contains({{ list }}, {{ element }}), false){% endmacro %}

{% macro empty_list() %}{{ return(adapter.dispatch('empty_list')()) }}{% endmacro %}
{% macro default__empty_list() %}cast([] as varchar[]){% endmacro %}
{% macro spark__empty_list() %}cast(array() as array<string>){% endmacro %}
