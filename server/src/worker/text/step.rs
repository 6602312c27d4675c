//! What is said of a step of a parcel.

use app::wording::messages::StepMessage;
use domain::{
    contact::{Address, Channel},
    step::Step,
};
use store::{PgConnection, notification::Delivery, parcel};

use super::{Text, said::Said};
use crate::{app_state::AppState, fault::Fault};

/// That a parcel has made a step, unless it has made the next one meanwhile.
pub async fn of(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    address: &Address,
    reference: &str,
) -> Result<Option<Text>, Fault> {
    let Some(Said::Step(step)) = delivery.notice.map(Said::by) else { return Ok(None) };
    let Some(id) = delivery.parcel.as_ref() else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    if Step::of(parcel.state.status) != Some(step) {
        return Ok(None);
    }
    let words = app_state.words(delivery.language.as_deref());
    let path = app::routes::parcel(id.as_str());
    let page = format!("{}{path}", app_state.public_url);
    let contacts = format!("{}{}", app_state.public_url, app::routes::CONTACTS);
    let message = StepMessage { step, merchant: &parcel.merchant, page: &page, contacts: &contacts };
    Ok(match address.channel() {
        Channel::Sms => None,
        Channel::Email => Some(Text::email(words.step_email(&message))),
        Channel::Push => Some(Text::push(words, words.step_push(&message), &path, id.as_str(), reference)),
    })
}
