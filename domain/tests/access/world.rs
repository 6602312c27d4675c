//! Several customers, their parcels, a victim and a thief. This part does what the server does with the answers, and
//! tells what happened; every step asks [`may`] first.

use domain::{
    access::{Facts, Level, Named, Role, What, may},
    contact_book::{
        Book, BookEntry, By, Change, ChangeEffect, ChangeKind, ChangeState, Newcomer, Proof, Refused,
    },
    id::{ChangeId, SessionId},
};

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Victim,
    Thief,
}

const ADDRESSES: [ContactId; 8] = [
    PHONE,
    MAIL,
    ContactId::new(4),
    ContactId::new(5),
    THIEF,
    ContactId::new(12),
    ContactId::new(13),
    BYSTANDER,
];

impl Actor {
    pub fn controls(self, contact: ContactId) -> bool {
        match self {
            Self::Victim => contact.get() < 10,
            Self::Thief => (10..20).contains(&contact.get()),
        }
    }
}

/// What somebody tries; the numbers choose among what there is.
#[derive(Debug, Clone, Copy)]
pub enum Try {
    Begin(Actor, u8, u8),
    Verify(Actor, u8),
    /// The victim tells the thief the code with which a change is verified.
    Tell(u8),
    Authorise(Actor, u8),
    Undo(Actor, u8),
    OptOut(Actor, u8),
    Withdraw(Actor, u8),
    SignOut(Actor),
    SignIn(Actor, u8, u8),
    Press(Actor, u8),
    Prove(Actor, u8),
    AddPasskey(Actor),
    UsePasskey(Actor),
    TurnOff(Actor, u8),
    TurnOn(Actor, u8),
    Steal,
    Order(u8, u8),
    Send(u8, u8),
    Reveal(Actor, u8),
    Collect(Actor, u8),
    Pass(i64),
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Nothing,
    Done,
    /// What was done to a book by a change or by time.
    Changed,
    /// Time went by: every customer is to be [`World::settle`]d, one after the other.
    Passed,
    Undone {
        customer: usize,
        change: ChangeId,
        by: Actor,
    },
    OptedOut {
        customer: usize,
        new: ContactId,
        other: Vec<BookEntry>,
        open: usize,
    },
    SignedIn {
        contact: ContactId,
        parcel: usize,
    },
    Sent {
        parcel: usize,
        digits: Vec<ContactId>,
        word: Vec<ContactId>,
    },
    Read {
        by: Actor,
        session: usize,
        parcel: usize,
    },
    Collected {
        by: Actor,
    },
    Told,
    AddedPasskey {
        by: Actor,
    },
}

#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub customer: usize,
    pub opened_by: By,
    pub proofs: Vec<Proof>,
    pub held_by: Vec<Actor>,
}

#[derive(Debug, Clone)]
pub struct Parcel {
    pub order: Vec<ContactId>,
    pub named: Vec<Named>,
    pub generation: u32,
    pub live: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Passkey {
    pub whose: Actor,
    pub added_at: Timestamp,
    pub session: SessionId,
}

#[derive(Debug, Clone)]
pub struct Customer {
    pub book: Book,
    pub passkeys: Vec<Passkey>,
}

#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub customer: usize,
    pub contact: ContactId,
    pub parcel: usize,
}

struct Swap {
    id: i64,
    change: ChangeId,
    parcel: usize,
    from: Named,
    to: ContactId,
    had_to: bool,
}

pub struct World {
    pub now: Timestamp,
    pub customers: Vec<Customer>,
    pub parcels: Vec<Parcel>,
    pub sessions: Vec<Session>,
    pub links: Vec<Link>,
    pub known: Vec<(Actor, usize, u32)>,
    swaps: Vec<Swap>,
    told: Vec<(usize, ChangeId, Vec<ContactId>)>,
    next: i64,
    has_told: bool,
}

fn pick<T: Copy>(from: &[T], number: u8) -> Option<T> {
    (!from.is_empty()).then(|| from[usize::from(number) % from.len()])
}

