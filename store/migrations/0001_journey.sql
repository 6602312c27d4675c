-- One parcel's whole journey. Names as in the product's vocabulary; times are UTC.

create table station (
    id text primary key check (id ~ '^[A-Za-z0-9-]{2,40}$'),
    name text not null,
    street text not null,
    postcode text not null,
    city text not null,
    country text not null,
    time_zone text not null,
    opening_hours text not null,
    sheltered boolean not null,
    has_scanner boolean not null,
    has_keypad boolean not null,
    latitude double precision,
    longitude double precision,
    screen_column smallint,
    screen_row smallint,
    -- the doors, always read and written as a whole: [{number, column, row, height, accessible}], counted from 1
    compartments json not null,
    -- SHA-256 of what the station signs in with
    credential_hash bytea not null,
    -- the last heartbeat
    heartbeat_at timestamptz,
    clock_skew_seconds integer not null default 0,
    scanner_ok boolean not null default true,
    keypad_ok boolean not null default true,
    constraint screen_has_a_place check ((screen_column is null) = (screen_row is null)),
    constraint location_is_a_pair check ((latitude is null) = (longitude is null))
);

-- A customer is a set of contacts that were proven by the same person. An address in an order proves nothing,
-- so every new address starts as a customer of its own.
create table customer (
    id bigint generated always as identity primary key,
    created_at timestamptz not null
);

create table contact (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customer,
    channel text not null check (channel in ('sms', 'email', 'push')),
    address text not null,
    -- when a code or link sent there last came back
    proven_at timestamptz,
    created_at timestamptz not null,
    constraint contact_address_key unique (channel, address),
    constraint phone_is_e164 check (channel <> 'sms' or address ~ '^\+[1-9][0-9]{6,14}$')
);
create index on contact (customer_id);

create table parcel (
    id text primary key check (id ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    carrier text not null,
    tracking_number text not null,
    merchant text not null,
    order_number text,
    -- the station it was announced for, before any event
    announced_station text references station,
    announced_from timestamptz,
    announced_until timestamptz,
    announced_at timestamptz not null,
    -- the state computed from its events
    status text not null,
    substatus text,
    action_required boolean not null default false,
    incident_reason text,
    since timestamptz not null,
    station_id text references station,
    compartment text,
    pickup_deadline timestamptz,
    expected_from timestamptz,
    expected_until timestamptz,
    placed_at timestamptz,
    -- when everything that names its recipient was removed
    purged_at timestamptz,
    -- counts every change that a page shows
    version bigint not null default 1,
    constraint parcel_number_key unique (carrier, tracking_number),
    constraint parcel_status check (status in ('unknown', 'pre_transit', 'in_transit', 'out_for_delivery',
        'available_for_pickup', 'delivered', 'return_to_sender', 'failure', 'cancelled', 'error'))
);
create index on parcel (tracking_number);
create index on parcel (since) where purged_at is null;
-- the watchdog looks for parcels that lie in a compartment
create index on parcel (placed_at) where placed_at is not null;

-- The contacts an order named: who may see the parcel and where its code goes.
create table recipient (
    parcel_id text not null references parcel,
    contact_id bigint not null references contact,
    primary key (parcel_id, contact_id)
);
create index on recipient (contact_id);

create table parcel_event (
    id bigint generated always as identity primary key,
    parcel_id text not null references parcel,
    -- who reported it and what they call it
    source text not null,
    source_id text not null,
    status text not null,
    substatus text,
    action_required boolean not null,
    incident_reason text,
    carrier_code text,
    carrier_text text,
    location text,
    station_id text references station,
    compartment text,
    pickup_deadline timestamptz,
    expected_from timestamptz,
    expected_until timestamptz,
    correction boolean not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    constraint parcel_event_source_key unique (source, source_id)
);
create index on parcel_event (parcel_id, occurred_at desc);

-- The code itself is sealed under a data key of its own, which is wrapped by a configured key. When it ends,
-- data key, seal and indexes are destroyed; the row stays as evidence that there was one.
create table pickup_code (
    id bigint generated always as identity primary key,
    parcel_id text not null references parcel,
    station_id text not null references station,
    length smallint not null,
    key_id text,
    wrapped_key bytea,
    sealed bytea,
    -- keyed hashes, to find it by what was typed or scanned
    digits_index bytea,
    qr_index bytea,
    issued_at timestamptz not null,
    valid_until timestamptz not null,
    ended_at timestamptz,
    ended_by text check (ended_by in ('collected', 'rotated', 'broken', 'moved', 'over')),
    constraint ended_code_is_destroyed check ((ended_at is null) = (wrapped_key is not null and sealed is not null
        and digits_index is not null and qr_index is not null and key_id is not null))
);
create unique index pickup_code_live_key on pickup_code (parcel_id) where ended_at is null;
create unique index pickup_code_digits_key on pickup_code (station_id, digits_index) where ended_at is null;
create unique index pickup_code_qr_key on pickup_code (station_id, qr_index) where ended_at is null;

create table notification (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('code', 'sign_in')),
    parcel_id text references parcel,
    -- none for a decoy, so that a sign-in nobody may know about costs the same as one that is real
    contact_id bigint references contact,
    channel text not null,
    -- the address as it was when it was written down, masked: later changes do not rewrite history
    masked text not null,
    state text not null check (state in ('queued', 'sending', 'sent', 'delivered', 'temporary_failure',
        'permanent_failure', 'blocked', 'technical_failure')),
    state_at timestamptz not null,
    cause text,
    -- what cannot be made anew for another try, sealed; gone once it is sent or given up
    key_id text,
    sealed bytea,
    provider_id text,
    -- asked for by the customer, with the form's token
    resent boolean not null default false,
    request text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint notification_request_key unique (parcel_id, request)
);
create index on notification (parcel_id, created_at desc);

