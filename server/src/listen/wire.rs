//! A connection that is not waited for without end: neither for a request, nor for its head, nor for a client to take
//! its answer. (Bodies have a deadline of their own, which handlers see.)

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use super::{Limits, line::Lines, roster::Place};

/// A stream with deadlines.
pub struct Wire<S> {
    stream: S,
    place: Arc<Place>,
    limits: Limits,
    /// Which wait for a request this is, and whether something of it came.
    wait: Option<u64>,
    begun: bool,
    lines: Lines,
    patience: Pin<Box<Sleep>>,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Wire<S> {
    /// A stream that was just accepted.
    pub fn new(stream: S, place: Arc<Place>, limits: Limits) -> Self {
        Self {
            stream,
            wait: place.turn(),
            place,
            limits,
            // Who connects has something to ask.
            begun: true,
            lines: Lines::default(),
            patience: Box::pin(sleep(limits.head)),
            stalled: None,
        }
    }

    fn patient<T>(&mut self, context: &mut Context, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.limits.stalled)));
        ready!(stalled.as_mut().poll(context));
        cut("stalled")
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut wire.stream).poll_read(context, buffer);
        let Some(turn) = wire.place.turn() else { return read };
        if wire.wait != Some(turn) {
            (wire.wait, wire.begun, wire.lines) = (Some(turn), false, Lines::default());
            wire.patience.as_mut().reset(Instant::now() + wire.limits.idle);
        }
        if read.is_ready() {
            let came = &mut buffer.filled_mut()[before..];
            wire.lines.check(came);
            if !wire.begun && !came.is_empty() {
                wire.begun = true;
                wire.patience.as_mut().reset(Instant::now() + wire.limits.head);
            }
            return read;
        }
        ready!(wire.patience.as_mut().poll(context));
        cut(if wire.begun { "head" } else { "idle" })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        let written = Pin::new(&mut wire.stream).poll_write(context, bytes);
        wire.patient(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        let written = Pin::new(&mut wire.stream).poll_write_vectored(context, slices);
        wire.patient(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        let flushed = Pin::new(&mut wire.stream).poll_flush(context);
        wire.patient(context, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

fn cut<T>(why: &'static str) -> Poll<io::Result<T>> {
    metrics::counter!("doorcode_connections_cut_total", "why" => why).increment(1);
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}