fn alone(id: ContactId) -> Customer {
    let entry = BookEntry {
        id,
        channel: channel(id),
        proven_at: Some(start()),
        joined_at: None,
        off: false,
        place: 0,
        trouble: None,
    };
    let book = Book { contacts: vec![entry], changes: Vec::new(), frozen_until: None, word_only: false };
    Customer { book, passkeys: Vec::new() }
}

fn ordered(order: &[ContactId]) -> Parcel {
    let named = order.iter().map(|contact| Named { contact: *contact, by_order: true }).collect();
    Parcel { order: order.to_vec(), named, generation: 0, live: true }
}

impl World {
    /// By the bits of `kind` the victim has a mailbox and a browser beside the phone.
    pub fn new(kind: u8) -> Self {
        let mut customers = vec![alone(PHONE)];
        for id in ADDRESSES.into_iter().filter(|id| *id != PHONE) {
            customers.push(alone(id));
        }
        if kind & 1 != 0 {
            let mail = customers.remove(1).book.contacts[0];
            customers[0].book.contacts.push(BookEntry { place: 1, ..mail });
        }
        if kind & 2 != 0 {
            let browser = BookEntry { proven_at: None, place: 2, ..alone(BROWSER).book.contacts[0] };
            customers[0].book.contacts.push(browser);
        }
        let mut world = Self {
            now: start(),
            customers,
            parcels: vec![ordered(&[PHONE]), ordered(&[THIEF]), ordered(&[PHONE, BYSTANDER])],
            sessions: Vec::new(),
            links: Vec::new(),
            known: Vec::new(),
            swaps: Vec::new(),
            told: Vec::new(),
            next: 1,
            has_told: false,
        };
        for (actor, contact) in [(Actor::Victim, PHONE), (Actor::Thief, THIEF)] {
            world.open(actor, contact, false);
        }
        if kind & 4 != 0 {
            world.sessions[0].held_by.push(Actor::Thief);
        }
        world
    }

    pub fn customer_of(&self, contact: ContactId) -> Option<usize> {
        self.customers.iter().position(|customer| customer.book.entry(contact).is_some())
    }

    pub fn session_of(&self, actor: Actor, number: u8) -> Option<usize> {
        let held: Vec<usize> =
            (0..self.sessions.len()).filter(|at| self.sessions[*at].held_by.contains(&actor)).collect();
        pick(&held, number)
    }

    fn number<T: From<i64>>(&mut self) -> T {
        self.next += 1;
        self.next.into()
    }

    /// Does it, or nothing when the actor has no session, link or address for it.
    pub fn step(&mut self, what: Try) -> Deed {
        self.now += Duration::seconds(1);
        self.attempt(what).unwrap_or(Deed::Nothing)
    }

