-- Everything that happens to messages, kept beside the product's tables for the test to judge.

create table moved (
    id bigint generated always as identity primary key,
    notification bigint not null,
    before text not null,
    after text not null
);
create function note_move() returns trigger language plpgsql as $$
begin
    insert into moved (notification, before, after) values (new.id, old.state, new.state);
    return null;
end $$;
create trigger note_move after update on notification for each row
    when (old.state <> new.state) execute function note_move();

-- Attempts that were unknown at any time: a receipt may have told more since.
create table doubted (attempt bigint primary key, notification bigint not null);
create function note_doubt() returns trigger language plpgsql as $$
begin
    insert into doubted values (new.id, new.notification_id) on conflict do nothing;
    return null;
end $$;
create trigger note_doubt after update on attempt for each row
    when (new.state = 'unknown') execute function note_doubt();

-- Jobs whose worker did not come back in time.
create table taken_over (job bigint not null, token bigint not null);
create function note_take_over() returns trigger language plpgsql as $$
begin
    insert into taken_over values (new.id, new.lease_token);
    return null;
end $$;
create trigger note_take_over after update on job for each row
    when (old.lease_until is not null and new.lease_token <> old.lease_token) execute function note_take_over();
