-- What stations are asked to do. A station asks for it, because it stands behind somebody's router.
create table station_command (
    id bigint generated always as identity primary key,
    station_id text not null references station,
    -- the asker's own name of it: asked for again under the same name it is the same command
    request text not null,
    kind text not null check (kind in ('open', 'show')),
    -- the door that opens
    compartment text,
    -- the words that are shown
    words text,
    created_at timestamptz not null,
    -- it is not begun after that
    expires_at timestamptz not null,
    -- the station has it in its own memory: it is handed out no more
    begun_at timestamptz,
    ended_at timestamptz,
    outcome text check (outcome in ('done', 'failed')),
    constraint command_has_its_object check (
        (kind = 'open') = (compartment is not null) and (kind = 'show') = (words is not null)),
    constraint command_ends_with_an_outcome check ((ended_at is null) = (outcome is null)),
    constraint request_once unique (station_id, request)
);
create index station_command_waiting on station_command (station_id, id) where begun_at is null and ended_at is null;
create index station_command_expires on station_command (expires_at);

-- What a station says of its doors.
create table door_event (
    station_id text not null references station,
    -- the station's own name of it
    event text not null,
    compartment text not null,
    kind text not null check (kind in ('opened', 'closed', 'still_shut', 'sensor_conflict')),
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    -- what it did when that happened
    command_id bigint references station_command on delete set null,
    primary key (station_id, event)
);
create index door_event_of_compartment on door_event (station_id, compartment, occurred_at desc);
create index door_event_received on door_event (received_at);
create index door_event_of_command on door_event (command_id) where command_id is not null;
