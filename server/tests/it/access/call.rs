//! How each operation is called, so that it succeeds for whoever may.

use axum::{
    body::Body,
    http::{Request, header},
};
use domain::id::SessionId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::json;
use server::{
    ceremony::{self, Purpose},
    passkeys::{Begun, Owner, Passkeys},
};
use tower::ServiceExt;

use super::{
    scene::{CODE, KEYS, LINK, STATUS, Scene},
    who::Caller,
};
use crate::{
    authenticator::Authenticator,
    cases,
    contacts::NUMBER,
    world::{Answer, PHONE},
};

/// Calls the operation of a row.
pub async fn call(scene: &Scene, row: &str, caller: &Caller) -> Answer {
    let cookie = &caller.cookie;
    if let Some(renewed) = row.strip_prefix("/api/push_renewed") {
        return renew(scene, caller, renewed == ":other").await;
    }
    if row.starts_with('/') {
        return page(scene, row, caller).await;
    }
    let id = |name: &str| scene.id(name);
    let parcel = &scene.parcel;
    let form = match row {
        "find" => find(),
        "find_here" => format!("station=BER-042&contact={}", PHONE.replace('+', "%2B")),
        "another" => return submit(scene, row, "channel=email", &begun(scene, cookie).await).await,
        "prove" => {
            let cookies = begun(scene, cookie).await;
            let code = format!("code={}", scene.world.one_time(PHONE).await);
            return submit(scene, row, &code, &cookies).await;
        }
        "enter" => format!("token={LINK}"),
        "enter:status" => format!("token={STATUS}"),
        "enter_by_passkey" | "prove_by_passkey" | "add_passkey" => by_passkey(scene, row, caller),
        "undo" => format!("token={}", scene.undo),
        "reveal" => format!("parcel={parcel}"),
        "say_seen" => format!("parcel={parcel}&seen=screen_dark"),
        "resend" => format!("parcel={parcel}&channel=sms&request=r1"),
        "open_case" => format!("parcel={parcel}&kind=other&request=r1"),
        "open_case:not_mine" => format!("parcel={parcel}&kind=not_mine&request=r1"),
        "add_photo" => return add_photo(scene, caller).await,
        "open_again" => {
            scene.stays_shut().await;
            format!("parcel={parcel}")
        }
        "tell_when_placed" | "tell_when_back" | "make_again" => format!("parcel={parcel}"),
        "hear_steps" => "to=on".to_owned(),
        "still_right" => format!("parcel={parcel}&contact={}", id("phone")),
        "send_mine" => format!("parcel={parcel}&request=r1"),
        "send_elsewhere" => {
            scene.is_on_its_way().await;
            format!("parcel={parcel}&station=BER-043&request=r1")
        }
        "take_back" => format!("parcel={parcel}&redirect={}", scene.asked_elsewhere().await),
        "stop_code" => format!("parcel={parcel}&request=r1"),
        "extend_time" => {
            scene.soon_over().await;
            format!("parcel={parcel}&request=r1")
        }
        "prove_contact" => format!("contact={}&change=", id("mail")),
        "answer" | "answer:verify" => {
            let challenge = scene.challenge(caller.aim, row.ends_with(":verify")).await;
            format!("challenge={challenge}&code={CODE}")
        }
        "answer_again" => format!("challenge={}", scene.challenge(caller.aim, false).await),
        "change_contact" => "old=&address=further%40example.org".to_owned(),
        "change_contact:old" => format!("old={}&address=further%40example.org", id("mail")),
        "claim_contact" => format!("contact={}", id("beside")),
        "confirm_change" => format!("change={}", id("replacement")),
        "withdraw_change" => format!("change={}", id("addition")),
        "switch_contact" => format!("contact={}&to=off", id("phone")),
        "switch_contact:on" => format!("contact={}&to=on", id("off")),
        "code_in_messages" => "to=never".to_owned(),
        "code_in_messages:again" => {
            scene.messages_hold_no_code().await;
            "to=again".to_owned()
        }
        "move_contact" => format!("contact={}&to=up", id("mail")),
        "push_on" => {
            let (key, auth) = KEYS;
            format!("endpoint=http%3A%2F%2F127.0.0.1%3A9%2Fone&p256dh={key}&auth={auth}")
        }
        "push_test" | "push_off" => format!("contact={}", id("browser")),
        "remove_passkey" => format!("passkey={}", id("passkey")),
        "sign_out_device" => format!("device={}", id("device")),
        "sign_out" | "sign_out_others" | "unfreeze" => String::new(),
        other => panic!("{other} is not called here yet"),
    };
    submit(scene, row, &form, cookie).await
}

fn find() -> String {
    format!("tracking={NUMBER}&contact={}", PHONE.replace('+', "%2B"))
}

/// The cookies of somebody who has begun a sign-in to the phone.
async fn begun(scene: &Scene, cookie: &str) -> String {
    let begun = submit(scene, "find", &find(), cookie).await;
    format!("{}; {cookie}", begun.cookie("__Host-sign-in").expect("a sign-in"))
}