    fn attempt(&mut self, what: Try) -> Option<Deed> {
        let now = self.now;
        match what {
            Try::Begin(actor, kind, address) => self.begin(actor, kind, pick(&ADDRESSES, address)?),
            Try::Verify(actor, number) => {
                let own = |new: ContactId| actor.controls(new);
                let (customer, change) = self.pending(number, own)?;
                self.follow(customer, None, |book| book.verify(change, now))?;
                Some(Deed::Done)
            }
            Try::Tell(number) => {
                let (customer, change) = self.pending(number, |new| Actor::Victim.controls(new))?;
                if std::mem::replace(&mut self.has_told, true) {
                    return None;
                }
                self.follow(customer, None, |book| book.verify(change, now))?;
                Some(Deed::Told)
            }
            Try::Authorise(actor, number) => {
                let at = self.session_of(actor, number)?;
                let Session { customer, id, .. } = self.sessions[at];
                let change = self.change(customer, number, |c| c.state == ChangeState::Verified)?;
                self.asks(at, What::ConfirmChange, self.customers[customer].book.change(change))?;
                let new = self.customers[customer].book.change(change)?.new;
                if new.is_some_and(|new| !self.stands_alone(new.id)) {
                    return None;
                }
                let proofs = self.sessions[at].proofs.clone();
                self.follow(customer, Some(id), |book| book.authorise(change, &proofs, now))?;
                Some(Deed::Changed)
            }
            Try::Undo(by, number) => {
                let told = self.told.iter().filter(|(_, _, to)| to.iter().any(|id| by.controls(*id)));
                let links: Vec<(usize, ChangeId)> =
                    told.map(|(whose, change, _)| (*whose, *change)).collect();
                let (customer, change) = pick(&links, number)?;
                for left in self.customers[customer].book.departed() {
                    if !self.stands_alone(left) {
                        self.customers[customer].book.let_go(left);
                    }
                }
                self.follow(customer, None, |book| book.undo(change, now))?;
                Some(Deed::Undone { customer, change, by })
            }
            Try::OptOut(by, number) => self.opt_out(by, number),
            Try::Withdraw(actor, number) => {
                let at = self.session_of(actor, number)?;
                self.asks(at, What::WithdrawChange, None)?;
                let customer = self.sessions[at].customer;
                let change = self.change(customer, number, |change| change.state.is_open())?;
                self.follow(customer, None, |book| book.withdraw(change))?;
                Some(Deed::Done)
            }
            Try::TurnOff(actor, number) => {
                let at = self.session_of(actor, number)?;
                let Session { customer, id, .. } = self.sessions[at];
                let contact = pick(&self.customers[customer].book.contacts, number / 2)?.id;
                let change = Change::begun(self.number(), ChangeKind::TurnOff(contact), None, now).by(id);
                self.asks(at, What::TurnOff, Some(&change))?;
                let (change_id, to) = (change.id, self.customers[customer].book.tell(None));
                self.follow(customer, None, |book| book.turn_off(change, contact, now))?;
                self.told.push((customer, change_id, to));
                Some(Deed::Done)
            }
            Try::TurnOn(actor, number) => {
                let at = self.session_of(actor, number)?;
                self.asks(at, What::TurnOn, None)?;
                let book = &mut self.customers[self.sessions[at].customer].book;
                book.contacts.iter_mut().find(|entry| entry.off)?.off = false;
                Some(Deed::Done)
            }
            Try::Order(one, two) => {
                let first = pick(&ADDRESSES, one)?;
                let mut order = vec![first];
                order.extend(pick(&ADDRESSES, two).filter(|second| two < 80 && *second != first));
                (self.parcels.len() < 7).then(|| self.parcels.push(ordered(&order)))?;
                Some(Deed::Done)
            }
            Try::Send(parcel, way) => self.send(usize::from(parcel) % self.parcels.len(), way),
            Try::Pass(seconds) => {
                self.now += Duration::seconds(seconds);
                Some(Deed::Passed)
            }
            Try::Reveal(by, number) => {
                let session = self.session_of(by, number)?;
                let parcel = usize::from(number / 4) % self.parcels.len();
                self.sees_code(session, parcel).then_some(())?;
                self.known.push((by, parcel, self.parcels[parcel].generation));
                Some(Deed::Read { by, session, parcel })
            }
            Try::Collect(by, parcel) => {
                let parcel = usize::from(parcel) % self.parcels.len();
                let known = (by, parcel, self.parcels[parcel].generation);
                let open = self.parcels[parcel].live && self.known.contains(&known);
                open.then(|| self.parcels[parcel].live = false)?;
                self.links.retain(|link| link.parcel != parcel);
                Some(Deed::Collected { by })
            }
            _ => self.prove(what),
        }
    }

    fn opt_out(&mut self, by: Actor, number: u8) -> Option<Deed> {
        let now = self.now;
        let mine = |change: &&Change| change.new.is_some_and(|new| by.controls(new.id));
        let links: Vec<(usize, ChangeId, ContactId)> = (0..self.customers.len())
            .flat_map(|at| self.customers[at].book.changes.iter().filter(mine).map(move |c| (at, c)))
            .filter_map(|(at, change)| Some((at, change.id, change.new?.id)))
            .collect();
        let (customer, change, new) = pick(&links, number)?;
        let left = self.customers[customer].book.change(change)?.left;
        if left.is_some_and(|left| !self.stands_alone(left.id)) {
            self.customers[customer].book.let_go(left?.id);
        }
        let book = &self.customers[customer].book;
        // Who is there by another change says no more than that it wants no second one.
        let comes = book.change(change)?.state.is_open();
        let other = book.contacts.iter().filter(|entry| entry.id != new || comes).copied().collect();
        let is_open = |c: &&Change| c.state.is_open() && c.id != change;
        let open = book.changes.iter().filter(is_open).count();
        self.follow(customer, None, |book| book.opt_out(change, now))?;
        Some(Deed::OptedOut { customer, new, other, open })
    }

