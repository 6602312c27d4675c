//! The database, and how many connections to it an instance takes for what.

use clap::Args;
use store::{Bell, Db, Limits, PgConnectOptions};

use super::faults::Faults;

/// Where it is and how many, as given. Together 27 by themselves: three instances fit into the 100 connections that
/// Postgres has by itself, with room for one that migrates, for tools, and for a person.
#[derive(Args)]
pub struct DatabaseArguments {
    /// Postgres: postgres://user:password@host/database
    #[arg(long = "database-url", env = "DATABASE_URL", hide_env_values = true)]
    url: Option<String>,
    /// Connections to Postgres for pages and the operator's interface, of this instance
    #[arg(long = "database-pages", env = "DOORCODE_DATABASE_PAGES", default_value = "14")]
    pages: String,
    /// Connections to Postgres that only stations use, to have codes checked
    #[arg(long = "database-doors", env = "DOORCODE_DATABASE_DOORS", default_value = "5")]
    doors: String,
    /// Connections to Postgres for work in the background: codes, messages, what is looked after
    #[arg(long = "database-workers", env = "DOORCODE_DATABASE_WORKERS", default_value = "8")]
    workers: String,
}

/// The database over connections for one purpose each.
pub struct Shares {
    /// For pages and the operator's interface.
    pub pages: Db,
    /// For doors.
    pub doors: Db,
    /// For work in the background.
    pub workers: Db,
}

impl DatabaseArguments {
    /// The shares; nothing is connected yet.
    pub fn shares(self, f: &mut Faults) -> Option<Shares> {
        let [pages, doors, workers] = [
            ("DOORCODE_DATABASE_PAGES", &self.pages),
            ("DOORCODE_DATABASE_DOORS", &self.doors),
            ("DOORCODE_DATABASE_WORKERS", &self.workers),
        ]
        .map(|(name, text)| f.within(name, text, 2..=1_000));
        let url = f.required("DATABASE_URL", self.url)?;
        let known = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let options: PgConnectOptions =
            f.parsed("DATABASE_URL", if known { &url } else { "" }, "is not a postgres:// address")?;
        let bell = Bell::default();
        let mut share = |connections: Option<usize>| {
            let limits = Limits { connections: connections?, ..Limits::default() };
            f.take(
                "DATABASE_URL",
                Db::new(options.clone(), limits, bell.clone()).map_err(|error| error.to_string()),
            )
        };
        Some(Shares { pages: share(pages)?, doors: share(doors)?, workers: share(workers)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(pages: &str, doors: &str) -> DatabaseArguments {
        DatabaseArguments {
            url: Some("postgres://localhost/doorcode".to_owned()),
            pages: pages.to_owned(),
            doors: doors.to_owned(),
            workers: "8".to_owned(),
        }
    }

    // R15
    #[test]
    fn each_share_has_a_size_of_its_own_and_a_wrong_one_is_told_by_its_name() {
        let mut faults = Faults(Vec::new());
        assert!(arguments("14", "5").shares(&mut faults).is_some());
        assert!(arguments("many", "0").shares(&mut faults).is_none());
        let told = faults.to_string();
        assert!(
            told.contains("DOORCODE_DATABASE_PAGES") && told.contains("DOORCODE_DATABASE_DOORS"),
            "{told}"
        );
        assert!(!told.contains("DOORCODE_DATABASE_WORKERS"), "{told}");
    }

    // R15
    #[test]
    fn three_instances_fit_into_what_postgres_has_by_itself() {
        #[derive(clap::Parser)]
        struct Usual {
            #[command(flatten)]
            database: DatabaseArguments,
        }
        let usual = <Usual as clap::Parser>::try_parse_from(["doorcode"]).unwrap().database;
        let sizes = [usual.pages, usual.doors, usual.workers];
        let together: usize = sizes.iter().map(|size| size.parse::<usize>().unwrap()).sum();
        // Three are kept for its superuser.
        assert!(3 * together <= 97, "{together}");
    }
}
