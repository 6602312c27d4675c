-- Which remedy was pressed against which cause, and whether the door opened afterwards: counted once, and kept with the
-- parcel as what was tried already. Nothing in it names a person.
create table rescue (
    id bigint generated always as identity primary key,
    parcel_id text not null references parcel,
    -- 'none' where nothing was known to be wrong
    cause text not null,
    remedy text not null,
    pressed_at timestamptz not null,
    outcome text check (outcome in ('opened', 'not')),
    -- when it is counted: a day after it was pressed, or soon after the door has opened; none when that is done
    due_at timestamptz
);
create index on rescue (parcel_id);
create index rescue_due on rescue (due_at) where due_at is not null;
