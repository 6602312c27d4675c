-- Cases: problems that are handed to the operator's people, with all that is known, and what came of them.

create table parcel_case (
    id bigint generated always as identity primary key,
    parcel_id text not null references parcel,
    -- who opened it: their words and their photo are shown to them only
    customer_id bigint references customer on delete set null,
    kind text not null check (kind ~ '^[a-z][a-z_]{0,39}$'),
    -- the form's token: posted twice it is one case
    request text not null,
    opened_at timestamptz not null,
    -- an answer was promised until then
    due_at timestamptz not null,
    -- when it is looked after next
    look_at timestamptz not null,
    -- it was told that nobody answered in time
    overdue_at timestamptz,
    answered_at timestamptz,
    closed_at timestamptz,
    -- the action that closed it
    closed_by text,
    -- the parcel's code was stopped: see code_is_stopped
    stops_code boolean not null,
    -- how long the parcel could still be collected, where the clock stands still
    left_seconds bigint,
    -- what the customer saw, and what was known; no code and no whole address of anybody
    seen json not null,
    evidence json not null,
    constraint case_request_once unique (parcel_id, request),
    constraint case_is_closed_by_something check ((closed_at is null) = (closed_by is null))
);
create unique index case_open on parcel_case (parcel_id) where closed_at is null;
create index case_look on parcel_case (look_at) where closed_at is null;
create index case_listed on parcel_case (id) where closed_at is null;
create index case_overdue on parcel_case (overdue_at)
    where closed_at is null and answered_at is null and overdue_at is not null;
create index case_of_customer on parcel_case (customer_id) where customer_id is not null;

-- Whether a case has stopped the code of a parcel, and none is to be made: while it is open, and after it was closed by
-- something that leaves nothing to collect behind that door, until the parcel is placed anew.
create function code_is_stopped(parcel text, placed_at timestamptz) returns boolean stable language sql
    return exists (select from parcel_case c where c.parcel_id = parcel and c.stops_code
        and (c.closed_at is null or c.closed_by in ('redeliver', 'give_up'))
        and (placed_at is null or placed_at <= c.opened_at));

-- A photo as we have written it anew: no camera, no place, no name in it.
create table case_photo (
    case_id bigint primary key references parcel_case on delete cascade,
    jpeg bytea not null,
    added_at timestamptz not null
);

create table case_answer (
    id bigint generated always as identity primary key,
    case_id bigint not null references parcel_case on delete cascade,
    -- the operator's own name of it: sent again it is the same answer
    request text not null,
    action text not null check (action ~ '^[a-z][a-z_]{0,39}$'),
    words text,
    station_id text references station,
    compartment text,
    at timestamptz not null,
    constraint case_answer_once unique (case_id, request)
);

-- What is handed to the operator's other systems, and whether they have it.
create table handover (
    id bigint generated always as identity primary key,
    case_id bigint not null references parcel_case on delete cascade,
    way text not null check (way in ('webhook', 'email')),
    event text not null,
    -- the name under which the other side knows it: again under the same one it is the same
    message text not null unique,
    body text not null,
    created_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
    tries integer not null default 0,
    last_error text,
    ended_at timestamptz,
    constraint handover_ends check ((state = 'waiting') = (ended_at is null))
);
create index handover_of_case on handover (case_id);
create index handover_dead on handover (id) where state = 'dead';

-- Receivers that want nothing more (410), until a person says otherwise; by the hash of their address.
create table handover_stop (
    url_hash bytea primary key,
    at timestamptz not null
);

-- What a notice says is decided in the program, as its kind is.
alter table notification drop constraint if exists notification_notice_check;
alter table notification add constraint notification_notice_check check (notice ~ '^[a-z][a-z_]{0,39}$') not valid;

-- Tries with a parcel's code are part of what is known of it.
create index if not exists unlock_attempt_of_parcel on unlock_attempt (parcel_id, at desc) where parcel_id is not null;
create index unlock_attempt_unknown on unlock_attempt (station_id, at desc) where parcel_id is null;
