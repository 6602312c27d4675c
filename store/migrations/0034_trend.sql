-- What a station is like over time: what happened there by its own day, by month whether or not it has a roof, and what
-- pages say of it.

-- What happened, until it is added up: tries come side by side, and one row for all of them would have them wait for each
-- other. Whoever adds one waits for nobody.
create table station_note (
    id bigint generated always as identity primary key,
    station_id text not null,
    what text not null check (what in ('opened', 'refused', 'still_shut', 'sensor_conflict', 'fault', 'heard', 'silent')),
    at timestamptz not null,
    -- since when it was silent
    since timestamptz,
    -- of an hour in which it was heard, where it says so
    celsius real,
    constraint silence_has_a_beginning check ((what = 'silent') = (since is not null))
);

-- A day is the station's own, by its time zone when that was added up.
create table station_day (
    station_id text not null references station,
    day date not null,
    -- doors that were opened by a code, by hour of the day
    opened integer[] not null check (cardinality(opened) = 24),
    refused integer not null,
    -- of those openings, the ones after which the door stayed shut, and after which its sensors contradicted each other
    jammed integer not null,
    unsure integer not null,
    -- what customers said that is wrong
    faults integer not null,
    offline_seconds integer not null,
    celsius_sum double precision not null,
    celsius_count integer not null,
    primary key (station_id, day)
);
create index station_day_old on station_day (day);

-- The same of all stations with a roof, or without, as they were then; two rows a month.
create table shelter_month (
    sheltered boolean not null,
    month date not null,
    -- days of stations on which anything was heard of them, or missed
    station_days bigint not null,
    opened bigint not null,
    refused bigint not null,
    jammed bigint not null,
    unsure bigint not null,
    faults bigint not null,
    offline_seconds bigint not null,
    celsius_sum double precision not null,
    celsius_count bigint not null,
    primary key (sheltered, month)
);

-- What pages say of a station, and when that is looked at again.
create table station_summary (
    station_id text primary key references station,
    -- nothing while too little is known
    summary jsonb,
    made_at timestamptz,
    due_at timestamptz
);
create index station_summary_due on station_summary (due_at) where due_at is not null;

-- Until when its silence is counted already.
alter table station add column silence_counted_until timestamptz;

-- The opening of which it is counted that the door stayed shut.
alter table parcel add column shut_noted_at timestamptz;
