-- What is usual, what is known of contacts by what arrived there, and what is kept of a parcel's way.

-- When its carrier last said anything, and which station it was bound for before. Nothing of a parcel from before that
-- was not heard of since: its page looks among the reports then.
alter table parcel
    add column heard_at timestamptz,
    add column moved_from text,
    add column moved_at timestamptz;

-- Times as they are met, each with the bucket that it falls into. Whoever meets one adds a row, and so waits for nobody;
-- once in a while they are added up.
create table usual_sample (
    id bigint generated always as identity primary key,
    what text not null check (what in ('silence', 'code')),
    who text not null,
    bucket smallint not null
);

-- How often which times were met, and what comes of it: what half of them, and 95 in 100, did not exceed.
create table usual (
    what text not null,
    -- the carrier, as compared; empty for the network itself
    who text not null,
    counts bigint[] not null,
    p50_ms bigint,
    p95_ms bigint,
    primary key (what, who)
);

-- Messages to a contact, of whatever parcel: when one was last confirmed, and how many in a row were not.
alter table contact
    add column reached_at timestamptz,
    add column failures smallint not null default 0;
-- counted among those
alter table notification add column missed boolean not null default false;

-- A parcel whose code could not be read waits for another one, and its page says so.
alter table code_due add column broken boolean not null default false;

create or replace function code_due_by_code() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        delete from code_due where parcel_id = new.parcel_id;
        return null;
    end if;
    delete from pickup_code_alias where code_id = new.id;
    if new.ended_by in ('broken', 'rotated', 'moved') then
        insert into code_due (parcel_id, since, broken)
            select id, new.ended_at, new.ended_by = 'broken' from parcel
            where id = new.parcel_id and status = 'available_for_pickup' and placed_at is not null
            on conflict do nothing;
    end if;
    return null;
end
$$;
