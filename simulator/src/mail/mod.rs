//! The mailbox: takes e-mail for anybody, over SMTP (RFC 5321).

mod body;
mod connection;
mod conversation;
mod envelope;
mod limits;
mod notify;
mod reply;
mod report;

use std::sync::Arc;

use tokio::{net::TcpListener, sync::Semaphore};

use crate::world::World;

/// Connections served at once; more have to wait.
const CONNECTIONS: usize = 256;

/// Serves connections until the end of the program.
pub async fn serve(world: Arc<World>, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let end = world.shutdown.begun();
    tokio::pin!(end);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => return,
        };
        match stream {
            Ok((stream, _)) => {
                let world = world.clone();
                tokio::spawn(async move {
                    if let Err(error) = conversation::hold(&world, stream).await {
                        tracing::debug!(%error, "a mail connection broke");
                    }
                    drop(place);
                });
            }
            // Out of file descriptors, mostly; others are about to be given back.
            Err(error) => {
                tracing::warn!(%error, "no mail connection could be accepted");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}
