-- "Never put my code in a message": messages to a customer who wants that say that a parcel is there, and not how to open
-- the door. A change like any other, told to every contact.
alter table customer add column word_only boolean not null default false;
alter table contact_change drop constraint contact_change_kind_check;
alter table contact_change
    add constraint contact_change_kind_check check (kind in ('add', 'replace', 'remove', 'turn_off', 'passkey', 'browser',
        'codes_out', 'codes_in'));
