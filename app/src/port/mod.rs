//! The only thing the screens may ask: the [`Desk`], one type for each question, and the views it answers with.
//!
//! Views hold what a page shows and nothing more: contacts are masked, codes are absent unless they were
//! revealed, times are already in the station's time zone.

mod account;
mod at;
mod case;
mod contacts;
mod help;
mod incident;
mod moment;
mod parcel;
mod pickup;
mod redirect;
mod sign_in;
mod station;

use std::sync::Arc;

use async_trait::async_trait;
pub use domain::{
    activity::ActivityKind as Deed, contact::Channel, device::Device, notification::NotificationState,
    receipt::Cause, standing::Standing, station::Path,
};

pub use self::{
    account::*, at::*, case::*, contacts::*, help::*, incident::*, moment::*, parcel::*, pickup::*,
    redirect::*, sign_in::*, station::*,
};
use crate::{
    actions::{
        AddPasskey, Another, Answer, AnswerAgain, ChangeContact, ClaimContact, CodeInMessages, ConfirmChange,
        Enter, EnterByPasskey, ExtendTime, Find, FindHere, HearSteps, MakeAgain, MoveContact, OpenAgain,
        OpenCase, Prove, ProveByPasskey, ProveContact, PushOff, PushOn, PushTest, RemovePasskey, Resend,
        Reveal, SaySeen, SendElsewhere, SendMine, SignOut, SignOutDevice, SignOutOthers, StillRight,
        StopCode, SwitchContact, TakeBack, TellWhenBack, TellWhenPlaced, Undo, Unfreeze, WithdrawChange,
    },
    problem::Problem,
};

/// Who asks: what the request's cookies and connection say, unchecked.
#[derive(Clone, Default)]
pub struct Caller {
    /// The session cookie.
    pub session: Option<BearerToken>,
    /// The cookie of a sign-in that has begun.
    pub sign_in: Option<BearerToken>,
    /// The browser's own description, shortened.
    pub user_agent: String,
    /// The network the request came from, without the part that names a household.
    pub network: String,
    /// The address itself (IPv6: its /64): the subject of limits, never stored or shown.
    pub address: String,
    /// The cookie of a browser that was let in before, or the one this browser gets when it is let in now.
    pub browser: Option<BearerToken>,
    /// The browser came without that cookie.
    pub new_browser: bool,
    /// The language it is answered in (BCP 47), as far as messages are written in it; else the first of all.
    pub language: &'static str,
}

/// A bearer token: not printable, not serialisable.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(String);

impl BearerToken {
    /// Wraps a token.
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// The token, for the cookie or the hash.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BearerToken(•••)")
    }
}

/// Something a customer asks: to see something, or to have something done. What it names is as it came in an address or
/// was typed.
pub trait Question: std::fmt::Debug + Send + Sync + 'static {
    /// What comes of it.
    type Answer: Send;
    /// It only looks: asked twice it tells the same, and changes nothing.
    const LOOKS: bool;
}

/// Who answers a question.
#[async_trait]
pub trait Answers<Q: Question>: Send + Sync {
    /// The answer, or why there is none.
    async fn answer(&self, caller: &Caller, question: Q) -> Result<Q::Answer, Problem>;
}

/// Everything the customers' pages can show and their forms can have done, with what comes of it. What a question means
/// stands where it is declared: views beside what they show, actions in [`crate::actions`].
macro_rules! desk {
    (shows { $($look:ty => $view:ty,)* } does { $($action:ty => $done:ty,)* }) => {
        $(impl Question for $look { type Answer = $view; const LOOKS: bool = true; })*
        $(impl Question for $action { type Answer = $done; const LOOKS: bool = false; })*

        /// Who answers all there is to ask. What one question lacks does not compile.
        pub trait Desk: $(Answers<$look> +)* $(Answers<$action> +)* {}
        impl<T: $(Answers<$look> +)* $(Answers<$action> +)*> Desk for T {}
    };
}

desk! {
    shows {
        SeeSignIn => SignInView,
        SeeAt => AtView,
        SeeLink => LinkView,
        SeeParcels => ParcelsView,
        SeeParcel => ParcelView,
        SeeCode => PickupView,
        SeeHelp => HelpView,
        SeeCase => CaseView,
        SeePhoto => Photo,
        SeeRedirect => RedirectView,
        SeeContacts => ContactsView,
        SeeChallenge => ChallengeView,
        SeeChange => ConfirmView,
        SeeUndo => UndoView,
        SeeAccount => AccountView,
        OfferSignIn => Option<Ceremony>,
        OfferProof => Option<Ceremony>,
    }
    does {
        Find => BearerToken,
        FindHere => BearerToken,
        Another => (),
        Prove => SignedIn,
        Enter => SignedIn,
        EnterByPasskey => SignedIn,
        SignOut => (),
        Reveal => (),
        Resend => (),
        SaySeen => (),
        OpenCase => (),
        KeepPhoto => (),
        OpenAgain => (),
        StopCode => (),
        ExtendTime => (),
        TellWhenPlaced => (),
        TellWhenBack => (),
        MakeAgain => (),
        SendMine => (),
        SendElsewhere => (),
        TakeBack => (),
        ChangeContact => Step,
        ClaimContact => Step,
        ProveContact => Step,
        StillRight => (),
        HearSteps => (),
        Answer => Passed,
        AnswerAgain => (),
        ConfirmChange => Step,
        WithdrawChange => (),
        Undo => (),
        Unfreeze => (),
        SwitchContact => (),
        CodeInMessages => (),
        MoveContact => (),
        PushOn => (),
        RenewPush => (),
        PushTest => (),
        PushOff => (),
        ProveByPasskey => BearerToken,
        AddPasskey => (),
        RemovePasskey => (),
        SignOutDevice => (),
        SignOutOthers => (),
    }
}

/// The desk as pages and server functions hold it.
pub type SharedDesk = Arc<dyn Desk>;

/// A sign-in that succeeded.
pub struct SignedIn {
    /// The new session's token, for the cookie.
    pub session: BearerToken,
    /// The parcel it was about, if it was about one.
    pub parcel: Option<String>,
}

/// Where something about contacts leads next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the page where the code of this challenge is typed.
    Prove(i64),
    /// To the page where this change gets its second proof.
    Confirm(i64),
    /// Back: the change is done.
    Changed,
    /// Back: the contact is proven.
    Proven,
}

/// A challenge that was answered rightly.
pub struct Passed {
    /// The session's new token, where it got one.
    pub session: Option<BearerToken>,
    /// Where it leads.
    pub step: Step,
}
