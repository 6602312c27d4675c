//! A page that is open while another build is brought out. B7

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use sqlx::PgPool;

use crate::world::{Answer, PHONE, World};

const NUMBER: &str = "RR473124829GB";

/// As the client of that build asks.
async fn ask(world: &World, build: &str, method: Method, path: &str, form: &str, cookies: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("doorcode-build", build)
        .header(header::HOST, "pickup.example.org")
        .header(header::ORIGIN, "https://pickup.example.org")
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-dest", "empty")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookies);
    world.send(request.body(Body::from(form.to_owned())).unwrap()).await
}

fn build_of(page: &Answer) -> &str {
    page.body.split_once(" data-build=\"").unwrap().1.split_once('"').unwrap().0
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_of_another_build_is_not_shown_inside_an_old_one(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let ours = build_of(&world.get("/parcels", &session).await).to_owned();
    let pages = [
        format!("/parcels/{id}"),
        format!("/parcels/{id}/code"),
        "/parcels".into(),
        "/".into(),
        "/gone".into(),
    ];
    for path in pages {
        let same = ask(&world, &ours, Method::GET, &path, "", &session).await;
        assert!(
            [StatusCode::OK, StatusCode::SEE_OTHER, StatusCode::NOT_FOUND].contains(&same.status),
            "{path}"
        );
        let other = ask(&world, "0123", Method::GET, &path, "", &session).await;
        assert_eq!((other.status, other.body.as_str()), (StatusCode::CONFLICT, ""), "{path}");
        assert_eq!(other.headers[header::CACHE_CONTROL], "no-store");
        assert!(!other.headers.contains_key(header::SET_COOKIE));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_problem_is_told_by_the_page_that_is_loaded_as_a_whole(pool: PgPool) {
    let world = World::new(pool).await;
    let typed = "tracking=RR473124829GB&contact=nobody";
    let answer = ask(&world, "0123", Method::POST, "/api/find", typed, "").await;
    assert_eq!(answer.location(), "/: invalid-contact");
    let cookie = answer.cookie("__Host-problem").unwrap();
    let led = ask(&world, "0123", Method::GET, answer.address(), "", &cookie).await;
    assert_eq!(led.status, StatusCode::CONFLICT);
    assert!(!led.headers.contains_key(header::SET_COOKIE), "nothing is told, nothing is forgotten");
    let page = world.get("/", &cookie).await;
    assert!(
        page.body.contains("role=\"alert\"") && page.body.contains("value=\"RR473124829GB\""),
        "{}",
        page.body
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_of_another_build_is_done_and_done_once(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready(NUMBER, PHONE).await;
    let session = world.sign_in(NUMBER, PHONE).await;
    let form = format!("parcel={id}&channel=sms&request=R4ND0M");
    for _ in 0..2 {
        let answer = ask(&world, "0123", Method::POST, "/api/resend", &form, &session).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let led = ask(&world, "0123", Method::GET, answer.address(), "", &session).await;
        assert_eq!(led.status, StatusCode::CONFLICT);
    }
    assert_eq!(world.count("select count(*) from notification where resent").await, 1);
}
