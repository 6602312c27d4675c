//! Putting a cause on a parcel: one recipe, carried out.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::recipe::{Recipe, Typed};
use crate::{
    bad_days::BadDays,
    carrier,
    clock::{self, Calendar},
    demo::{
        DemoError, Registration, StateFolder,
        data::{Label, Recipient, button, data},
        parcel::fresh_number,
        require,
    },
    desk::Desk,
    inbox::{Inbox, is_same_address},
    problem::Problem,
    random,
    station::{Condition, Stations},
};

/// How long a phone is waited for that is to get a code.
const PATIENCE: Duration = Duration::from_secs(20);
/// After how long nobody waits any more for what waits ten seconds only (`expires`).
const OVER: Duration = Duration::from_secs(11);
/// What nobody's code is: no digit comes four times in a row.
const WRONG: &str = "111111";
/// The door behind which a parcel is put that has none yet.
const DOOR: &str = "14";

/// Who works together on a cause.
pub struct World {
    pub desk: Desk,
    pub folder: StateFolder,
    pub faults: BadDays,
    pub inbox: Arc<Inbox>,
    pub stations: Arc<Stations>,
}

/// On which parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// One that is known here; without it, or when it is not known, a new one.
    pub tracking_number: Option<String>,
    /// Whom a new one is for; the demonstration's recipient, without.
    pub recipient: Option<Recipient>,
}

/// A cause that was put on a parcel.
#[derive(Debug, Clone, Serialize)]
pub struct Put {
    pub cause: &'static str,
    pub shows: &'static str,
    /// What the customer does then.
    pub customer: Option<&'static str>,
    /// The desk's name of the parcel.
    pub id: String,
    /// As it was announced.
    #[serde(flatten)]
    pub parcel: Registration,
    pub compartment: String,
}

impl World {
    /// Carries a recipe out; what was wrong with this parcel's recipient and station before is over.
    pub async fn put(
        &self,
        recipe: &'static Recipe,
        asked: Asked,
        known: Option<Put>,
    ) -> Result<Put, Problem> {
        let (parcel, door) = match self.known(&asked, known)? {
            Some(_) if recipe.new => {
                return Err(Problem::invalid(format!("`{}` needs a parcel that is new", recipe.id)));
            }
            Some(known) => known,
            None => (self.announced(recipe, asked).await?, DOOR.to_owned()),
        };
        self.providers(&parcel.recipient, recipe)?;
        self.stations.set_condition(&parcel.station, Condition::default()).await;
        let answer =
            require(self.desk.register(&parcel).await?, || format!("parcel {}", parcel.tracking_number))?;
        let label = parcel.label(&door);
        let arrived = self.inbox.last();
        let begun = Instant::now();
        if answer.field("status") != "pre_transit" {
            self.report("correction", &label).await?;
        }
        for step in &recipe.reports {
            self.report(step, &label).await?;
        }
        if let Some(step) = &recipe.elsewhere {
            let station = self.station().await?;
            self.report(step, &Label { station, ..label.clone() }).await?;
        }
        match recipe.typed {
            Some(Typed::Wrong) => {
                for _ in 0..5 {
                    self.stations.unlock(&parcel.station, digits(WRONG)).await?;
                }
            }
            Some(typed @ (Typed::Right | Typed::Late)) => {
                let code = self.code(&parcel.recipient, arrived).await?;
                if typed == Typed::Late {
                    tokio::time::sleep_until((begun + OVER).into()).await;
                }
                self.stations.unlock(&parcel.station, digits(&code)).await?;
            }
            None => {}
        }
        // A fault is told after what was typed: a faulty keypad takes nothing, and a clock that is off is noticed late.
        if recipe.station.offline {
            // It has a list like one that has asked for a while.
            self.stations.hold_list(&parcel.station, &door).await;
        }
        if recipe.station != Condition::default() {
            self.stations.set_condition(&parcel.station, recipe.station).await;
        }
        if let Some(kind) = &recipe.door {
            let event = json!({ "event": random::hex::<12>(), "compartment": door, "kind": kind, "occurred_at": clock::now() });
            require(self.desk.door_event(&parcel.station, &event).await?, || format!("door {door}"))?;
        }
        Ok(Put {
            cause: &recipe.id,
            shows: &recipe.shows,
            customer: recipe.customer.as_deref(),
            id: answer.field("id").to_owned(),
            parcel,
            compartment: door,
        })
    }

