//! The page of the causes.

use maud::{Markup, html};

use super::{put::Put, recipe::Recipe};
use crate::page::{Page, page};

/// All causes with a button for each, and what was done last.
pub fn show<'a>(
    recipes: &[Recipe],
    last: Option<&Put>,
    numbers: impl Iterator<Item = &'a str>,
    desk: &str,
) -> Markup {
    let content = html! {
        header {
            h1 { "Causes" }
            p.note { "Each button brings about what is wrong, as it happens outside, and the help page finds it." }
        }
        @if let Some(put) = last { (done(put, desk)) }
        form method="post" action="/causes" {
            section.card {
                label for="tracking_number" { "Tracking number" }
                input id="tracking_number" name="tracking_number" list="known" placeholder="A new parcel" autocomplete="off";
                datalist id="known" { @for number in numbers { option value=(number) {} } }
            }
            ul.list {
                @for recipe in recipes {
                    li.card {
                        button.button data-kind="quiet" name="cause" value=(recipe.id) { (recipe.id) }
                        b { (recipe.shows) }
                        @if let Some(customer) = &recipe.customer { span.note { (customer) } }
                    }
                }
            }
        }
    };
    page(&Page { section: "/causes", ..Page::plain("Causes") }, &content)
}

fn done(put: &Put, desk: &str) -> Markup {
    let parcel = &put.parcel;
    html! {
        section.card role="status" {
            h2 { (put.shows) }
            p { a href=(format!("{desk}/parcels/{}/help", put.id)) { (parcel.tracking_number) } " at " (parcel.station) ", door " (put.compartment) }
            p.note { "Sign in with " (parcel.recipient) }
            @if let Some(customer) = put.customer { p { (customer) } }
        }
    }
}
