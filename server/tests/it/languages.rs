//! Who is answered in which language, on pages and in messages.

use app::wording;
use axum::{
    body::Body,
    http::{Request, header},
};
use sqlx::PgPool;

use crate::world::{Answer, PHONE, World};

/// A form of a browser that speaks these languages.
async fn submit(world: &World, languages: &str, action: &str, form: &str, cookies: &str) -> Answer {
    let request = Request::post(format!("/api/{action}"))
        .header(header::HOST, "pickup.example.org")
        .header(header::ORIGIN, "https://pickup.example.org")
        .header("x-forwarded-for", "203.0.113.7")
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, languages)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookies);
    world.send(request.body(Body::from(form.to_owned())).unwrap()).await
}

/// Signs in with a browser that speaks these languages; answers its session and the message with the code.
async fn sign_in(world: &World, languages: &str) -> (String, String) {
    let form = format!("tracking=RR473124829GB&contact={}", PHONE.replace('+', "%2B"));
    let begun = submit(world, languages, "find", &form, "").await;
    world.work().await;
    let text = world.provider.texts(PHONE).pop().unwrap();
    let code = format!("code={}", text.rsplit('#').next().unwrap());
    let proven = submit(world, languages, "prove", &code, &begun.cookie("__Host-sign-in").unwrap()).await;
    (proven.cookie("__Host-session").unwrap(), text)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_is_in_the_language_of_its_visitor_and_caches_are_told_so(pool: PgPool) {
    let world = World::new(pool).await;
    for (languages, language) in [("de-AT, en;q=0.5", "de"), ("tlh", "en"), ("en-XA", "en-XA")] {
        let request = Request::get("/help").header(header::ACCEPT_LANGUAGE, languages);
        let page = world.send(request.body(Body::empty()).unwrap()).await;
        let title = wording::named(language).unwrap().help_title();
        assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{}", page.body);
        assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{}", page.body);
        assert!(page.headers[header::VARY].to_str().unwrap().contains("accept-language"));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn messages_are_in_the_language_that_was_last_signed_in_with(pool: PgPool) {
    let world = World::new(pool).await;
    let german = wording::named("de").unwrap();
    // Nobody has said anything yet: the network's own language.
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    assert!(world.provider.texts(PHONE).pop().unwrap().contains("Birch & Bloom parcel"));
    let (session, asked) = sign_in(&world, "de-DE,de;q=0.9,en;q=0.8").await;
    let code = asked.rsplit('#').next().unwrap();
    assert!(asked.starts_with(&german.sms_sign_in(code)), "{asked}");
    // What is sent by itself, or asked for from another page, is in that language, too.
    let form = format!("parcel={id}&channel=sms&request=0123456789abcdef0123456789abcdef");
    submit(&world, "de", "resend", &form, &session).await;
    world.work().await;
    let text = world.provider.texts(PHONE).pop().unwrap();
    assert!(text.starts_with("Paket von Birch & Bloom: Fach 14"), "{text}");
    // A language that nobody speaks is for pages.
    let (_, asked) = sign_in(&world, "en-XA").await;
    let code = asked.rsplit('#').next().unwrap();
    assert!(asked.starts_with(&wording::default().sms_sign_in(code)), "{asked}");
    assert_eq!(world.count("select count(*) from customer where language = 'en'").await, 1);
}
