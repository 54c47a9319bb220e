//! Orders of the office to one device: the revocation, and the wipe (UU 27/2022 ps. 39: a controller keeps personal data from whoever may not have
//! them). And the device's own word that it obeyed.
//!
//! An order stands by itself: signed by the office's server over the kind, the one device, an id and the time. It may travel over any line and lie
//! in any file; a copy for another device, or one that somebody else wrote, is no order. Knows no line, no store and no file.

use ktpel_domain::{
    ids::{DeviceId, Hash},
    time::Timestamp,
};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{signature, wire};

const ORDER_DOMAIN: &[u8] = b"ktpel-order/1\0";
const DONE_DOMAIN: &[u8] = b"ktpel-wiped/1\0";

/// Longest order or answer, in bytes.
pub const MAX_BYTES: usize = 256;

/// Names one order.
pub type OrderId = [u8; 16];

/// What the office orders. Numbers are signed: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum OrderKind {
    /// Stop: nothing of this device is taken any more. What it holds stays.
    #[n(1)]
    Revoke,
    /// Destroy the key slots and everything they open.
    #[n(2)]
    Wipe,
}

impl OrderKind {
    const fn code(self) -> u8 {
        match self {
            Self::Revoke => 1,
            Self::Wipe => 2,
        }
    }
}

/// One signed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Order {
    /// What to do.
    #[n(0)]
    pub kind: OrderKind,
    /// The one device it is for.
    #[cbor(n(1), with = "crate::wire")]
    pub device: DeviceId,
    /// Names it in the answer.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub id: OrderId,
    /// Office clock, milliseconds.
    #[n(3)]
    pub issued_ms: i64,
    /// The server's signature over the fields above.
    #[cbor(n(4), with = "minicbor::bytes")]
    signature: [u8; 64],
}

/// Why bytes are no order to this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Not an order.
    #[error("not an order")]
    Malformed,
    /// For another device.
    #[error("the order is for another device")]
    OtherDevice,
    /// Not signed by this office, or changed on the way.
    #[error("the order is not signed by the office")]
    Signature,
}

impl Order {
    /// An order, signed by the office's server.
    pub fn issue(kind: OrderKind, device: DeviceId, id: OrderId, issued: Timestamp, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let signature = sign(&order_message(kind, device, id, issued.0));
        Self { kind, device, id, issued_ms: issued.0, signature }
    }

    /// The bytes that travel.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads received bytes; gives an order only if this office gave it to this device.
    pub fn read(bytes: &[u8], device: DeviceId, office_key: &[u8; 32]) -> Result<Self, OrderError> {
        if bytes.len() > MAX_BYTES {
            return Err(OrderError::Malformed);
        }
        let order: Self = wire::from_slice(bytes).map_err(|_| OrderError::Malformed)?;
        if order.device != device {
            return Err(OrderError::OtherDevice);
        }
        let message = order_message(order.kind, order.device, order.id, order.issued_ms);
        if signature::holds(office_key, &message, &order.signature) { Ok(order) } else { Err(OrderError::Signature) }
    }

    /// When the office gave it.
    #[must_use]
    pub const fn issued(&self) -> Timestamp {
        Timestamp(self.issued_ms)
    }
}

/// The device's word that a wipe was carried out.
///
/// It is signed before the device key is destroyed and sent when nothing is left, so that it survives a power cut between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct WipeDone {
    /// The device.
    #[cbor(n(0), with = "crate::wire")]
    pub device: DeviceId,
    /// The order that it obeyed.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub order: OrderId,
    /// Device clock, milliseconds.
    #[n(2)]
    pub at_ms: i64,
    /// The device's signature over the fields above.
    #[cbor(n(3), with = "minicbor::bytes")]
    signature: [u8; 64],
}

impl WipeDone {
    /// The answer to an order, signed by the device.
    pub fn sign(order: &Order, at: Timestamp, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let signature = sign(&done_message(order.device, order.id, at.0));
        Self { device: order.device, order: order.id, at_ms: at.0, signature }
    }

    /// The bytes that travel.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        wire::to_vec(self)
    }

    /// Reads received bytes; nothing is proven yet.
    pub fn read(bytes: &[u8]) -> Result<Self, OrderError> {
        if bytes.len() > MAX_BYTES {
            return Err(OrderError::Malformed);
        }
        wire::from_slice(bytes).map_err(|_| OrderError::Malformed)
    }

    /// Whether the device with this public key said so.
    #[must_use]
    pub fn holds(&self, public_key: &[u8; 32]) -> bool {
        signature::device_id(public_key) == self.device
            && signature::holds(public_key, &done_message(self.device, self.order, self.at_ms), &self.signature)
    }
}

/// What a kit is told, with status 403, when it may not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnedAway {
    /// Why.
    pub code: TurnedAwayCode,
    /// The signed order, hexadecimal; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub order: String,
}

/// Why a kit is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnedAwayCode {
    /// The device is revoked.
    Revoked,
    /// The device is to be wiped.
    Wipe,
}

