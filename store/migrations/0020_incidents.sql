-- Incidents: that many fail at once, at a provider, in a region or at a station; and what that is seen from.

-- The operator's own name of the area that a station stands in.
alter table station add column region text check (region ~ '^[A-Za-z0-9-]{1,40}$');
create index station_region on station (region, id) where region is not null;

-- Whether it was counted how a hand-over ended. What there is so far was: nobody looks back.
alter table attempt add column counted boolean not null default true;
alter table attempt alter column counted set default false;
create index attempt_uncounted on attempt (started_at) where not counted;

-- How hand-overs of messages ended, until that is added to the counters: receipts come side by side, and one counter for
-- all of them would have them wait for each other.
create table message_outcome (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    channel text not null,
    provider text not null,
    -- of the parcel's station, where it is about one
    region text,
    customer_id bigint,
    failed boolean not null,
    -- in the region; none where it did not come as far
    failed_there boolean
);

-- Counted by minute. Whose messages failed is kept beside it for an hour: one who tries again and again is no cluster.
create table failure_count (
    scope text not null check (scope in ('provider', 'region')),
    subject text not null,
    trouble text not null,
    minute timestamptz not null,
    tried bigint not null,
    failed bigint not null,
    primary key (scope, subject, trouble, minute)
);
create index failure_count_minute on failure_count (minute);
create table failure_customer (
    scope text not null,
    subject text not null,
    trouble text not null,
    minute timestamptz not null,
    customer_id bigint not null,
    primary key (scope, subject, trouble, minute, customer_id)
);
create index failure_customer_minute on failure_customer (minute);

-- What customers say they see at a station; each says it once, and the newest time counts.
create table station_report (
    station_id text not null references station,
    trouble text not null,
    customer_id bigint not null references customer on delete cascade,
    at timestamptz not null,
    primary key (station_id, trouble, customer_id)
);
create index station_report_at on station_report (at);
create index station_report_customer on station_report (customer_id);
-- How often doors opened meanwhile.
create index unlock_attempt_opened on unlock_attempt (station_id, at) where outcome = 'open';

create table incident (
    id bigint generated always as identity primary key,
    scope text not null check (scope in ('provider', 'region', 'station')),
    -- the name of a provider or region, or a station's id
    subject text not null,
    trouble text not null check (trouble ~ '^[a-z][a-z_]{0,39}$'),
    raised_by text not null check (raised_by in ('rule', 'operator')),
    -- the operator's own name of it: raised again under the same name it is the same one
    request text unique,
    -- what the operator says of it
    words text,
    started_at timestamptz not null,
    -- when it was last found failing
    failed_at timestamptz not null,
    -- when it is over by itself
    until timestamptz,
    cleared_at timestamptz,
    constraint the_operator_names_it check (raised_by = 'rule' or request is not null)
);
create unique index incident_open on incident (scope, subject, trouble) where cleared_at is null;
create index incident_cleared on incident (cleared_at) where cleared_at is not null;
create index incident_of on incident (scope, subject, trouble, cleared_at);
