//! Notifications of browsers.

use super::{
    BackMessage, CaseMessage, CodeMessage, MessageNews, NoticeMessage, Notification, PasskeyMessage,
    RedirectMessage, StepMessage,
};
use crate::wording::Wording;

impl Wording {
    /// "Your parcel is there" on a lock screen: without the code.
    pub fn code_push(&self, message: &CodeMessage) -> Notification {
        let station = self.name(message.station);
        Notification {
            title: self.push_code_title(&self.name(message.merchant)),
            body: match message.compartment {
                Some(compartment) => self.push_code_body_door(&self.name(compartment), &station),
                None => self.push_code_body(&station),
            },
        }
    }

    /// That it is still there, or may be for longer, on a lock screen: without the code.
    pub fn news_push(&self, message: &CodeMessage, news: MessageNews) -> Notification {
        let (merchant, station) = (self.name(message.merchant), self.name(message.station));
        let until = message.until.map(|until| self.lasting(until)).unwrap_or_default();
        let (title, body) = match news {
            MessageNews::Reminder => {
                (self.push_remind_title(&merchant), self.push_remind_body(&station, &until))
            }
            MessageNews::Extended => {
                (self.push_extended_title(&merchant), self.push_extended_body(&station, &until))
            }
        };
        match message.words {
            Some(words) => Notification { title, body: format!("{body} {}", self.apart(words)) },
            None => Notification { title, body },
        }
    }

    /// That notifications reach this browser.
    pub fn test_push(&self) -> Notification {
        Notification { title: self.push_test_title().to_owned(), body: self.push_test_body().to_owned() }
    }

    /// That contacts are being changed.
    pub fn notice_push(&self, message: &NoticeMessage) -> Notification {
        Notification {
            title: self.notice_subject(message).to_owned(),
            body: self.push_notice(&self.change(message.change)),
        }
    }

    /// That a parcel has made a step.
    pub fn step_push(&self, message: &StepMessage) -> Notification {
        let title = self.step_news(message.step, &self.name(message.merchant));
        Notification { title, body: self.push_step().to_owned() }
    }

    /// That there is news of a case.
    pub fn case_push(&self, message: &CaseMessage) -> Notification {
        let body = self.case_news(message.news, &self.name(message.merchant));
        Notification { title: self.push_case().to_owned(), body }
    }

    /// That a parcel was asked to go to another station, or what became of that.
    pub fn redirect_push(&self, message: &RedirectMessage) -> Notification {
        let (merchant, station) = (self.name(message.merchant), self.name(message.station));
        let body = self.redirect_news(message.news, &merchant, &station);
        Notification { title: self.push_redirect().to_owned(), body }
    }

    /// That a station takes codes again.
    pub fn back_push(&self, message: &BackMessage) -> Notification {
        Notification {
            title: self.push_back_title().to_owned(),
            body: self.push_back_body(&self.name(message.station)),
        }
    }

    /// That a passkey was added or removed.
    pub fn passkey_push(&self, message: &PasskeyMessage) -> Notification {
        Notification {
            title: self.passkey_subject(message.added).to_owned(),
            body: self.push_passkey().to_owned(),
        }
    }
}
