-- Carriers use their numbers again: one that was forgotten is no hindrance. What is compared are names without case and
-- spaces, by whoever announces, one after the other for each number; this is what holds if that ever failed. Every two
-- rows that it forbids were forbidden before, so that it can always be built; announcements wait meanwhile.
create unique index parcel_number_live on parcel (tracking_number, carrier) where purged_at is null;
alter table parcel drop constraint parcel_number_key;
