//! Text messages.

use super::{
    BackMessage, CaseMessage, ChangeText, CodeMessage, MessageNews, NoticeMessage, NoticeStep,
    PasskeyMessage, ProofMessage, ProofPurpose, RedirectMessage, RedirectNews, SignInMessage, SmsPlace,
    room::{Room, fitted, fitting, grouped, name, one_part},
};
use crate::wording::{Wording, gsm7::plain, isolate::unmarked};

impl Wording {
    /// "Your parcel is there", with the code, as one part.
    pub fn code_sms(&self, message: &CodeMessage) -> String {
        let until = message.until.map(|until| self.lasting(until)).unwrap_or_default();
        one_part(room(message, until), |room| {
            let parcel = self.parcel_in(room);
            let code = grouped(message.digits);
            if room.until.is_empty() {
                self.sms_code(&parcel, &code, message.link)
            } else {
                self.sms_code_until(&parcel, &code, &room.until, message.link)
            }
        })
    }

    /// That it is still there, or may be for longer, with the code, as one part.
    pub fn news_sms(&self, message: &CodeMessage, news: MessageNews) -> String {
        let until = message.until.map(|until| self.lasting(until)).unwrap_or_default();
        let words =
            message.words.map(plain).filter(|words| !words.is_empty() && news == MessageNews::Extended);
        if let Some(words) = words {
            let write = |room: &Room| {
                let (parcel, code) = (self.parcel_in(room), grouped(message.digits));
                self.sms_extended_words(&parcel, &room.until, &words, &code, message.link)
            };
            let room = fitted(room(message, until.clone()), &write);
            // Where and until when is told in any case: what the operator says goes first.
            if !room.station.is_empty() && !room.until.is_empty() {
                return write(&room);
            }
        }
        one_part(room(message, until), |room| {
            let (parcel, code) = (self.parcel_in(room), grouped(message.digits));
            match news {
                _ if room.until.is_empty() => self.sms_code(&parcel, &code, message.link),
                MessageNews::Reminder => self.sms_remind(&parcel, &room.until, &code, message.link),
                MessageNews::Extended => self.sms_extended(&parcel, &room.until, &code, message.link),
            }
        })
    }

    /// Which parcel, and where, as far as there is room.
    fn parcel_in(&self, room: &Room) -> String {
        let (place, compartment, station) = (place(room), &room.compartment, &room.station);
        if room.merchant.is_empty() {
            self.sms_parcel(place, compartment, station)
        } else {
            self.sms_parcel_of(place, &room.merchant, compartment, station)
        }
    }

    /// "Your parcel is there", for a contact that is too new to be told the code, as one part. The link shows how the
    /// parcel stands.
    pub fn word_sms(&self, message: &CodeMessage) -> String {
        one_part(room(message, String::new()), |room| match (room.merchant.as_str(), room.station.as_str()) {
            ("", "") => self.sms_word(message.link),
            ("", station) => self.sms_word_at(station, message.link),
            (merchant, "") => self.sms_word_of(merchant, message.link),
            (merchant, station) => self.sms_word_of_at(merchant, station, message.link),
        })
    }

    /// That it waits, for somebody who wants no code in messages, as one part. The link shows how the parcel stands.
    pub fn waits_sms(&self, message: &CodeMessage) -> String {
        let until = message.until.map(|until| self.lasting(until)).unwrap_or_default();
        one_part(Room { compartment: String::new(), ..room(message, until) }, |room| {
            let parcel = self.parcel_in(room);
            if room.until.is_empty() {
                self.sms_waits(&parcel, message.link)
            } else {
                self.sms_waits_until(&parcel, &room.until, message.link)
            }
        })
    }

    /// A one-time code as one part. Its last line binds the code to our host, so that a phone fills it in there and
    /// nowhere else.
    pub fn sign_in_sms(&self, message: &SignInMessage) -> String {
        let SignInMessage { digits, host } = *message;
        let versions = [self.sms_sign_in(digits), self.sms_sign_in_short(digits)];
        fitting(versions.map(|said| bound(&said, digits, host)))
    }

    /// A one-time code that proves or verifies a contact, as one part.
    pub fn proof_sms(&self, message: &ProofMessage) -> String {
        let ProofMessage { digits, host, purpose } = *message;
        let short = self.sms_proof_short(digits);
        let versions = match purpose {
            ProofPurpose::Test => vec![self.sms_proof_test(digits), short],
            ProofPurpose::Allow(change) => {
                let whole = self.sms_proof_allow(digits, &self.change_in_signs(change));
                vec![whole, self.sms_proof_allow_short(digits), short]
            }
            ProofPurpose::Verify => vec![self.sms_proof_verify(digits), short],
            ProofPurpose::Newcomer => vec![self.sms_proof_newcomer(digits), short],
        };
        fitting(versions.iter().map(|said| bound(said, digits, host)))
    }

