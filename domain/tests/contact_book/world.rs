//! Two people, one book: the owner, and a thief with a copy of the owner's session. Neither can prove what is not
//! theirs. This part does what the server would do with the effects, and tells what happened.

use std::collections::BTreeSet;

use domain::contact_book::{ChangeEffect, ChangeState, Refused};

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Owner,
    Thief,
}

const OWNERS: [ContactId; 5] = [PHONE, MAIL, BROWSER, ContactId::new(4), ContactId::new(5)];
const THIEFS: [ContactId; 3] = [NEW_PHONE, NEW_MAIL, ContactId::new(13)];
/// Addresses a change may name; the last one is a stranger's.
const ADDRESSES: [ContactId; 8] =
    [PHONE, MAIL, OWNERS[3], OWNERS[4], NEW_PHONE, NEW_MAIL, THIEFS[2], ContactId::new(21)];

impl Actor {
    pub fn controls(self, contact: ContactId) -> bool {
        match self {
            Self::Owner => OWNERS.contains(&contact),
            Self::Thief => THIEFS.contains(&contact),
        }
    }
}

fn channel(contact: ContactId) -> Channel {
    match contact {
        BROWSER => Channel::Push,
        even if even.get() % 2 == 0 => Channel::Email,
        _ => Channel::Sms,
    }
}

/// What somebody tries; the numbers choose among what there is.
#[derive(Debug, Clone, Copy)]
pub enum Try {
    Begin(Actor, u8, u8),
    Verify(Actor, u8),
    Authorise(Actor, u8),
    Undo(Actor, u8),
    Withdraw(Actor, u8),
    SignOut(Actor),
    SignIn(Actor, u8, bool),
    Prove(Actor, u8, bool),
    AddPasskey(Actor),
    UsePasskey(Actor),
    TurnOff(Actor, u8),
    Codes(Actor, bool),
    Steal,
    Order(u8),
    Hold,
    Pass(i64),
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Deed {
    Nothing,
    Begun { change: ChangeId, kind: ChangeKind, new: Option<ContactId>, told: Vec<ContactId> },
    Verified { change: ChangeId },
    Authorised { change: ChangeId, proofs: Vec<Proof> },
    Ticked,
    Undone { change: ChangeId, by: Actor, effects: Vec<ChangeEffect> },
    Withdrawn { change: ChangeId },
    Held { until: Timestamp },
    DoneAtOnce { change: ChangeId, kind: ChangeKind, told: Vec<ContactId> },
}

#[derive(Debug, Clone)]
pub struct Session {
    pub opened_by: By,
    pub proofs: Vec<Proof>,
}

struct Swap {
    change: ChangeId,
    parcel: usize,
    from: ContactId,
    to: ContactId,
    named_before: bool,
}

pub struct World {
    pub book: Book,
    pub now: Timestamp,
    pub parcels: Vec<BTreeSet<ContactId>>,
    pub owner: Option<Session>,
    pub thief: Option<Session>,
    pub passkeys: Vec<(Actor, Timestamp)>,
    swaps: Vec<Swap>,
    told: Vec<(ChangeId, Vec<ContactId>)>,
}

fn pick<T: Copy>(from: &[T], number: u8) -> Option<T> {
    (!from.is_empty()).then(|| from[usize::from(number) % from.len()])
}

impl World {
    /// A customer with a phone; by the bits of `kind` also with a mailbox and a browser.
    pub fn new(kind: u8) -> Self {
        let mut book = super::book();
        if kind & 2 != 0 {
            book.contacts.push(BookEntry { proven_at: None, ..entry(BROWSER, Channel::Push, 3) });
        }
        if kind & 1 != 0 {
            book.contacts.remove(1);
        }
        let stale = code(PHONE, start() - Duration::minutes(20));
        let link = Proof { by_link: true, ..code(PHONE, start()) };
        let stolen = Session { opened_by: stale.by, proofs: vec![stale, link] };
        Self {
            book,
            now: start(),
            parcels: vec![[PHONE].into(), [PHONE, MAIL].into(), [NEW_PHONE].into(), [MAIL, NEW_MAIL].into()],
            owner: Some(Session { opened_by: stale.by, proofs: vec![code(PHONE, start())] }),
            thief: Some(stolen),
            passkeys: Vec::new(),
            swaps: Vec::new(),
            told: Vec::new(),
        }
    }

