use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use sqlx::PgPool;

use crate::world::{Answer, PHONE, World};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_of_another_site_changes_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let sessions = world.count("select count(*) from session where ended_at is null").await;
    for (site, origin) in [
        (Some("cross-site"), Some("https://evil.example")),
        (Some("same-site"), Some("https://evil.example.org")),
        (None, Some("https://evil.example")),
        (None, Some("null")),
    ] {
        for (action, form) in [
            ("reveal", format!("parcel={id}")),
            ("resend", format!("parcel={id}&channel=sms&request=x")),
            ("sign_out", String::new()),
            ("find", "tracking=RR473124829GB&contact=%2B4915123456789".to_owned()),
        ] {
            let mut request = Request::post(format!("/api/{action}"))
                .header(header::HOST, "pickup.example.org")
                .header(header::COOKIE, &session)
                .header(header::ACCEPT, "text/html")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let answer = world.send(request.body(Body::from(form)).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{action} {site:?} {origin:?}");
        }
    }
    assert_eq!(world.count("select count(*) from reveal").await, 0);
    assert_eq!(world.count("select count(*) from notification where resent").await, 0);
    assert_eq!(world.count("select count(*) from session where ended_at is null").await, sessions);
    assert_eq!(world.count("select count(*) from challenge").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_action_is_done_by_get(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    for action in ["find", "another", "prove", "enter", "reveal", "resend", "sign_out"] {
        let answer = world.get(&format!("/api/{action}?parcel={id}&channel=sms&request=x"), &session).await;
        assert!(answer.status.is_client_error(), "{action}: {}", answer.status);
    }
    assert_eq!(world.count("select count(*) from reveal").await, 0);
    assert_eq!(world.get("/parcels", &session).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_typed_wrongly_is_told_by_field_and_by_status(pool: PgPool) {
    let world = World::new(pool).await;
    for (form, problem) in [
        ("tracking=&contact=%2B4915123456789", "invalid-tracking"),
        ("tracking=RR473124829GB&contact=nobody", "invalid-contact"),
        ("tracking=RR473124829GB&contact=k%40localhost", "invalid-contact"),
        ("", "invalid-tracking"),
    ] {
        assert_eq!(world.submit("find", form, "").await.location(), format!("/: {problem}"));
    }
    // A program gets the status instead.
    let request = Request::post("/api/find")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("tracking=&contact="))
        .unwrap();
    let answer = world.send(request).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid-tracking"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_that_is_too_large_or_garbled_is_refused(pool: PgPool) {
    let world = World::new(pool).await;
    let large = format!("tracking={}&contact=x", "A".repeat(40_000));
    let answer = world.submit("find", &large, "").await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let garbled = world.submit("find", "tracking=%ff%fe&contact", "").await;
    assert!(garbled.location() != "/sign-in", "{}", garbled.status);
    assert_eq!(world.count("select count(*) from challenge").await, 0);
}

// B22
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whatever_is_refused_is_refused_in_plain_words_with_a_way_on(pool: PgPool) {
    let world = World::new(pool).await;
    let post = |origin: &str, kind: &str, body: String| {
        let request = Request::post("/api/find")
            .header(header::HOST, "pickup.example.org")
            .header(header::ORIGIN, origin)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::CONTENT_TYPE, kind);
        request.body(Body::from(body)).unwrap()
    };
    let (ours, kind) = ("https://pickup.example.org", "application/x-www-form-urlencoded");
    let get = Request::get("/api/find").header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
    let push = Request::get("/api/push_renewed").header(header::ACCEPT, "text/html");
    let words = app::wording::default();
    for (request, status, said) in [
        (get, StatusCode::METHOD_NOT_ALLOWED, words.refused_method()),
        (push.body(Body::empty()).unwrap(), StatusCode::METHOD_NOT_ALLOWED, words.refused_method()),
        (post("null", kind, "tracking=a&contact=b".into()), StatusCode::FORBIDDEN, words.refused_origin()),
        (
            post(ours, kind, format!("tracking={}", "A".repeat(20_000))),
            StatusCode::PAYLOAD_TOO_LARGE,
            words.refused_too_large(),
        ),
        (
            post(ours, kind, "tracking=a&contact=b&contact=c".into()),
            StatusCode::BAD_REQUEST,
            words.refused_unreadable(),
        ),
        (post(ours, kind, "tracking=%ff%fe".into()), StatusCode::BAD_REQUEST, words.refused_unreadable()),
        (
            post(ours, "text/plain", "tracking=a".into()),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            words.refused_unreadable(),
        ),
    ] {
        let answer = world.send(request).await;
        assert_eq!(answer.status, status, "{said}");
        assert!(answer.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"), "{said}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        for part in [said, "Nothing was changed", "<a href=\"/\" class=\"button\">", "<html lang="] {
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
        }
    }
    assert_eq!(world.count("select count(*) from challenge").await, 0);
    // A program is told by the status alone.
    let answer = world.send(Request::get("/api/find").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::METHOD_NOT_ALLOWED, ""));
}

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_that_cannot_be_read_leads_to_no_other_site(pool: PgPool) {
    let world = World::new(pool).await;
    for (kind, body) in [
        ("application/x-www-form-urlencoded", "tracking=%ff%fe&contact"),
        ("application/json", "{"),
        ("text/plain", "\u{0}"),
    ] {
        let request = Request::post("/api/find")
            .header(header::REFERER, "https://evil.example/sign-in-again")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind);
        let answer = world.send(request.body(Body::from(body)).unwrap()).await;
        assert!(matches!(answer.address(), "" | "/"), "{}", answer.location());
    }
}

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_makes_no_page_tell_a_problem_of_its_makers_choice(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    for path in ["/contacts", "/account", "/sign-in", "/", &format!("/parcels/{id}")] {
        let plain = world.get(path, &session).await.body;
        for code in ["slip-call-evil.example", "wait-86400", "unavailable-CALL0900", "wrong-code", "last-way"]
        {
            let body = world.get(&format!("{path}?problem={code}"), &session).await.body;
            for words in ["evil.example", "CALL0900", "86400"] {
                assert!(!body.contains(words), "{path} {code}");
            }
            let alerts = |body: &str| body.matches("role=\"alert\"").count();
            assert_eq!(alerts(&body), alerts(&plain), "{path} {code}");
        }
    }
}

/// A page as a browser goes to it that was just sent there, with the cookie that was kept.
async fn follow(world: &World, answer: &Answer, kept: &str, session: &str, how: &str) -> Answer {
    let request = Request::get(answer.address().split('#').next().unwrap())
        .header(header::COOKIE, format!("{session}; {kept}"))
        .header("sec-fetch-dest", how);
    world.send(request.body(Body::empty()).unwrap()).await
}

fn kept(answer: &Answer) -> String {
    answer.cookie("__Host-problem").expect("the problem is kept")
}

// L, B12
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_problem_is_kept_for_one_page_and_a_minute_and_told_once(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let slip = world.submit("change_contact", "address=kim%40gmial.com", &session).await;
    assert_eq!(slip.address(), "/contacts");
    let cookie = slip.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["__Host-problem=", "; Path=/;", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=60"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("gmail"), "{cookie}");
    let sent = kept(&slip);
    let page = follow(&world, &slip, &sent, &session, "document").await;
    assert!(page.body.contains("gmail.com"));
    // Flash once. The same page fetched anew goes on telling it; gone to again it does not.
    let shown = kept(&page);
    let fetched = follow(&world, &slip, &shown, &session, "empty").await;
    assert!(fetched.body.contains("gmail.com") && !fetched.headers.contains_key(header::SET_COOKIE));
    let again = follow(&world, &slip, &shown, &session, "document").await;
    assert!(!again.body.contains("gmail.com") && !again.body.contains("gmial.com"));
    let forgotten = again.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(forgotten.starts_with("__Host-problem=;") && forgotten.ends_with("Max-Age=0"), "{forgotten}");
    // What a form that was posted in the background brought is not told once more when its page is loaded.
    let background = follow(&world, &slip, &sent, &session, "empty").await;
    assert!(background.body.contains("gmail.com"));
    let loaded = follow(&world, &slip, &kept(&background), &session, "document").await;
    assert!(!loaded.body.contains("gmail.com"));
    // For that page alone, as it was written, and for a minute.
    assert!(!world.get("/account", &format!("{session}; {sent}")).await.body.contains("gmail.com"));
    let bent = sent.replace("=k1.", "=k1.A");
    assert!(!world.get("/contacts", &format!("{session}; {bent}")).await.body.contains("gmail.com"));
    world.clock.pass(chrono::Duration::seconds(61));
    assert!(!follow(&world, &slip, &sent, &session, "document").await.body.contains("gmail.com"));
}

// B12
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_wait_that_is_told_later_is_shorter_or_over(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let resend = async |request: u32| {
        world.submit("resend", &format!("parcel={id}&channel=sms&request=r{request}"), &session).await
    };
    let mut waits = resend(0).await;
    for request in 1..6 {
        if waits.location().contains(": wait-") {
            break;
        }
        waits = resend(request).await;
    }
    assert_eq!(waits.location(), format!("/parcels/{id}#messages: wait-60"));
    let sent = kept(&waits);
    world.clock.pass(chrono::Duration::seconds(15));
    let page = follow(&world, &waits, &sent, &session, "document").await;
    assert!(page.body.contains(&app::wording::default().problem_wait(45)), "{}", page.body);
    world.clock.pass(chrono::Duration::seconds(30));
    let fetched = follow(&world, &waits, &kept(&page), &session, "empty").await;
    assert!(fetched.body.contains(&app::wording::default().problem_wait(15)));
    world.clock.pass(chrono::Duration::seconds(15));
    let over = follow(&world, &waits, &sent, &session, "document").await;
    assert!(!over.body.contains("You can go on in"));
}

// T7
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_typed_at_the_start_is_still_there_when_one_field_was_wrong(pool: PgPool) {
    let world = World::new(pool).await;
    let refused = world.submit("find", "tracking=RR+473+124&contact=k%40%22%3E", "").await;
    assert_eq!(refused.location(), "/: invalid-contact");
    let page = follow(&world, &refused, &kept(&refused), "", "document").await.body;
    let input = |name: &str| {
        let rest = page.split_once(&format!("<input id=\"{name}\"")).unwrap().1;
        rest.split_once('>').unwrap().0.to_owned()
    };
    assert!(
        input("tracking").contains("value=\"RR 473 124\"") && !input("tracking").contains("aria-invalid")
    );
    let contact =
        page.split_once("<input id=\"contact\"").unwrap().1.split_once("contact-hint\">").unwrap().0;
    assert!(contact.contains("aria-invalid=\"true\"") && contact.contains("autofocus"), "{contact}");
    assert!(contact.contains("aria-describedby=\"contact-problem contact-hint\""), "{contact}");
    assert!(page.contains("id=\"contact-problem\"") && !page.contains("k@\">"), "{contact}");
    // Nothing secret is kept.
    world.ready("RR473124829GB", PHONE).await;
    let begun = world.submit("find", "tracking=RR473124829GB&contact=%2B4915123456789", "").await;
    let wrong = world.submit("prove", "code=000+000", &begun.cookie("__Host-sign-in").unwrap()).await;
    assert_eq!(world.told(&wrong).unwrap()["typed"], serde_json::json!([]));
}

/// The forms of a page that post to this action, each from its `<form` to its end.
fn forms<'a>(page: &'a str, action: &str) -> Vec<&'a str> {
    let action = format!("action=\"/api/{action}\"");
    let forms = page.split("<form ").skip(1).map(|rest| rest.split_once("</form>").unwrap().0);
    forms.filter(|form| form.contains(&action)).collect()
}