    fn begin(&mut self, actor: Actor, kind: u8, address: ContactId) -> Option<Deed> {
        let at = self.session_of(actor, kind)?;
        let Session { customer, id: session, .. } = self.sessions[at];
        self.asks(at, What::BeginChange, None)?;
        let newcomer = Some(Newcomer { id: address, channel: channel(address) });
        let book = &self.customers[customer].book;
        let target = pick(&book.contacts, kind / 8)?.id;
        let (kind, new) = match kind / 2 % 4 {
            0 => (ChangeKind::Remove(target), None),
            1 => (ChangeKind::Replace(target), newcomer),
            _ => (ChangeKind::Add, newcomer),
        };
        book.begin(kind, new, self.now).ok()?;
        let to = book.tell(new.map(|new| new.id));
        let change = Change::begun(self.number(), kind, new, self.now).by(session);
        self.told.push((customer, change.id, to));
        self.customers[customer].book.changes.push(change);
        Some(Deed::Done)
    }

    /// What the server knows of a session when it asks whether something may be done.
    fn asks(&self, at: usize, what: What, change: Option<&Change>) -> Option<()> {
        let session = &self.sessions[at];
        let book = &self.customers[session.customer].book;
        let level = book.level(&session.proofs, change, self.now);
        let settled = book.has_settled(&session.proofs, self.now);
        let facts = Facts::without_parcel(settled, book.frozen(self.now).is_some());
        may(level, Role::Owner, what, facts).ok().map(|_| ())
    }

    /// Whether a session reads the digits of a parcel.
    pub fn sees_code(&self, at: usize, parcel: usize) -> bool {
        let (session, parcel) = (&self.sessions[at], &self.parcels[parcel]);
        let book = &self.customers[session.customer].book;
        let facts = Facts::of_parcel(book.reach_of(&session.proofs, &parcel.named, self.now));
        let permit = may(book.level(&session.proofs, None, self.now), Role::Owner, What::SeeCode, facts);
        parcel.live && permit.is_ok_and(|permit| permit.reads_digits())
    }

    /// Whether a contact signs in for a parcel.
    pub fn lets_in(&self, contact: ContactId, parcel: usize) -> bool {
        let Some(customer) = self.customer_of(contact) else { return false };
        let book = &self.customers[customer].book;
        let reach = book.reach(By::Contact(contact), &self.parcels[parcel].named, self.now);
        may(Level::Visitor, Role::Addressee, What::SendWayIn, Facts::of_parcel(reach)).is_ok()
    }

    /// The first sending, a resend or a fallback: to one way of each customer that the parcel names.
    fn send(&mut self, at: usize, which: u8) -> Option<Deed> {
        let parcel = self.parcels[at].live.then(|| self.parcels[at].clone())?;
        let (mut digits, mut word) = (Vec::new(), Vec::new());
        for customer in 0..self.customers.len() {
            let mut ways = self.customers[customer].book.ways(&parcel.named, self.now);
            if ways.iter().any(|way| way.opens) {
                ways.retain(|way| way.opens);
            }
            let Some(way) = pick(&ways, which) else { continue };
            let reach =
                self.customers[customer].book.reach(By::Contact(way.contact), &parcel.named, self.now);
            let asks = |what| may(Level::Visitor, Role::Addressee, what, Facts::of_parcel(reach)).is_ok();
            assert_eq!(way.opens, asks(What::SendCode), "a way is what may be asked of it");
            if way.opens {
                digits.push(way.contact);
                self.links.push(Link { customer, contact: way.contact, parcel: at });
            } else if asks(What::SendWord) {
                word.push(way.contact);
            }
        }
        for contact in &digits {
            let readers = [Actor::Victim, Actor::Thief].into_iter().filter(|actor| actor.controls(*contact));
            self.known.extend(readers.map(|actor| (actor, at, parcel.generation)));
        }
        Some(Deed::Sent { parcel: at, digits, word })
    }