    /// The number of the next change.
    fn next(&self) -> Option<ChangeId> {
        i64::try_from(self.book.changes.len()).ok().map(|known| ChangeId::new(known + 1))
    }

    fn session(&mut self, actor: Actor) -> &mut Option<Session> {
        match actor {
            Actor::Owner => &mut self.owner,
            Actor::Thief => &mut self.thief,
        }
    }

    fn signed_in(&mut self, actor: Actor) -> Option<Session> {
        self.session(actor).clone()
    }

    /// Does it, or nothing when the actor has no session, link or address for it.
    pub fn step(&mut self, what: Try) -> Deed {
        self.now += Duration::seconds(1);
        self.attempt(what).unwrap_or(Deed::Nothing)
    }

    fn attempt(&mut self, what: Try) -> Option<Deed> {
        let now = self.now;
        match what {
            Try::Begin(actor, kind, address) => {
                self.signed_in(actor)?;
                self.begin(kind, pick(&ADDRESSES, address)?)
            }
            Try::Verify(actor, number) => {
                let change = self.change(number, |change| {
                    change.state == ChangeState::Pending
                        && change.new.is_some_and(|new| actor.controls(new.id))
                })?;
                self.follow(|book| book.verify(change, now), None)?;
                Some(Deed::Verified { change })
            }
            Try::Authorise(actor, number) => {
                let proofs = self.signed_in(actor)?.proofs;
                let change = self.change(number, |change| change.state == ChangeState::Verified)?;
                self.follow(|book| book.authorise(change, &proofs, now), Some(actor))?;
                Some(Deed::Authorised { change, proofs })
            }
            Try::Undo(by, number) => {
                let links: Vec<ChangeId> = self
                    .told
                    .iter()
                    .filter(|(_, told)| told.iter().any(|contact| by.controls(*contact)))
                    .map(|(change, _)| *change)
                    .collect();
                let change = pick(&links, number)?;
                let effects = self.follow(|book| book.undo(change, now), None)?;
                Some(Deed::Undone { change, by, effects })
            }
            Try::Withdraw(actor, number) => {
                self.signed_in(actor)?;
                let change = self.change(number, |change| change.state.is_open())?;
                self.follow(|book| book.withdraw(change), None)?;
                Some(Deed::Withdrawn { change })
            }
            Try::TurnOff(actor, number) => {
                self.signed_in(actor)?;
                let place = usize::from(number) % self.book.contacts.len();
                let contact = self.book.contacts[place].id;
                if self.book.contacts[place].off {
                    self.book.contacts[place].off = false;
                    return None;
                }
                if !self.book.may_turn_off(contact, now) || self.book.frozen(now).is_some() {
                    return None;
                }
                let id = self.next()?;
                let change = Change::begun(id, ChangeKind::TurnOff(contact), None, now);
                let told = self.book.tell(None);
                self.follow(|book| book.turn_off(change, contact, now), None)?;
                self.told.push((id, told.clone()));
                Some(Deed::DoneAtOnce { change: id, kind: ChangeKind::TurnOff(contact), told })
            }
            Try::Codes(actor, never) => {
                let proofs = self.signed_in(actor)?.proofs;
                let kind = if never { ChangeKind::CodesOut } else { ChangeKind::CodesIn };
                let may = if never {
                    self.book.has_settled(&proofs, now)
                } else {
                    self.book.is_fresh(&proofs, now)
                };
                if !may {
                    return None;
                }
                let id = self.next()?;
                let change = Change::begun(id, kind, None, now);
                let told = self.book.tell(None);
                let done = |book: &mut Book| {
                    if never { Ok(book.keep_codes_out(change)) } else { book.let_codes_in(change, now) }
                };
                self.follow(done, None)?;
                // The notice that codes are kept out has no link.
                if !never {
                    self.told.push((id, told.clone()));
                }
                Some(Deed::DoneAtOnce { change: id, kind, told })
            }
            Try::Hold => {
                let until = self.book.frozen_until.map_or(now, |until| until.max(now)) + Duration::hours(30);
                self.book.frozen_until = Some(until);
                Some(Deed::Held { until })
            }
            Try::Pass(seconds) => {
                self.now += Duration::seconds(seconds);
                let now = self.now;
                self.follow(|book| Ok(book.tick(now)), None)?;
                Some(Deed::Ticked)
            }
            Try::Order(address) => {
                self.parcels.push([pick(&ADDRESSES, address)?].into());
                None
            }
            Try::SignOut(_)
            | Try::SignIn(..)
            | Try::Prove(..)
            | Try::AddPasskey(_)
            | Try::UsePasskey(_)
            | Try::Steal => self.prove(what),
        }
    }

