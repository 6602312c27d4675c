//! Anything that can be wrong, put on a parcel on command: by page, by JSON, and by `simulator cause`.

pub mod ask;
mod page;
mod put;
mod recipe;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::{Path, State, rejection::JsonRejection},
    response::Redirect,
    routing::{get, post},
};
use maud::Markup;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::problem::Problem;
use put::{Asked, Put};
use recipe::recipes;

pub use put::World;

/// How many are remembered.
const KEPT: usize = 500;

struct Causes {
    world: World,
    /// Latest first.
    done: Mutex<VecDeque<Put>>,
}

/// `/causes` and `/api/causes`.
pub fn router(world: World) -> Router {
    Router::new()
        .route("/causes", get(show).post(press))
        .route("/api/causes", get(list))
        .route("/api/causes/{id}", post(put))
        .with_state(Arc::new(Causes { world, done: Mutex::default() }))
}

impl Causes {
    async fn put(&self, id: &str, asked: Asked) -> Result<Put, Problem> {
        let recipe = recipes().iter().find(|recipe| recipe.id == id);
        let recipe = recipe.ok_or_else(|| Problem::invalid("there is no such cause: see /api/causes"))?;
        let is_meant = |put: &&Put| asked.tracking_number.as_ref() == Some(&put.parcel.tracking_number);
        let known = self.done().iter().find(is_meant).cloned();
        let put = self.world.put(recipe, asked, known).await?;
        let mut done = self.done();
        done.push_front(put.clone());
        done.truncate(KEPT);
        Ok(put)
    }

    fn done(&self) -> MutexGuard<'_, VecDeque<Put>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn list() -> Json<Value> {
    let described = |recipe: &recipe::Recipe| json!({ "cause": recipe.id, "shows": recipe.shows, "customer": recipe.customer });
    Json(recipes().iter().map(described).collect())
}

/// Puts a cause on a parcel; answers when the world has done its part.
async fn put(
    State(causes): State<Arc<Causes>>,
    Path(id): Path<String>,
    asked: Result<Json<Asked>, JsonRejection>,
) -> Result<Json<Put>, Problem> {
    let Json(asked) = asked?;
    Ok(Json(causes.put(&id, asked).await?))
}

#[derive(Debug, Deserialize)]
struct Pressed {
    cause: String,
    #[serde(default)]
    tracking_number: String,
}

async fn press(State(causes): State<Arc<Causes>>, Form(pressed): Form<Pressed>) -> Result<Redirect, Problem> {
    let number = Some(pressed.tracking_number.trim().to_owned()).filter(|number| !number.is_empty());
    causes.put(&pressed.cause, Asked { tracking_number: number, recipient: None }).await?;
    Ok(Redirect::to("/causes"))
}

async fn show(State(causes): State<Arc<Causes>>) -> Result<Markup, Problem> {
    let demonstrated = causes.world.folder.read()?.parcels;
    let numbers = demonstrated.iter().map(|parcel| parcel.registration.tracking_number.as_str());
    Ok(page::show(recipes(), causes.done().front(), numbers, causes.world.desk.address()))
}
