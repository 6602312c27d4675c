-- Remedies that act: a code that is stopped, a deadline that is moved.

alter table parcel
    -- until then at least it can be collected where it lies, whatever its reports say
    add column extended_until timestamptz,
    -- how often its customer has had the time extended
    add column extended smallint not null default 0;

-- What was asked for with which form, so that a request that comes again does nothing; and how often within a day.
create table remedy_request (
    parcel_id text not null references parcel,
    -- the form's token
    request text not null,
    remedy text not null,
    asked_at timestamptz not null,
    primary key (parcel_id, request)
);
