-- What a message tells of and what a job does is decided in the program, which refuses what it does not know: a new kind
-- needs no change of two large tables here, which holds up everybody who writes to them.
alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check check (kind ~ '^[a-z][a-z_]{0,39}$') not valid;
alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind ~ '^[a-z][a-z_]{0,39}$') not valid;