    fn open(&mut self, actor: Actor, contact: ContactId, by_link: bool) -> Option<()> {
        let customer = self.customer_of(contact)?;
        let proof = self.proof_of(customer, By::Contact(contact), by_link);
        self.open_with(actor, customer, proof);
        Some(())
    }

    fn open_with(&mut self, actor: Actor, customer: usize, proof: Proof) {
        let id = self.number();
        let session =
            Session { id, customer, opened_by: proof.by, proofs: vec![proof], held_by: vec![actor] };
        self.sessions.push(session);
    }

    fn proof_of(&self, customer: usize, by: By, by_link: bool) -> Proof {
        Proof { by, at: self.now, by_link, cooling: self.customers[customer].book.cools(by, self.now) }
    }

    /// A step-up has a new token: whoever else held the old one is out.
    fn step_up(&mut self, at: usize, actor: Actor, proof: Proof) {
        self.sessions[at].proofs.push(proof);
        self.sessions[at].held_by = vec![actor];
    }

    /// Sessions and what they prove.
    fn prove(&mut self, what: Try) -> Option<Deed> {
        match what {
            Try::SignIn(actor, contact, parcel) => {
                let own: Vec<_> = ADDRESSES.into_iter().filter(|id| actor.controls(*id)).collect();
                let (contact, parcel) = (pick(&own, contact)?, usize::from(parcel) % self.parcels.len());
                self.lets_in(contact, parcel).then_some(())?;
                self.open(actor, contact, false)?;
                return Some(Deed::SignedIn { contact, parcel });
            }
            Try::Press(actor, number) => {
                let own: Vec<Link> =
                    self.links.iter().filter(|link| actor.controls(link.contact)).copied().collect();
                let link = pick(&own, number)?;
                let proof = self.proof_of(link.customer, By::Contact(link.contact), true);
                self.open_with(actor, link.customer, proof);
            }
            Try::Prove(actor, number) => {
                let at = self.session_of(actor, number)?;
                self.asks(at, What::Prove, None)?;
                let customer = self.sessions[at].customer;
                let entries = &self.customers[customer].book.contacts;
                let own: Vec<ContactId> =
                    entries.iter().map(|entry| entry.id).filter(|id| actor.controls(*id)).collect();
                let proof = self.proof_of(customer, By::Contact(pick(&own, number / 4)?), false);
                self.step_up(at, actor, proof);
            }
            Try::AddPasskey(actor) => {
                let at = self.session_of(actor, 0)?;
                self.asks(at, What::AddPasskey, None)?;
                let Session { customer, id: session, .. } = self.sessions[at];
                let change = Change::begun(self.number(), ChangeKind::Passkey, None, self.now).by(session);
                let id = change.id;
                let to = self.customers[customer].book.tell(None);
                self.follow(customer, None, |book| Ok(book.done(change)))?;
                self.told.push((customer, id, to));
                let passkey = Passkey { whose: actor, added_at: self.now, session };
                self.customers[customer].passkeys.push(passkey);
                return Some(Deed::AddedPasskey { by: actor });
            }
            Try::UsePasskey(actor) => {
                let mine = |c: &Customer| c.passkeys.iter().find(|key| key.whose == actor).copied();
                let (customer, passkey) =
                    (0..self.customers.len()).find_map(|at| Some((at, mine(&self.customers[at])?)))?;
                let proof = self.proof_of(customer, By::Passkey { added_at: passkey.added_at }, false);
                self.open_with(actor, customer, proof);
            }
            Try::Steal => {
                let at = self.session_of(Actor::Victim, 0)?;
                let held = &mut self.sessions[at].held_by;
                (!held.contains(&Actor::Thief)).then(|| held.push(Actor::Thief))?;
            }
            Try::SignOut(actor) => {
                let at = self.session_of(actor, 0)?;
                self.sessions.remove(at);
            }
            _ => unreachable!("{what:?} is no matter of sessions"),
        }
        Some(Deed::Done)
    }

