-- Doors that a station opens without a link, by a list of grants, and tells of when the link is back.

-- What the hashes of a station's lists are salted with, and since when. None until it asks for a list.
alter table station add column grant_salt bytea, add column grant_salted_at timestamptz;

-- The slow hash of a code's digits, made once for each salt and sealed, for it is easier to guess from than the code's own
-- index; and until when the last list with it holds that its station was given. Beside the code, so that it goes with it.
alter table pickup_code
    add column grant_salt bytea,
    add column grant_key_id text,
    add column grant_sealed bytea,
    add column grant_until timestamptz;

-- What stations have opened by a grant. None of it refers to another table: a grant that is not known is told as well.
create table offline_opening (
    station_id text not null references station,
    -- the station's own name of the report, and the place in it: said again it is the same
    report text not null,
    place smallint not null,
    -- keyed hash of what was said, digits and all
    said_mac bytea not null,
    -- the code's number, as said
    grant_name text not null,
    compartment text not null,
    -- by the station's clock, put right
    opened_at timestamptz not null,
    received_at timestamptz not null,
    outcome text not null check (outcome in ('collected', 'late', 'collected_before', 'stopped', 'not_there',
        'unproven', 'unknown')),
    primary key (station_id, report, place)
);
create index offline_opening_received on offline_opening (received_at);
