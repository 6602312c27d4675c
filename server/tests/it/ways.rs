//! Whether there is somebody to send a code to, and whether it is who waits for it: told by what the network, the
//! customer and a change of contacts bring about.

use app::wording;
use chrono::Duration;
use sqlx::PgPool;

use crate::{
    contacts::{MAIL, NEW},
    facts::cause,
    world::{PHONE, World, digits},
};

const NUMBER: &str = "RR473124829GB";

impl World {
    async fn help(&self, id: &str, session: &str) -> String {
        self.get(&format!("/parcels/{id}/help"), session).await.body
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_written_to_who_has_stopped_our_messages_until_they_prove_it_anew(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let text = world.provider.all().into_iter().find(|text| text.body.contains("Code")).unwrap();
    assert_ne!(cause(&world.help(&id, &session).await), "contact.none");
    world.receipt(&text, "failed", Some("21610")).await;
    let page = world.help(&id, &session).await;
    assert_eq!(cause(&page), "contact.none");
    let stopped = wording::default().evidence_unsubscribed(app::port::Channel::Sms, "");
    assert!(page.contains(stopped.split('\u{2068}').next().unwrap()), "{page}");
    assert!(!page.contains("/api/resend"), "{page}");
    // Neither by hand nor by itself.
    let before = world.count("select count(*) from notification where kind = 'code'").await;
    let form = format!("parcel={id}&channel=sms&request=one");
    assert!(world.submit("resend", &form, &session).await.location().contains(": "));
    world.clock.pass(Duration::minutes(2));
    world.work().await;
    assert_eq!(world.count("select count(*) from notification where kind = 'code'").await, before);
    // They have allowed it again, and prove it.
    let session = world.enter(NUMBER, PHONE).await;
    assert_ne!(cause(&world.help(&id, &session).await), "contact.none");
    let again = form.replace("one", "three");
    let sent = world.submit("resend", &again, &session).await;
    assert!(!sent.location().contains(": "), "{}", sent.location());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_went_to_the_number_before_is_sent_to_the_new_one_as_soon_as_that_may_have_it(
    pool: PgPool,
) {
    let world = World::new(pool).await;
    let (id, _) = world.settled().await;
    // What made the two of them one is too long ago to be taken back.
    world.clock.pass(Duration::days(7));
    let session = world.enter(NUMBER, MAIL).await;
    assert_ne!(cause(&world.help(&id, &session).await), "contact.changed");
    let prove = world.change(&session, Some(world.contact(PHONE).await), NEW).await;
    let done = world.type_code(&session, &prove, NEW).await;
    assert_eq!(done.location(), "/contacts");
    // The code is another one since, and went by e-mail.
    world.work().await;
    let page = world.help(&id, &session).await;
    assert_eq!(cause(&page), "contact.changed");
    assert!(page.contains(wording::default().evidence_too_new_until()), "{page}");
    assert!(page.contains("/api/reveal") && !page.contains("/api/send_mine"), "{page}");
    let form = format!("parcel={id}&request=one&answer=contact.changed");
    // Asked for all the same it goes where it may go.
    world.submit("send_mine", &form, &session).await;
    world.work().await;
    assert!(!world.provider.texts(NEW).iter().any(|text| text.contains("Code")));
    world.clock.pass(Duration::hours(73));
    let page = world.help(&id, &session).await;
    assert_eq!(cause(&page), "contact.changed");
    assert!(!page.contains(wording::default().evidence_too_new_until()), "{page}");
    assert!(page.contains("/api/send_mine"), "{page}");
    world.submit("send_mine", &form.replace("one", "two"), &session).await;
    assert_ne!(cause(&world.help(&id, &session).await), "contact.changed");
    let sent = "select count(*) from notification n join contact c on c.id = n.contact_id
        where n.kind = 'code' and n.request is not null and c.address = '+4915155500141'";
    assert_eq!(world.count(sent).await, 1);
    world.work().await;
    let text = world.provider.texts(NEW).into_iter().find(|text| text.contains("Code")).unwrap();
    assert_eq!(digits(&text).len(), 6);
    assert_eq!(world.count("select count(*) from rescue where remedy = 'send_to_new'").await, 2);
}
