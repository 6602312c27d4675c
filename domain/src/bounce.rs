//! What mail systems say of a letter they do not take: one ordered table over everything they say.
//!
//! A refusal comes with up to three codes and with words, and they often disagree: the status of a report (RFC 3464)
//! says `5.0.0`, the reply it quotes says 550, the code inside that reply says `5.1.1`, and its text says that the
//! mailbox is full. The first row that fits any of them decides, so the most telling one does.

use crate::{
    notification::Report,
    receipt::{Cause, Unmapped, Verdict},
};

/// An enhanced status code (RFC 3463): class, subject and detail.
pub type Code = (u8, u16, u16);

/// Everything a mail system said of one refusal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said<'a> {
    /// The SMTP reply (RFC 5321), if one is told.
    pub reply: Option<u16>,
    /// The enhanced codes: of the status, and those in the reply's text.
    pub codes: &'a [Code],
    /// The words around them.
    pub words: &'a str,
}

/// What a refusal comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// It is about us, our letter, or the systems in between: never told as the customer's fault.
    Ours,
    NoSuchAddress,
    MailboxFull,
    Filtered,
    /// It may pass.
    Busy,
}

/// A row's sign.
enum Sign {
    /// The reply is one of these.
    Reply(&'static [u16]),
    /// One of the codes has this class, a subject from here to there, and one of these details; none stand for any.
    Code(u8, u16, u16, &'static [u16]),
    /// One of these stands in the words, whole and in this order. `*` is anything in between.
    Words(&'static [&'static str]),
    /// The same, unless reply or codes say that it may pass.
    Lasting(&'static [&'static str]),
}

use Meaning::{Busy, Filtered, MailboxFull, NoSuchAddress, Ours};
use Sign::{Code as Has, Lasting, Reply, Words};

/// The first row that fits decides.
const TABLE: &[(Sign, Meaning)] = &[
    // We have not signed in, or not as the relay wants (RFC 4954, section 6).
    (Reply(&[530, 534, 535, 538]), Ours),
    // The sender's address or mailbox (RFC 3463, 3.2), who we say we are (RFC 4954).
    (Has(5, 1, 1, &[7, 8]), Ours),
    (Has(5, 7, 7, &[8, 9, 11]), Ours),
    // DKIM, SPF, reverse DNS, several of them (RFC 7372); by the numbers of Microsoft's servers DMARC and its like.
    (Has(5, 7, 7, &[20, 21, 22, 23, 24, 25, 26, 27, 28, 509, 515]), Ours),
    // Longer than the mailbox or the system takes: what we wrote.
    (Has(5, 2, 2, &[3]), Ours),
    (Has(5, 3, 3, &[4]), Ours),
    (Has(5, 2, 2, &[2]), MailboxFull),
    // No such mailbox or host, moved, or closed (RFC 3463, 3.2 and 3.3; RFC 7505: takes no mail at all).
    (Has(5, 1, 1, &[1, 2, 3, 4, 5, 6, 9, 10]), NoSuchAddress),
    (Has(5, 2, 2, &[1]), NoSuchAddress),
    // Microsoft's servers say so of a recipient who is in no directory; no route to the host; no such domain.
    (Has(5, 4, 4, &[1, 4, 310]), NoSuchAddress),
    // The relay gave up waiting.
    (Has(5, 4, 4, &[7]), Busy),
    (Words(FULL), MailboxFull),
    (Lasting(NOBODY), NoSuchAddress),
    (
        Words(&[
            "try again",
            "temporarily",
            "temporary",
            "greylisted",
            "greylisting",
            "timed out",
            "try later",
        ]),
        Busy,
    ),
    (Words(AUTHENTICATION), Ours),
    // That there is no such host does not pass, whatever class of code it is told with.
    (Words(NO_HOST), NoSuchAddress),
    (Has(4, 2, 2, &[2]), MailboxFull),
    (Has(4, 0, 9, &[]), Busy),
    (Has(5, 1, 2, &[]), NoSuchAddress),
    (Has(5, 7, 7, &[]), Filtered),
    (Words(UNWANTED), Filtered),
    (Has(5, 3, 3, &[1, 2, 3, 5]), Ours),
    (Has(5, 4, 4, &[2, 3, 5, 6, 8]), Ours),
    (Has(5, 5, 5, &[1, 2, 3, 4, 5, 6]), Ours),
    (Has(5, 6, 6, &[1, 2, 3, 4, 5, 6, 7, 8, 9]), Ours),
    // The codes say nothing: the reply by itself (RFC 5321, 4.2.3).
    (Reply(&[452]), MailboxFull),
    (Reply(&[421, 450, 451, 454, 455]), Busy),
    (Reply(&[521, 550, 551, 553, 556]), NoSuchAddress),
    (Reply(&[552]), MailboxFull),
    (Reply(&[554]), Filtered),
    // Commands and their order: what we say is wrong.
    (Reply(&[500, 501, 502, 503, 504, 555]), Ours),
    (Has(5, 3, 6, &[]), Ours),
];

const AUTHENTICATION: &[&str] = &[
    "dmarc",
    "dkim",
    "spf",
    "unauthenticated email",
    "not authenticated",
    "authentication required",
    "reverse dns",
    "ptr record",
    "sender address rejected",
    "sender verify failed",
    "sender rejected",
    "sender domain",
    "relay access denied",
    "relay not permitted",
    "relaying denied",
    "unable to relay",
    "message too large",
    "message too big",
    "message size exceeds",
    "exceeds size limit",
    "exceeds fixed maximum message size",
];

