//! Verifies that nobody changed what was done in customers' names.
//!
//! The database links each entry to the one before it as it is written (`store/migrations/0007_retention.sql`); here
//! the same is reckoned again, from the anchor that purging left to the end that the chain should have.

use std::{fmt, fmt::Write as _};

use sha2::{Digest, Sha256};
use store::chain::{self, ChainEntry};

use crate::{app_state::AppState, fault::Fault};

/// Chains read at once.
const BATCH: i64 = 500;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Every link holds.
    Whole {
        /// Chains with entries.
        chains: u64,
        /// Entries that were verified.
        entries: u64,
        /// Entries from before there were chains: nothing is known about them.
        unchained: i64,
    },
    /// The first link that does not.
    Broken {
        /// The chain: a customer's number, or a negative one for decoys.
        chain: i64,
        /// The place in it.
        seq: i64,
        /// What is wrong.
        why: &'static str,
    },
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { chains, entries, unchained } => write!(
                f,
                "Every link holds: {entries} entries in {chains} chains; {unchained} from before there were chains."
            ),
            Self::Broken { chain, seq, why } => write!(f, "Broken at chain {chain}, entry {seq}: {why}."),
        }
    }
}

/// Walks all chains, a few at a time.
pub async fn verify(app_state: &AppState) -> Result<Found, Fault> {
    let (mut after, mut chains, mut entries) = (i64::MIN, 0, 0);
    loop {
        let read = app_state.db.read(async |connection| chain::after(connection, after, BATCH).await).await?;
        let Some(last) = read.last() else { break };
        after = last.chain;
        for walked in read.chunk_by(|one, next| one.chain == next.chain) {
            match walk(walked) {
                Ok(0) => {}
                Ok(held) => (chains, entries) = (chains + 1, entries + held),
                Err((chain, seq, why)) => return Ok(Found::Broken { chain, seq, why }),
            }
        }
    }
    let (loose, unchained) = app_state
        .db
        .read(async |connection| {
            Ok::<_, Fault>((chain::loose(connection).await?, chain::unchained(connection).await?))
        })
        .await?;
    Ok(match loose {
        Some(id) => Found::Broken { chain: 0, seq: id, why: "this number stands in no chain" },
        None => Found::Whole { chains, entries, unchained },
    })
}

/// Walks one chain, and answers how many entries it has; or where it breaks first.
fn walk(entries: &[ChainEntry]) -> Result<u64, (i64, i64, &'static str)> {
    let Some(first) = entries.first() else { return Ok(0) };
    let (mut seq, mut before) = (first.anchor_seq, &first.anchor_link);
    let mut held = 0;
    for entry in entries.iter().filter(|entry| entry.id.is_some()) {
        let broken = |why| Err((entry.chain, entry.seq, why));
        if entry.seq != seq + 1 {
            return broken("an entry before it is missing");
        }
        if entry.parcel_id.is_some() != entry.parcel_salt.is_some() {
            return broken("its parcel was taken out or put in");
        }
        if let (Some(parcel), Some(salt)) = (&entry.parcel_id, &entry.parcel_salt)
            && entry.parcel_mark.as_deref() != Some(&mark(salt, parcel)[..])
        {
            return broken("it was about another parcel");
        }
        if link(before, entry) != entry.link {
            return broken("it does not say what it said");
        }
        (seq, before) = (entry.seq, &entry.link);
        held += 1;
    }
    if first.end_seq != seq || first.end_link != *before {
        return Err((first.chain, seq, "later entries are missing"));
    }
    Ok(held)
}

fn mark(salt: &[u8], parcel: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(parcel.as_bytes()).finalize().into()
}

/// The link of an entry: as the trigger `activity_append` makes it.
fn link(before: &[u8], entry: &ChainEntry) -> Vec<u8> {
    let hex = entry.parcel_mark.as_ref().map(|mark| {
        mark.iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing into a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    });
    let (chain, seq) = (entry.chain.to_string(), entry.seq.to_string());
    let id = entry.id.map(|id| id.to_string());
    let customer = entry.customer_id.map(|customer| customer.to_string());
    let at = entry.microseconds.to_string();
    let mut written = String::new();
    for part in [
        Some(chain.as_str()),
        Some(&seq),
        id.as_deref(),
        customer.as_deref(),
        hex.as_deref(),
        Some(&entry.kind),
        Some(&at),
        Some(&entry.user_agent),
        Some(&entry.network),
        entry.detail.as_deref(),
    ] {
        match part {
            Some(part) => {
                let _ = write!(written, "{}:{part}", part.len());
            }
            None => written.push('-'),
        }
    }
    Sha256::new().chain_update(before).chain_update(written.as_bytes()).finalize().to_vec()
}
