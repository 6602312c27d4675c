//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::credentials::{DeskSecretFiles, Sms2AccountFiles, SmsAccountFiles, StationSecretFile};

/// The outside world of Doorcode, for demonstration and tests: carriers, an SMS provider, mailboxes and stations,
/// each over its real protocol.
#[derive(Debug, Parser)]
#[command(name = "simulator", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play the outside world until interrupted
    Serve(Serve),
    /// Set the demonstration network up at the desk, or again, and say what there is to see
    Demo(Demo),
    /// Print what a simulated station signs in with, for trying the station API by hand
    StationCredential(StationCredential),
}

/// How to reach the desk.
#[derive(Debug, Args)]
pub struct DeskArguments {
    /// Where Doorcode is
    #[arg(long, env = "SIMULATOR_DESK", value_name = "URL", default_value = "http://127.0.0.1:3000")]
    pub desk: String,
    /// Folder in which this program remembers what it set up
    #[arg(long, env = "SIMULATOR_STATE", value_name = "FOLDER", default_value = ".doorcode/simulator")]
    pub state: PathBuf,
    /// Secrets.
    #[command(flatten)]
    pub secrets: DeskSecretFiles,
}

/// `simulator serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to serve pages, JSON, the SMS providers and the push service
    #[arg(long, env = "SIMULATOR_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:3010")]
    pub listen: SocketAddr,
    /// Where to take mail
    #[arg(long, env = "SIMULATOR_SMTP", value_name = "ADDRESS", default_value = "127.0.0.1:3025")]
    pub smtp: SocketAddr,
    /// Milliseconds between an SMS and each of its receipts
    #[arg(long, env = "SIMULATOR_RECEIPT_PAUSE", value_name = "MILLISECONDS", default_value_t = 300)]
    pub receipt_pause: u64,
    /// Seconds between two heartbeats of a station
    #[arg(long, env = "SIMULATOR_HEARTBEAT_PAUSE", value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub heartbeat_pause: u64,
    /// Set the demonstration up as soon as the desk is ready
    #[arg(long, env = "SIMULATOR_DEMO")]
    pub demo: bool,
    /// The desk.
    #[command(flatten)]
    pub desk: DeskArguments,
    /// The SMS provider's account.
    #[command(flatten)]
    pub sms: SmsAccountFiles,
    /// The second SMS provider's account.
    #[command(flatten)]
    pub sms2: Sms2AccountFiles,
}

/// `simulator demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where `simulator serve` is, for the summary
    #[arg(long, env = "SIMULATOR_URL", value_name = "URL", default_value = "http://127.0.0.1:3010")]
    pub simulator: String,
    /// The desk.
    #[command(flatten)]
    pub desk: DeskArguments,
}

/// `simulator station-credential`.
#[derive(Debug, Args)]
pub struct StationCredential {
    /// The station, such as BER-042
    pub station: String,
    /// Secret.
    #[command(flatten)]
    pub secret: StationSecretFile,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
