-- What names a person has an end, found by queues of what is due; and what was done in a customer's name is only ever
-- added to, in a chain that shows whether somebody changed it.

-- Parcels whose recipient is still known, by when that ends: those that are over, and all others.
create index parcel_over on parcel (since)
    where purged_at is null and status in ('delivered', 'return_to_sender', 'cancelled');
create index parcel_waiting on parcel (pickup_deadline) where purged_at is null and status = 'available_for_pickup';
create index parcel_unmoved on parcel (since)
    where purged_at is null and status not in ('delivered', 'return_to_sender', 'cancelled');
drop index parcel_since_idx;

-- What was stored before times were checked: a deadline or a date that cannot be would never end.
update parcel set since = announced_at where purged_at is null
    and status in ('delivered', 'return_to_sender', 'cancelled') and since > now() + interval '5 years';
update parcel set since = announced_at where purged_at is null
    and status not in ('delivered', 'return_to_sender', 'cancelled') and since > now() + interval '5 years';
with absurd as (
    update parcel set pickup_deadline = placed_at + interval '30 days' where purged_at is null
        and status = 'available_for_pickup' and pickup_deadline > now() + interval '5 years'
    returning id, pickup_deadline),
events as (
    update parcel_event e set pickup_deadline = absurd.pickup_deadline from absurd
    where e.parcel_id = absurd.id and e.pickup_deadline > now() + interval '5 years')
update pickup_code c set valid_until = absurd.pickup_deadline from absurd
where c.parcel_id = absurd.id and c.ended_at is null;

-- What is due, in the order in which it is.
create index on challenge (created_at);
create index notification_sign_in on notification (expires_at) where kind = 'sign_in';
create index notification_told on notification (expires_at) where kind not in ('code', 'sign_in');
create index on contact_change (begun_at);
create index on job (dead_at) where dead_at is not null;
create index session_open on session (expires_at) where ended_at is null;
create index session_ended on session (ended_at) where ended_at is not null;

-- What goes with a parcel, a customer, a contact, a session or a change is found without a walk.
create index on challenge (parcel_id) where parcel_id is not null;
create index on challenge (contact_id) where contact_id is not null;
create index on challenge (session_id) where session_id is not null;
create index on challenge (change_id) where change_id is not null;
create index on one_time_code (contact_id) where contact_id is not null;
create index on notification (change_id) where change_id is not null;
create index on link (contact_id);
create index on session (customer_id, ended_at);
create index on session (contact_id) where contact_id is not null;
create index on session (passkey_id) where passkey_id is not null;
create index on proof (contact_id) where contact_id is not null;
create index on proof (passkey_id) where passkey_id is not null;
create index on recipient_swap (parcel_id);
create index on recipient_swap (from_contact);
create index on recipient_swap (to_contact);
create index on reveal (parcel_id);

-- Customers whom no order may name any more, to be looked at: new ones too, because a change that comes to nothing
-- leaves one behind. A list of its own, to which anybody adds without waiting for anybody.
create table customer_look (
    id bigint generated always as identity primary key,
    customer_id bigint not null,
    at timestamptz not null default '-infinity'
);
create index customer_look_at on customer_look (at, id);
insert into customer_look (customer_id) select id from customer;

create function look_at_customer() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'customer' then
        insert into customer_look (customer_id) values (new.id);
    else
        insert into customer_look (customer_id) values (old.customer_id);
    end if;
    return null;
end
$$;
create trigger customer_new after insert on customer for each row execute function look_at_customer();
create trigger contact_moved after update of customer_id on contact
    for each row when (old.customer_id is distinct from new.customer_id) execute function look_at_customer();
create trigger contact_gone after delete on contact for each row execute function look_at_customer();
create trigger session_over after update of ended_at on session
    for each row when (old.ended_at is null and new.ended_at is not null) execute function look_at_customer();

create function look_at_recipients() returns trigger language plpgsql as $$
begin
    insert into customer_look (customer_id)
        select distinct customer_id from contact where id in (select contact_id from gone);
    return null;
end
$$;
create trigger recipient_gone after delete on recipient referencing old table as gone
    for each statement execute function look_at_recipients();

-- What was done in a customer's name, as a chain: each entry holds the hash of itself and of the link before it.
alter table activity
    -- the customer; for decoys one of 64, so that they wait for each other as little as customers do
    add column chain bigint,
    -- which parcel it was about, readable for as long as salt and parcel stay: both go with the parcel's recipient
    add column parcel_salt bytea,
    add column parcel_mark bytea,
    -- its place in the chain and its link, known when its transaction ends
    add column seq bigint,
    add column link bytea;
-- Links are written in place.
alter table activity set (fillfactor = 80);
create index activity_chain_key on activity (chain, id);
create index activity_at on activity (at);
create index activity_told on activity (customer_id, kind, at desc, id desc);
drop index activity_customer_id_at_idx;

-- The end of each chain; and the last link of what was purged, from which the rest is verified.
create table activity_chain (
    chain bigint primary key,
    seq bigint not null,
    link bytea not null,
    anchor_seq bigint not null default 0,
    anchor_link bytea not null default ''
) with (fillfactor = 50);
create table activity_rule (
    only_row boolean primary key default true check (only_row),
    -- how young an entry may be purged: a rule of whoever owns the tables, not of the application
    youngest interval not null,
    -- entries up to this one are from before there were chains
    unchained bigint not null
);
insert into activity_rule (youngest, unchained) select '30 days', coalesce(max(id), 0) from activity;

