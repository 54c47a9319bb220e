//! Keys of the devices and of the people at them, and the sessions they open: the same in every run.

use std::sync::OnceLock;

use ed25519_dalek::{Signer, SigningKey};
use ktpel_case::{Operator, Roster, Session, SessionRecord};
use ktpel_domain::ids::{ActorId, DeviceId};
use ktpel_sync::signature;
use sha2::{Digest, Sha256};

/// Place of the office among the nodes.
pub const OFFICE: usize = 9;
/// Starts of one program in one run: after each crash the operator opens a new session with an actor of its own.
pub const STARTS: u16 = 64;
/// Nodes that people sit at.
const NODES: [usize; 6] = [0, 1, 2, 3, 4, OFFICE];

/// A device and the person who works at it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Place of the node.
    pub node: usize,
    /// Key of the device.
    pub device_key: SigningKey,
    /// Key of the person.
    pub operator_key: SigningKey,
}

impl Person {
    /// Whoever works at this node.
    pub fn at(node: usize) -> Self {
        Self {
            node,
            device_key: SigningKey::from_bytes(&secret("device", node, 0)),
            operator_key: SigningKey::from_bytes(&secret("operator", node, 0)),
        }
    }

    /// Id of the device.
    pub fn device(&self) -> DeviceId {
        signature::device_id(&self.device_public())
    }

    /// Public key of the device.
    pub fn device_public(&self) -> [u8; 32] {
        self.device_key.verifying_key().to_bytes()
    }

    /// Signs with the key of the device.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.device_key.sign(message).to_bytes()
    }

    /// Session of the nth start of the program.
    pub fn session(&self, start: u16) -> Session {
        let operator = signature::key_id(&self.operator_key.verifying_key().to_bytes());
        Session { actor: actor(self.node, start), operator }
    }
}

/// Everybody, with every session that may be opened.
pub fn roster() -> &'static Roster {
    static ROSTER: OnceLock<Roster> = OnceLock::new();
    ROSTER.get_or_init(|| {
        let mut roster = Roster::default();
        for person in NODES.map(Person::at) {
            let public_key = person.operator_key.verifying_key().to_bytes();
            let operator = signature::key_id(&public_key);
            roster
                .operators
                .insert(operator, Operator { public_key, nama: format!("Petugas {}", person.node), office: person.node == OFFICE });
            for start in 0..STARTS {
                let record = SessionRecord { operator, device: format!("Laptop {}", person.node) };
                roster.sessions.insert(actor(person.node, start), record);
            }
        }
        roster
    })
}

fn actor(node: usize, start: u16) -> ActorId {
    let bytes = secret("session", node, start);
    ActorId::from_slice(bytes.get(..16).unwrap_or_default()).expect("sixteen bytes of a digest are an actor id")
}

fn secret(kind: &str, node: usize, start: u16) -> [u8; 32] {
    Sha256::digest(format!("ktpel-sim {kind} {node} {start}")).into()
}
