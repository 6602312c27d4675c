//! The command line, and what it leads to.

use std::{error::Error, net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    cause,
    clock::{self, Calendar},
    demo::{self, StateFolder, Summary},
    desk::{self, Desk, DeskSecrets},
    secrets::{DeskSecretFiles, Reader, SmsAccountFiles},
    serve::{self, Settings},
    signature,
};

type Outcome = Result<(), Box<dyn Error>>;

/// The outside world of Doorcode, for demonstration and tests: carriers, an SMS provider, mailboxes and stations,
/// each over its real protocol.
#[derive(Debug, Parser)]
#[command(name = "simulator", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play the outside world until interrupted
    Serve(Serve),
    /// Set the demonstration network up at the desk, or again, and say what there is to see
    Demo(Demo),
    /// Put anything that can be wrong on a parcel, as it happens outside
    Cause(Cause),
    /// Print what a simulated station signs in with, for trying the station API by hand
    StationCredential(StationCredential),
}

/// How to reach the desk.
#[derive(Debug, Args)]
struct DeskArguments {
    /// Where Doorcode is
    #[arg(long, env = "SIMULATOR_DESK", value_name = "URL", default_value = "http://127.0.0.1:3000")]
    desk: String,
    /// Folder in which this program remembers what it set up
    #[arg(long, env = "SIMULATOR_STATE", value_name = "FOLDER", default_value = ".doorcode/simulator")]
    state: PathBuf,
    #[command(flatten)]
    secrets: DeskSecretFiles,
}

/// `simulator serve`.
#[derive(Debug, Args)]
struct Serve {
    /// Where to serve pages, JSON, the SMS providers and the push service
    #[arg(long, env = "SIMULATOR_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:3010")]
    listen: SocketAddr,
    /// Where to take mail
    #[arg(long, env = "SIMULATOR_SMTP", value_name = "ADDRESS", default_value = "127.0.0.1:3025")]
    smtp: SocketAddr,
    /// Milliseconds between an SMS and each of its receipts
    #[arg(long, env = "SIMULATOR_RECEIPT_PAUSE", value_name = "MILLISECONDS", default_value_t = 300)]
    receipt_pause: u64,
    /// Seconds between two heartbeats of a station
    #[arg(long, env = "SIMULATOR_HEARTBEAT_PAUSE", value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    heartbeat_pause: u64,
    /// Set the demonstration up as soon as the desk is ready
    #[arg(long, env = "SIMULATOR_DEMO")]
    demo: bool,
    #[command(flatten)]
    desk: DeskArguments,
    #[command(flatten)]
    sms: SmsAccountFiles,
}

/// `simulator demo`.
#[derive(Debug, Args)]
struct Demo {
    /// Where `simulator serve` is, for the summary
    #[arg(long, env = "SIMULATOR_URL", value_name = "URL", default_value = "http://127.0.0.1:3010")]
    simulator: String,
    #[command(flatten)]
    desk: DeskArguments,
}

/// `simulator cause`.
#[derive(Debug, Args)]
struct Cause {
    /// What is wrong, such as receipt.missing
    #[arg(value_name = "CAUSE", required_unless_present = "list")]
    id: Option<String>,
    /// A parcel that was set up here; a new one, without
    tracking_number: Option<String>,
    /// List everything that can be wrong
    #[arg(long)]
    list: bool,
    /// Where `simulator serve` is
    #[arg(long, env = "SIMULATOR_URL", value_name = "URL", default_value = "http://127.0.0.1:3010")]
    simulator: String,
}

/// `simulator station-credential`.
#[derive(Debug, Args)]
struct StationCredential {
    /// The station, such as BER-042
    station: String,
    /// File with the secret from which stations' credentials are derived [or $SIMULATOR_STATION_SECRET itself]
    #[arg(long, env = "SIMULATOR_STATION_SECRET_FILE", value_name = "FILE")]
    station_secret_file: Option<PathBuf>,
}

impl Cli {
    /// Does what the arguments say, and ends in good order.
    pub async fn run(self) -> Outcome {
        match self.command {
            Command::Serve(arguments) => arguments.run().await,
            Command::Demo(Demo { simulator, desk }) => {
                let mut reader = Reader::default();
                let secrets = reader.desk(&desk.secrets);
                let (desk, state) = desk.reach(reader.finish(secrets)?)?;
                demonstrate(&desk, &state, &simulator).await
            }
            Command::Cause(Cause { id: Some(id), tracking_number, list: false, simulator }) => {
                print!("{}", cause::ask::put(&simulator, &id, tracking_number.as_deref()).await??);
                Ok(())
            }
            Command::Cause(_) => {
                print!("{}", cause::ask::list());
                Ok(())
            }
            Command::StationCredential(arguments) => {
                let mut reader = Reader::default();
                let secret = reader.stations(arguments.station_secret_file.as_ref());
                println!("{}", signature::of_station(&reader.finish(secret)?, &arguments.station));
                Ok(())
            }
        }
    }
}

impl Serve {
    async fn run(self) -> Outcome {
        let mut reader = Reader::default();
        let secrets = reader.desk(&self.desk.secrets);
        let sms_accounts = reader.sms(&self.sms);
        let (secrets, sms_accounts) = reader.finish(secrets.zip(sms_accounts))?;
        let (desk, state) = self.desk.reach(secrets)?;
        let mut running = serve::start(Settings {
            listen: self.listen,
            smtp: self.smtp,
            desk: desk.clone(),
            sms_accounts,
            receipt_pause: Duration::from_millis(self.receipt_pause),
            heartbeat_pause: Duration::from_secs(self.heartbeat_pause),
            state: state.clone(),
        })
        .await?;
        let simulator = format!("http://{}", running.web);
        tracing::info!(messages = simulator, mail = %running.mail, desk = desk.address(), "the outside world is there");
        let mut terminate = signal(SignalKind::terminate())?;
        let demonstrate = async {
            if self.demo
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
}

impl DeskArguments {
    fn reach(&self, secrets: DeskSecrets) -> Result<(Desk, StateFolder), reqwest::Error> {
        Ok((Desk::new(desk::client()?, &self.desk, secrets), StateFolder::at(&self.state)))
    }
}

async fn demonstrate(desk: &Desk, state: &StateFolder, simulator: &str) -> Outcome {
    let parcels = demo::set_up(desk, state, Calendar::at(clock::now())).await?;
    println!("{}", Summary { desk: desk.address(), simulator, parcels: &parcels });
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
