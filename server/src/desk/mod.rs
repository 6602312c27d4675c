//! The desk: answers the questions of the customers' pages ([`app::port`]). What pages show is put together here; what
//! their forms have done is done by [`operations`](crate::operations). Failures become the customer's problem in one
//! place.

mod account;
mod at;
mod cases;
mod contacts;
mod due;
mod first_way;
mod help;
mod incidents;
mod parcels;
mod present;
mod redirects;
mod sending;
mod sign_in;

use app::{
    port::{Answers, Caller, Question},
    problem::Problem,
};
use async_trait::async_trait;

use crate::{
    app_state::AppState,
    fault::Fault,
    operations::{Handle, grace},
};

#[async_trait]
impl<Q: Question> Answers<Q> for AppState
where
    Self: Handle<Q>,
{
    async fn answer(&self, caller: &Caller, question: Q) -> Result<Q::Answer, Problem> {
        let mut answer = self.handle(caller, &question).await;
        let is_out = matches!(answer, Err(Fault::Problem(Problem::SignedOut)));
        // Who only looks may bring the token that was theirs until a moment ago.
        if Q::LOOKS
            && is_out
            && let Some(caller) = grace::reading(self, caller).await
        {
            answer = self.handle(&caller, &question).await;
        }
        answer.map_err(Fault::into_problem)
    }
}
