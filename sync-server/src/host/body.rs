//! Reading a request body: bounded in size, and timed out by progress, never by total time: a slow line that moves is a good line.

use std::time::Duration;

use axum::body::{Body, Bytes};
use bytes::BytesMut;
use futures_util::StreamExt;

use crate::api::problem::Problem;

/// A body that brings nothing for so long has been cut.
const PROGRESS: Duration = Duration::from_secs(30);

/// The whole body, at most `limit` bytes.
pub async fn read_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut read = BytesMut::new();
    loop {
        let next = tokio::time::timeout(PROGRESS, stream.next()).await.map_err(|_| Problem::bad_request("slow"))?;
        let Some(chunk) = next else { return Ok(read.freeze()) };
        let chunk = chunk.map_err(|_| Problem::bad_request("cut"))?;
        if read.len() + chunk.len() > limit {
            return Err(Problem::too_large());
        }
        read.extend_from_slice(&chunk);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_within_the_limit_is_read() {
        assert_eq!(read_body(Body::from("twelve bytes"), 12).await.unwrap(), "twelve bytes");
        assert!(read_body(Body::from("twelve bytes"), 11).await.is_err(), "one byte too many");
    }
}
