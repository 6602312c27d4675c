//! E-mails.

use super::{
    BackMessage, CaseMessage, CodeMessage, Email, MessageNews, NoticeMessage, NoticeStep, PasskeyMessage,
    ProofMessage, ProofPurpose, RedirectMessage, RedirectNews, SignInMessage, StepMessage,
    room::{grouped, name},
};
use crate::wording::Wording;

impl Wording {
    /// "Your parcel is there", with the code.
    pub fn code_email(&self, message: &CodeMessage) -> Email {
        let (merchant, station) = (self.name(message.merchant), self.name(message.station));
        let code = grouped(message.digits);
        let code = match message.until {
            Some(until) => self.email_code_digits_until(&code, until),
            None => self.email_code_digits(&code),
        };
        let body = match message.compartment {
            Some(compartment) => {
                self.email_code_body_door(&merchant, &self.name(compartment), &station, &code, message.link)
            }
            None => self.email_code_body(&merchant, &station, &code, message.link),
        };
        email(self.email_code_subject(&merchant), &body)
    }

    /// That it is still there, or may be for longer, with the code.
    pub fn news_email(&self, message: &CodeMessage, news: MessageNews) -> Email {
        let (merchant, station) = (self.name(message.merchant), self.name(message.station));
        let code = grouped(message.digits);
        let code = match message.until {
            Some(until) => self.email_code_digits_until(&code, until),
            None => self.email_code_digits(&code),
        };
        let code = match message.words {
            Some(words) => format!("{}\n\n{code}", self.apart(words)),
            None => code,
        };
        match news {
            MessageNews::Reminder => email(
                self.email_remind_subject(&merchant),
                &self.email_remind_body(&merchant, &station, &code, message.link),
            ),
            MessageNews::Extended => email(
                self.email_extended_subject(&merchant),
                &self.email_extended_body(&merchant, &station, &code, message.link),
            ),
        }
    }

    /// "Your parcel is there", for an address that is too new to be told the code.
    pub fn word_email(&self, message: &CodeMessage) -> Email {
        let (merchant, station) = (self.name(message.merchant), self.name(message.station));
        let body = self.email_word_body(&merchant, &station, message.link);
        email(self.email_word_subject(&merchant), &body)
    }

    /// That it waits, for somebody who wants no code in messages.
    pub fn waits_email(&self, message: &CodeMessage) -> Email {
        let (merchant, station) = (self.name(message.merchant), self.name(message.station));
        let body = match message.until {
            Some(until) => self.email_waits_body_until(&merchant, &station, until, message.link),
            None => self.email_waits_body(&merchant, &station, message.link),
        };
        email(self.email_waits_subject(&merchant), &body)
    }

    /// A one-time code.
    pub fn sign_in_email(&self, message: &SignInMessage) -> Email {
        email(self.email_sign_in_subject(), &self.email_sign_in_body(&grouped(message.digits), message.host))
    }

    /// A one-time code that proves or verifies a contact.
    pub fn proof_email(&self, message: &ProofMessage) -> Email {
        let (digits, host) = (grouped(message.digits), message.host);
        match message.purpose {
            ProofPurpose::Test => {
                email(self.email_proof_test_subject(), &self.email_proof_test_body(&digits))
            }
            ProofPurpose::Allow(change) => email(
                self.email_proof_allow_subject(),
                &self.email_proof_allow_body(&digits, host, &self.change(change)),
            ),
            ProofPurpose::Verify => {
                email(self.email_proof_verify_subject(), &self.email_proof_verify_body(&digits, host))
            }
            ProofPurpose::Newcomer => {
                email(self.email_proof_newcomer_subject(), &self.email_proof_newcomer_body(&digits, host))
            }
        }
    }

    /// That contacts are being changed.
    pub fn notice_email(&self, message: &NoticeMessage) -> Email {
        if message.opts_out {
            return self.opt_out_email(message);
        }
        let said = self.notice_body(message);
        let body = match message.link {
            Some(link) => format!("{said}\n\n{}", self.email_undo(link)),
            None => said,
        };
        email(self.notice_subject(message), &body)
    }

