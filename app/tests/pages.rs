//! .
mod support;
use app::pages;
use support::*;

#[tokio::test]
async fn x() {
    let desk = FakeDesk::default();
    let caller = signed_in();
    let p = pages::parcel::page(&visit(&desk, &caller, None), ID).await;
    println!("{}", html(shown(p)));
}
