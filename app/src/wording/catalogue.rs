//! The messages of `app/wording`, as the build has turned them into Rust.

#![allow(clippy::too_many_lines, reason = "a choice among many words is one match")]

use super::{
    isolate::push_foreign,
    messages::{CaseNews, RedirectNews, SmsPlace},
    number::Number,
    slot::SLOT,
    times::{Month, Weekday},
};
use crate::port::{
    AgainView, Barred, CaseAction, CaseKind, CaseState, Channel, Deed, DelayReason, HelpCause, Hindrance,
    Light, Moment, RedirectEnd, Resistance, Seen, Sound, Standing, Trouble,
};
use crate::problem::NotPossible;
use domain::{line::NoSms, step::Step};

/// What is said in one language.
#[derive(Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its tag (BCP 47), for `<html lang>`.
    pub language: &'static str,
    /// `ltr` or `rtl`, for `<html dir>`.
    pub direction: &'static str,
    catalogue: Catalogue,
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