/// A form as a program sends it: it gets the name of the problem.
async fn submit(scene: &Scene, row: &str, form: &str, cookies: &str) -> Answer {
    let action = row.split(':').next().unwrap();
    let request = from_here(Request::post(format!("/api/{action}")), cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    scene.world.send(request.body(Body::from(form.to_owned())).unwrap()).await
}

fn from_here(request: axum::http::request::Builder, cookies: &str) -> axum::http::request::Builder {
    request
        .header(header::HOST, "pickup.example.org")
        .header(header::ORIGIN, "https://pickup.example.org")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", "203.0.113.7")
        .header(header::COOKIE, cookies)
}

/// A page; of a stream of changes its head only.
async fn page(scene: &Scene, row: &str, caller: &Caller) -> Answer {
    let cookie = &caller.cookie;
    let path = match row {
        "/sign-in" => return scene.world.get(row, &begun(scene, cookie).await).await,
        "/at/{station}" => "/at/BER-042".to_owned(),
        "/at/{station}/sign-in" => {
            return scene.world.get("/at/BER-042/sign-in", &begun(scene, cookie).await).await;
        }
        "/l/{token}" => format!("/l/{LINK}"),
        "/u/{token}" => format!("/u/{}", scene.undo),
        "/parcels/{id}/case/photo" => {
            open_case(scene).await;
            format!("/parcels/{}/case/photo", scene.parcel)
        }
        "/parcels/{id}:second" => format!("/parcels/{}", scene.second),
        "/contacts/prove/{id}" => {
            format!("/contacts/prove/{}", scene.challenge(caller.aim, false).await)
        }
        "/contacts/changes/{id}" => format!("/contacts/changes/{}", scene.id("replacement")),
        "/parcels/{id}/events" => {
            let request =
                Request::get(format!("/parcels/{}/events", scene.parcel)).header(header::COOKIE, cookie);
            let answer = scene.world.router.clone().oneshot(request.body(Body::empty()).unwrap()).await;
            let (parts, _) = answer.unwrap().into_parts();
            return Answer::head(parts.status, parts.headers);
        }
        other => other.replace("{id}", &scene.parcel),
    };
    assert!(!path.contains('{'), "{row} is not called here yet");
    scene.world.get(&path, cookie).await
}

/// A photo for a case that the customer has opened.
async fn add_photo(scene: &Scene, caller: &Caller) -> Answer {
    open_case(scene).await;
    let (kind, body) = cases::multipart(&[("parcel", &scene.parcel)], Some(&cases::jpeg(8, 8)));
    let request =
        from_here(Request::post("/api/add_photo"), &caller.cookie).header(header::CONTENT_TYPE, kind);
    scene.world.send(request.body(Body::from(body)).unwrap()).await
}

/// A case with a photo, as the customer would have opened it.
async fn open_case(scene: &Scene) {
    sqlx::query(
        "with opened as (
             insert into parcel_case (parcel_id, customer_id, kind, request, opened_at, due_at, look_at, stops_code,
                 seen, evidence)
             select $1, customer_id, 'other', 'r0', $2, $2, $2, false, '{}', '{}' from contact where id = $3
             returning id)
         insert into case_photo (case_id, jpeg, added_at) select id, $4, $2 from opened",
    )
    .bind(&scene.parcel)
    .bind(scene.world.app_state.now())
    .bind(scene.id("phone"))
    .bind(cases::jpeg(8, 8))
    .execute(&scene.world.pool)
    .await
    .unwrap();
}

/// What a browser says by itself when it got another address: it had one before, or it only says so.
async fn renew(scene: &Scene, caller: &Caller, another: bool) -> Answer {
    let old = if another { "http://127.0.0.1:9/device" } else { "http://127.0.0.1:9/own" };
    if !another {
        scene.browser(caller.session, old).await;
    }
    let (key, auth) = KEYS;
    let body =
        json!({ "endpoint": "http://127.0.0.1:9/two", "keys": { "p256dh": key, "auth": auth }, "old": old });
    let request = from_here(Request::post("/api/push_renewed"), &caller.cookie);
    scene.world.send(request.body(Body::from(body.to_string())).unwrap()).await
}

/// The form of a ceremony with the customer's passkey, or with one that is added, in the session of the caller.
fn by_passkey(scene: &Scene, row: &str, caller: &Caller) -> String {
    let here = Passkeys::at(&scene.world.app_state.public_url).unwrap();
    let (ceremony, credential) = if row == "add_passkey" {
        let begun = here.begin_adding(&Owner { handle: [9; 16], name: "••• 89" }, Vec::new()).unwrap();
        let credential = Authenticator::new(9).create(&serde_json::from_str(&begun.options).unwrap());
        (sealed(scene, Purpose::Add(SessionId::new(caller.session)), begun), credential)
    } else {
        let begun = here.begin_using(&[]).unwrap();
        let options = serde_json::from_str(&begun.options).unwrap();
        let credential = scene.passkey.lock().unwrap().get(&options);
        let purpose = if row == "enter_by_passkey" {
            Purpose::SignIn
        } else {
            Purpose::Prove(SessionId::new(caller.aim))
        };
        (sealed(scene, purpose, begun), credential)
    };
    let credential = utf8_percent_encode(&credential, NON_ALPHANUMERIC);
    format!("ceremony={ceremony}&credential={credential}&back=account")
}

fn sealed(scene: &Scene, purpose: Purpose, begun: Begun<impl Serialize>) -> String {
    ceremony::seal(&scene.world.app_state.keys, purpose, begun.state, scene.world.app_state.now()).unwrap()
}
