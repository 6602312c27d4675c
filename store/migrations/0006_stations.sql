-- Stations: answers that are remembered for a while, wrong tries by path, and parcels behind one door.

-- An answer is bound to all that was asked: a keyed hash of what was shown, with path and caller. None where the
-- version before wrote it; such an answer is not given again.
alter table unlock_attempt
    add column request_mac bytea,
    add column locked_until timestamptz;
-- old attempts are removed from the oldest on
create index unlock_attempt_old on unlock_attempt (at);
-- what was shown is forgotten as soon as its answer is
create index unlock_attempt_bound on unlock_attempt (at) where request_mac is not null;

-- Wrong tries by path. The station's whole path is counted under the caller ''. The version before counts in
-- station_tries, which goes when nobody runs it any more.
create table unlock_tries (
    station_id text not null references station,
    path text not null check (path in ('keypad', 'scanner')),
    caller text not null,
    tries smallint not null,
    pauses smallint not null,
    since timestamptz not null,
    locked_until timestamptz,
    primary key (station_id, path, caller)
);
create index unlock_tries_old on unlock_tries (since);
-- pauses whose end the customers' pages have not been told
create index unlock_tries_locked on unlock_tries (locked_until) where locked_until is not null;

-- What lies behind a door.
create index parcel_lying on parcel (station_id, compartment) where placed_at is not null;