    fn begin(&mut self, kind: u8, address: ContactId) -> Option<Deed> {
        let target = pick(&self.book.contacts, kind / 4)?.id;
        let newcomer = Some(Newcomer { id: address, channel: channel(address) });
        let (kind, new) = match kind % 4 {
            0 => (ChangeKind::Remove(target), None),
            1 => (ChangeKind::Replace(target), newcomer),
            _ => (ChangeKind::Add, newcomer),
        };
        self.book.begin(kind, new, self.now).ok()?;
        let change = self.next()?;
        let new_id = new.map(|new| new.id);
        let told = self.book.tell(new_id);
        self.told.push((change, told.clone()));
        self.book.changes.push(Change::begun(change, kind, new, self.now));
        Some(Deed::Begun { change, kind, new: new_id, told })
    }

    /// Sessions and what they prove.
    fn prove(&mut self, what: Try) -> Option<Deed> {
        match what {
            Try::SignIn(actor, number, by_link) => {
                let proof = self.proof(actor, number, by_link)?;
                *self.session(actor) = Some(Session { opened_by: proof.by, proofs: vec![proof] });
            }
            Try::Prove(actor, number, by_link) => {
                let proof = self.proof(actor, number, by_link)?;
                self.session(actor).as_mut()?.proofs.push(proof);
            }
            Try::AddPasskey(actor) => {
                let proofs = self.signed_in(actor)?.proofs;
                if self.book.is_fresh(&proofs, self.now) {
                    self.passkeys.push((actor, self.now));
                }
            }
            Try::UsePasskey(actor) => {
                let (_, added_at) = *self.passkeys.iter().find(|(whose, _)| *whose == actor)?;
                let by = By::Passkey { added_at };
                let cooling = self.book.cools(by, self.now);
                let proof = Proof { by, at: self.now, by_link: false, cooling };
                let session =
                    self.session(actor).get_or_insert(Session { opened_by: by, proofs: Vec::new() });
                session.proofs.push(proof);
            }
            Try::Steal => {
                let mut stolen = self.owner.clone()?;
                let now = self.now;
                stolen.proofs.retain(|proof| proof.by_link || now - proof.at >= Duration::minutes(10));
                self.thief = Some(stolen);
            }
            Try::SignOut(actor) => *self.session(actor) = None,
            _ => unreachable!("{what:?} is no matter of sessions"),
        }
        None
    }

