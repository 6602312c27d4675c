//! `simulator`: reads its arguments, does what they say, and ends in good order.

use std::{
    error::Error,
    io::{self, IsTerminal},
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use simulator::{
    cli::{Cli, Command, Demo, DeskArguments, Serve, StationCredential},
    clock,
    credentials::{DeskSecrets, Reader},
    demo::{self, calendar::Calendar, state::StateFolder, summary::Summary},
    desk::Desk,
    http_client,
    serve::{self, Settings},
    signature,
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    log.with_ansi(io::stderr().is_terminal()).init();
    let outcome = match Cli::parse().command {
        Command::Serve(arguments) => run(arguments).await,
        Command::Demo(arguments) => set_up(arguments).await,
        Command::StationCredential(arguments) => print_credential(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Serve) -> Outcome {
    let mut reader = Reader::default();
    let secrets = reader.desk(&arguments.desk.secrets);
    let sms_accounts = reader.sms(&arguments.sms, &arguments.sms2);
    let (secrets, sms_accounts) = reader.finish(secrets.zip(sms_accounts))?;
    let (desk, state) = reach(&arguments.desk, secrets)?;
    let mut running = serve::start(Settings {
        listen: arguments.listen,
        smtp: arguments.smtp,
        desk: desk.clone(),
        sms_accounts,
        receipt_pause: Duration::from_millis(arguments.receipt_pause),
        heartbeat_pause: Duration::from_secs(arguments.heartbeat_pause),
        state: state.clone(),
    })
    .await?;
    let simulator = format!("http://{}", running.web);
    tracing::info!(messages = simulator, mail = %running.mail, desk = desk.address(), "the outside world is there");
    let mut terminate = signal(SignalKind::terminate())?;
    let demonstrate = async {
        if arguments.demo
            && let Err(error) = demonstrate(&desk, &state, &simulator).await
        {
            tracing::error!(%error, "the demonstration could not be set up");
        }
        // Set up once; the rest of the time is for others.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = demonstrate => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    running.stop().await;
    Ok(())
}

async fn set_up(arguments: Demo) -> Outcome {
    let mut reader = Reader::default();
    let secrets = reader.desk(&arguments.desk.secrets);
    let (desk, state) = reach(&arguments.desk, reader.finish(secrets)?)?;
    demonstrate(&desk, &state, &arguments.simulator).await
}

async fn demonstrate(desk: &Desk, state: &StateFolder, simulator: &str) -> Outcome {
    let parcels = demo::set_up(desk, state, Calendar::at(clock::now())).await?;
    println!("{}", Summary { desk: desk.address(), simulator, parcels: &parcels });
    Ok(())
}

fn print_credential(arguments: &StationCredential) -> Outcome {
    let mut reader = Reader::default();
    let secret = reader.stations(&arguments.secret);
    println!("{}", signature::station::credential(&reader.finish(secret)?, &arguments.station));
    Ok(())
}

fn reach(arguments: &DeskArguments, secrets: DeskSecrets) -> Result<(Desk, StateFolder), Box<dyn Error>> {
    let desk = Desk::new(http_client::build()?, &arguments.desk, secrets);
    Ok((desk, StateFolder::at(&arguments.state)))
}
