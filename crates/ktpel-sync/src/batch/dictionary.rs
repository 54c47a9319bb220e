//! The dictionary that both sides have: what every case looks like, so that even a batch of one case is small.
//!
//! Trained on made-up days by `cargo xtask gen` and shipped by number; a released one is never changed, the next gets the next number.

use std::sync::LazyLock;

use zstd::{
    dict::{DecoderDictionary, EncoderDictionary},
    stream::read::Decoder,
};

use super::{BatchError, container::LEVEL};

/// Number of the dictionary in use.
pub const NEWEST: u32 = 1;

const BYTES: &[u8] = include_bytes!("../../dictionary/1.zdict");

static ENCODER: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(BYTES, LEVEL));
static DECODER: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(BYTES));

/// One frame.
pub fn compress(raw: &[u8]) -> Result<Vec<u8>, BatchError> {
    let mut compressor = zstd::bulk::Compressor::with_prepared_dictionary(&ENCODER).map_err(|_| BatchError::Body)?;
    // The container states number and size; the frame need not say them again.
    for parameter in [zstd::zstd_safe::CParameter::DictIdFlag(false), zstd::zstd_safe::CParameter::ContentSizeFlag(false)] {
        compressor.set_parameter(parameter).map_err(|_| BatchError::Body)?;
    }
    compressor.compress(raw).map_err(|_| BatchError::Body)
}

/// Inflates while it is read.
pub fn decoder(body: &[u8]) -> Result<Decoder<'static, &[u8]>, BatchError> {
    Decoder::with_prepared_dictionary(body, &DECODER).map_err(|_| BatchError::Body)
}
