//! One server process, killed, stopped and started again, as a service manager would.

use std::{
    fs::{self, File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::Mutex,
};

use crate::process::signal;

/// The shortest lease there is, so that what a dead process held is soon taken over.
pub const LEASE_SECONDS: u64 = 5;

/// A server process and how to start it anew.
pub struct Instance {
    /// Where it answers.
    pub url: String,
    settings: Vec<(&'static str, String)>,
    log: PathBuf,
    process: Mutex<Child>,
}

impl Instance {
    /// Starts a process with these settings, on a port of its own.
    pub fn start(folder: &Path, name: usize, settings: &[(&'static str, String)]) -> Self {
        let address = free_address();
        let mut settings = settings.to_vec();
        settings.push(("DOORCODE_LISTEN", address.clone()));
        let log = folder.join(format!("server{name}.log"));
        let process = Mutex::new(launch(&settings, &log));
        Self { url: format!("http://{address}"), settings, log, process }
    }

    /// Ends it at once, and starts it again.
    pub fn kill_and_start(&self) {
        let mut process = self.process.lock().unwrap();
        end(&mut process);
        *process = launch(&self.settings, &self.log);
    }

    /// Starts it again if it has ended by itself: it does when it finds no database at its start.
    pub fn keep_running(&self) {
        let mut process = self.process.lock().unwrap();
        if process.try_wait().expect("a child").is_some() {
            *process = launch(&self.settings, &self.log);
        }
    }

    /// Holds it where it stands.
    pub fn stop(&self) {
        signal("STOP", &[self.process.lock().unwrap().id()]);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        signal("CONT", &[self.process.lock().unwrap().id()]);
    }

    /// What it wrote that no program should: where it panicked.
    pub fn panics(&self) -> Vec<String> {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().filter(|line| line.contains("panicked at")).map(str::to_owned).collect()
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        end(&mut self.process.lock().unwrap());
    }
}

/// An address nobody listens at just now.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

fn launch(settings: &[(&'static str, String)], log: &Path) -> Child {
    let log: File = OpenOptions::new().create(true).append(true).open(log).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DOORCODE_")) {
        command.env_remove(name);
    }
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    command.stdout(log.try_clone().unwrap()).stderr(log).spawn().expect("the server starts")
}
