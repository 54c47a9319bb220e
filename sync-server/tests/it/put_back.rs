//! A kit that was put back from a copy of its disk: the office has more of its log, or the kit has written other entries since.

use ktpel_domain::ids::{ActorId, DocId};
use ktpel_sync::{Entry, session::SessionState};

use crate::{kit::Kit, office::Server};

const CASE: DocId = DocId([1; 16]);
const LATER: DocId = DocId([2; 16]);
const SINCE: DocId = DocId([3; 16]);

/// What a copy of a kit's disk holds.
struct Copy {
    log: Vec<Entry>,
    state: SessionState,
    docs: Vec<(DocId, ktpel_case::CaseDoc)>,
}

impl Copy {
    fn of(kit: &Kit) -> Self {
        let docs = kit.docs.iter().map(|(id, doc)| (*id, doc.clone())).collect();
        Self { log: kit.log.clone(), state: kit.state.clone(), docs }
    }

    /// Puts the kit back; its program starts and somebody unlocks, as another session.
    fn back(self, kit: &mut Kit) {
        let last = &self.log.last().unwrap().header;
        kit.chain = ktpel_sync::Chain::resume(kit.identity.id(), ktpel_sync::ChainTip { seq: last.seq, hash: last.hash() });
        kit.log = self.log;
        kit.state = self.state;
        kit.docs = self.docs.into_iter().collect();
        kit.requests = 0;
        kit.actor = ActorId([0x77; 16]);
    }
}

/// A kit with two cases at the office, of which its copy knows one; and the other kit of the team.
async fn copied() -> (Server, Kit, Kit, Copy) {
    let server = Server::start().await;
    let (mut kit, other) = (Kit::enrolled(1, &server).await, Kit::enrolled(2, &server).await);
    kit.apply_for_nik(CASE, "Siti Rahmah");
    kit.sync().await;
    let copy = Copy::of(&kit);
    kit.set(CASE, "no_hp", "081200000001");
    kit.apply_for_nik(LATER, "Abdul Gani");
    kit.sync().await;
    (server, kit, other, copy)
}

#[tokio::test]
async fn it_takes_its_own_words_back_and_goes_on() {
    let (server, mut kit, _, copy) = copied().await;
    let (whole, cases) = (kit.log.clone(), [kit.heads(CASE), kit.heads(LATER)]);
    copy.back(&mut kit);
    kit.sync().await;
    assert_eq!((&kit.log, [kit.heads(CASE), kit.heads(LATER)]), (&whole, cases), "to the hash");
    assert_eq!((kit.halted, &kit.put_back), (None, &vec![whole.len() as u64]), "and it is said");
    assert!(kit.requests <= 3, "at most two more than an exchange: {}", kit.requests);
    kit.unlock();
    kit.set(LATER, "alamat", "Jl. Gajah Mada 1");
    kit.sync().await;
    assert_eq!(kit.put_back.len(), 1);
    server.assert_sound();
}

#[tokio::test]
async fn what_it_wrote_since_the_copy_follows_behind() {
    let (server, mut kit, mut other, copy) = copied().await;
    let before = kit.log.len();
    copy.back(&mut kit);
    kit.unlock();
    kit.set(CASE, "alamat", "Jl. Gajah Mada 1");
    kit.apply_for_nik(SINCE, "Nur Aini");
    kit.sync().await;
    assert!(kit.requests <= 3, "at most two more than an exchange: {}", kit.requests);
    assert_eq!((kit.halted, kit.put_back.len()), (None, 1));
    let tip = server.office.storage.read(|tables| tables.entries().tip(kit.identity.id())).unwrap();
    assert_eq!((tip, kit.log.len()), (kit.chain.tip(), before + 5), "key, session, an address, and a case of two acts");
    other.sync().await;
    for doc in [CASE, LATER, SINCE] {
        assert_eq!(other.heads(doc), kit.heads(doc), "{doc} is the same for the team");
    }
    assert_eq!(kit.view(CASE).shown("no_hp").len() + kit.view(CASE).shown("alamat").len(), 2, "both lives count");
    server.assert_sound();
}

#[tokio::test]
async fn a_long_log_comes_back_in_pieces() {
    let (server, mut kit, _, copy) = copied().await;
    for n in 0..60 {
        kit.set(CASE, "alamat", &format!("Jl. Gajah Mada {n}"));
        if n % 5 == 0 {
            kit.sync().await;
        }
    }
    kit.sync().await;
    let whole = kit.log.clone();
    copy.back(&mut kit);
    kit.unlock();
    kit.sync().await;
    assert_eq!((kit.put_back.len(), &kit.log[..whole.len()]), (1, &whole[..]));
    server.assert_sound();
}
