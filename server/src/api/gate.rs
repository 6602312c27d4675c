//! Before a body is read: who calls shows in the headers that they may, or at least that they could. What is not let in
//! costs nothing but its headers.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Path, Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};
use futures::StreamExt;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Api, auth, problem::ApiProblem, webhook};
use crate::listen;

/// Largest body: a station with a thousand doors.
pub const MOST: usize = 256 * 1024;
/// Largest receipt of an SMS provider.
const MOST_OF_A_RECEIPT: usize = 16 * 1024;
/// Bytes of bodies that are held at once, of all callers together.
const HELD: usize = 32 * 1024 * 1024;

/// What stands before the routes.
#[derive(Clone)]
pub struct Gate {
    api: Api,
    held: Arc<Semaphore>,
}

/// The station that calls, whose credential was right.
#[derive(Debug, Clone, Copy)]
pub struct KnownStation {
    /// How many seconds its clock is off.
    pub skew: i32,
}

/// What the address of a station's route names, whatever else it does.
#[derive(Deserialize)]
pub(super) struct Named {
    id: String,
}

impl Gate {
    /// The gate of this interface.
    pub fn new(api: Api) -> Self {
        Self { api, held: Arc::new(Semaphore::new(HELD)) }
    }

    /// Goes on with the body in memory, once that has come whole and in time.
    async fn go_on(&self, request: Request, most: usize, next: Next) -> Result<Response, ApiProblem> {
        let (parts, body) = request.into_parts();
        let (body, _held) = self.read(body, most).await?;
        Ok(next.run(Request::from_parts(parts, Body::from(body))).await)
    }

    async fn read(
        &self,
        body: Body,
        most: usize,
    ) -> Result<(Bytes, Option<OwnedSemaphorePermit>), ApiProblem> {
        if body.size_hint().lower() > most as u64 {
            return Err(too_large(most));
        }
        let (mut read, mut held) = (Vec::new(), None::<OwnedSemaphorePermit>);
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| broken(&error))?;
            if read.len() + chunk.len() > most {
                return Err(too_large(most));
            }
            // By what has come and not by what was announced: who sends slowly holds little.
            let more = u32::try_from(chunk.len()).map_err(|_| too_large(most))?;
            let more = Arc::clone(&self.held).try_acquire_many_owned(more).map_err(|_| busy())?;
            match &mut held {
                Some(held) => held.merge(more),
                None => held = Some(more),
            }
            read.extend_from_slice(&chunk);
        }
        Ok((read.into(), held))
    }
}

/// For the operator.
pub async fn operator(
    State(gate): State<Gate>,
    request: Request,
    next: Next,
) -> Result<Response, ApiProblem> {
    gate.api.credentials.operator(request.headers())?;
    gate.go_on(request, MOST, next).await
}

/// For the station that the address names.
pub async fn station(
    State(gate): State<Gate>,
    Path(Named { id }): Path<Named>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiProblem> {
    let headers = request.headers();
    let known = gate
        .api
        .app_state
        .doors
        .read(async |connection| auth::station(connection, &id, headers).await)
        .await?;
    request.extensions_mut().insert(KnownStation { skew: known });
    gate.go_on(request, MOST, next).await
}

/// For carriers. Their signature is over the body: before it, the rest has to hold.
pub async fn carrier(State(gate): State<Gate>, request: Request, next: Next) -> Result<Response, ApiProblem> {
    webhook::claim(request.headers(), gate.api.app_state.now()).map_err(|refusal| refused(&refusal))?;
    gate.go_on(request, MOST, next).await
}

/// For the mail system that hands reports on.
pub async fn mail_reports(
    State(gate): State<Gate>,
    request: Request,
    next: Next,
) -> Result<Response, ApiProblem> {
    gate.api.credentials.mail_reports(request.headers())?;
    gate.go_on(request, MOST, next).await
}

/// For SMS providers and service workers, who send little.
pub async fn receipt(State(gate): State<Gate>, request: Request, next: Next) -> Result<Response, ApiProblem> {
    gate.go_on(request, MOST_OF_A_RECEIPT, next).await
}

/// What a carrier is told whose event is not taken.
pub fn refused(refusal: &webhook::Refusal) -> ApiProblem {
    metrics::counter!("doorcode_webhooks_refused_total").increment(1);
    ApiProblem::unauthorized(&format!("Not taken: {refusal}."))
}

fn too_large(most: usize) -> ApiProblem {
    let detail = format!("The body has more than {} KiB.", most / 1024);
    ApiProblem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

fn broken(error: &axum::Error) -> ApiProblem {
    if listen::is_late(error) {
        ApiProblem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The body did not come in time.")
    } else {
        ApiProblem::new(StatusCode::BAD_REQUEST, "malformed", "The body could not be read.")
    }
}

fn busy() -> ApiProblem {
    let detail = "Too much is being read at this moment. Nothing was changed.";
    ApiProblem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(1)
}
