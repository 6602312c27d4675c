//! A Postgres of our own, in a temporary folder, that can be killed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sqlx::{Connection, PgConnection};

use crate::process::{any_left, children, signal};

/// What survives the end of a process but not of the machine is safe enough here; what was committed must be.
const SETTINGS: [&str; 3] = ["fsync=off", "full_page_writes=off", "synchronous_commit=on"];

/// It runs until this is dropped.
pub struct Postgres {
    folder: PathBuf,
    pid_file: PathBuf,
    /// The address of its database.
    pub url: String,
}

impl Postgres {
    /// Makes it and starts it.
    pub async fn new(folder: &Path) -> Self {
        let folder = folder.join("postgres");
        let mut postgres = Self { folder, pid_file: PathBuf::new(), url: String::new() };
        postgres.start();
        postgres.url = postgres.script("url", &["chaos"]);
        let data: String =
            sqlx::query_scalar("show data_directory").fetch_one(&mut postgres.connect().await).await.unwrap();
        postgres.pid_file = Path::new(&data).join("postmaster.pid");
        postgres
    }

    /// Starts it (again).
    pub fn start(&self) {
        self.script("start", &SETTINGS);
    }

    /// Ends it and all of its processes at once, as a machine does that loses its memory for them.
    pub fn kill(&self) {
        let written = fs::read_to_string(&self.pid_file).ok();
        let Some(first) = written.and_then(|text| text.lines().next()?.parse().ok()) else { return };
        // Stopped, it starts no more of them.
        signal("STOP", &[first]);
        let mut all = children(first);
        all.push(first);
        signal("KILL", &all);
        while any_left(&all) {}
    }

    /// A connection for the test itself.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("Postgres answers")
    }

    fn script(&self, verb: &str, more: &[&str]) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres");
        let output = Command::new(script)
            .arg(verb)
            .arg(&self.folder)
            .args(more)
            .output()
            .expect("scripts/postgres runs");
        assert!(output.status.success(), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}
