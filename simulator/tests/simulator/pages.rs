//! What people see.

use crate::playground::Playground;

#[tokio::test]
async fn messages_are_shown_newest_first_with_links_and_without_markup() {
    let world = Playground::start().await;
    world.send_sms("+491713920041", "the first one").await;
    world.send_sms("+491713920041", "<script>alert(1)</script> http://127.0.0.1:3000/l/TOKEN").await;
    world.send_sms("+491713920099", "for somebody else").await;
    let answer = world.get("/?to=%2B491713920041").await;
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let page = answer.text().await.unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    assert!(page.contains("href=\"http://127.0.0.1:3000/l/TOKEN\""));
    assert!(page.find("TOKEN").unwrap() < page.find("the first one").unwrap());
    assert!(!page.contains("for somebody else"));
}

#[tokio::test]
async fn every_page_of_the_navigation_is_there() {
    let world = Playground::start().await;
    for path in
        ["/", "/carrier", "/stations", "/stations/BER-042", "/assets/style.css", "/healthz", "/faults"]
    {
        assert_eq!(world.get(path).await.status(), 200, "{path}");
    }
    for path in ["/nowhere", "/stations/a%20b", "/stations/%22%3E"] {
        assert_eq!(world.get(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_page_somewhere_else_cannot_press_buttons_here() {
    let world = Playground::start().await;
    let fields = [("tracking_number", "RR473124829GB"), ("carrier", "DHL"), ("action", "collected")];
    let foreign =
        world.http.post(world.url("/carrier")).header("origin", "https://evil.example").form(&fields);
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert!(world.fake.memory.lock().unwrap().event_ids.is_empty());
}