    fn pending(&self, number: u8, of: impl Fn(ContactId) -> bool) -> Option<(usize, ChangeId)> {
        let fits = |c: &&Change| c.state == ChangeState::Pending && c.new.is_some_and(|new| of(new.id));
        let found: Vec<(usize, ChangeId)> = (0..self.customers.len())
            .flat_map(|at| self.customers[at].book.changes.iter().filter(fits).map(move |c| (at, c.id)))
            .collect();
        pick(&found, number)
    }

    fn change(&self, customer: usize, number: u8, fits: impl Fn(&Change) -> bool) -> Option<ChangeId> {
        let changes = self.customers[customer].book.changes.iter();
        pick(&changes.filter(|change| fits(change)).map(|change| change.id).collect::<Vec<_>>(), number / 4)
    }

    fn stands_alone(&self, contact: ContactId) -> bool {
        self.customer_of(contact).is_none_or(|at| {
            let customer = &self.customers[at];
            customer.book.may_go(contact, !customer.passkeys.is_empty(), self.now)
        })
    }

    /// What time brings about, as the server has it: what became somebody else's is not taken from there.
    pub fn settle(&mut self, customer: usize) -> Deed {
        if !self.customers[customer].book.changes.iter().any(|change| change.state.is_open()) {
            return Deed::Nothing;
        }
        let (now, before) = (self.now, self.customers[customer].book.clone());
        let changes = &self.customers[customer].book.changes;
        let gone: Vec<ChangeId> = changes
            .iter()
            .filter(|c| c.state == ChangeState::Verified)
            .filter(|c| c.new.is_some_and(|new| !self.stands_alone(new.id)))
            .map(|c| c.id)
            .collect();
        for change in gone {
            self.follow(customer, None, |book| book.withdraw(change));
        }
        self.follow(customer, None, |book| Ok(book.tick(now)));
        if self.customers[customer].book == before { Deed::Nothing } else { Deed::Changed }
    }

    /// Writes down what the book answers, as the store would.
    fn follow(
        &mut self,
        customer: usize,
        caller: Option<SessionId>,
        ask: impl FnOnce(&mut Book) -> Result<Vec<ChangeEffect>, Refused>,
    ) -> Option<()> {
        for effect in ask(&mut self.customers[customer].book).ok()? {
            match effect {
                ChangeEffect::Join(entry) => self.join(customer, entry.id),
                ChangeEffect::Leave(contact) => self.customers.push(alone(contact)),
                ChangeEffect::SwapRecipients { change, from, to, but_brought } => {
                    self.swap(change, from, to, but_brought);
                }
                ChangeEffect::HandOn { from, to } => self.hand_on(from, to),
                ChangeEffect::RestoreRecipients { changes } => self.restore(customer, &changes),
                ChangeEffect::EndSessionsOf(contact) => {
                    self.sessions.retain(|session| {
                        session.customer != customer
                            || session.opened_by != By::Contact(contact)
                            || Some(session.id) == caller
                    });
                }
                ChangeEffect::EndAllSessions => self.sessions.retain(|session| session.customer != customer),
                ChangeEffect::RemovePasskeys { since, session } => {
                    let stays = |key: &Passkey| key.added_at < since && Some(key.session) != session;
                    self.customers[customer].passkeys.retain(stays);
                }
                ChangeEffect::RotateCodes => {
                    let ids: Vec<ContactId> =
                        self.customers[customer].book.contacts.iter().map(|entry| entry.id).collect();
                    for contact in ids {
                        self.rotate(contact);
                    }
                    self.links.retain(|link| link.customer != customer);
                }
                ChangeEffect::RotateCodesOf(contact) => self.rotate(contact),
                ChangeEffect::Moved { .. }
                | ChangeEffect::TurnOn(_)
                | ChangeEffect::TurnOff(_)
                | ChangeEffect::WordOnly(_)
                | ChangeEffect::Freeze(_)
                | ChangeEffect::Notify { .. } => {}
            }
        }
        Some(())
    }

