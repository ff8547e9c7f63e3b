{#- Fails with every row that lacks a value of a column declared not null. For views, where nothing else enforces it. -#}
{% test complete(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{% endtest %}
