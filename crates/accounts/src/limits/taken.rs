//! What is written to a peer, which has to take it within a time.
//!
//! A peer that sends requests and reads no answer would hold its connection, and what is to be written, for as long as it
//! likes: nothing waits for a handler any more by then. The time runs from the first moment that the peer's side is full, and
//! until the whole of what was to be written then is on its way: taking a byte now and then does not lengthen it.

use std::future::Future as _;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Sleep, sleep};

/// A connection whose peer takes what is written within a time, or is left.
#[derive(Debug)]
pub(super) struct Taken<S> {
    stream: S,
    within: Duration,
    /// Runs while something waits to be taken.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S: Read + Write + Unpin> Taken<S> {
    pub(super) fn within(within: Duration, stream: S) -> Self {
        Self { stream, within, waiting: None }
    }

    /// Lets the time run on while `written` does not come, and stops it once the whole is on its way.
    fn in_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<Result<T>>, whole: impl FnOnce(&T) -> bool) -> Poll<Result<T>> {
        match written {
            Poll::Pending => {
                let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(self.within)));
                ready!(waiting.as_mut().poll(cx));
                Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the peer did not take its answer in time")))
            }
            Poll::Ready(Ok(done)) => {
                if whole(&done) {
                    self.waiting = None;
                }
                Poll::Ready(Ok(done))
            }
            failed => failed,
        }
    }
}

impl<S: Read + Write + Unpin> Read for Taken<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: Read + Write + Unpin> Write for Taken<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written, |count| *count == bytes.len())
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, parts: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let all: usize = parts.iter().map(|part| part.len()).sum();
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.in_time(cx, written, |count| *count == all)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.in_time(cx, flushed, |()| true)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(cx, shut, |()| true)
    }
}
