{#- Relations without the name of the database: a view keeps its meaning when the file is opened under another name. -#}
{% macro ref() %}{{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}{% endmacro %}
