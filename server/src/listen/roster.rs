//! Who is connected, and who makes room when it gets crowded: connections that wait for a request, the oldest first.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;

use super::Limits;

/// The turn of a connection that has a request under way; the others count from 1.
const SERVING: u64 = 0;
/// How many connections that make room may not have gone yet.
const LEAVING: usize = 64;

/// The connections of one instance.
pub struct Roster {
    limits: Limits,
    present: Mutex<Present>,
    quiet: Notify,
}

#[derive(Default)]
struct Present {
    connections: usize,
    serving: usize,
    last_turn: u64,
    /// Those that wait for a request, in the order in which they began to.
    waiting: BTreeMap<u64, (IpAddr, Arc<Notify>)>,
    addresses: HashMap<IpAddr, Address>,
}

#[derive(Default)]
struct Address {
    connections: usize,
    waiting: BTreeSet<u64>,
}

/// Why a connection is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowded {
    /// There are as many as this instance takes.
    Everywhere,
    /// There are as many as one address may have.
    FromThere,
}

/// A connection's place; dropping it makes the place free.
pub struct Place {
    roster: Arc<Roster>,
    address: IpAddr,
    turn: AtomicU64,
    leave: Arc<Notify>,
}

/// A request that is under way, until its answer was sent or given up.
pub struct Busy(Arc<Place>);

impl Roster {
    /// Nobody is connected yet.
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, present: Mutex::default(), quiet: Notify::new() })
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection from there. Where there is none, the oldest one that waits has to leave, of the same
    /// address if that has too many; where none waits, the new one is turned away.
    pub fn admit(self: &Arc<Self>, from: IpAddr) -> Result<Place, Crowded> {
        let address = household(from);
        let mut present = self.present();
        let there = present.addresses.get(&address);
        if there.is_some_and(|there| there.connections >= self.limits.per_address) {
            let oldest = there.and_then(|there| there.waiting.first().copied());
            present.dismiss(oldest.ok_or(Crowded::FromThere)?);
        } else if present.connections >= self.limits.connections {
            let oldest = present.waiting.first_key_value().map(|(turn, _)| *turn);
            let leaving = present.connections.saturating_sub(self.limits.connections);
            present.dismiss(oldest.filter(|_| leaving < LEAVING).ok_or(Crowded::Everywhere)?);
        }
        present.connections += 1;
        present.addresses.entry(address).or_default().connections += 1;
        let leave = Arc::new(Notify::new());
        let turn = present.wait(address, &leave);
        gauge(present.connections);
        drop(present);
        Ok(Place { roster: Arc::clone(self), address, turn: AtomicU64::new(turn), leave })
    }

    /// Ends the connection that has waited longest, when there are no file handles left.
    pub fn make_room(&self) {
        let mut present = self.present();
        if let Some(turn) = present.waiting.first_key_value().map(|(turn, _)| *turn) {
            present.dismiss(turn);
        }
    }

    /// Ends when no request is under way.
    pub async fn quiet(&self) {
        loop {
            let quiet = self.quiet.notified();
            if self.present().serving == 0 {
                return;
            }
            quiet.await;
        }
    }
}

impl Present {
    fn wait(&mut self, address: IpAddr, leave: &Arc<Notify>) -> u64 {
        self.last_turn += 1;
        self.waiting.insert(self.last_turn, (address, Arc::clone(leave)));
        self.addresses.entry(address).or_default().waiting.insert(self.last_turn);
        self.last_turn
    }

    fn stop_waiting(&mut self, turn: u64) -> Option<Arc<Notify>> {
        let (address, leave) = self.waiting.remove(&turn)?;
        if let Some(there) = self.addresses.get_mut(&address) {
            there.waiting.remove(&turn);
        }
        Some(leave)
    }

    fn dismiss(&mut self, turn: u64) {
        if let Some(leave) = self.stop_waiting(turn) {
            leave.notify_one();
            metrics::counter!("doorcode_connections_cut_total", "why" => "crowded").increment(1);
        }
    }
}

