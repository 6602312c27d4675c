-- More time that the operator gives to everybody at a station or in a region, and how far that is carried out.
create table extension_order (
    id bigint generated always as identity primary key,
    -- the operator's own name of it: ordered again under the same name it is the same one
    request text not null unique,
    scope text not null check (scope in ('station', 'region')),
    -- a station's id, or the name of a region
    subject text not null,
    -- so much longer than each has, or at least until then
    hours smallint,
    until timestamptz,
    -- what customers are told besides
    words text,
    ordered_at timestamptz not null,
    -- the parcel that was looked at last: they are taken by station and name
    at_station text not null default '',
    at_parcel text not null default '',
    moved bigint not null default 0,
    kept bigint not null default 0,
    ended_at timestamptz,
    constraint extension_order_is_hours_or_until check ((hours is null) <> (until is null))
);
create index extension_order_ended on extension_order (ended_at) where ended_at is not null;

-- What was moved by an order, each parcel once, wherever it goes meanwhile.
create table extended_parcel (
    parcel_id text not null references parcel,
    order_id bigint not null references extension_order,
    -- whether somebody was told; none until that is decided
    told boolean,
    primary key (parcel_id, order_id)
);
create index extended_parcel_of_order on extended_parcel (order_id, told);

-- Customers who want to be told when a station that was down is heard again: each is told once, and the wish is gone.
create table back_wish (
    station_id text not null references station,
    customer_id bigint not null references customer on delete cascade,
    made_at timestamptz not null,
    primary key (station_id, customer_id)
);
create index back_wish_customer on back_wish (customer_id);
create index back_wish_made on back_wish (made_at);
