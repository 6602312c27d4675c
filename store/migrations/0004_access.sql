-- Who may do what: what a newcomer brings stays its own for a while, and what is done at once can be taken back, too.

alter table recipient
    -- it stands in for another contact of the same customer, by a change; else the order itself named it
    add column swapped boolean not null default false;
update recipient r set swapped = true from recipient_swap s
    where s.parcel_id = r.parcel_id and s.to_contact = r.contact_id and not s.had_to;
alter table recipient_swap
    -- `from_contact` stood in for another one itself
    add column from_swapped boolean not null default false;

alter table contact_change drop constraint contact_change_kind_check;
alter table contact_change
    add constraint contact_change_kind_check
        check (kind in ('add', 'replace', 'remove', 'turn_off', 'passkey', 'browser')),
    -- the session that asked for it
    add column session_id bigint references session on delete set null;
create index on contact_change (session_id);

-- the session that added it
alter table passkey add column session_id bigint references session on delete set null;
create index on passkey (session_id);

-- the link of a contact that was brought in: it takes itself out, and nothing else
alter table undo_link add column opts_out boolean not null default false;

alter table notification drop constraint notification_notice_check;
alter table notification
    add constraint notification_notice_check check (notice in ('begun', 'applied', 'undone', 'called_off', 'opted_out',
        'passkey_added', 'passkey_removed')),
    -- it said that the parcel is there, and not how to open the door
    add column word_only boolean not null default false;

-- A link that shows how a parcel stands, and a session that came from one: they see this parcel, and open nothing.
alter table link add column status_only boolean not null default false;
alter table session add column only_parcel text references parcel;
create index on session (only_parcel) where only_parcel is not null;

-- A browser cools down like any other contact.
update contact set joined_at = created_at where channel = 'push' and joined_at is null;
