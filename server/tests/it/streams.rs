//! Live changes: how many pages may listen, and for how long.

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use chrono::Duration;
use futures::future::join_all;
use server::http::live;
use sqlx::PgPool;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::world::{PHONE, World};

async fn listen(world: &World, id: &str, session: &str) -> Response<Body> {
    let request = Request::get(format!("/parcels/{id}/events")).header(header::COOKIE, session);
    world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_thousand_streams_of_one_session_six_are_admitted(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let answers = join_all((0..2_000).map(|_| listen(&world, &id, &session))).await;
    let of = |status| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((of(StatusCode::OK), of(StatusCode::TOO_MANY_REQUESTS)), (6, 1_994));
    // Somebody else's are none of them.
    let other = world.sign_in("RR473124829GB", PHONE).await;
    assert_eq!(listen(&world, &id, &other).await.status(), StatusCode::OK);
    // A page that was closed makes room.
    drop(answers);
    assert_eq!(listen(&world, &id, &session).await.status(), StatusCode::OK);
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_stream_ends_with_its_session_however_that_ends(pool: PgPool) {
    let (world, elsewhere) = (World::new(pool.clone()).await, World::new(pool).await);
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let (_stop, stopped) = watch::channel(false);
    let looking = tokio::spawn(live::look(world.app_state.clone(), world.live.clone(), stopped));
    let kept = world.sign_in("RR473124829GB", PHONE).await;
    let stays = listen(&world, &id, &kept).await;
    for way in ["sign_out", "sign_out_others"] {
        let session = world.sign_in("RR473124829GB", PHONE).await;
        let stream = listen(&world, &id, &session).await;
        assert_eq!(stream.status(), StatusCode::OK);
        let by = if way == "sign_out" { &session } else { &kept };
        // On another instance, which tells this one nothing.
        elsewhere.submit(way, "", by).await;
        // Read to its end. B21: the page is told why.
        let told = to_bytes(stream.into_body(), usize::MAX).await.unwrap();
        assert!(told.ends_with(b"event: ended\ndata: 1\n\n"), "{told:?}");
        assert_eq!(listen(&world, &id, &session).await.status(), StatusCode::UNAUTHORIZED);
    }
    // The one who stayed listens until the session is over.
    world.clock.pass(Duration::days(91));
    let told = to_bytes(stays.into_body(), usize::MAX).await.unwrap();
    assert!(told.ends_with(b"event: ended\ndata: 1\n\n"), "{told:?}");
    looking.abort();
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn streams_end_when_the_server_stops(pool: PgPool) {
    let world = World::new(pool).await;
    let (id, _) = world.ready("RR473124829GB", PHONE).await;
    let session = world.sign_in("RR473124829GB", PHONE).await;
    let stream = listen(&world, &id, &session).await;
    let (stop, stopped) = watch::channel(false);
    let looking = tokio::spawn(live::look(world.app_state.clone(), world.live.clone(), stopped));
    stop.send(true).unwrap();
    let told = to_bytes(stream.into_body(), usize::MAX).await.unwrap();
    assert!(!told.windows(5).any(|said| said == b"ended"), "the session is as good as before: {told:?}");
    looking.await.unwrap();
}
