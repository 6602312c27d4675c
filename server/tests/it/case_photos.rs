//! Photos of cases: taken by what they are, made small, and never more than a picture.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures::future::join_all;
use image::{GenericImageView, RgbImage};
use serde_json::Value;
use sqlx::PgPool;

use crate::{
    cases::{jpeg, multipart},
    world::{Answer, OPERATOR, PHONE, World},
};

const NUMBER: &str = "RR473124829GB";

struct Open {
    world: World,
    id: String,
    session: String,
}

impl Open {
    async fn new(pool: PgPool) -> Self {
        let world = World::new(pool).await;
        let (id, _) = world.ready(NUMBER, PHONE).await;
        let session = world.sign_in(NUMBER, PHONE).await;
        Self { world, id, session }
    }

    async fn post(
        &self,
        action: &str,
        fields: &[(&str, &str)],
        file: Option<&[u8]>,
        session: &str,
    ) -> Answer {
        let (kind, body) = multipart(fields, file);
        let request = Request::post(format!("/api/{action}"))
            .header(header::HOST, "pickup.example.org")
            .header(header::ORIGIN, "https://pickup.example.org")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", "203.0.113.7")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, session);
        self.world.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A report with a file.
    async fn report(&self, file: Option<&[u8]>) -> Answer {
        let fields = [("parcel", self.id.as_str()), ("kind", "other"), ("request", "r1"), ("note", "Ä & Ö")];
        self.post("open_case", &fields, file, &self.session).await
    }

    async fn add(&self, file: &[u8]) -> Answer {
        self.post("add_photo", &[("parcel", &self.id)], Some(file), &self.session).await
    }

    async fn kept(&self) -> Option<Vec<u8>> {
        sqlx::query_scalar("select jpeg from case_photo").fetch_optional(&self.world.pool).await.unwrap()
    }
}

/// The same file with Exif behind its beginning: turned by a quarter, and where it was taken.
fn with_exif(file: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    // Orientation 6: to be turned to the right.
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    // A GPS directory.
    exif.extend_from_slice(&[0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    exif.extend_from_slice(&[0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS 52.5200N 13.4050E of Kim");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut whole = file[..2].to_vec();
    whole.extend_from_slice(&[0xff, 0xe1, length[0], length[1]]);
    whole.extend_from_slice(&exif);
    whole.extend_from_slice(&file[2..]);
    whole
}

/// A PNG whose head says that it unfolds to so many dots.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::png::PngEncoder::new(&mut file);
    let small = RgbImage::new(1, 1);
    let mut file = std::io::Cursor::new(file);
    small.write_to(&mut file, image::ImageFormat::Png).unwrap();
    let mut file = file.into_inner();
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&file[12..29]).to_be_bytes();
    file[29..33].copy_from_slice(&sum);
    file
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 },
        )
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_photo_is_kept_small_upright_and_without_a_place(pool: PgPool) {
    let open = Open::new(pool).await;
    let taken = with_exif(&jpeg(2_400, 1_200));
    assert!(taken.windows(4).any(|part| part == b"GPS "));
    let answer = open.report(Some(&taken)).await;
    assert_eq!(answer.location(), format!("/parcels/{}/case", open.id));
    let kept = open.kept().await.expect("a photo");
    let seen = image::load_from_memory_with_format(&kept, image::ImageFormat::Jpeg).unwrap();
    assert_eq!(seen.dimensions(), (800, 1_600));
    for trace in [&b"Exif"[..], b"GPS", b"Kim"] {
        assert!(!kept.windows(trace.len()).any(|part| part == trace), "{trace:?}");
    }
    let shown = open.world.get(&format!("/parcels/{}/case/photo", open.id), &open.session).await;
    assert_eq!(
        (shown.status, &shown.headers["content-type"]),
        (StatusCode::OK, &"image/jpeg".parse().unwrap())
    );
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
    assert_eq!(shown.headers["cache-control"], "no-store");
    let told = open.world.api("GET", "/cases/1/photo", OPERATOR, &Value::Null).await;
    assert_eq!(
        (told.status, &told.headers["content-type"]),
        (StatusCode::OK, &"image/jpeg".parse().unwrap())
    );
    let page = open.world.get(&format!("/parcels/{}/case", open.id), &open.session).await;
    assert!(page.body.contains("/case/photo") && page.body.contains("Ä &amp; Ö"), "{}", page.body);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_file_that_is_no_photo_is_said_and_the_report_is_kept(pool: PgPool) {
    let open = Open::new(pool).await;
    let answer = open.report(Some(b"<script>alert(1)</script>")).await;
    assert_eq!(answer.location(), format!("/parcels/{}/case: no-photo", open.id));
    assert_eq!(open.world.count("select count(*) from parcel_case").await, 1);
    let broken = &jpeg(400, 400)[..300];
    let gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    for (file, problem) in [
        (broken.to_vec(), "no-photo"),
        (gif.to_vec(), "no-photo"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "no-photo"),
        (bomb(60_000, 60_000), "photo-too-large"),
        (bomb(20_000, 9_000), "photo-too-large"),
    ] {
        let answer = open.add(&file).await;
        assert!(answer.location().ends_with(problem), "{}: {}", file.len(), answer.location());
    }
    assert_eq!(open.kept().await, None);
    open.world.clock.pass(chrono::Duration::hours(1));
    // One byte more than is taken, and far more.
    for bytes in [8 * 1024 * 1024 + 1, 20 * 1024 * 1024] {
        let answer = open.add(&vec![0xff; bytes]).await;
        assert!(answer.location().ends_with("photo-too-large"), "{}", answer.location());
    }
    assert_eq!(open.add(&jpeg(40, 20)).await.location(), format!("/parcels/{}/case", open.id));
    assert!(open.kept().await.is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_without_a_file_is_a_form_like_any_other(pool: PgPool) {
    let open = Open::new(pool).await;
    assert_eq!(open.report(None).await.location(), format!("/parcels/{}/case", open.id));
    let note: String = sqlx::query_scalar("select seen ->> 'note' from parcel_case")
        .fetch_one(&open.world.pool)
        .await
        .unwrap();
    assert_eq!((note.as_str(), open.kept().await), ("Ä & Ö", None));
    // Who is not signed in is told so before anything is read.
    let out = open.post("add_photo", &[("parcel", &open.id)], Some(&jpeg(8, 8)), "").await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn photos_that_come_at_once_are_one_in_the_end(pool: PgPool) {
    let open = Open::new(pool).await;
    open.report(None).await;
    let files: Vec<Vec<u8>> = (1..=6).map(|size| jpeg(size * 100, 80)).collect();
    for answer in join_all(files.iter().map(|file| open.add(file))).await {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert_eq!(open.world.count("select count(*) from case_photo").await, 1);
}
