-- Looking after what was forgotten costs what is due, once in the fleet; a code is found under every key that its maker
-- knew; and what was revealed is a code, not a parcel.

-- Parcels that lie in a compartment without a code, since when. A queue of its own: who is served is not in it.
create table code_due (
    parcel_id text primary key references parcel,
    since timestamptz not null
);
create index code_due_since on code_due (since);

create function code_due_by_parcel() returns trigger language plpgsql as $$
begin
    if new.status = 'available_for_pickup' and new.placed_at is not null then
        if not exists (select 1 from pickup_code where parcel_id = new.id and ended_at is null) then
            insert into code_due (parcel_id, since) values (new.id, new.placed_at) on conflict do nothing;
        end if;
    elsif old.status = 'available_for_pickup' then
        delete from code_due where parcel_id = new.id;
    end if;
    return null;
end
$$;
create trigger parcel_code_due after update of status, placed_at, pickup_deadline on parcel
    for each row when (old.status is distinct from new.status or old.placed_at is distinct from new.placed_at
        or old.pickup_deadline is distinct from new.pickup_deadline)
    execute function code_due_by_parcel();

-- The digits of a live code under the keys of its maker's ring that are not the current one: whoever knows only those
-- finds it, and makes no second one of the same digits.
create table pickup_code_alias (
    station_id text not null references station,
    digits_index bytea not null,
    code_id bigint not null references pickup_code on delete cascade,
    primary key (station_id, digits_index)
);
create index on pickup_code_alias (code_id);

create function code_due_by_code() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        delete from code_due where parcel_id = new.parcel_id;
        return null;
    end if;
    delete from pickup_code_alias where code_id = new.id;
    if new.ended_by in ('broken', 'rotated', 'moved') then
        insert into code_due (parcel_id, since)
            select id, new.ended_at from parcel
            where id = new.parcel_id and status = 'available_for_pickup' and placed_at is not null
            on conflict do nothing;
    end if;
    return null;
end
$$;
create trigger pickup_code_made after insert on pickup_code
    for each row when (new.ended_at is null) execute function code_due_by_code();
create trigger pickup_code_ended after update of ended_at on pickup_code
    for each row when (old.ended_at is null and new.ended_at is not null) execute function code_due_by_code();

insert into code_due (parcel_id, since)
    select id, placed_at from parcel p where status = 'available_for_pickup' and placed_at is not null
        and not exists (select 1 from pickup_code c where c.parcel_id = p.id and c.ended_at is null);

-- Work that is known, whatever has become of it.
create index job_known on job (kind, subject);

-- Whose turn it is, and how far a slow walk has come.
create table watch (
    name text primary key,
    next_at timestamptz not null default '-infinity',
    after bigint not null default 0
);
-- The walk over the codes that live, past all that have ended.
create index pickup_code_walk on pickup_code (id) where ended_at is null;

-- What a session was shown is one code. What was shown of a parcel before is hidden once, for at most ten minutes.
alter table reveal add column code_id bigint references pickup_code on delete cascade;
create index on reveal (code_id) where code_id is not null;
