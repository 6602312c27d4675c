-- Customers who want to be told when a parcel lies in its compartment: each is told once, and the wish is gone.
create table wish (
    parcel_id text not null references parcel,
    customer_id bigint not null references customer on delete cascade,
    made_at timestamptz not null,
    primary key (parcel_id, customer_id)
);
create index on wish (customer_id);