    /// A proof by a contact of the book that the actor controls.
    fn proof(&self, actor: Actor, number: u8, by_link: bool) -> Option<Proof> {
        let own: Vec<ContactId> =
            self.book.contacts.iter().map(|entry| entry.id).filter(|id| actor.controls(*id)).collect();
        let by = By::Contact(pick(&own, number)?);
        Some(Proof { by, at: self.now, by_link, cooling: self.book.cools(by, self.now) })
    }

    fn change(&self, number: u8, fits: impl Fn(&Change) -> bool) -> Option<ChangeId> {
        let fitting: Vec<ChangeId> =
            self.book.changes.iter().filter(|change| fits(change)).map(|change| change.id).collect();
        pick(&fitting, number)
    }

    /// Writes down what the book answers, as the store would.
    fn follow(
        &mut self,
        ask: impl FnOnce(&mut Book) -> Result<Vec<ChangeEffect>, Refused>,
        caller: Option<Actor>,
    ) -> Option<Vec<ChangeEffect>> {
        let (mut stored, mut word_only) = (self.book.contacts.clone(), self.book.word_only);
        let effects = ask(&mut self.book).ok()?;
        for effect in &effects {
            match effect {
                ChangeEffect::Join(entry) => stored.push(*entry),
                ChangeEffect::Leave(contact) => stored.retain(|entry| entry.id != *contact),
                ChangeEffect::TurnOn(contact) => {
                    stored
                        .iter_mut()
                        .filter(|entry| entry.id == *contact)
                        .for_each(|entry| entry.off = false);
                }
                ChangeEffect::SwapRecipients { change, from, to, .. } => self.swap(*change, *from, *to),
                ChangeEffect::HandOn { .. } => unreachable!("nobody takes themselves out here"),
                ChangeEffect::RestoreRecipients { changes } => self.restore(changes),
                ChangeEffect::EndSessionsOf(contact) => self.end_sessions_of(*contact, caller),
                ChangeEffect::EndAllSessions => (self.owner, self.thief) = (None, None),
                ChangeEffect::RemovePasskeys { since, .. } => {
                    self.passkeys.retain(|(_, added_at)| added_at < since);
                }
                ChangeEffect::Moved { change, to } => {
                    assert_eq!(self.book.change(*change).map(|change| change.state), Some(*to));
                }
                ChangeEffect::WordOnly(is_so) => word_only = *is_so,
                ChangeEffect::Freeze(until) => assert_eq!(self.book.frozen_until, Some(*until)),
                ChangeEffect::TurnOff(contact) => {
                    stored.iter_mut().filter(|entry| entry.id == *contact).for_each(|entry| entry.off = true);
                }
                ChangeEffect::RotateCodes | ChangeEffect::RotateCodesOf(_) | ChangeEffect::Notify { .. } => {}
            }
        }
        assert_eq!(stored, self.book.contacts, "the effects say what the book did");
        assert_eq!(word_only, self.book.word_only, "and what messages hold");
        Some(effects)
    }

    fn end_sessions_of(&mut self, contact: ContactId, caller: Option<Actor>) {
        let ends = |session: &mut Session| session.opened_by == By::Contact(contact);
        if caller != Some(Actor::Owner) {
            self.owner.take_if(|session| ends(session));
        }
        if caller != Some(Actor::Thief) {
            self.thief.take_if(|session| ends(session));
        }
    }

    fn swap(&mut self, change: ChangeId, from: ContactId, to: ContactId) {
        for (parcel, named) in self.parcels.iter_mut().enumerate() {
            if named.remove(&from) {
                let named_before = !named.insert(to);
                self.swaps.push(Swap { change, parcel, from, to, named_before });
            }
        }
    }

    fn restore(&mut self, changes: &[ChangeId]) {
        for swap in
            self.swaps.extract_if(.., |swap| changes.contains(&swap.change)).collect::<Vec<_>>().iter().rev()
        {
            let named = &mut self.parcels[swap.parcel];
            if !swap.named_before {
                named.remove(&swap.to);
            }
            named.insert(swap.from);
        }
    }
}
