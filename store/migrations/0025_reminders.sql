-- What a message with a code is sent for, where that is not that the parcel has come: it ends soon, or later than was said.
-- The program refuses what it does not know: a check here would read the whole table.
alter table notification add column about text;

-- Reminders that were sent, and the deadline each spoke of: nobody is told the same thing twice.
create table reminded (
    parcel_id text not null references parcel,
    reminder text not null,
    deadline timestamptz not null,
    at timestamptz not null,
    primary key (parcel_id, reminder, deadline)
);
