-- Contacts that can be put right: changes with their proofs, undo, devices and passkeys.

alter table customer
    -- after an undo nothing is changed until then
    add column frozen_until timestamptz;

alter table contact
    -- when a change brought it here; none when an order named it
    add column joined_at timestamptz,
    -- no codes there, by the customer's wish
    add column off boolean not null default false,
    -- the customer's order, smallest first
    add column place smallint not null default 0;

-- Where a browser takes notifications (RFC 8030, RFC 8291); the endpoint is the contact's address.
create table push_subscription (
    contact_id bigint primary key references contact on delete cascade,
    -- the device it lives on: signed out there, it is withdrawn
    session_id bigint not null references session,
    -- in base64url, as the browser gave them
    p256dh text not null,
    auth text not null,
    created_at timestamptz not null
);
create index on push_subscription (session_id);

create table contact_change (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customer,
    kind text not null check (kind in ('add', 'replace', 'remove')),
    -- whom it replaces or removes; with 'add', the contact an order named beside the customer's own
    old_contact bigint references contact on delete set null,
    new_contact bigint references contact on delete set null,
    new_channel text,
    -- masked, as they were: for notices and for the activity page
    old_masked text,
    new_masked text,
    -- the contact that left, as it was, should the change be undone
    left_entry json,
    state text not null check (state in ('pending', 'verified', 'applied', 'undone', 'withdrawn')),
    begun_at timestamptz not null,
    verified_at timestamptz,
    applied_at timestamptz
);
create index on contact_change (customer_id, id);
create index on contact_change (old_contact);
create index on contact_change (new_contact);

-- Parcels that name another contact because of a change.
create table recipient_swap (
    id bigint generated always as identity primary key,
    change_id bigint not null references contact_change on delete cascade,
    parcel_id text not null references parcel,
    from_contact bigint not null references contact on delete cascade,
    to_contact bigint not null references contact on delete cascade,
    -- the parcel named it before as well
    had_to boolean not null
);
create index on recipient_swap (change_id);

-- Undoes a change; works signed out. Kept as a hash only.
create table undo_link (
    token_hash bytea primary key,
    change_id bigint not null references contact_change on delete cascade,
    -- whom it was sent to
    masked text not null,
    expires_at timestamptz not null
);
create index on undo_link (change_id);

alter table notification
    add column change_id bigint references contact_change on delete cascade,
    -- what a notice about a change of contacts or passkeys says
    add column notice text check (notice in ('begun', 'applied', 'undone', 'called_off', 'passkey_added',
        'passkey_removed'));

-- A proof that was asked for: signing in, proving a contact once more, or verifying a new one. Without a contact it
-- is a decoy that looks the same.
alter table sign_in rename to challenge;
alter table challenge alter column token_hash drop not null;
alter table challenge
    add column purpose text not null default 'sign_in' check (purpose in ('sign_in', 'prove', 'verify')),
    -- in whose session; for a sign-in there is none yet
    add column session_id bigint references session on delete cascade,
    add column change_id bigint references contact_change on delete cascade,
    add constraint challenge_belongs check ((purpose = 'sign_in') = (session_id is null)
        and (purpose = 'sign_in') = (token_hash is not null) and (purpose <> 'verify' or change_id is not null));
alter table challenge alter column purpose drop default;
alter table one_time_code rename column sign_in_id to challenge_id;

create table passkey (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customer on delete cascade,
    -- random, what an authenticator knows the customer by
    handle bytea not null,
    credential_id bytea not null unique,
    -- public key and counter, as the library keeps them
    credential json not null,
    -- the browser it was made in
    user_agent text not null,
    added_at timestamptz not null,
    used_at timestamptz
);
create index on passkey (customer_id);

-- A passkey ceremony that was used; its state travels sealed in its form, and works once.
create table used_ceremony (
    hash bytea primary key,
    used_at timestamptz not null
);
create index on used_ceremony (used_at);

-- What a session has proven, and when.
create table proof (
    id bigint generated always as identity primary key,
    session_id bigint not null references session on delete cascade,
    contact_id bigint references contact on delete set null,
    passkey_id bigint references passkey on delete set null,
    by_link boolean not null,
    -- it was itself too new to be the only proof
    cooling boolean not null,
    at timestamptz not null
);
create index on proof (session_id, at desc);
insert into proof (session_id, contact_id, by_link, cooling, at)
    select id, contact_id, true, false, verified_at from session;

-- A passkey opens sessions, too.
alter table session alter column contact_id drop not null;
alter table session add column passkey_id bigint references passkey on delete set null;
alter table session add column seen_at timestamptz;

alter table activity add column detail text;
create index on activity (parcel_id);

-- A contact may be forgotten while what was sent there stays told.
alter table notification drop constraint notification_contact_id_fkey;
alter table notification add foreign key (contact_id) references contact on delete set null;
alter table recipient drop constraint recipient_contact_id_fkey;
alter table recipient add foreign key (contact_id) references contact on delete cascade;
alter table one_time_code drop constraint one_time_code_sign_in_id_fkey;
alter table one_time_code add foreign key (challenge_id) references challenge on delete cascade;
alter table one_time_code drop constraint one_time_code_contact_id_fkey;
alter table one_time_code add foreign key (contact_id) references contact on delete cascade;
alter table challenge drop constraint sign_in_contact_id_fkey;
alter table challenge add foreign key (contact_id) references contact on delete cascade;
alter table session drop constraint session_contact_id_fkey;
alter table session add foreign key (contact_id) references contact on delete set null;
create index on notification (contact_id, id desc);
