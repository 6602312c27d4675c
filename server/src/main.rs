//! The Doorcode server.

use app::shell::Shell;
use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use metrics_exporter_prometheus::PrometheusBuilder;
use server::{
    activity_check::{self, Found},
    api::{
        Api,
        waiting::{self, WaitingStations},
    },
    config::{Arguments, Config},
    http::{self, Site, live},
    listen, worker,
};
use tokio::{net::TcpListener, sync::watch};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long requests that are under way may take to end.
const FAREWELL: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let check_only = arguments.check_config;
    let (migrate_only, verify_only) = (arguments.migrate, arguments.verify_activity);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = match arguments.check() {
        Ok(config) => config,
        Err(faults) => {
            eprint!("{faults}");
            return ExitCode::from(78); // EX_CONFIG of sysexits.h
        }
    };
    if check_only {
        println!("The configuration holds together.");
        return ExitCode::SUCCESS;
    }
    if migrate_only {
        return match config.app_state.db.migrate().await {
            Ok(()) => said("The schema is up to date."),
            Err(error) => failed(&error),
        };
    }
    if verify_only {
        return match activity_check::verify(&config.app_state).await {
            Ok(found @ Found::Whole { .. }) => said(&found),
            Ok(found @ Found::Broken { .. }) => failed(&found),
            Err(fault) => failed(&fault),
        };
    }
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("DOORCODE_LOG")
                .unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .json()
        .init();
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "cannot serve");
            ExitCode::FAILURE
        }
    }
}

fn said(what: impl std::fmt::Display) -> ExitCode {
    println!("{what}");
    ExitCode::SUCCESS
}

fn failed(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}

async fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let shell = Shell::new(&http::assets(&config.site_root)?);
    let app_state = Arc::new(config.app_state);
    app_state.db.migrate().await?;
    if let Some(address) = config.metrics_listen {
        serve_metrics(address).await?;
    }
    let limits = config.connections.within(file_handles());
    // The other half is for those who do not watch.
    let live = Arc::new(live::Live::new(limits.connections / 2));
    let waiting = Arc::new(WaitingStations::default());
    let (stop, stopped) = watch::channel(false);
    let background = [
        tokio::spawn(worker::run(Arc::clone(&app_state), stopped.clone())),
        tokio::spawn(worker::watch(Arc::clone(&app_state), stopped.clone())),
        tokio::spawn(live::look(Arc::clone(&app_state), Arc::clone(&live), stopped.clone())),
        tokio::spawn(waiting::look(Arc::clone(&app_state), Arc::clone(&waiting), stopped.clone())),
    ];
    let site = Site {
        app_state: Arc::clone(&app_state),
        shell,
        live,
        proxies: config.proxies,
        site_root: config.site_root,
    };
    let router = http::router(site, Api { app_state, credentials: Arc::new(config.credentials), waiting });
    let listener = TcpListener::bind(config.listen).await?;
    tracing::info!(address = %config.listen, "serving");
    let mut serving = tokio::spawn(listen::serve(listener, router, limits, stopped));
    tokio::select! {
        ended = &mut serving => return Ok(ended?),
        () = asked_to_stop() => tracing::info!("stopping"),
    }
    let _ = stop.send(true);
    let _ = tokio::time::timeout(FAREWELL, async {
        for task in background {
            let _ = task.await;
        }
        let _ = serving.await;
    })
    .await;
    Ok(())
}

/// How many files may be open: as many as the system lets us have.
fn file_handles() -> u64 {
    rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "the number of open files could not be raised");
        1_024
    })
}

async fn serve_metrics(address: SocketAddr) -> Result<(), Box<dyn std::error::Error>> {
    let handle = PrometheusBuilder::new().install_recorder()?;
    let listener = TcpListener::bind(address).await?;
    let router = axum::Router::new().route("/metrics", axum::routing::get(async move || handle.render()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(())
}

/// Ends when the terminal or the service manager asks.
async fn asked_to_stop() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