impl Place {
    /// A request is under way.
    pub fn begin(self: &Arc<Self>) -> Busy {
        let mut present = self.roster.present();
        let turn = self.turn.swap(SERVING, Ordering::Relaxed);
        present.stop_waiting(turn);
        if turn != SERVING {
            present.serving += 1;
        }
        drop(present);
        Busy(Arc::clone(self))
    }

    /// Which wait for a request this is; `None` while one is under way.
    pub fn turn(&self) -> Option<u64> {
        Some(self.turn.load(Ordering::Relaxed)).filter(|turn| *turn != SERVING)
    }

    /// Ends when somebody else needs the place.
    pub async fn dismissed(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let place = &self.0;
        let mut present = place.roster.present();
        if place.turn().is_none() {
            let turn = present.wait(place.address, &place.leave);
            place.turn.store(turn, Ordering::Relaxed);
            present.serving -= 1;
        }
        if present.serving == 0 {
            place.roster.quiet.notify_waiters();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut present = self.roster.present();
        present.stop_waiting(*self.turn.get_mut());
        present.connections -= 1;
        if let Some(there) = present.addresses.get_mut(&self.address) {
            there.connections -= 1;
            if there.connections == 0 {
                present.addresses.remove(&self.address);
            }
        }
        gauge(present.connections);
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are never so many")]
fn gauge(connections: usize) {
    metrics::gauge!("doorcode_connections").set(connections as f64);
}

/// An address, as far as one customer of a network has it to themselves: of an IPv6 one the first 64 bits.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn roster(connections: usize, per_address: usize) -> Arc<Roster> {
        Roster::new(Limits::new(connections, per_address))
    }

    fn has_to_leave(place: &Place) -> bool {
        place.dismissed().now_or_never().is_some()
    }

    const ONE: &str = "192.0.2.1";

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn who_waits_longest_makes_room_and_nobody_who_is_served() {
        let roster = roster(2, 2);
        let served = Arc::new(roster.admit(at(ONE)).unwrap());
        let busy = served.begin();
        let waits = roster.admit(at("192.0.2.2")).unwrap();
        let third = Arc::new(roster.admit(at("192.0.2.3")).unwrap());
        assert!(has_to_leave(&waits) && !has_to_leave(&served));
        drop(waits);
        let also_busy = third.begin();
        assert_eq!(roster.admit(at("192.0.2.4")).err(), Some(Crowded::Everywhere));
        drop((busy, also_busy));
        assert!(roster.admit(at("192.0.2.4")).is_ok());
        assert!(has_to_leave(&served), "it began to wait before the other one");
    }

    #[test]
    fn an_address_with_too_many_gives_up_its_own() {
        let roster = roster(10, 2);
        let elsewhere = roster.admit(at("192.0.2.9")).unwrap();
        let first = roster.admit(at(ONE)).unwrap();
        let second = Arc::new(roster.admit(at(ONE)).unwrap());
        let busy = second.begin();
        let third = Arc::new(roster.admit(at(&format!("::ffff:{ONE}"))).unwrap());
        assert!(has_to_leave(&first) && !has_to_leave(&elsewhere));
        drop(first);
        let also_busy = third.begin();
        assert_eq!(roster.admit(at(ONE)).err(), Some(Crowded::FromThere));
        drop((busy, also_busy));
    }

    #[test]
    fn one_household_is_one_address() {
        let roster = roster(10, 1);
        let first = Arc::new(roster.admit(at("2001:db8:1:2::1")).unwrap());
        let busy = first.begin();
        assert!(roster.admit(at("2001:db8:1:2:ffff::2")).is_err());
        assert!(roster.admit(at("2001:db8:1:3::1")).is_ok());
        drop(busy);
    }

    #[test]
    fn it_is_quiet_when_nothing_is_under_way_and_places_become_free() {
        let roster = roster(1, 1);
        let place = Arc::new(roster.admit(at(ONE)).unwrap());
        let busy = place.begin();
        assert!(roster.quiet().now_or_never().is_none());
        drop(busy);
        assert!(roster.quiet().now_or_never().is_some());
        drop(place);
        assert_eq!(roster.present().connections, 0);
        assert!(roster.present().addresses.is_empty() && roster.present().waiting.is_empty());
    }
}
