-- When a customer last said that a contact is still right: they are asked before a parcel arrives, once a year.
alter table contact add column said_right_at timestamptz;

-- Customers who want to hear of each step of their parcels.
alter table customer add column hears_steps boolean not null default false;

-- The steps that were told: nobody is told one twice.
create table step_told (
    parcel_id text not null references parcel,
    customer_id bigint not null references customer on delete cascade,
    step text not null,
    at timestamptz not null,
    primary key (parcel_id, customer_id, step)
);
create index on step_told (customer_id);
