-- What a diagnosis is made from, kept beside what it is about, so that no page looks for it among events and attempts.

-- When the parcel's door was last opened by a code, what its station has said of the door since, and where else its symbol
-- was shown. None refers to another table: to check that would hold up everybody who writes to parcels.
alter table parcel
    add column opened_at timestamptz,
    add column door_said text,
    add column elsewhere_station text,
    add column elsewhere_at timestamptz;
alter table parcel add constraint parcel_door_said
    check (door_said in ('opened', 'closed', 'still_shut', 'sensor_conflict')) not valid;
-- whose door a station speaks of when the parcel is out of it by the book
create index parcel_opened on parcel (station_id, compartment, opened_at desc) where opened_at is not null;

-- Those that were opened a moment ago: what was opened before that was told by the version before.
update parcel p set opened_at = e.occurred_at, door_said = (
        select d.kind from door_event d where d.station_id = p.station_id and d.compartment = p.compartment
            and d.occurred_at >= e.occurred_at - interval '1 minute' order by d.occurred_at desc limit 1)
    from parcel_event e
    where p.purged_at is null and p.since > now() - interval '1 day' and p.status = 'delivered'
        and e.parcel_id = p.id and e.source = 'station' and e.substatus = 'collected_by_recipient';

-- Why a try did not open, as far as we know it; the station is not told.
alter table unlock_attempt add column reason text;
create index unlock_attempt_for_time on unlock_attempt (parcel_id, at desc) where reason in ('expired', 'not_yet');

-- What a symbol says of its station, by which a symbol that is shown somewhere else is found. Written by the next
-- heartbeat, or with the station.
alter table station add column tag text;
create index station_tag on station (tag);
