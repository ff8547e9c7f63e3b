-- The database of Dagster and its two roles. For psql, as a superuser, with the passwords in the environment:
--   TSUNAGU_POSTGRES_PASSWORD      of `tsunagu`, the owner: code location and daemon
--   TSUNAGU_WEB_POSTGRES_PASSWORD  of `tsunagu_web`, which can only read: the web page
-- Run again it changes nothing but the passwords.
\set ON_ERROR_STOP on
\getenv owner_password TSUNAGU_POSTGRES_PASSWORD
\getenv web_password TSUNAGU_WEB_POSTGRES_PASSWORD

-- statements with a password in them are not for the server's log
set log_statement = 'none';
set log_min_duration_statement = -1;
set log_min_error_statement = 'panic';
set password_encryption = 'scram-sha-256';

select format('create role %I login', name)
from (values ('tsunagu'), ('tsunagu_web')) as wanted (name)
where not exists (select from pg_roles where rolname = name)
\gexec

alter role tsunagu nosuperuser nocreatedb nocreaterole password :'owner_password';
alter role tsunagu_web nosuperuser nocreatedb nocreaterole password :'web_password';
-- it is granted nothing but to read; this makes a mistake in a grant harmless
alter role tsunagu_web set default_transaction_read_only = on;

select 'create database tsunagu owner tsunagu encoding ''UTF8'' template template0'
where not exists (select from pg_database where datname = 'tsunagu')
\gexec

revoke all on database tsunagu from public;
grant connect on database tsunagu to tsunagu_web;

\connect tsunagu
revoke all on schema public from public;
alter schema public owner to tsunagu;
grant usage on schema public to tsunagu_web;
-- the tables that are there, and those that Dagster creates when it first starts
grant select on all tables in schema public to tsunagu_web;
alter default privileges for role tsunagu in schema public grant select on tables to tsunagu_web;
