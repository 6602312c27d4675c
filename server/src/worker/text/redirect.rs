//! That a parcel was asked to go to another station, or what became of that. Its page asks whoever comes to sign in; there
//! it is taken back.

use app::wording::messages::RedirectMessage;
use domain::contact::{Address, Channel};
use store::{PgConnection, notification::Delivery, parcel, redirect};

use super::{Text, said::Said};
use crate::{app_state::AppState, fault::Fault};

/// What such a message says; `None` when there is nothing to say any more.
pub async fn text(
    app_state: &AppState,
    connection: &mut PgConnection,
    delivery: &Delivery,
    address: &Address,
    reference: &str,
) -> Result<Option<Text>, Fault> {
    let Some(Said::Redirect(news)) = delivery.notice.map(Said::by) else { return Ok(None) };
    let Some(id) = delivery.parcel.as_ref() else { return Ok(None) };
    let Some(parcel) = parcel::by_id(connection, id).await? else { return Ok(None) };
    // The one that was the newest when the message was written down.
    let requests = redirect::of_parcel(connection, id).await?;
    let Some(request) = requests.into_iter().find(|request| request.asked_at <= delivery.created_at) else {
        return Ok(None);
    };
    let words = app_state.words(delivery.language.as_deref());
    let path = app::routes::redirect(id.as_str());
    let page = format!("{}{path}", app_state.public_url);
    let message = RedirectMessage { news, merchant: &parcel.merchant, station: &request.to.1, page: &page };
    Ok(Some(match address.channel() {
        Channel::Sms => Text::sms(words.redirect_sms(&message)),
        Channel::Email => Text::email(words.redirect_email(&message)),
        Channel::Push => Text::push(words, words.redirect_push(&message), &path, "redirect", reference),
    }))
}
