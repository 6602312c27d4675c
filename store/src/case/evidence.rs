//! What is known of a parcel, for whoever has to help: put together in one statement, by indexes of that parcel, its door
//! and its station. Contacts are masked as they are stored in messages; a code, an address and a token are in none of it.

use domain::{
    Timestamp,
    id::{CustomerId, ParcelId},
};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// What is known of a parcel when this customer opens a case; nothing where there is no such parcel.
pub async fn evidence(
    connection: &mut PgConnection,
    parcel: &ParcelId,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Option<Value>, StoreError> {
    let known = sqlx::query_scalar!(
        r#"select json_build_object(
             'parcel', json_build_object(
                 'id', p.id, 'tracking_number', p.tracking_number, 'carrier', p.carrier, 'merchant', p.merchant,
                 'order_number', p.order_number, 'status', p.status, 'substatus', p.substatus, 'since', p.since,
                 'placed_at', p.placed_at, 'pickup_deadline', p.pickup_deadline),
             'station', case when s.id is not null then json_build_object(
                 'id', s.id, 'name', s.name, 'street', s.street, 'postcode', s.postcode, 'city', s.city,
                 'time_zone', s.time_zone, 'sheltered', s.sheltered, 'heartbeat_at', s.heartbeat_at,
                 'clock_skew_seconds', s.clock_skew_seconds, 'scanner_ok', s.scanner_ok, 'keypad_ok', s.keypad_ok) end,
             'compartment', p.compartment,
             'code', (select json_build_object('issued_at', k.issued_at, 'valid_until', k.valid_until,
                     'revealed_at', k.revealed_at, 'ended_at', k.ended_at, 'ended_by', k.ended_by)
                 from pickup_code k where k.parcel_id = p.id order by k.id desc limit 1),
             'tries', coalesce((select json_agg(t) from (
                 select u.at, u.outcome, u.caller, u.compartment, u.locked_until, to_jsonb(u) ->> 'reason' as reason
                 from unlock_attempt u where u.parcel_id = p.id order by u.at desc limit 20) t), '[]'),
             'tries_at_station', coalesce((select json_agg(t) from (
                 select u.at, u.outcome, u.caller, to_jsonb(u) ->> 'reason' as reason
                 from unlock_attempt u where u.at > $3::timestamptz - interval '30 minutes' and u.station_id = p.station_id
                     and u.parcel_id is null order by u.at desc limit 20) t), '[]'),
             'door_events', coalesce((select json_agg(t) from (
                 select d.kind, d.occurred_at, d.received_at from door_event d
                 where d.station_id = p.station_id and d.compartment = p.compartment
                     and d.occurred_at >= coalesce(p.placed_at, p.since) - interval '1 day'
                 order by d.occurred_at desc limit 20) t), '[]'),
             'commands', coalesce((select json_agg(t) from (
                 select m.kind, m.compartment, m.created_at, m.begun_at, m.ended_at, m.outcome from station_command m
                 where m.station_id = p.station_id and m.request = 'again-' || p.id) t), '[]'),
             'messages', coalesce((select json_agg(t) from (
                 select n.channel, n.masked as contact, n.state, n.state_at, n.cause, n.created_at, n.sent_at, n.resent,
                     (select json_agg(json_build_object('provider', a.provider, 'state', a.state, 'code', a.code,
                         'started_at', a.started_at) order by a.id) from attempt a where a.notification_id = n.id)
                         as attempts
                 from notification n where n.parcel_id = p.id and n.kind = 'code'
                 order by n.created_at desc limit 20) t), '[]'),
             'tried', coalesce((select json_agg(t) from (
                 select y.kind, y.at from activity y
                 where y.customer_id = $2 and y.parcel_id = p.id and y.at > $3::timestamptz - interval '14 days'
                 order by y.at desc limit 40) t), '[]'),
             'events', coalesce((select json_agg(t) from (
                 select e.status, e.substatus, e.carrier_code, e.carrier_text, e.location, e.occurred_at, e.received_at
                 from parcel_event e where e.parcel_id = p.id order by e.occurred_at desc limit 20) t), '[]')
           ) as "known!: Json<Value>"
         from parcel p left join station s on s.id = p.station_id where p.id = $1"#,
        parcel.as_str(),
        customer.get(),
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(known.map(|Json(known)| known))
}