    /// The customer that the contact was before has nobody left: its sessions and browsers end.
    fn join(&mut self, customer: usize, contact: ContactId) {
        for before in (0..self.customers.len()).filter(|before| *before != customer) {
            let book = &mut self.customers[before].book;
            if book.entry(contact).is_some() {
                book.contacts.clear();
                self.sessions.retain(|session| session.customer != before);
            }
        }
        // What it brings is its own from now on, also what it had got by a change elsewhere.
        let named = self.parcels.iter_mut().flat_map(|parcel| &mut parcel.named);
        named.filter(|named| named.contact == contact).for_each(|named| named.by_order = true);
    }

    fn rotate(&mut self, contact: ContactId) {
        for (at, parcel) in self.parcels.iter_mut().enumerate() {
            if parcel.named.iter().any(|named| named.contact == contact) {
                parcel.generation += 1;
                self.links.retain(|link| link.parcel != at);
            }
        }
        self.links.retain(|link| link.contact != contact);
    }

    fn swap(&mut self, change: ChangeId, from: ContactId, to: ContactId, but_brought: bool) {
        for (parcel, Parcel { named, live, .. }) in self.parcels.iter_mut().enumerate() {
            let moves = |named: &Named| named.contact == from && !(but_brought && named.by_order);
            let Some(at) = named.iter().position(moves).filter(|_| *live) else { continue };
            let from = named.remove(at);
            let had_to = named.iter().any(|named| named.contact == to);
            if !had_to {
                named.push(Named { contact: to, by_order: false });
            }
            let id = self.next;
            self.next += 1;
            self.swaps.push(Swap { id, change, parcel, from, to, had_to });
        }
    }

    fn hand_on(&mut self, from: ContactId, to: ContactId) {
        for (parcel, Parcel { named, live, .. }) in self.parcels.iter_mut().enumerate() {
            let moves = |named: &Named| named.contact == from && !named.by_order;
            let Some(at) = named.iter().position(moves).filter(|_| *live) else { continue };
            named.remove(at);
            let had = named.iter().any(|named| named.contact == to);
            self.swaps.retain(|swap| (swap.parcel, swap.from.contact, swap.to) != (parcel, to, from));
            let given = self.swaps.iter_mut().filter(|swap| (swap.parcel, swap.to) == (parcel, from));
            given.for_each(|swap| (swap.to, swap.had_to) = (to, swap.had_to || had));
            if !had {
                named.push(Named { contact: to, by_order: false });
            }
        }
    }

    fn restore(&mut self, customer: usize, changes: &[ChangeId]) {
        let mut taken: Vec<Swap> = Vec::new();
        let mut left = Vec::new();
        for swap in self.swaps.drain(..) {
            // What was handed on since by what is taken back, in whatever book.
            let from = |before: &Swap| (before.parcel, before.to) == (swap.parcel, swap.from.contact);
            let handed_on = taken.iter().any(|before| !before.had_to && from(before));
            if handed_on || changes.contains(&swap.change) { taken.push(swap) } else { left.push(swap) }
        }
        self.swaps = left;
        for swap in taken.iter().rev() {
            let Named { contact, by_order } = swap.from;
            let elsewhere = self.customers[customer].book.entry(contact).is_none();
            let back = Named { contact, by_order: by_order || elsewhere };
            let named = &mut self.parcels[swap.parcel].named;
            match named.iter_mut().find(|named| named.contact == contact) {
                Some(named) => named.by_order |= back.by_order,
                None => named.push(back),
            }
            let again =
                |other: &&mut Swap| (other.parcel, other.to) == (swap.parcel, contact) && other.id > swap.id;
            self.swaps.iter_mut().filter(again).for_each(|other| other.had_to = true);
            if !swap.had_to {
                named.retain(|named| named.contact != swap.to);
            }
        }
    }
}