-- Work to be done outside of the transaction that asked for it. Finished jobs are deleted.
create table job (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('issue_code', 'deliver')),
    -- the parcel or notification it is about
    subject text not null,
    run_at timestamptz not null,
    attempt integer not null default 0,
    -- a worker holds the job until then; whoever holds the highest token may finish it
    lease_until timestamptz,
    lease_token bigint not null default 0,
    last_error text,
    dead_at timestamptz,
    created_at timestamptz not null
);
create index job_due on job (run_at) where dead_at is null;
create unique index job_waiting_key on job (kind, subject) where dead_at is null and lease_until is null;

-- A sign-in that has begun: bound to the browser by a cookie. Without a contact it is a decoy that looks the same.
create table sign_in (
    id bigint generated always as identity primary key,
    token_hash bytea not null unique,
    parcel_id text references parcel,
    contact_id bigint references contact,
    typed_channel text not null,
    last_channel text not null,
    created_at timestamptz not null
);

create table one_time_code (
    id bigint generated always as identity primary key,
    sign_in_id bigint not null references sign_in on delete cascade,
    -- the contact it was sent to; none for a decoy
    contact_id bigint references contact,
    key_id text not null,
    mac bytea not null,
    attempts smallint not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index on one_time_code (sign_in_id);

create table link (
    token_hash bytea primary key,
    parcel_id text not null references parcel,
    contact_id bigint not null references contact,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index on link (parcel_id);

create table session (
    id bigint generated always as identity primary key,
    token_hash bytea not null unique,
    customer_id bigint not null references customer,
    -- the contact that was proven to open it
    contact_id bigint not null references contact,
    verified_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    user_agent text not null,
    network text not null
);
create index on session (customer_id) where ended_at is null;

-- A code shown to one session, for a while.
create table reveal (
    session_id bigint not null references session,
    parcel_id text not null references parcel,
    until timestamptz not null,
    primary key (session_id, parcel_id)
);

create table activity (
    id bigint generated always as identity primary key,
    -- none for a decoy
    customer_id bigint references customer,
    parcel_id text references parcel,
    kind text not null,
    at timestamptz not null,
    user_agent text not null,
    network text not null
);
create index on activity (customer_id, at desc);

-- Tries at a station's keypad or scanner.
create table station_tries (
    station_id text not null references station,
    caller text not null,
    tries smallint not null,
    last_try timestamptz not null,
    locked_until timestamptz,
    primary key (station_id, caller)
);

-- What a station asked and was answered: evidence, and the memory that makes a repeated request harmless.
create table unlock_attempt (
    id bigint generated always as identity primary key,
    station_id text not null references station,
    attempt text,
    caller text not null,
    outcome text not null check (outcome in ('open', 'refused', 'locked')),
    parcel_id text references parcel,
    compartment text,
    at timestamptz not null,
    constraint unlock_attempt_key unique (station_id, attempt)
);

create table webhook (
    source text not null,
    webhook_id text not null,
    received_at timestamptz not null,
    primary key (source, webhook_id)
);
create index on webhook (received_at);

-- Rate limits (generic cell rate algorithm): the time up to which a key has used its share. Not logged: a crash
-- forgives everybody, and nothing that protects a secret is counted here.
create unlogged table bucket (
    key bytea primary key,
    arrival timestamptz not null
);
create index on bucket (arrival);