-- What is hashed, written so that no two entries are written the same: a length before each part, a hyphen for none.
create function activity_text(part text) returns text immutable parallel safe language sql
    return coalesce(octet_length(part)::text || ':' || part, '-');

create function activity_begin() returns trigger language plpgsql as $$
begin
    new.chain := coalesce(new.customer_id, -1 - new.id % 64);
    new.seq := null;
    new.link := null;
    new.parcel_salt := null;
    new.parcel_mark := null;
    if new.parcel_id is not null then
        new.parcel_salt := uuid_send(gen_random_uuid());
        new.parcel_mark := sha256(new.parcel_salt || convert_to(new.parcel_id, 'UTF8'));
    end if;
    return new;
end
$$;
create trigger activity_begin before insert on activity for each row execute function activity_begin();

-- Links an entry when its transaction ends: the chain is held for that moment only, so that nobody who holds a chain
-- waits for anything else.
create function activity_append() returns trigger language plpgsql security definer set search_path from current as $$
declare
    tail activity_chain;
    named text := activity_text(new.chain::text);
    said text := activity_text(new.id::text)
        || activity_text(new.customer_id::text) || activity_text(encode(new.parcel_mark, 'hex'))
        || activity_text(new.kind) || activity_text(trunc(extract(epoch from new.at) * 1000000)::text)
        || activity_text(new.user_agent) || activity_text(new.network) || activity_text(new.detail);
begin
    insert into activity_chain as c (chain, seq, link)
    values (new.chain, 1, sha256(convert_to(named || activity_text('1') || said, 'UTF8')))
    on conflict (chain) do update set seq = c.seq + 1,
        link = sha256(c.link || convert_to(named || activity_text((c.seq + 1)::text) || said, 'UTF8'))
    returning * into tail;
    update activity set seq = tail.seq, link = tail.link where id = new.id;
    return null;
end
$$;
create constraint trigger activity_append after insert on activity deferrable initially deferred
    for each row execute function activity_append();

-- Nobody changes or removes an entry but the functions below, which run as the owner of the table.
create function activity_stays() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('doorcode.forgetting', true), '') <> 'on'
       or current_user <> (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then
        raise exception 'activity is only ever added to' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end
$$;
create trigger activity_stays before delete on activity for each row execute function activity_stays();
create trigger activity_stays_so before update on activity
    for each row when (old.link is not null or new.link is null) execute function activity_stays();
create function activity_stays_whole() returns trigger language plpgsql as $$
begin
    raise exception 'activity is only ever added to' using errcode = 'insufficient_privilege';
end
$$;
create trigger activity_stays_whole before truncate on activity execute function activity_stays_whole();

-- Removes what is older, the oldest first and never from the middle of a chain; decoys go earlier. Answers how many
-- entries went; there may be more.
create function activity_purge(before timestamptz, decoys_before timestamptz, most integer) returns integer
language plpgsql security definer set search_path from current as $$
declare
    purged integer := 0;
    due record;
    cut activity;
    cuts bigint;
begin
    if before > now() - (select youngest from activity_rule) then
        raise exception 'activity may not be purged so young' using errcode = 'insufficient_privilege';
    end if;
    perform set_config('doorcode.forgetting', 'on', true);
    -- From before there were chains.
    delete from activity where id in (select id from activity
        where chain is null and at < case when customer_id is null then decoys_before else before end
        order by at limit most);
    get diagnostics purged = row_count;
    for due in
        select distinct chain from (
            (select chain from activity where at < before and chain is not null order by at limit most)
            union all
            select n from generate_series(-64, -1) as decoy (n)
            where (select at from activity where chain = n order by id limit 1) < decoys_before
        ) old order by chain
    loop
        exit when purged >= most;
        perform from activity_chain where chain = due.chain for update;
        -- From the first on, as far as all are old enough.
        select * into cut from activity where chain = due.chain and seq = (
            select max(seq) from (
                select seq, bool_and(at < case when due.chain < 0 then decoys_before else before end)
                    over (order by seq) as old
                from (select seq, at from activity where chain = due.chain and seq is not null
                      order by seq limit most - purged) first
            ) walked where old);
        continue when cut.seq is null;
        update activity_chain set anchor_seq = cut.seq, anchor_link = cut.link where chain = due.chain;
        delete from activity where chain = due.chain and seq <= cut.seq;
        get diagnostics cuts = row_count;
        purged := purged + cuts;
    end loop;
    perform set_config('doorcode.forgetting', 'off', true);
    return purged;
end
$$;

-- Removes which parcel entries were about, of parcels whose recipient was just removed.
create function activity_unlink(parcels text[]) returns void
language plpgsql security definer set search_path from current as $$
begin
    if exists (select from parcel where id = any(parcels) and purged_at is null) then
        raise exception 'a parcel with a recipient stays in the activity' using errcode = 'insufficient_privilege';
    end if;
    perform set_config('doorcode.forgetting', 'on', true);
    update activity set parcel_id = null, parcel_salt = null where parcel_id = any(parcels);
    perform set_config('doorcode.forgetting', 'off', true);
end
$$;

-- Forgets customers whole, who have no contact left.
create function activity_forget(customers bigint[]) returns void
language plpgsql security definer set search_path from current as $$
begin
    if exists (select from contact where customer_id = any(customers)) then
        raise exception 'a customer with a contact is not forgotten' using errcode = 'insufficient_privilege';
    end if;
    perform set_config('doorcode.forgetting', 'on', true);
    delete from activity where customer_id = any(customers);
    delete from activity_chain where chain = any(customers);
    perform set_config('doorcode.forgetting', 'off', true);
end
$$;
