//! What must hold after every step, computed anew from what happened: nothing here asks the code under test.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    contact_book::{BookEntry, By, ChangeState},
    id::ChangeId,
};

use super::{
    world::{Actor, Deed, Session, World},
    *,
};

type Member = (usize, ContactId);

/// How often something happened that is worth having happened.
#[derive(Debug, Clone, Default)]
pub struct Tally(pub BTreeMap<&'static str, usize>);

pub const WORTH: [&str; 14] = [
    "digits sent",
    "word only",
    "signed in",
    "victim read",
    "thief read what is his",
    "thief read by a stolen session",
    "thief joined the victim's",
    "victim joined the thief's",
    "a code was told",
    "victim undid",
    "opted out",
    "thief's passkey",
    "collected",
    "a parcel changed hands",
];

pub struct Checker {
    /// Who is in which book since when; `None` for ever.
    joined: BTreeMap<Member, Option<Timestamp>>,
    /// Who has left since.
    was: BTreeSet<Member>,
    /// Who left a book by a change after settling there, how many parcels there were, and when; who comes and goes
    /// has done so several times.
    given: Vec<(Member, usize, Timestamp)>,
    /// What somebody had, other than by an order, when they went over to another book as a whole, and from
    /// which.
    own: BTreeSet<(ContactId, usize, usize)>,
    pub tally: Tally,
}

fn members(world: &World) -> BTreeSet<Member> {
    let of = |at: usize| world.customers[at].book.contacts.iter().map(move |entry| (at, entry.id));
    (0..world.customers.len()).flat_map(of).collect()
}

impl Checker {
    pub fn new(world: &World) -> Self {
        let joined = members(world).into_iter().map(|member| (member, None)).collect();
        Self {
            joined,
            was: BTreeSet::new(),
            given: Vec::new(),
            own: BTreeSet::new(),
            tally: Tally::default(),
        }
    }

    fn count(&mut self, what: &'static str) {
        debug_assert!(WORTH.contains(&what));
        *self.tally.0.entry(what).or_default() += 1;
    }

    fn settled(&self, member: Member, now: Timestamp) -> bool {
        let old = |at: &Option<Timestamp>| at.is_none_or(|at| (now - at).num_hours() >= 72);
        self.joined.get(&member).is_some_and(old)
    }

    /// Takes the step in and panics if something is as it must never be.
    pub fn check(&mut self, world: &World, deed: &Deed) {
        self.follow(world, deed);
        match deed {
            Deed::Nothing => return,
            Deed::Done | Deed::Changed | Deed::Passed => {}
            Deed::Undone { customer, change, by } => {
                if *by == Actor::Victim {
                    self.count("victim undid");
                    undone(&self.given, world, *customer, *change);
                }
            }
            Deed::OptedOut { customer, new, other, open } => {
                self.count("opted out");
                opted_out(world, *customer, *new, other, *open);
            }
            Deed::SignedIn { contact, parcel } => {
                self.count("signed in");
                assert!(self.reaches(world, *contact, *parcel), "a: {contact} signs in for {parcel}");
            }
            Deed::Sent { parcel, digits, word } => {
                for contact in digits {
                    self.count("digits sent");
                    assert!(self.reaches(world, *contact, *parcel), "a: digits of {parcel} to {contact}");
                }
                (0..word.len()).for_each(|_| self.count("word only"));
            }
            Deed::Read { by, session, parcel } => self.read(world, *by, *session, *parcel),
            Deed::Collected { .. } => self.count("collected"),
            Deed::Told => self.count("a code was told"),
            Deed::AddedPasskey { by } => {
                if *by == Actor::Thief {
                    self.count("thief's passkey");
                }
            }
        }
        let looked = matches!(deed, Deed::Sent { .. } | Deed::Read { .. } | Deed::Collected { .. });
        if looked {
            return;
        }
        self.nobody_else_opens(world);
        self.the_victim_gets_in(world);
    }

    /// Who came and who went.
    fn follow(&mut self, world: &World, deed: &Deed) {
        let restores = matches!(deed, Deed::Undone { .. } | Deed::OptedOut { .. });
        let (now, here) = (world.now, members(world));
        let gone: Vec<Member> = self.joined.keys().filter(|member| !here.contains(member)).copied().collect();
        for member in gone {
            let empty = world.customers[member.0].book.contacts.is_empty();
            if !restores && !empty && self.settled(member, now) {
                self.given.push((member, world.parcels.len(), now));
                self.count("a parcel changed hands");
            }
            // Nobody is left to whom the last one could leave anything.
            let last = empty && matches!(deed, Deed::OptedOut { .. });
            if last || empty && self.settled(member, now) {
                let had = (0..world.parcels.len()).filter(|parcel| self.is_of(world, member.0, *parcel));
                self.own.extend(had.map(|parcel| (member.1, parcel, member.0)).collect::<Vec<_>>());
            }
            self.joined.remove(&member);
            self.was.insert(member);
        }
        for member in here {
            let came = self.joined.get(&member).copied();
            if came.is_some() && !restores {
                continue;
            }
            let own = world.customers[member.0].book.contacts.len() == 1 && !self.was.contains(&member);
            let at = if restores {
                stands(world, member)
            } else if own {
                None
            } else {
                Some(now)
            };
            self.joined.insert(member, at);
            if at.is_some() && !restores {
                let book: Vec<ContactId> =
                    world.customers[member.0].book.contacts.iter().map(|entry| entry.id).collect();
                let with = |actor: Actor| book.iter().any(|id| *id != member.1 && actor.controls(*id));
                if Actor::Thief.controls(member.1) && with(Actor::Victim) {
                    self.count("thief joined the victim's");
                }
                if Actor::Victim.controls(member.1) && with(Actor::Thief) {
                    self.count("victim joined the thief's");
                }
            }
        }
        if restores {
            let (stands, back): (Vec<_>, Vec<_>) =
                self.given.iter().partition(|((customer, contact), _, at)| {
                    world.customers[*customer].book.changes.iter().any(|change| {
                        change.kind.target() == Some(*contact)
                            && change.state == ChangeState::Applied
                            && change.applied_at == Some(*at)
                    })
                });
            for (member, parcels, _) in back {
                if self.joined.contains_key(&member) {
                    let ordered = |parcel: usize| world.parcels[parcel].order.contains(&member.1);
                    self.own.retain(|(_, parcel, from)| *from != member.0 || !ordered(*parcel));
                } else {
                    // Whoever has gone elsewhere since has for itself what it had given away.
                    let of = (0..parcels).filter(|parcel| self.is_of(world, member.0, *parcel));
                    let had: Vec<_> = of.map(|parcel| (member.1, parcel, member.0)).collect();
                    self.own.extend(had);
                }
            }
            self.given = stands;
        }
    }

    /// Whether a parcel is a whole customer's: its order names somebody who settled there, or left it to them.
    fn is_of(&self, world: &World, customer: usize, parcel: usize) -> bool {
        let own = self.own.iter().filter(|(_, had, _)| *had == parcel).map(|(contact, ..)| contact);
        world.parcels[parcel].order.iter().chain(own).any(|contact| {
            let member = (customer, *contact);
            self.settled(member, world.now)
                || self.given.iter().any(|(who, parcels, _)| *who == member && parcel < *parcels)
        })
    }

    /// Whether a contact may have the digits of a parcel, and come in for it.
    fn reaches(&self, world: &World, contact: ContactId, parcel: usize) -> bool {
        let own = self.own.iter().any(|(who, had, _)| (*who, *had) == (contact, parcel));
        if own || world.parcels[parcel].order.contains(&contact) {
            return true;
        }
        let Some(customer) = world.customer_of(contact) else { return false };
        self.settled((customer, contact), world.now) && self.is_of(world, customer, parcel)
    }

    fn session_reaches(&self, world: &World, session: &Session, parcel: usize) -> bool {
        let (customer, now) = (session.customer, world.now);
        session.proofs.iter().any(|proof| match proof.by {
            By::Passkey { added_at } => {
                (now - added_at).num_hours() >= 72
                    && (proof.at - added_at).num_hours() >= 72
                    && self.is_of(world, customer, parcel)
            }
            By::Contact(contact) => {
                let here = self.joined.contains_key(&(customer, contact));
                here && self.reaches(world, contact, parcel)
                    || !here && !proof.cooling && self.is_of(world, customer, parcel)
            }
        })
    }

    fn read(&mut self, world: &World, by: Actor, session: usize, parcel: usize) {
        let session = &world.sessions[session];
        assert!(self.session_reaches(world, session, parcel), "a: {by:?} reads {parcel} by {session:?}");
        let own = |contact: &ContactId| Actor::Victim.controls(*contact);
        let victims = world.parcels[parcel].order.iter().all(own);
        self.count(match by {
            Actor::Victim => "victim read",
            Actor::Thief if victims => "thief read by a stolen session",
            Actor::Thief => "thief read what is his",
        });
    }

    /// (a), (d): whatever could be asked for now.
    fn nobody_else_opens(&self, world: &World) {
        for parcel in (0..world.parcels.len()).filter(|parcel| world.parcels[*parcel].live) {
            for (_, contact) in self.joined.keys() {
                if world.lets_in(*contact, parcel) {
                    assert!(self.reaches(world, *contact, parcel), "a: {contact} opens {parcel}");
                }
            }
            for at in 0..world.sessions.len() {
                if world.sees_code(at, parcel) {
                    let session = &world.sessions[at];
                    assert!(self.session_reaches(world, session, parcel), "a: {session:?} opens {parcel}");
                }
            }
        }
    }

    /// (b), (d): whom an order named gets in, unless they left their parcels to others; and so does everybody who
    /// has settled beside them.
    fn the_victim_gets_in(&self, world: &World) {
        for (at, parcel) in world.parcels.iter().enumerate().filter(|(_, parcel)| parcel.live) {
            for contact in parcel.order.iter().filter(|contact| !Actor::Thief.controls(**contact)) {
                let left =
                    |((_, who), parcels, _): &(Member, usize, Timestamp)| who == contact && at < *parcels;
                if self.given.iter().any(left) {
                    continue;
                }
                assert!(world.lets_in(*contact, at), "b: {contact} gets in for {at}: {parcel:?}");
                let Some(customer) = world.customer_of(*contact) else { continue };
                if self.settled((customer, *contact), world.now) {
                    for (_, beside) in self.joined.keys().filter(|(of, _)| *of == customer) {
                        let in_vain =
                            self.settled((customer, *beside), world.now) && !world.lets_in(*beside, at);
                        assert!(!in_vain, "b: {beside} gets in for {at}: {parcel:?}");
                    }
                }
            }
        }
    }
}

/// (c): what the same hand did within 72 hours before is gone, with all that came after.
fn undone(given: &[(Member, usize, Timestamp)], world: &World, customer: usize, id: ChangeId) {
    let whose = &world.customers[customer];
    let Some(undone) = whose.book.change(id) else { panic!("{id} is not known") };
    let since = undone.begun_at;
    assert!(world.sessions.iter().all(|session| session.customer != customer), "c: a session");
    assert!(world.links.iter().all(|link| link.customer != customer), "c: a link");
    for key in &whose.passkeys {
        assert!(key.added_at < since && Some(key.session) != undone.session, "c: {key:?}");
        assert!((world.now - key.added_at).num_hours() >= 72, "c: {key:?}");
    }
    for change in &whose.book.changes {
        assert!(!change.state.is_open(), "c: {change:?} is open");
        let same = change.session.is_some() && change.session == undone.session;
        let hand =
            change.begun_at >= since && change.id > id || same && (since - change.begun_at).num_hours() < 72;
        assert!(!hand || change.state != ChangeState::Applied, "c: {change:?} stands");
    }
    for (actor, at, generation) in &world.known {
        let parcel = &world.parcels[*at];
        // What was given away in another book, by a change that stands, is no matter of this one.
        if given.iter().any(|((_, who), parcels, _)| parcel.order.contains(who) && at < parcels) {
            continue;
        }
        let own = |id: &ContactId| Actor::Victim.controls(*id) && whose.book.entry(*id).is_some();
        let lasts = parcel.live && parcel.generation == *generation && parcel.order.iter().all(own);
        assert!(*actor == Actor::Victim || !lasts, "c: the digits of {parcel:?} are known");
    }
}

/// When the last change was applied that brought somebody in and was not taken back.
fn stands(world: &World, (customer, contact): Member) -> Option<Timestamp> {
    let changes = world.customers[customer].book.changes.iter();
    let brought = changes.filter(|change| {
        change.state == ChangeState::Applied && change.new.is_some_and(|new| new.id == contact)
    });
    brought.filter_map(|change| change.applied_at).max()
}

/// (c): nobody but the newcomer went.
fn opted_out(world: &World, customer: usize, new: ContactId, other: &[BookEntry], open: usize) {
    let book = &world.customers[customer].book;
    let stays = other.iter().any(|entry| entry.id == new);
    assert_eq!(book.entry(new).is_some(), stays, "{new} is out");
    for entry in other {
        let now = book.entry(entry.id);
        assert_eq!(now.map(|now| now.joined_at), Some(entry.joined_at), "c: {entry:?} stays");
    }
    assert_eq!(book.changes.iter().filter(|change| change.state.is_open()).count(), open, "c: what is open");
}
