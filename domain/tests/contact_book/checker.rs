//! What must hold after every step, computed anew from what happened: nothing here asks the book to decide.

use std::collections::{BTreeMap, BTreeSet};

use domain::contact_book::ChangeEffect;

use super::{
    world::{Actor, Deed, World},
    *,
};

/// Place and time of joining.
type Contacts = BTreeMap<ContactId, (i16, Option<Timestamp>)>;

struct Begun {
    kind: ChangeKind,
    new: Option<ContactId>,
    at: Timestamp,
    contacts: Contacts,
    brought: BTreeMap<ContactId, ChangeId>,
    parcels: Vec<BTreeSet<ContactId>>,
    verified_at: Option<Timestamp>,
    applied_at: Option<Timestamp>,
    ended: bool,
}

/// How often something happened that is worth having happened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub authorised: usize,
    pub waited: usize,
    pub undone: usize,
    pub undone_after_it_was_applied: usize,
    pub undone_chain: usize,
    pub thief_joined: usize,
    pub came_back: usize,
}

impl Tally {
    pub fn named(&self) -> [(&'static str, usize); 7] {
        [
            ("an authorised change", self.authorised),
            ("a change that waited", self.waited),
            ("an undo", self.undone),
            ("an undo of an applied change", self.undone_after_it_was_applied),
            ("an undo of several applied changes", self.undone_chain),
            ("the thief in the book", self.thief_joined),
            ("the thief in the book again, by a new change", self.came_back),
        ]
    }
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            authorised: self.authorised + other.authorised,
            waited: self.waited + other.waited,
            undone: self.undone + other.undone,
            undone_after_it_was_applied: self.undone_after_it_was_applied + other.undone_after_it_was_applied,
            undone_chain: self.undone_chain + other.undone_chain,
            thief_joined: self.thief_joined + other.thief_joined,
            came_back: self.came_back + other.came_back,
        }
    }
}

pub struct Checker {
    first: BTreeSet<ContactId>,
    contacts: Contacts,
    changes: BTreeMap<ChangeId, Begun>,
    frozen_until: Option<Timestamp>,
    /// Messages hold no codes.
    word_only: bool,
    /// Which change brought a contact in.
    brought: BTreeMap<ContactId, ChangeId>,
    /// The owner's undos: when the undone change had begun, and when changes may begin again.
    taken_back: Vec<(Timestamp, Timestamp)>,
    pub tally: Tally,
}

fn contacts(book: &Book) -> Contacts {
    book.contacts.iter().map(|entry| (entry.id, (entry.place, entry.joined_at))).collect()
}