impl TurnedAway {
    /// With the order that says so.
    #[must_use]
    pub fn by(order: &Order) -> Self {
        let code = match order.kind {
            OrderKind::Revoke => TurnedAwayCode::Revoked,
            OrderKind::Wipe => TurnedAwayCode::Wipe,
        };
        Self { code, order: to_hex(&order.to_bytes()) }
    }

    /// Without an order, e.g. for a certificate of a device that is not known.
    #[must_use]
    pub const fn plain() -> Self {
        Self { code: TurnedAwayCode::Revoked, order: String::new() }
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal digits, at most [`MAX_BYTES`].
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || text.len() > 2 * MAX_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    pairs.collect()
}

fn order_message(kind: OrderKind, device: DeviceId, id: OrderId, issued_ms: i64) -> Vec<u8> {
    let fields = Sha256::new().chain_update([kind.code()]).chain_update(device.0).chain_update(id).chain_update(issued_ms.to_be_bytes());
    [ORDER_DOMAIN, &Hash(fields.finalize().into()).0].concat()
}

fn done_message(device: DeviceId, order: OrderId, at_ms: i64) -> Vec<u8> {
    let fields = Sha256::new().chain_update(device.0).chain_update(order).chain_update(at_ms.to_be_bytes());
    [DONE_DOMAIN, &Hash(fields.finalize().into()).0].concat()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    fn key(n: u8) -> SigningKey {
        SigningKey::from_bytes(&[n; 32])
    }

    fn public(n: u8) -> [u8; 32] {
        key(n).verifying_key().to_bytes()
    }

    fn device(n: u8) -> DeviceId {
        signature::device_id(&public(n))
    }

    fn order(kind: OrderKind) -> Order {
        Order::issue(kind, device(1), [7; 16], Timestamp(1_795_401_720_000), |message| key(9).sign(message).to_bytes())
    }

    #[test]
    fn only_this_office_orders_only_this_device() {
        for kind in [OrderKind::Revoke, OrderKind::Wipe] {
            let bytes = order(kind).to_bytes();
            assert_eq!(Order::read(&bytes, device(1), &public(9)), Ok(order(kind)));
            assert_eq!(Order::read(&bytes, device(2), &public(9)), Err(OrderError::OtherDevice), "a replay elsewhere is no order");
            assert_eq!(Order::read(&bytes, device(1), &public(8)), Err(OrderError::Signature), "another office is nobody here");
        }
    }

    #[test]
    fn no_changed_byte_makes_an_order() {
        let bytes = order(OrderKind::Wipe).to_bytes();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(Order::read(&changed, device(1), &public(9)).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert_eq!(Order::read(&bytes[..bytes.len() - 1], device(1), &public(9)), Err(OrderError::Malformed));
        assert_eq!(Order::read(&[0; MAX_BYTES + 1], device(1), &public(9)), Err(OrderError::Malformed));
    }

    #[test]
    fn a_revocation_cannot_be_turned_into_a_wipe() {
        let wipe = Order { kind: OrderKind::Wipe, ..order(OrderKind::Revoke) };
        assert_eq!(Order::read(&wipe.to_bytes(), device(1), &public(9)), Err(OrderError::Signature), "the kind is signed");
    }

    #[test]
    fn only_the_device_says_that_it_obeyed() {
        let order = order(OrderKind::Wipe);
        let done = WipeDone::sign(&order, Timestamp(5), |message| key(1).sign(message).to_bytes());
        let read = WipeDone::read(&done.to_bytes()).unwrap();
        assert!(read.holds(&public(1)) && read.order == order.id);
        assert!(!read.holds(&public(2)), "another device");
        assert!(!WipeDone { order: [8; 16], ..read }.holds(&public(1)), "another order");
        assert!(!WipeDone { at_ms: 6, ..read }.holds(&public(1)), "another time");
    }

    #[test]
    fn orders_have_their_golden_bytes() {
        let digest = |bytes: &[u8]| to_hex(&Sha256::digest(bytes));
        let done = WipeDone::sign(&order(OrderKind::Wipe), Timestamp(5), |message| key(1).sign(message).to_bytes());
        assert_eq!(
            [order(OrderKind::Revoke).to_bytes(), order(OrderKind::Wipe).to_bytes(), done.to_bytes()].map(|bytes| digest(&bytes)),
            [
                "5f5a056c21f4804b4cfeb204c954c5e4f167769f2fd35d777f3e6fb90426d8c9",
                "e19d5e52ebe7de69843ab175193647bcc782660982ee88c2c9815bd8dd29866f",
                "78edb815d68dad2ab7aecac9c1a760deedc3e4528afcc02940d7a588a7ca4cfa"
            ],
            "a released kit must understand every later office"
        );
    }

    #[test]
    fn what_a_kit_is_told_is_read_back() {
        let told = TurnedAway::by(&order(OrderKind::Wipe));
        assert_eq!(told.code, TurnedAwayCode::Wipe);
        assert_eq!(from_hex(&told.order).as_deref(), Some(order(OrderKind::Wipe).to_bytes().as_slice()));
        for nonsense in ["0", "zz", "é0", &"00".repeat(MAX_BYTES + 1)] {
            assert_eq!(from_hex(nonsense), None, "{nonsense}");
        }
    }
}
