//! Which sentence tells of a contact and its changes.

use super::Wording;
use crate::port::{
    Cause, ChallengeView, ChangeWhat, ContactCard, LinkView, NamedCard, NotificationState, SignInView, Worth,
};

impl Wording {
    /// That a code is on its way, and how many there were.
    pub(crate) fn sign_in_on_its_way(&self, sign_in: &SignInView) -> String {
        if sign_in.codes > 1 {
            self.sign_in_lead_again(sign_in.last, sign_in.codes)
        } else {
            self.sign_in_lead(sign_in.last).to_owned()
        }
    }

    /// Where a link was sent, and what opening it does.
    pub(crate) fn link_lead(&self, link: &LinkView) -> String {
        if link.status_only {
            self.link_shows_status(&link.contact)
        } else {
            self.link_signs_in(&link.contact)
        }
    }

    /// What a contact is worth.
    pub(crate) fn contact_worth(&self, worth: &Worth) -> String {
        match worth {
            Worth::Off => self.contact_off().to_owned(),
            Worth::Failing(cause) => self.contact_trouble(*cause).to_owned(),
            Worth::Unproven => self.contact_unproven().to_owned(),
            Worth::Stale(at) => self.contact_stale(at),
            Worth::Cooling => self.contact_cooling().to_owned(),
            Worth::Proven(at) => self.contact_proven(at),
        }
    }

    /// The same of one that an order names.
    pub(crate) fn named_worth(&self, named: &NamedCard) -> &'static str {
        named.trouble.map_or(self.contacts_named(), |cause| self.contact_trouble(cause))
    }

    fn contact_trouble(&self, cause: Cause) -> &'static str {
        match cause {
            Cause::NoSuchAddress => self.contact_no_such_address(),
            Cause::Landline => self.contact_landline(),
            Cause::Unsubscribed => self.contact_unsubscribed(),
            Cause::Filtered => self.contact_filtered(),
            Cause::Complaint => self.contact_complaint(),
            Cause::MailboxFull => self.contact_mailbox_full(),
            Cause::PushGone => self.contact_push_gone(),
            Cause::Unreachable => self.contact_unreachable(),
            Cause::Busy
            | Cause::Provider
            | Cause::NoAnswer
            | Cause::TooLate
            | Cause::NothingToSay
            | Cause::Unmapped => self.contact_failing(),
        }
    }

    /// How messages travel there, and what became of the latest.
    pub(crate) fn contact_note(&self, contact: &ContactCard) -> String {
        let Some(last) = &contact.last else { return self.contact_nothing_sent(contact.channel).to_owned() };
        match last.state {
            NotificationState::Delivered => self.contact_last_arrived(contact.channel, &last.at),
            NotificationState::Sent => self.contact_last_sent(contact.channel, &last.at),
            NotificationState::Queued | NotificationState::Sending => {
                self.contact_last_on_its_way(contact.channel, &last.at)
            }
            NotificationState::TemporaryFailure
            | NotificationState::PermanentFailure
            | NotificationState::Blocked
            | NotificationState::TechnicalFailure => self.contact_last_lost(contact.channel, &last.at),
        }
    }

    /// What a change does.
    pub(crate) fn change_what(&self, what: &ChangeWhat) -> String {
        match what {
            ChangeWhat::Add(new) => self.what_add(new),
            ChangeWhat::Replace(old, new) => self.what_replace(old, new),
            ChangeWhat::Remove(old) => self.what_remove(old),
            ChangeWhat::TurnOff(contact) => self.what_turn_off(contact),
            ChangeWhat::CodesOut => self.what_codes_out().to_owned(),
            ChangeWhat::CodesIn => self.what_codes_in().to_owned(),
            ChangeWhat::Passkey => self.what_passkey().to_owned(),
            ChangeWhat::Browser => self.what_browser().to_owned(),
        }
    }

    /// Where a code within a session was sent.
    pub(crate) fn prove_sent(&self, challenge: &ChallengeView) -> String {
        if challenge.verifies {
            self.prove_lead_new(challenge.channel, &challenge.contact)
        } else {
            self.prove_lead(challenge.channel, &challenge.contact)
        }
    }
}
