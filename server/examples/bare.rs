//! The limit we want to be near: the parcel page by bare axum, with the same statement, the same view and the same
//! markup, but put together from strings instead of by Leptos. Started by `./bench` with the server's environment.

use std::{net::SocketAddr, sync::Arc};

use app::{
    pages::PageAnswer,
    port::{Answers, ParcelView, SeeParcel},
    shell::{Chrome, Shell},
};
use axum::{
    Router,
    extract::{ConnectInfo, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use clap::Parser;
use server::{app_state::AppState, config::Arguments, http};
use tokio::sync::OnceCell;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Clone)]
struct Bare {
    desk: Arc<AppState>,
    shell: Arc<Shell>,
    proxies: usize,
    template: Arc<OnceCell<Template>>,
}

/// The page cut at every place where a value of the view stands: text, then the place of a value in [`values`].
struct Template {
    pieces: Vec<(String, usize)>,
    rest: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = Arguments::parse().check().map_err(|faults| faults.to_string())?;
    let bare = Bare {
        desk: Arc::new(config.app_state),
        shell: Arc::new(Shell::new(&http::assets(&config.site_root)?)),
        proxies: config.proxies,
        template: Arc::default(),
    };
    let router = Router::new()
        .route("/parcels/{id}", get(parcel))
        .route("/readyz", get(async || "ok"))
        .with_state(bare);
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    Ok(axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?)
}

async fn parcel(
    State(bare): State<Bare>,
    Path(id): Path<String>,
    peer: ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.extensions.insert(peer);
    let caller = http::caller(&parts, bare.proxies);
    let Ok(view) = bare.desk.answer(&caller, SeeParcel { id: id.clone() }).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let nonce = view.request.clone();
    let template = bare
        .template
        .get_or_init(async || {
            let words = app::wording::choose("en");
            let visit = app::pages::Visit {
                desk: &*bare.desk,
                caller: &caller,
                told: app::flash::Flash::default(),
                words,
            };
            match app::pages::parcel::page(&visit, &id).await {
                PageAnswer::Page(page) => {
                    let chrome = Chrome { nonce: &nonce, signed_in: true, words };
                    Template::cut(&bare.shell.document(page, &chrome), &values(&view))
                }
                PageAnswer::Redirect(_) | PageAnswer::Tell(..) => {
                    Template { pieces: Vec::new(), rest: String::new() }
                }
            }
        })
        .await;
    let policy = format!("default-src 'none'; script-src 'self' 'nonce-{nonce}'");
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store".to_owned())];
    (headers, http::Document::new(template.fill(&values(&view)), &parts.headers)).into_response()
}

/// The values that a page of another parcel would show instead.
fn values(view: &ParcelView) -> Vec<&str> {
    let mut values = vec![
        view.row.id.as_str(),
        &view.row.merchant,
        &view.row.tracking,
        &view.carrier.name,
        &view.row.since.iso,
    ];
    values.extend(
        view.station
            .iter()
            .flat_map(|station| std::iter::once(&station.name).chain(&station.address))
            .map(String::as_str),
    );
    values.extend(view.events.iter().flat_map(|event| [event.at.iso.as_str(), &event.at.clock]));
    values.extend(view.notifications.iter().flat_map(|message| [message.contact.as_str(), &message.at.iso]));
    values
}

impl Template {
    fn cut(page: &str, values: &[&str]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = page;
        while let Some((at, place)) = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(place, value)| rest.find(&escaped(value)).map(|at| (at, place)))
            .min()
        {
            pieces.push((rest[..at].to_owned(), place));
            rest = &rest[at + escaped(values[place]).len()..];
        }
        Self { pieces, rest: rest.to_owned() }
    }

    fn fill(&self, values: &[&str]) -> String {
        let mut page = String::with_capacity(16 * 1024);
        for (text, place) in &self.pieces {
            page.push_str(text);
            page.push_str(&escaped(values.get(*place).copied().unwrap_or_default()));
        }
        page.push_str(&self.rest);
        page
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
