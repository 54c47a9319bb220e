//! The office's certificate authority, the certificates of kits and server, and the TLS settings that both sides use.
//!
//! Owns every certificate's shape and who is believed by whom. It must not know sockets, the store, the office's database or the clock: the time
//! is an argument. Basis: UU 27/2022 ps. 35–39 (protection against unlawful access to personal data).
//!
//! - [`Ca`]: made once at `init`; ECDSA P-256, because browsers refuse Ed25519 certificates (docs/decisions/0007).
//! - a kit's certificate carries the kit's own Ed25519 device key and is named after the device id ([`device_of`]).
//! - [`kits_listener`], [`kit_client`]: TLS 1.3 only, each side believes the office's CA and nobody else.
//! - [`team_listener`], [`team_client`]: two laptops of one team, by the same certificates.
//! - [`enrolment_client`]: before a kit knows its office; [`Ceremony`]: the six words that two people compare.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod ca;
mod ceremony;
mod client;
mod device;
mod pin;
mod server;
mod team;
mod time;

pub use ca::{Ca, ServerCertificate, fingerprint};
pub use ceremony::{Ceremony, WORDS};
pub use client::{Credential, enrolment_client, kit_client};
pub use device::{device_of, key_of};
pub use server::{browsers_listener, kits_listener};
pub use team::{TEAM_MATE, team_client, team_listener};

/// Why a certificate or a TLS setting could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// A certificate could not be made.
    #[error("certificate could not be made: {0}")]
    Issue(#[from] rcgen::Error),
    /// A host name that is no name.
    #[error("{0:?} is no host name")]
    Host(String),
    /// Stored or received bytes are no certificate, or not one of ours.
    #[error("not a certificate of this office")]
    NotOurs,
    /// A certificate that does not bear the name of its own key.
    #[error("the certificate is not named after its key")]
    Name,
    /// TLS could not be set up from these certificates and keys.
    #[error("tls: {0}")]
    Tls(#[from] rustls::Error),
    /// The certificate of the browsers' listener is not accepted by its own authority.
    #[error("client certificates cannot be checked")]
    Verifier,
}
