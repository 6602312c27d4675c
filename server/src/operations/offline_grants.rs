//! A station's list of grants: what it may open while it has no link.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Timestamp,
    id::CodeId,
    offline::{ListTime, MOST_GRANTS, SALT_LASTS},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{
    grant::{self, Grantable},
    station,
};

use super::NotDone;
use crate::{
    app_state::AppState,
    fault::Fault,
    grants::{Grants, SlowHash, StationKey},
    random,
};

/// Hashes that are made for one question: what more there is waits for the next one. Less than two seconds.
const AT_ONCE: usize = 64;

/// Why there is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// This network has none: no key signs them.
    NotConfigured,
    /// Its hashes are still being made. A list that lacks some would be worse than the one before.
    BeingMade,
}

/// A station's list.
#[derive(Debug, PartialEq, Eq)]
pub enum Listed {
    /// The one that it has.
    Same,
    /// Another one, signed.
    New(String),
}

/// What a list says. Times are seconds since 1970, as in a JWT (RFC 7519).
#[derive(Serialize)]
struct Said<'a> {
    iss: &'a str,
    sub: &'a str,
    iat: i64,
    exp: i64,
    hash: HashSaid,
    grants: Vec<GrantSaid<'a>>,
}

#[derive(Serialize)]
struct HashSaid {
    name: &'static str,
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize)]
struct GrantSaid<'a> {
    grant: String,
    digits: String,
    symbol: String,
    compartment: &'a str,
    until: i64,
}

/// The list of a station now, with its name; `held` tells whether it has the one of that name.
pub async fn list(
    app_state: &AppState,
    station: &str,
    held: impl Fn(&str) -> bool,
) -> Result<(String, Listed), NotDone<Refused>> {
    let grants = app_state.grants.as_ref().ok_or(NotDone::Refused(Refused::NotConfigured))?;
    let now = app_state.now();
    let time = ListTime::at(now, grants.lasts);
    let salt = salt(app_state, station, now).await?;
    let (credential, mut grantable) = app_state
        .doors
        .read(async |connection| -> Result<_, Fault> {
            let credential = station::credential(connection, station).await?;
            Ok::<_, Fault>((
                credential,
                grant::of_station(connection, station, &salt, now, MOST_GRANTS).await?,
            ))
        })
        .await?;
    let (credential, _) = credential.ok_or(Fault::Broken("a station that is gone"))?;
    // One that cannot be read is the watchdog's.
    grantable.retain(|it| app_state.keys.grant_secret(&it.live).is_some());
    let name = name(station, grants, time, &salt, &credential, &grantable)?;
    if held(&name) {
        return Ok((name, Listed::Same));
    }
    let Some(hashes) = hashes(app_state, grants, &salt, &grantable).await? else {
        return Err(NotDone::Refused(Refused::BeingMade));
    };
    let key = StationKey::new(&credential, &salt);
    let listed = grantable.iter().zip(hashes).filter_map(|(it, hash)| {
        Some(GrantSaid {
            grant: it.live.id.to_string(),
            digits: key.digits(&hash),
            symbol: app_state.keys.grant_secret(&it.live)?.symbol(&key),
            compartment: &it.compartment,
            until: it.live.valid_until.timestamp(),
        })
    });
    let SlowHash { memory, passes } = grants.cost;
    let salt = URL_SAFE_NO_PAD.encode(&salt);
    let said = Said {
        iss: &app_state.public_url,
        sub: station,
        iat: time.issued.timestamp(),
        exp: time.expires.timestamp(),
        hash: HashSaid { name: "argon2id", salt, memory_kib: memory, passes, lanes: 1 },
        grants: listed.collect(),
    };
    let signed = grants.key()?.sign(&said).ok_or(Fault::Broken("a list that cannot be written"))?;
    // Before it leaves: what a station has opened by it is then known to have been granted.
    let codes: Vec<CodeId> = grantable.iter().map(|it| it.live.id).collect();
    app_state
        .doors
        .write(async |transaction| grant::given(transaction, &codes, time.expires).await)
        .await
        .map_err(Fault::from)?;
    Ok((name, Listed::New(signed)))
}

/// What the station's lists are salted with now.
async fn salt(app_state: &AppState, station: &str, now: Timestamp) -> Result<Vec<u8>, Fault> {
    let since = now - SALT_LASTS;
    let known =
        app_state.doors.read(async |connection| grant::salt(connection, station, since).await).await?;
    if let Some(salt) = known {
        return Ok(salt);
    }
    let fresh = random::bytes::<16>()?;
    Ok(app_state
        .doors
        .write(async |transaction| grant::salt_anew(transaction, station, &fresh, since, now).await)
        .await?)
}

/// The name of a list: the same for the same list, and it tells nothing of it.
fn name(
    station: &str,
    grants: &Grants,
    time: ListTime,
    salt: &[u8],
    credential: &[u8],
    grantable: &[Grantable],
) -> Result<String, Fault> {
    let mut name = Sha256::new();
    for part in [station.as_bytes(), grants.key()?.id().as_bytes(), salt, credential] {
        name.update(part.len().to_be_bytes());
        name.update(part);
    }
    for number in [time.issued.timestamp(), time.expires.timestamp()] {
        name.update(number.to_be_bytes());
    }
    for it in grantable {
        name.update(it.live.id.get().to_be_bytes());
        name.update(it.live.valid_until.timestamp().to_be_bytes());
        name.update(it.compartment.len().to_be_bytes());
        name.update(&it.compartment);
    }
    Ok(URL_SAFE_NO_PAD.encode(&name.finalize()[..16]))
}

/// The slow hashes of these codes, in their order. What is not known yet is made, and kept; `None` when there is more of it
/// than is made at once.
async fn hashes(
    app_state: &AppState,
    grants: &Grants,
    salt: &[u8],
    grantable: &[Grantable],
) -> Result<Option<Vec<[u8; 32]>>, Fault> {
    let place = |code: CodeId| format!("grant|{code}");
    let known = |it: &Grantable| {
        let (key_id, sealed) = it.hash.as_ref()?;
        let opened = app_state.keys.open(&place(it.live.id), key_id, sealed)?;
        URL_SAFE_NO_PAD.decode(opened).ok()?.try_into().ok()
    };
    let mut hashes: Vec<Option<[u8; 32]>> = grantable.iter().map(known).collect();
    let missing: Vec<usize> = (0..hashes.len()).filter(|place| hashes[*place].is_none()).collect();
    let now: Vec<usize> = missing.iter().copied().take(AT_ONCE).collect();
    if !now.is_empty() {
        let secret = |index: &usize| {
            let live = &grantable[*index].live;
            Some((live.id, app_state.keys.grant_secret(live)?))
        };
        let made = grants.hash(now.iter().filter_map(secret).collect(), salt).await?;
        app_state
            .doors
            .write(async |transaction| -> Result<_, Fault> {
                for (code, hash) in &made {
                    let (key_id, sealed) =
                        app_state.keys.seal(&place(*code), &URL_SAFE_NO_PAD.encode(hash))?;
                    grant::keep_hash(transaction, *code, salt, &key_id, &sealed).await?;
                }
                Ok::<_, Fault>(())
            })
            .await?;
        for (index, (_, hash)) in now.iter().zip(&made) {
            hashes[*index] = Some(*hash);
        }
    }
    Ok(hashes.into_iter().collect())
}