// T6, R6
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_address_that_is_refused_stays_in_its_own_form(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let phone: i64 = world.count("select id from contact").await;
    for (typed, form) in [("+49 30 1234567", "%2B49+30+1234567"), ("kim@gmial.com", "kim%40gmial.com")] {
        for old in [String::new(), phone.to_string()] {
            let refused =
                world.submit("change_contact", &format!("old={old}&address={form}"), &session).await;
            let page = follow(&world, &refused, &kept(&refused), &session, "document").await.body;
            let (about, others): (Vec<_>, Vec<_>) = forms(&page, "change_contact")
                .into_iter()
                .filter(|form| form.contains("name=\"address\""))
                .partition(|form| form.contains(&format!("name=\"old\" value=\"{old}\"")));
            let [about] = about[..] else { panic!("one form about {old}") };
            let id = if old.is_empty() { "address-new".to_owned() } else { format!("address-c{old}") };
            for part in [
                format!("value=\"{typed}\""),
                "aria-invalid=\"true\"".to_owned(),
                "autofocus".to_owned(),
                format!("aria-describedby=\"{id}-problem {id}-hint\""),
                format!("id=\"{id}-problem\""),
            ] {
                assert!(about.contains(&part), "{typed} {old}: {part}: {about}");
            }
            assert!(!others.is_empty() || old.is_empty());
            for other in others {
                assert!(
                    !other.contains(&format!("value=\"{typed}\"")) && !other.contains("aria-invalid"),
                    "{other}"
                );
                assert!(!other.contains("name=\"sure\""));
            }
            assert_eq!(about.contains("name=\"sure\""), typed.contains('@'), "{about}");
            assert_eq!(page.contains("<details open"), !old.is_empty());
            assert_eq!(
                page.matches("role=\"alert\"").count(),
                2,
                "with the hidden one for a lost connection"
            );
        }
    }
    // Who is sure of one address is asked about another.
    let sure = "address=kim%40gmial.com&sure=kim%40gmial.com";
    let other =
        world.submit("change_contact", "address=kim%40gnail.com&sure=kim%40gmial.com", &session).await;
    assert!(other.location().contains(": slip-"), "{}", other.location());
    assert!(world.submit("change_contact", sure, &session).await.location().starts_with("/contacts/"));
}

// T6
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_button_that_is_refused_says_so_beside_itself(pool: PgPool) {
    let world = World::new(pool).await;
    world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let phone: i64 = world.count("select id from contact").await;
    let remove = world.submit("change_contact", &format!("old={phone}"), &session).await;
    assert_eq!(remove.location(), "/contacts: last-way");
    let page = follow(&world, &remove, &kept(&remove), &session, "document").await.body;
    let card = page.split_once(&format!("id=\"contact-{phone}\"")).unwrap().1;
    let card = card.split_once("</section>").unwrap().0;
    assert!(
        card.contains("<details open") && card.contains(app::wording::default().problem_last_way()),
        "{card}"
    );
}