    /// A parcel that was set up here, and its door.
    fn known(&self, asked: &Asked, before: Option<Put>) -> Result<Option<(Registration, String)>, Problem> {
        let Some(number) = &asked.tracking_number else { return Ok(None) };
        if let Some(Put { parcel, compartment, .. }) = before {
            return Ok(Some((parcel, compartment)));
        }
        let demonstrated = self.folder.read()?.parcels;
        let known = demonstrated.into_iter().find(|parcel| parcel.registration.tracking_number == *number);
        Ok(known.map(|known| {
            let door = known.compartment().unwrap_or(DOOR).to_owned();
            (known.registration, door)
        }))
    }

    /// A new parcel, at a station of its own.
    async fn announced(&self, recipe: &Recipe, asked: Asked) -> Result<Registration, Problem> {
        Ok(Registration {
            tracking_number: asked.tracking_number.unwrap_or_else(|| fresh_number("RR########*GB")),
            carrier: "DHL".into(),
            merchant: "Birch & Bloom".into(),
            order_number: format!("A-{}", random::digits(6)),
            station: self.station().await?,
            recipient: asked.recipient.unwrap_or_else(|| data().recipient.clone()).by(recipe.reach),
        })
    }

    /// A station like the demonstration's first, that nobody else uses.
    async fn station(&self) -> Result<String, Problem> {
        let id = format!("SIM-{}", random::hex::<4>().to_uppercase());
        require(self.desk.put_station(&id, &data().stations[0]).await?, || format!("station {id}"))?;
        Ok(id)
    }

    /// What goes wrong on the way to this recipient, and nothing else.
    fn providers(&self, recipient: &Recipient, recipe: &Recipe) -> Result<(), Problem> {
        for to in recipient.addresses() {
            let channels: &[&str] = if to.contains('@') { &["email"] } else { &["sms", "sms2"] };
            let none = channels.iter().map(|channel| {
                Map::from_iter([("channel".into(), json!(channel)), ("mode".into(), json!("none"))])
            });
            let ordered = recipe
                .faults
                .iter()
                .filter(|order| channels.iter().any(|channel| order["channel"] == *channel))
                .cloned();
            for mut order in none.chain(ordered) {
                order.insert("to".into(), to.into());
                self.faults.order(order).map_err(Problem::invalid)?;
            }
        }
        Ok(())
    }

    async fn report(&self, step: &str, label: &Label) -> Result<(), Problem> {
        let button = button(step).ok_or_else(|| Problem::invalid(format!("there is no report `{step}`")))?;
        let event = button.report.about(label, &Calendar::at(clock::now()));
        let answer = self.desk.report(&carrier::new_id(), &event).await?;
        require(answer, || format!("the report `{step}`"))?;
        Ok(())
    }

    /// The digits that the recipient got after what had arrived before, as somebody reads them who holds the phone.
    async fn code(&self, recipient: &Recipient, after: u64) -> Result<String, Problem> {
        let waiting = self.inbox.wait(|message| {
            message.n > after
                && recipient.addresses().any(|to| is_same_address(to, &message.what.to))
                && pickup_code(&message.what.body).is_some()
        });
        let found = tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_default();
        found.first().and_then(|message| pickup_code(&message.what.body)).ok_or_else(|| Problem {
            status: StatusCode::GATEWAY_TIMEOUT,
            code: "no_code",
            detail: "No code came to the recipient.".into(),
        })
    }
}

fn digits(code: &str) -> Map<String, Value> {
    Map::from_iter([("digits".to_owned(), code.into())])
}

/// The six digits in a message, in two groups.
fn pickup_code(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|character: char| !character.is_ascii_digit()).collect();
    let is_half = |word: &str| word.len() == 3;
    words.windows(2).find(|pair| is_half(pair[0]) && is_half(pair[1])).map(<[&str]>::concat)
}

impl From<DemoError> for Problem {
    fn from(error: DemoError) -> Self {
        Self { status: StatusCode::BAD_GATEWAY, code: "refused", detail: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::pickup_code;

    #[test]
    fn a_pickup_code_is_read_in_its_two_groups() {
        for (text, code) in [
            ("Birch & Bloom parcel: locker 14, Hauptbahnhof. Code 482 913 until Tue 18:00.", Some("482913")),
            ("482913 is your Doorcode sign-in code, good for 10 minutes.", None),
            ("No code here yet", None),
        ] {
            assert_eq!(pickup_code(text).as_deref(), code, "{text}");
        }
    }
}
