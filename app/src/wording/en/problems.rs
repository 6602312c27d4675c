use domain::line::NoSms;

use crate::{
    problem::{Field, Problem},
    wording::isolate::foreign,
};

pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::NotFound => "We cannot find that.".to_owned(),
        Problem::SignedOut => "You are signed out. Sign in again to see your parcels.".to_owned(),
        Problem::Invalid(Field::Tracking) => {
            "That is no tracking number. It has 6 to 40 letters and digits.".to_owned()
        }
        Problem::Invalid(Field::Contact) => {
            "Write a mobile number, like 0170 555 0141, or an e-mail address.".to_owned()
        }
        Problem::Invalid(Field::Code) => "The code has 6 or 8 digits, as in the message.".to_owned(),
        Problem::Invalid(Field::Channel) => "Choose one of the ways below.".to_owned(),
        Problem::WrongCode => "That is not the code we sent. Look at the newest message.".to_owned(),
        Problem::SignInOver => {
            "That code is too old or was tried too often. Start again, it takes a minute.".to_owned()
        }
        Problem::LinkOver => {
            "That link is too old, was opened on five devices, or its parcel was collected. You can still get in here.".to_owned()
        }
        Problem::Wait(seconds) => format!("That was too often. You can go on in {}.", span(*seconds)),
        Problem::NoMoreCodes(seconds) => format!(
            "We have sent as many codes there as we may for now; somebody else may have asked for them. The link in our message about your parcel still lets you in, and so does a passkey. Codes can be sent again in {}.",
            span(*seconds)
        ),
        Problem::Held(seconds) => format!(
            "That is not the code we sent. Too many wrong codes came from your connection, so each sign-in has one try for now. Start again in {}, or use the link in our message about your parcel, or a passkey.",
            span(*seconds)
        ),
        Problem::SpentToday => {
            "We have sent it as often as we may today. “Show my code” always works.".to_owned()
        }
        Problem::Invalid(Field::Address) => {
            "Write a mobile number, like 0170 555 0141, or an e-mail address, of the same kind as before.".to_owned()
        }
        Problem::Invalid(Field::Subscription) => "This browser’s notifications cannot be used.".to_owned(),
        Problem::NoSms(why) => no_sms(*why).to_owned(),
        Problem::SeveralCodes => {
            "There is more than one code in what you pasted. Type the one from the newest message.".to_owned()
        }
        Problem::Premium => "That number costs extra. Use a mobile number.".to_owned(),
        Problem::TooShort => "That number has a digit too few.".to_owned(),
        Problem::TooLong => "That number has a digit too many.".to_owned(),
        Problem::Slip(domain) => {
            format!("Did you mean {}? Correct it, or send it once more if it is right.", foreign(domain))
        }
        Problem::Frozen => "Contacts cannot be changed now, because a change was undone lately.".to_owned(),
        Problem::AlreadyThere => "That is one of your contacts already.".to_owned(),
        Problem::TakenElsewhere => {
            "That contact belongs together with others already. Sign in with it to see its parcels.".to_owned()
        }
        Problem::ChangeUnderWay => "A change of this contact is under way. Finish it or call it off.".to_owned(),
        Problem::TooManyChanges => "Finish the other changes first, or call them off.".to_owned(),
        Problem::LastWay => "That is the last way to send you a code. Add another one first.".to_owned(),
        Problem::NotProven => {
            "Prove first that it is you: have a test sent to a contact you already had.".to_owned()
        }
        Problem::TooNew => {
            "You came in with something that is newer than 72 hours. Prove a contact you had before as well, under Contacts.".to_owned()
        }
        Problem::ChallengeOver => {
            "Those digits are too old or were tried too often. Have new ones sent.".to_owned()
        }
        Problem::ChangeOver => "That change is done, undone or called off.".to_owned(),
        Problem::UndoOver => "That link is too old or was used.".to_owned(),
        Problem::NoCode => "There is no code for this parcel now.".to_owned(),
        Problem::PasskeyOver => "This page was open for a while. Press the button once more.".to_owned(),
        Problem::PasskeyRefused => {
            "That passkey does not open anything here. Sign in with your tracking number.".to_owned()
        }
        Problem::TooManyPasskeys => "You have ten passkeys. Remove one to add another.".to_owned(),
        Problem::Unavailable(reference) if reference.is_empty() => {
            "Our side did not answer in time, so nothing was changed. Try again.".to_owned()
        }
        Problem::Unavailable(reference) => {
            format!(
                "Our side did not answer in time, so nothing was changed. Try again. Reference: {reference}"
            )
        }
    }
}

/// Rounded up, so that the promise is kept.
fn span(seconds: u32) -> String {
    match seconds {
        0 | 1 => "1 second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        91..=5_400 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{} hours", seconds.div_ceil(3_600)),
    }
}

/// What is the case with a number that takes no text messages.
pub const fn no_sms(why: NoSms) -> &'static str {
    match why {
        NoSms::Letters => "There are letters in it. Write the number with digits only.",
        NoSms::Landline => "That is a landline: text messages do not arrive there. Use a mobile number.",
        NoSms::Personal => "That is a personal number; we cannot send to it. Use a mobile number.",
        NoSms::Voip => "That is an internet phone number; we cannot send to it. Use a mobile number.",
        NoSms::TollFree => "That is a free-of-charge number: it takes calls only. Use a mobile number.",
        NoSms::SharedCost => "That is a shared-cost number: it takes calls only. Use a mobile number.",
        NoSms::Pager => "That is a pager; we cannot send to it. Use a mobile number.",
        NoSms::Voicemail => "That is a voice mailbox; we cannot send to it. Use a mobile number.",
        NoSms::Company => "That is a company’s shared number; we cannot send to it. Use a mobile number.",
        NoSms::Incomplete => "That number is incomplete. Write it with its area or network code.",
    }
}
