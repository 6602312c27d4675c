//! Which sentence tells what went wrong.

use super::Wording;
use crate::problem::{Field, Problem};

impl Wording {
    /// What went wrong, and what to do.
    pub(crate) fn problem(&self, problem: &Problem) -> String {
        let said = match problem {
            Problem::NotFound => self.problem_not_found(),
            Problem::SignedOut => self.problem_signed_out(),
            Problem::Invalid(Field::Tracking) => self.problem_tracking(),
            Problem::Invalid(Field::Contact) => self.problem_contact(),
            Problem::Invalid(Field::Code) => self.problem_code(),
            Problem::Invalid(Field::Channel) => self.problem_channel(),
            Problem::Invalid(Field::Address) => self.problem_address(),
            Problem::Invalid(Field::Subscription) => self.problem_subscription(),
            Problem::Invalid(Field::Note) => self.problem_note(),
            Problem::Invalid(Field::Station) => self.problem_station(),
            Problem::WrongCode => self.problem_wrong_code(),
            Problem::SignInOver => self.problem_sign_in_over(),
            Problem::LinkOver => self.problem_link_over(),
            Problem::Wait(seconds) => return self.problem_wait(*seconds),
            Problem::NoMoreCodes(seconds) => return self.problem_no_more_codes(*seconds),
            Problem::Held(seconds) => return self.problem_held(*seconds),
            Problem::SpentToday => self.problem_spent_today(),
            Problem::NoSms(why) => self.problem_no_sms(*why),
            Problem::SeveralCodes => self.problem_several_codes(),
            Problem::Premium => self.problem_premium(),
            Problem::TooShort => self.problem_too_short(),
            Problem::TooLong => self.problem_too_long(),
            Problem::Slip(domain) => return self.problem_slip(domain),
            Problem::Frozen => self.problem_frozen(),
            Problem::AlreadyThere => self.problem_already_there(),
            Problem::TakenElsewhere => self.problem_taken_elsewhere(),
            Problem::ChangeUnderWay => self.problem_change_under_way(),
            Problem::TooManyChanges => self.problem_too_many_changes(),
            Problem::LastWay => self.problem_last_way(),
            Problem::NotProven => self.problem_not_proven(),
            Problem::TooNew => self.problem_too_new(),
            Problem::ChallengeOver => self.problem_challenge_over(),
            Problem::ChangeOver => self.problem_change_over(),
            Problem::UndoOver => self.problem_undo_over(),
            Problem::NoCode => self.problem_no_code(),
            Problem::NotPossible(why) => self.problem_not_possible(*why),
            Problem::PasskeyOver => self.problem_passkey_over(),
            Problem::PasskeyRefused => self.problem_passkey_refused(),
            Problem::TooManyPasskeys => self.problem_too_many_passkeys(),
            Problem::CaseOpen => self.problem_case_open(),
            Problem::NotNow => self.problem_not_now(),
            Problem::NoPhoto => self.problem_no_photo(),
            Problem::PhotoTooLarge => self.problem_photo_too_large(),
            Problem::Unavailable(reference) if reference.is_empty() => self.problem_unavailable(),
            Problem::Unavailable(reference) => return self.problem_unavailable_reference(reference),
        };
        said.to_owned()
    }

    /// Why a request was refused as it came, by its HTTP status.
    pub(crate) fn refused(&self, status: u16) -> &'static str {
        match status {
            403 => self.refused_origin(),
            405 => self.refused_method(),
            408 => self.refused_too_slow(),
            413 => self.refused_too_large(),
            429 => self.refused_too_often(),
            _ => self.refused_unreadable(),
        }
    }
}