    /// That contacts are being changed, as one part.
    pub fn notice_sms(&self, message: &NoticeMessage) -> String {
        if message.opts_out {
            let said = match message.step {
                NoticeStep::Begun => self.sms_opt_out_begun(),
                NoticeStep::Applied | NoticeStep::Undone | NoticeStep::CalledOff | NoticeStep::OptedOut => {
                    self.sms_opt_out_applied()
                }
            };
            return self.undoable(said.to_owned(), message.link);
        }
        let some = if message.is_news() { self.change_some_account() } else { self.change_some() };
        let changes = [self.change_in_signs(message.change), some.to_owned()];
        fitting(changes.iter().map(|change| match message.step {
            NoticeStep::Applied if message.is_news() => {
                self.undoable(self.sms_notice_news(change), message.link)
            }
            NoticeStep::Applied => self.undoable(self.sms_notice_applied(change), message.link),
            NoticeStep::Begun => self.undoable(self.sms_notice_begun(change), message.link),
            NoticeStep::Undone => self.sms_notice_undone(change),
            NoticeStep::CalledOff => self.sms_notice_called_off(change),
            NoticeStep::OptedOut => self.sms_notice_opted_out(change),
        }))
    }

    /// That a passkey was added or removed, as one part.
    pub fn passkey_sms(&self, message: &PasskeyMessage) -> String {
        let said = if message.added { self.sms_passkey_added() } else { self.sms_passkey_removed() };
        fitting([self.sms_passkey_page(said, message.page), said.to_owned()])
    }

    /// That there is news of a case, as one part.
    pub fn case_sms(&self, message: &CaseMessage) -> String {
        let merchant = plain(&name(message.merchant));
        let whole = unmarked(&self.case_news(message.news, &merchant));
        let short = self.case_news_short(message.news);
        fitting([self.sms_case(&whole, message.page), self.sms_case(short, message.page)])
    }

    /// That a parcel was asked to go to another station, or what became of that, as one part.
    pub fn redirect_sms(&self, message: &RedirectMessage) -> String {
        let RedirectMessage { news, page, .. } = *message;
        let (merchant, station) = (plain(&name(message.merchant)), plain(&name(message.station)));
        let whole = unmarked(&self.redirect_news(news, &merchant, &station));
        let brief = unmarked(&self.redirect_news_brief(news, &station));
        let versions = [whole.as_str(), brief.as_str(), self.redirect_news_short(news)];
        fitting(versions.map(|said| match news {
            RedirectNews::Asked => self.sms_redirect_asked(said, page),
            RedirectNews::TakenBack | RedirectNews::Accepted | RedirectNews::Refused => {
                self.sms_redirect(said, page)
            }
        }))
    }

    /// That a station takes codes again, as one part.
    pub fn back_sms(&self, message: &BackMessage) -> String {
        let room = Room { station: message.station.to_owned(), ..Room::default() };
        one_part(room, |room| match room.station.as_str() {
            "" => self.sms_back_there(message.page),
            station => self.sms_back(station, message.page),
        })
    }

    fn undoable(&self, notice: String, link: Option<&str>) -> String {
        match link {
            Some(link) => self.sms_undo(&notice, link),
            None => notice,
        }
    }

    /// In the alphabet of text messages.
    fn change_in_signs(&self, change: ChangeText) -> String {
        unmarked(&self.change(change)).replace('•', "*")
    }
}

fn room(message: &CodeMessage, until: String) -> Room {
    Room {
        merchant: message.merchant.to_owned(),
        station: message.station.to_owned(),
        compartment: message.compartment.unwrap_or_default().to_owned(),
        until,
    }
}

fn place(room: &Room) -> SmsPlace {
    match (room.compartment.is_empty(), room.station.is_empty()) {
        (false, false) => SmsPlace::DoorAtStation,
        (false, true) => SmsPlace::Door,
        (true, false) => SmsPlace::Station,
        (true, true) => SmsPlace::Unknown,
    }
}

/// With the line that phones read (Origin-bound one-time codes).
fn bound(said: &str, digits: &str, host: &str) -> String {
    format!("{said}\n\n@{host} #{digits}")
}
