//! Real connections, taken by the accept loop of the server. Nothing here waits for a time: what has to end is read to
//! its end, with deadlines short enough for that.

use std::{net::SocketAddr, time::Duration};

use server::listen::{self, Limits};
use sqlx::PgPool;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use crate::world::{OPERATOR, World};

const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_millis(60);
const LIVE: &str = "GET /livez HTTP/1.1\r\nHost: pickup.example.org\r\n\r\n";

fn patient() -> Limits {
    Limits { head: LONG, idle: LONG, body: LONG, stalled: LONG, ..Limits::new(100, 100) }
}

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start(world: &World, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let serving = tokio::spawn(listen::serve(listener, world.router.clone(), limits, stopped));
        Self { address, stop, serving }
    }

    /// A connection that has said this.
    async fn say(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    /// What a connection gets that has said this, until it is closed.
    async fn ask(&self, text: &str) -> String {
        rest(self.say(text).await).await
    }
}

/// All that comes until the connection is closed, also when it is closed in the middle of what we send.
async fn rest(mut stream: TcpStream) -> String {
    let (mut text, mut buffer) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        text.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(text).unwrap()
}

/// An answer whose body is `ok`, on a connection that stays open.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\nok") {
        text.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(text).unwrap()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("closed")
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_says_nothing_or_stops_in_the_middle_of_a_head_is_cut_off(pool: PgPool) {
    let world = World::new(pool).await;
    let server = Server::start(&world, Limits { head: SHORT, ..patient() }).await;
    for said in ["", "GET", "GET /livez HTTP/1.1\r\nHost: a\r\nX: "] {
        assert_eq!(server.ask(said).await, "", "{said}");
    }
    // Whoever asks at once is answered, as often as they like.
    let mut stream = server.say(LIVE).await;
    assert_eq!(status(&answer(&mut stream).await), "200");
    stream.write_all(LIVE.as_bytes()).await.unwrap();
    assert_eq!(status(&answer(&mut stream).await), "200");
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_idle_connection_is_closed_after_its_answer(pool: PgPool) {
    let world = World::new(pool).await;
    let server = Server::start(&world, Limits { idle: SHORT, ..patient() }).await;
    let mut stream = server.say(LIVE).await;
    assert_eq!(status(&answer(&mut stream).await), "200");
    assert_eq!(rest(stream).await, "");
    // Who has begun to ask again has the time of a head.
    let server = Server::start(&world, Limits { head: SHORT, ..patient() }).await;
    let mut stream = server.say(LIVE).await;
    answer(&mut stream).await;
    stream.write_all(b"GET").await.unwrap();
    assert_eq!(rest(stream).await, "");
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_head_has_a_size_and_a_number_of_lines(pool: PgPool) {
    let world = World::new(pool).await;
    let server = Server::start(&world, patient()).await;
    let with =
        |headers: String| format!("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
    assert_eq!(status(&server.ask(&with("X: y\r\n".repeat(62))).await), "200");
    assert_eq!(status(&server.ask(&with("X: y\r\n".repeat(63))).await), "431");
    assert_eq!(status(&server.ask(&with(format!("X: {}\r\n", "y".repeat(15_000)))).await), "200");
    assert_eq!(status(&server.ask(&with(format!("X: {}\r\n", "y".repeat(17_000)))).await), "431");
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_body_that_does_not_come_is_not_waited_for(pool: PgPool) {
    let world = World::new(pool).await;
    let server = Server::start(&world, Limits { body: SHORT, ..patient() }).await;
    let form =
        "POST /api/find HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100\r\n\r\ntra";
    assert_eq!(status(&server.ask(form).await), "408");
    let parcel = format!(
        "POST /api/v1/parcels HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {OPERATOR}\r\nContent-Length: 100\r\n\r\n{{"
    );
    let late = server.ask(&parcel).await;
    assert!(status(&late) == "408" && late.contains("application/problem+json"), "{late}");
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_who_may_not_gets_a_body_read(pool: PgPool) {
    let world = World::new(pool).await;
    world.station("BER-042").await;
    let server = Server::start(&world, patient()).await;
    let now = world.app_state.now().timestamp();
    let old = format!("webhook-id: e\r\nwebhook-signature: v1,AAAA\r\nwebhook-timestamp: {}\r\n", now - 301);
    for (call, headers) in [
        ("PUT /api/v1/stations/BER-042", "Authorization: Bearer wrong\r\n"),
        ("POST /api/v1/parcels", ""),
        ("POST /api/v1/parcels", "Authorization: Bearer wrong\r\n"),
        ("POST /api/v1/stations/BER-042/heartbeat", "Authorization: Bearer wrong\r\n"),
        ("POST /api/v1/stations/BER-999/unlock", "Authorization: Bearer wrong\r\n"),
        ("POST /api/v1/receipts/email", "Authorization: Bearer wrong\r\n"),
        ("POST /api/v1/carrier-events", "webhook-id: e\r\n"),
        ("POST /api/v1/carrier-events", &old),
        ("POST /api/push_renewed", "Sec-Fetch-Site: same-origin\r\n"),
    ] {
        // The body is announced and never sent: who waited for it would wait for ten minutes.
        let text = format!("{call} HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: 250000\r\n\r\n");
        assert_eq!(status(&server.ask(&text).await), "401", "{call} {headers}");
    }
    let announced = format!(
        "POST /api/v1/parcels HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {OPERATOR}\r\nContent-Length: 999999\r\n\r\n"
    );
    assert_eq!(status(&server.ask(&announced).await), "413");
}

// M4
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn when_it_gets_crowded_those_who_wait_make_room_and_nobody_who_is_served(pool: PgPool) {
    let world = World::new(pool).await;
    for limits in [Limits { connections: 3, ..patient() }, Limits { per_address: 3, ..patient() }] {
        let server = Server::start(&world, limits).await;
        let mut idle = Vec::new();
        for _ in 0..3 {
            let mut stream = server.say(LIVE).await;
            answer(&mut stream).await;
            idle.push(stream);
        }
        let mut fourth = server.say(LIVE).await;
        assert_eq!(status(&answer(&mut fourth).await), "200");
        assert_eq!(rest(idle.remove(0)).await, "", "the oldest one");
        for stream in &mut idle {
            stream.write_all(LIVE.as_bytes()).await.unwrap();
            assert_eq!(status(&answer(stream).await), "200");
        }
        drop((idle, fourth));
        let slow = format!(
            "POST /api/v1/parcels HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {OPERATOR}\r\nExpect: 100-continue\r\n\
             Content-Length: 100\r\n\r\n"
        );
        let mut served = Vec::new();
        for _ in 0..3 {
            let mut stream = server.say(&slow).await;
            // It is being read.
            assert_eq!(stream.read_u8().await.unwrap(), b'H');
            served.push(stream);
        }
        let refused = server.ask("").await;
        assert!(status(&refused) == "503" && refused.contains("retry-after: 1"), "{refused}");
    }
}

// L
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_request_names_its_host_once_and_in_lines_that_end_as_they_should(pool: PgPool) {
    let world = World::new(pool).await;
    let server = Server::start(&world, patient()).await;
    for (head, expected) in [
        ("GET /livez HTTP/1.1\r\nHost: pickup.example.org", "200"),
        ("GET /livez HTTP/1.1\r\nHost: 127.0.0.1:3000", "200"),
        ("GET /livez HTTP/1.0", "200"),
        ("GET /livez HTTP/1.1", "400"),
        ("GET /livez HTTP/1.1\r\nHost: a.example\r\nHost: a.example", "400"),
        ("GET /livez HTTP/1.1\r\nHost: a.example\r\nHost: evil.example", "400"),
        ("GET /livez HTTP/1.1\r\nHost:", "400"),
        ("GET /livez HTTP/1.1\r\nHost: a.example/evil", "400"),
        ("GET /livez HTTP/1.1\r\nHost: a@evil.example", "400"),
        ("GET http://evil.example/livez HTTP/1.1\r\nHost: a.example", "400"),
        ("GET /livez HTTP/1.1\nHost: a.example", "400"),
        ("GET /livez HTTP/1.1\r\nHost: a.example\nX-Y: z", "400"),
        ("GET /livez HTTP/1.1\r\nHost: a.example\n", "400"),
    ] {
        let answer = server.ask(&format!("{head}\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(status(&answer), expected, "{head:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_under_way_is_answered_before_the_server_ends(pool: PgPool) {
    let world = World::new(pool).await;
    let server = Server::start(&world, patient()).await;
    let mut idle = server.say(LIVE).await;
    answer(&mut idle).await;
    let form = "POST /api/find HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nAccept: text/html\r\nContent-Length: 20\r\n\r\n";
    let mut under_way = server.say(form).await;
    assert_eq!(under_way.read_u8().await.unwrap(), b'H');
    server.stop.send(true).unwrap();
    assert_eq!(rest(idle).await, "");
    under_way.write_all(b"tracking=&contact=ab").await.unwrap();
    let answered = rest(under_way).await;
    assert!(answered.contains("303") && answered.contains("__Host-problem="), "{answered}");
    server.serving.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}