const FULL: &[&str] = &[
    "disk quota",
    "quota-issues",
    "mailbox full",
    "mailbox is full",
    "inbox is full",
    "over quota",
    "overquota",
    "quota exceeded",
    "exceeded * quota",
    "exceeds * quota",
    "exceeded storage allocation",
    "exceeded * storage",
    "out of storage",
    "mailbox size limit exceeded",
    "quotaexceededexception",
];

const NOBODY: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no such mailbox",
    "no such recipient",
    "no such address",
    "no such person",
    "no such account",
    "no mailbox here",
    "no mailbox",
    "mailbox unavailable",
    "mailbox not available",
    "mailbox not found",
    "mailbox unknown",
    "unknown mailbox",
    "mailbox disabled",
    "mailbox is disabled",
    "mailbox inactive",
    "mailbox is inactive",
    "mailbox does not exist",
    "mailbox doesn t exist",
    "user not found",
    "user does not exist",
    "user doesn t exist",
    "user is inactive",
    "inactive user",
    "not a known user",
    "recipient not found",
    "recipientnotfound",
    "recipient unknown",
    "unknown recipient",
    "recipient does not exist",
    "recipient doesn t exist",
    "recipient address rejected access denied",
    "invalid recipient",
    "invalid mailbox",
    "invalid address",
    "address unknown",
    "unknown address",
    "address not found",
    "address does not exist",
    "address doesn t exist",
    "not a valid mailbox",
    "account does not exist",
    "account doesn t exist",
    "account that you tried to reach does not exist",
    "account that you tried to reach is disabled",
    "account is disabled",
    "account disabled",
    "account has been disabled",
    "account is inactive",
    "account closed",
    "account not found",
    "doesn t have a * account",
    "does not have a * account",
    "unrouteable address",
    "unroutable address",
    // PowerMTA's own categories, here and below.
    "bad-mailbox",
    "inactive-mailbox",
];

const NO_HOST: &[&str] = &[
    "bad-domain",
    "nxdomain",
    "no such domain",
    "no such host",
    "domain not found",
    "domain name not found",
    "domain does not exist",
    "domain doesn t exist",
    "host not found",
    "host unknown",
    "unknown host",
    "unknown domain",
];

const UNWANTED: &[&str] = &[
    "message scored",
    "spam-related",
    "spam",
    "unsolicited",
    "blacklisted",
    "blacklist",
    "blocklist",
    "blocked",
    "content rejected",
    "message rejected",
    "virus",
    "policy",
    "reputation",
];

/// What the codes and words of a report come to, that says it has given up.
pub fn gave_up(said: Said<'_>) -> Result<Verdict, Unmapped> {
    let (report, cause) = match meaning(said)? {
        Ours => (Report::GaveUp, Cause::Provider),
        NoSuchAddress => (Report::FailedForGood, Cause::NoSuchAddress),
        MailboxFull => (Report::FailedForGood, Cause::MailboxFull),
        Filtered => (Report::Blocked, Cause::Filtered),
        Busy => (Report::GaveUp, Cause::Busy),
    };
    Ok(Verdict { report, cause: Some(cause) })
}

/// What a relay's reply comes to, that does not take the letter.
pub fn refused(said: Said<'_>) -> Result<Verdict, Unmapped> {
    if !said.reply.is_some_and(|reply| (400..500).contains(&reply)) {
        return gave_up(said);
    }
    // It asks to be asked again, whatever it says of the mailbox.
    let cause = match meaning(said) {
        Ok(MailboxFull) => Cause::MailboxFull,
        _ if said.reply.is_some_and(|reply| matches!(reply, 421 | 450..=452 | 454 | 455)) => Cause::Busy,
        Ok(Busy) => Cause::Busy,
        _ => return Err(Unmapped),
    };
    Ok(Verdict { report: Report::FailedForNow, cause: Some(cause) })
}

fn meaning(said: Said<'_>) -> Result<Meaning, Unmapped> {
    let words = plain(said.words);
    TABLE.iter().find(|(sign, _)| fits(sign, said, &words)).map(|(_, meaning)| *meaning).ok_or(Unmapped)
}

fn fits(sign: &Sign, said: Said<'_>, words: &str) -> bool {
    match sign {
        Reply(replies) => said.reply.is_some_and(|reply| replies.contains(&reply)),
        Has(class, from, to, details) => said.codes.iter().any(|(a, b, c)| {
            a == class && (*from..=*to).contains(b) && (details.is_empty() || details.contains(c))
        }),
        Words(phrases) => phrases.iter().any(|phrase| stands(phrase, words)),
        Lasting(phrases) => !may_pass(said) && phrases.iter().any(|phrase| stands(phrase, words)),
    }
}

/// Whether the reply, or where there is none the codes, speak of something passing (RFC 5321, 4.2.1).
fn may_pass(said: Said<'_>) -> bool {
    let of = |class| said.codes.iter().any(|code| code.0 == class);
    said.reply.map_or_else(|| of(4) && !of(5), |reply| reply < 500)
}

/// Words in small letters with one space around each; the name of a host is one word.
fn plain(text: &str) -> String {
    let mut plain = String::from(" ");
    let within = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let words = text.split(|sign| !within(sign)).map(|word| word.trim_matches(['.', '-', '_']));
    for word in words.filter(|word| !word.is_empty()) {
        plain.extend(word.chars().flat_map(char::to_lowercase));
        plain.push(' ');
    }
    plain
}

/// Whether a phrase stands there, its parts around `*` in their order.
fn stands(phrase: &str, words: &str) -> bool {
    let mut rest = words;
    phrase.split('*').all(|part| {
        let Some(at) = rest.find(&format!(" {} ", part.trim())) else { return false };
        // The space behind it may be the one before the next.
        rest = &rest[at + 1 + part.trim().len()..];
        true
    })
}
