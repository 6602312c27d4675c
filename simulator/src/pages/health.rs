//! `GET /healthz` and the faults on command.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
    routing::get,
};

use crate::{
    fault::{InForce, Order},
    problem::Problem,
    world::World,
};

pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/api/faults", get(in_force).post(set))
        .route("/faults", get(in_force).post(set))
}

async fn in_force(State(world): State<Arc<World>>) -> Json<InForce> {
    Json(world.faults.in_force())
}

async fn set(
    State(world): State<Arc<World>>,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<Json<InForce>, Problem> {
    match order {
        Ok(Json(order)) => Ok(Json(world.faults.set(order))),
        Err(error) => Err(Problem {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: "invalid",
            detail: error.body_text(),
        }),
    }
}
