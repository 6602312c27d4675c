-- The role the server runs as where it does not own the tables: it reads and writes, and what was done in customers'
-- names it can only add to. Run as the owner after `server --migrate`; again after each new version.
--
--   create role doorcode_app login password '…';
--   psql "$OWNERS_DATABASE_URL" -f store/roles.sql
grant usage on schema public to doorcode_app;
grant select, insert, update, delete on all tables in schema public to doorcode_app;
grant usage, select on all sequences in schema public to doorcode_app;
revoke update, delete, truncate on activity from doorcode_app;
revoke insert, update, delete, truncate on activity_chain, activity_rule, _sqlx_migrations from doorcode_app;