impl Checker {
    pub fn new(world: &World) -> Self {
        let contacts = contacts(&world.book);
        Self {
            first: contacts.keys().copied().collect(),
            contacts,
            changes: BTreeMap::new(),
            frozen_until: None,
            word_only: false,
            brought: BTreeMap::new(),
            taken_back: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Takes the step in and panics if it was not allowed or an invariant is broken.
    pub fn check(&mut self, world: &World, deed: &Deed) {
        match deed {
            Deed::Nothing => {}
            Deed::Begun { change, kind, new, told } => self.begun(world, *change, *kind, *new, told),
            Deed::Verified { change } => self.verified(*change, world.now),
            Deed::Authorised { change, proofs } => self.authorised(*change, proofs, world.now),
            Deed::Ticked => self.ticked(world),
            Deed::Undone { change, by, effects } => self.undone(world, *change, *by, effects),
            Deed::Withdrawn { change } => self.change(*change).ended = true,
            Deed::Held { until } => self.frozen_until = Some(*until),
            Deed::DoneAtOnce { change, kind, told } => self.done(world, *change, *kind, told),
        }
        assert_eq!(contacts(&world.book), self.contacts, "contacts change only by what is allowed");
        self.invariants(world);
    }

    fn change(&mut self, id: ChangeId) -> &mut Begun {
        self.changes.get_mut(&id).unwrap_or_else(|| panic!("{id} never began"))
    }

    fn not_frozen(&self, now: Timestamp) {
        assert!(self.frozen_until.is_none_or(|until| until <= now), "frozen until {:?}", self.frozen_until);
    }

    /// What is done at once: told to everybody, and undone like a change.
    fn done(&mut self, world: &World, id: ChangeId, kind: ChangeKind, told: &[ContactId]) {
        // What only keeps something back is done in a freeze, too.
        if kind == ChangeKind::CodesOut {
            self.everybody(told);
        } else {
            self.told(world.now, told);
        }
        self.word_only = match kind {
            ChangeKind::CodesOut => true,
            ChangeKind::CodesIn => false,
            _ => self.word_only,
        };
        let done = Begun { applied_at: Some(world.now), ..self.noted(world, kind, None) };
        self.changes.insert(id, done);
    }

    fn told(&self, now: Timestamp, told: &[ContactId]) {
        self.not_frozen(now);
        self.everybody(told);
    }

    fn everybody(&self, told: &[ContactId]) {
        let told: BTreeSet<ContactId> = told.iter().copied().collect();
        assert!(self.contacts.keys().copied().eq(told), "everybody in the book is told");
    }

    fn begun(
        &mut self,
        world: &World,
        id: ChangeId,
        kind: ChangeKind,
        new: Option<ContactId>,
        told: &[ContactId],
    ) {
        self.told(world.now, told);
        let open = || self.changes.values().filter(|c| !c.ended && c.applied_at.is_none());
        let about = |c: &Begun| [c.kind.target(), c.new].into_iter().flatten().collect::<BTreeSet<_>>();
        let concerned: BTreeSet<ContactId> = [kind.target(), new].into_iter().flatten().collect();
        assert!(open().count() < 3 && open().all(|c| about(c).is_disjoint(&concerned)), "{id} may begin");
        let verified_at = new.is_none().then_some(world.now);
        let begun = Begun { verified_at, ..self.noted(world, kind, new) };
        self.changes.insert(id, begun);
    }

    fn noted(&self, world: &World, kind: ChangeKind, new: Option<ContactId>) -> Begun {
        Begun {
            kind,
            new,
            at: world.now,
            contacts: self.contacts.clone(),
            brought: self.brought.clone(),
            parcels: world.parcels.clone(),
            verified_at: None,
            applied_at: None,
            ended: false,
        }
    }

    fn verified(&mut self, id: ChangeId, now: Timestamp) {
        self.not_frozen(now);
        let change = self.change(id);
        assert!(!change.ended && change.verified_at.is_none());
        change.verified_at = Some(now);
    }

    /// Invariant 2, with a second proof.
    fn authorised(&mut self, id: ChangeId, proofs: &[Proof], now: Timestamp) {
        let change = &self.changes[&id];
        let concerned = [change.kind.target(), change.new];
        let good = |proof: &Proof| {
            let fresh = !proof.by_link && (now - proof.at).num_seconds() < 600;
            fresh
                && match proof.by {
                    By::Passkey { added_at } => (now - added_at).num_hours() >= 72,
                    By::Contact(contact) => {
                        let joined = self.contacts.get(&contact);
                        !concerned.contains(&Some(contact))
                            && joined.is_some_and(|(_, at)| at.is_none_or(|at| (now - at).num_hours() >= 72))
                    }
                }
        };
        assert!(proofs.iter().any(good), "nothing authorises {id}: {proofs:?}");
        self.tally.authorised += 1;
        self.applied(id, now);
    }

    /// Invariant 2, by waiting.
    fn ticked(&mut self, world: &World) {
        let book = &world.book;
        let applied: Vec<ChangeId> = book
            .changes
            .iter()
            .filter(|change| change.applied_at == Some(world.now))
            .map(|change| change.id)
            .collect();
        for id in applied {
            let waited = self.changes[&id].verified_at.is_some_and(|at| (world.now - at).num_hours() >= 24);
            assert!(waited, "{id} has waited");
            self.tally.waited += 1;
            self.applied(id, world.now);
        }
        for change in &book.changes {
            let known = self.change(change.id);
            known.ended |= change.state == domain::contact_book::ChangeState::Withdrawn;
        }
        if self.frozen_until.is_none_or(|until| until <= world.now) {
            let overdue = |c: &Begun| c.verified_at.is_some_and(|at| (world.now - at).num_hours() >= 24);
            assert!(!self.changes.values().any(|c| c.applied_at.is_none() && !c.ended && overdue(c)));
        }
    }

    fn applied(&mut self, id: ChangeId, now: Timestamp) {
        self.not_frozen(now);
        let change = self.change(id);
        assert!(!change.ended && change.applied_at.is_none() && change.verified_at.is_some());
        change.applied_at = Some(now);
        let (kind, new) = (change.kind, change.new);
        let last = self.contacts.values().map(|(place, _)| *place).max().unwrap_or_default();
        let left = kind.target().map(|target| (target, self.contacts.remove(&target)));
        assert!(left.is_none_or(|(_, entry)| entry.is_some()), "whoever leaves was there");
        if let Some(new) = new {
            let place = left.and_then(|(_, entry)| entry).map_or(last + 1, |(place, _)| place);
            assert_eq!(self.contacts.insert(new, (place, Some(now))), None);
            self.brought.insert(new, id);
            let thief = Actor::Thief.controls(new);
            self.tally.thief_joined += usize::from(thief);
            self.tally.came_back += usize::from(thief && !self.taken_back.is_empty());
        }
    }

    /// Invariant 3.
    fn undone(&mut self, world: &World, id: ChangeId, by: Actor, effects: &[ChangeEffect]) {
        let now = world.now;
        let change = self.change(id);
        assert!(!change.ended && now - change.at < Duration::days(7), "{id} may be undone, once");
        let begun_at = change.at;
        self.tally.undone_after_it_was_applied += usize::from(change.applied_at.is_some());
        self.tally.undone += 1;
        let before = self.changes[&id].contacts.clone();
        let restored = self.changes[&id].parcels.clone();
        assert_eq!(world.parcels[..restored.len()], restored, "parcels name whom they named");
        let goes = |id: &ChangeId, of: &ChangeId, at: Timestamp| id >= of || at > begun_at;
        self.word_only |= self.changes.iter().any(|(known, change)| {
            change.kind == ChangeKind::CodesIn
                && !change.ended
                && change.applied_at.is_some_and(|at| goes(known, &id, at))
        });
        let (mut applied, until) = (0, now + Duration::hours(72));
        for change in self.changes.values_mut() {
            if !change.ended && change.applied_at.is_none_or(|at| at > begun_at) {
                applied += usize::from(change.applied_at.is_some());
                change.ended = true;
            }
        }
        self.tally.undone_chain += usize::from(applied > 1);
        if by == Actor::Owner {
            self.taken_back.push((begun_at, until));
        }
        self.brought = self.changes[&id].brought.clone();
        self.contacts = before;
        self.frozen_until = Some(self.frozen_until.map_or(until, |held| held.max(until)));
        assert!(world.owner.is_none() && world.thief.is_none(), "every session has ended");
        assert!(world.passkeys.iter().all(|(_, added_at)| *added_at < begun_at));
        assert!(effects.contains(&ChangeEffect::RotateCodes));
    }

    fn invariants(&self, world: &World) {
        let (book, now) = (&world.book, world.now);
        assert_eq!(book.word_only, self.word_only, "7: no undo lets codes into messages");
        let route = book.route();
        for contact in &route {
            let came =
                |c: &Begun| c.new == Some(*contact) && c.verified_at.is_some() && c.applied_at.is_some();
            assert!(self.contacts.contains_key(contact), "1: {contact} is the customer's");
            assert!(
                self.first.contains(contact) || self.changes.values().any(came),
                "1: {contact} was proven"
            );
        }
        for contact in route.iter().filter(|contact| Actor::Thief.controls(**contact)) {
            let change = &self.changes[&self.brought[contact]];
            let allowed = |(begun_at, until): &(Timestamp, Timestamp)| {
                change.at >= *until || change.applied_at.is_some_and(|at| at <= *begun_at)
            };
            assert!(!change.ended && self.taken_back.iter().all(allowed), "4: {contact} was undone");
        }
        let is_way = |id: &ContactId| *id != BROWSER;
        assert!(route.iter().any(is_way), "5: a code can be sent");
        for contact in self.contacts.keys().filter(|contact| self.cools(By::Contact(**contact), now)) {
            let own = [code(*contact, now)];
            assert!(!book.has_settled(&own, now) && !book.is_fresh(&own, now), "6: {contact} is new");
            for change in &book.changes {
                assert!(!book.is_authorised_by(change, &own, now), "6: {contact} is new");
            }
        }
        for session in [&world.owner, &world.thief].into_iter().flatten() {
            let settled = |proof: &Proof| !proof.cooling && !self.cools(proof.by, now);
            assert_eq!(book.has_settled(&session.proofs, now), session.proofs.iter().any(settled));
        }
    }

    fn cools(&self, by: By, now: Timestamp) -> bool {
        let since = match by {
            By::Contact(contact) => self.contacts.get(&contact).and_then(|(_, joined_at)| *joined_at),
            By::Passkey { added_at } => Some(added_at),
        };
        since.is_some_and(|since| (now - since).num_hours() < 72)
    }
}
