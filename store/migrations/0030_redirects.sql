-- Customers who asked the operator to send a parcel on its way to another station, and what became of it.
create table redirect (
    id bigint generated always as identity primary key,
    parcel_id text not null references parcel,
    -- who asked
    customer_id bigint references customer on delete set null,
    -- the form's token: posted twice it is one request
    request text not null,
    -- the station it was bound for then
    from_station text not null references station,
    station_id text not null references station,
    asked_at timestamptz not null,
    ended_at timestamptz,
    -- how it ended
    ended text check (ended ~ '^[a-z][a-z_]{0,39}$'),
    -- what the operator said
    words text,
    constraint redirect_request_once unique (parcel_id, request),
    constraint redirect_ends_somehow check ((ended_at is null) = (ended is null))
);
create unique index redirect_open on redirect (parcel_id) where ended_at is null;
create index redirect_of_parcel on redirect (parcel_id, id desc);
create index redirect_listed on redirect (id) where ended_at is null;
create index redirect_of_customer on redirect (customer_id) where customer_id is not null;

-- What is handed to the operator's other systems is about a case or about such a request.
alter table handover
    alter column case_id drop not null,
    add column redirect_id bigint references redirect on delete cascade,
    add constraint handover_is_about_one check (num_nonnulls(case_id, redirect_id) = 1) not valid;
create index handover_of_redirect on handover (redirect_id) where redirect_id is not null;
