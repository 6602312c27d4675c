//! Keeps the page up to date, by one beat a second while somebody looks: what the clock changes is changed, what the
//! server tells of its parcel is listened to, the page is asked for anew until it shows what it was told of, and it says
//! when it is not up to date.

use std::cell::{Cell, RefCell};

use super::{
    all, awake, clock, document, every, find, net, now, number, on, random, spawn,
    swap::{self, Shown},
    window,
};
use futures_core::Stream;
use gloo_net::eventsource::{
    State,
    futures::{EventSource, EventSourceSubscription},
};
use js_sys::Date;

/// The server says something every 15 seconds: after more than twice as long it is gone, whatever the connection says.
const SILENCE: i64 = 40_000;
/// The shortest pause between two pages, in milliseconds.
const AGAIN: i64 = 500;

#[derive(Default)]
struct Live {
    /// The connection, and the address it was made for.
    stream: Option<(EventSource, String)>,
    /// When the stream last said something; how often it has failed since, and when it may be tried again.
    heard: i64,
    refusals: i32,
    opens: i64,
    /// The newest version that the page was told of. More than any when something else says that the page is old.
    told: i64,
    /// A page is under way; how often none came, and when to ask again.
    asking: bool,
    failures: i32,
    asks: i64,
    /// When the page was last known to be as it is.
    fresh: i64,
}

thread_local! {
    static LIVE: RefCell<Live> = RefCell::default();
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// Starts the beat, once for all pages that this document shows.
pub fn start() {
    let (Some(window), Some(document)) = (window(), document()) else { return };
    if STARTED.replace(true) {
        return;
    }
    // Since then the page's seconds run; the client may have come much later over a slow line.
    let came = window.performance().map(|performance| performance.timing().response_start());
    if let Some(page) = document.document_element() {
        #[expect(clippy::cast_possible_truncation, reason = "there are no parts of a millisecond")]
        clock::stamp(&page, came.map(|came| came as i64).filter(|came| *came > 0).unwrap_or_else(now));
    }
    every(1000, beat);
    on(&document, "visibilitychange", |_| turn());
    turn();
}

/// A page that nobody looks at shows no code and keeps no connection; one that is looked at again is put right first.
fn turn() {
    let hidden = hidden();
    if hidden {
        drop(LIVE.with_borrow_mut(|live| live.stream.take()));
        awake::lost();
    } else {
        beat();
    }
    if let Some(body) = document().and_then(|document| document.body()) {
        let _ = body.toggle_attribute_with_force("data-away", hidden);
    }
}

fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Notes that the page is shown as it is now. What it was told of stays told where it is the same page: it may have
/// been made just before.
pub fn shown(which: Shown) {
    if which == Shown::Loaded {
        return;
    }
    LIVE.with_borrow_mut(|live| {
        if which == Shown::Other || live.told == i64::MAX {
            live.told = 0;
        }
        live.fresh = now();
        live.failures = 0;
        live.asks = live.fresh + AGAIN;
    });
}

/// Does what is due, and says on the page how up to date it is.
fn beat() {
    let Some(main) = find("main").filter(|_| !hidden()) else { return };
    let now = now();
    if clock::tick(&main, now) {
        LIVE.with_borrow_mut(|live| live.told = i64::MAX);
    }
    let line = all(&main, "[data-events]").pop();
    let events = line.as_ref().and_then(|line| line.get_attribute("data-events"));
    let version = line.and_then(|line| number(&line, "data-version")).unwrap_or(0);
    let gone = LIVE.with_borrow_mut(|live| {
        let wrong = |(_, url): &mut (EventSource, String)| Some(&*url) != events.as_ref();
        live.stream.take_if(|stream| wrong(stream) || now - live.heard > SILENCE)
    });
    drop(gone);
    let (ask, open) = LIVE.with_borrow_mut(|live| {
        let ask = live.told > version && !live.asking && now >= live.asks;
        live.asking |= ask;
        // Not while the page may be nobody's any more.
        (ask, live.stream.is_none() && live.told < i64::MAX && now >= live.opens)
    });
    if ask {
        spawn(refresh());
    }
    if let Some(url) = events {
        if open {
            listen(url, version, now);
        }
        say(&main, now);
    }
}

/// Listens to a parcel, from the version that the page shows.
fn listen(url: String, version: i64, now: i64) {
    let from = [&url, "?v=", &version.to_string()].concat();
    let Ok(mut stream) = EventSource::new(&from) else { return };
    for event in ["changed", "alive", "ended"] {
        if let Ok(events) = stream.subscribe(event) {
            spawn(hear(events));
        }
    }
    LIVE.with_borrow_mut(|live| {
        live.stream = Some((stream, url));
        live.heard = now;
    });
}

async fn hear(mut events: EventSourceSubscription) {
    while let Some(Ok((event, message))) =
        std::future::poll_fn(|context| std::pin::Pin::new(&mut events).poll_next(context)).await
    {
        let over = LIVE.with_borrow_mut(|live| {
            live.heard = now();
            live.refusals = 0;
            let version = message.data().as_string().and_then(|data| data.parse().ok()).unwrap_or(0);
            match event.as_str() {
                "changed" => live.told = live.told.max(version),
                // There is nothing more to hear: the page is asked for, which says why.
                "ended" => {
                    live.told = i64::MAX;
                    return live.stream.take();
                }
                _ => {}
            }
            None
        });
        drop(over);
        beat();
    }
    // Refused, or closed by ourselves. A refusal may say that this page is nobody's any more.
    let refused = LIVE.with_borrow_mut(|live| {
        live.stream.take_if(|(stream, _)| stream.state() == State::Closed).inspect(|_| {
            live.refusals += 1;
            live.opens = now() + pause(live.refusals);
            live.told = i64::MAX;
        })
    });
    drop(refused);
}

/// Asks for the page, and shows it unless another one came in between.
async fn refresh() {
    let count = swap::count();
    let answer = net::ask().await;
    let current = answer.filter(|_| count == swap::count());
    let came = current.and_then(|answer| swap::refresh(&answer)).map(shown).is_some();
    LIVE.with_borrow_mut(|live| {
        live.asking = false;
        if !came {
            live.failures += 1;
            live.asks = now() + pause(live.failures);
        }
    });
    beat();
}

/// Pauses that grow to a minute, in milliseconds, and are never the same for all.
fn pause(failures: i32) -> i64 {
    let most = 1000 << failures.min(6);
    i64::from(most / 2) + random(most / 2)
}

/// Says on the page how up to date it is: nothing until that is known.
fn say(main: &web_sys::Element, now: i64) {
    let (state, fresh) = LIVE.with_borrow_mut(|live| {
        let open = live.stream.as_ref().is_some_and(|(stream, _)| stream.state() == State::Open);
        let state = match (open, live.failures) {
            (true, 0) => {
                live.fresh = if live.told == i64::MAX { live.fresh } else { now };
                "on"
            }
            (true, _) => "old",
            (false, 0) if live.refusals == 0 && now - live.heard < 5000 => "",
            (false, _) => "off",
        };
        (state, live.fresh)
    });
    if let Some(body) = document().and_then(|document| document.body()) {
        let _ = body.set_attribute("data-live", state);
    }
    #[expect(clippy::cast_precision_loss, reason = "exact for 280,000 years")]
    let at = Date::new(&(fresh as f64).into());
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let clock = [&two(at.get_hours()), ":", &two(at.get_minutes())].concat();
    for since in all(main, ".live time") {
        since.set_text_content(Some(&clock));
    }
}
