//! Bodies on their way in, which have to be there in time, and on their way out, which keep their connection's place.

use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::roster::Busy;

/// A body did not come in time.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the body did not come in time")]
pub struct Late;

/// Whether this is why a body could not be read.
pub fn is_late(error: &(dyn Error + 'static)) -> bool {
    error.is::<Late>() || error.source().is_some_and(is_late)
}

type Cause = Box<dyn Error + Send + Sync>;

/// A request's body with a deadline for all of it, however evenly it trickles.
pub struct Timely<B> {
    body: B,
    deadline: Pin<Box<Sleep>>,
}

impl<B> Timely<B> {
    /// A body that has this long from now on.
    pub fn new(body: B, patience: Duration) -> Self {
        Self { body, deadline: Box::pin(sleep(patience)) }
    }
}

impl<B: Body<Data = Bytes, Error: Into<Cause>> + Unpin> Body for Timely<B> {
    type Data = Bytes;
    type Error = Cause;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cause>>> {
        let timely = self.get_mut();
        if timely.deadline.as_mut().poll(context).is_ready() && !timely.body.is_end_stream() {
            metrics::counter!("doorcode_connections_cut_total", "why" => "body").increment(1);
            return Poll::Ready(Some(Err(Late.into())));
        }
        Pin::new(&mut timely.body).poll_frame(context).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body; with its end the request is no longer under way.
pub struct Kept<B> {
    body: B,
    _busy: Busy,
}

impl<B> Kept<B> {
    /// The body of the answer to this request.
    pub const fn new(body: B, busy: Busy) -> Self {
        Self { body, _busy: busy }
    }
}

impl<B: Body + Unpin> Body for Kept<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