    /// What a notice is about, in a line.
    pub(super) fn notice_subject(&self, message: &NoticeMessage) -> &'static str {
        match (message.opts_out, message.step) {
            (true, NoticeStep::Begun) => self.email_opt_out_begun_subject(),
            (true, _) => self.email_opt_out_applied_subject(),
            (false, NoticeStep::Applied) if message.is_news() => self.email_notice_news_subject(),
            (false, NoticeStep::Begun) => self.email_notice_begun_subject(),
            (false, NoticeStep::Applied) => self.email_notice_applied_subject(),
            (false, NoticeStep::Undone) => self.email_notice_undone_subject(),
            (false, NoticeStep::CalledOff) => self.email_notice_called_off_subject(),
            (false, NoticeStep::OptedOut) => self.email_notice_opted_out_subject(),
        }
    }

    fn notice_body(&self, message: &NoticeMessage) -> String {
        let change = self.change(message.change);
        match message.step {
            NoticeStep::Applied if message.is_news() => self.email_notice_news_body(&change),
            NoticeStep::Begun => self.email_notice_begun_body(&change),
            NoticeStep::Applied => self.email_notice_applied_body(&change),
            NoticeStep::Undone => self.email_notice_undone_body(&change),
            NoticeStep::CalledOff => self.email_notice_called_off_body(&change),
            NoticeStep::OptedOut => self.email_notice_opted_out_body(&change),
        }
    }

    fn opt_out_email(&self, message: &NoticeMessage) -> Email {
        let link = message.link.unwrap_or_default();
        let body = match message.step {
            NoticeStep::Begun => self.email_opt_out_begun_body(link),
            NoticeStep::Applied | NoticeStep::Undone | NoticeStep::CalledOff | NoticeStep::OptedOut => {
                self.email_opt_out_applied_body(link)
            }
        };
        email(self.notice_subject(message), &body)
    }

    /// That a passkey was added or removed.
    pub fn passkey_email(&self, message: &PasskeyMessage) -> Email {
        let body = if message.added {
            self.email_passkey_added_body(message.page)
        } else {
            self.email_passkey_removed_body(message.page)
        };
        email(self.passkey_subject(message.added), &body)
    }

    /// That there is news of a case.
    pub fn case_email(&self, message: &CaseMessage) -> Email {
        let said = self.case_news(message.news, &self.name(message.merchant));
        email(said.clone(), &self.email_case(&said, message.page))
    }

    /// That a parcel has made a step.
    pub fn step_email(&self, message: &StepMessage) -> Email {
        let said = self.step_news(message.step, &self.name(message.merchant));
        email(said.clone(), &self.email_step(&said, message.page, message.contacts))
    }

    /// That a parcel was asked to go to another station, or what became of that.
    pub fn redirect_email(&self, message: &RedirectMessage) -> Email {
        let said =
            self.redirect_news(message.news, &self.name(message.merchant), &self.name(message.station));
        let body = match message.news {
            RedirectNews::Asked => self.email_redirect_asked(&said, message.page),
            RedirectNews::TakenBack | RedirectNews::Accepted | RedirectNews::Refused => {
                self.email_redirect(&said, message.page)
            }
        };
        email(said, &body)
    }

    /// That a station takes codes again.
    pub fn back_email(&self, message: &BackMessage) -> Email {
        let station = self.name(message.station);
        email(self.email_back_subject(&station), &self.email_back_body(&station, message.page))
    }

    pub(super) fn passkey_subject(&self, added: bool) -> &'static str {
        if added { self.email_passkey_added_subject() } else { self.email_passkey_removed_subject() }
    }

    /// A name that came from outside, as mails and notifications hold it.
    pub(super) fn name(&self, text: &str) -> String {
        self.apart(&name(text))
    }
}

fn email(subject: impl Into<String>, body: &str) -> Email {
    Email { subject: subject.into(), body: format!("{body}\n") }
}
