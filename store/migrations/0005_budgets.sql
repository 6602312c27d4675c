-- What may be guessed and sent per contact and day, browsers that were let in before, and who used a link.

-- The one-time codes that were lately sent for one subject: a contact by its number, which no rotation of keys
-- changes, or what was typed at a sign-in. Written before the code is, in the same transaction. Logged: what bounds
-- guessing must survive a crash.
create table code_ledger (
    subject bytea primary key,
    -- [{at, by, digits}], at most twenty, always read and written as a whole
    sent jsonb not null default '[]',
    -- the day it was last written, in UTC; older ones are forgotten
    day date not null
);
create index on code_ledger (day);

-- Wrong one-time codes over the whole network, by the minute, in lanes so that nobody waits for anybody.
create table wrong_code (
    minute timestamptz not null,
    lane smallint not null,
    wrong integer not null,
    primary key (minute, lane)
);

-- What was typed, hashed, so that further codes of a sign-in take from the same shares; and whether its browser had
-- been let in before. None where the previous version began it.
alter table challenge
    add column pair bytea,
    add column asker bytea,
    add column known boolean not null default false;

-- Browsers in which a customer was let in. Gives no rights: only a share of the limits that strangers cannot use up.
create table known_browser (
    token_hash bytea not null,
    customer_id bigint not null references customer on delete cascade,
    seen_at timestamptz not null,
    primary key (token_hash, customer_id)
);
create index on known_browser (customer_id);
create index on known_browser (seen_at);

-- The devices a link was used on.
create table link_use (
    id bigint generated always as identity primary key,
    link_hash bytea not null references link on delete cascade,
    -- hashes of the browser's cookie; several when its button was pressed more than once before it had one
    browsers bytea[] not null,
    -- keyed hash of address and browser, where the browser brought no cookie
    place bytea,
    -- from which, together with the link itself and a configured key, the session's token is derived
    salt bytea not null,
    session_id bigint references session on delete set null,
    at timestamptz not null
);
create index on link_use (link_hash);
create index on link_use (session_id);
create index on link (contact_id);
