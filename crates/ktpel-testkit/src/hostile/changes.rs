//! Hostile changes, each on top of the honest case by the honest actor, unless its name says otherwise.

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, transaction::Transactable};
use ktpel_case::{CaseDoc, DocKind};
use ktpel_domain::ids::DocId;

use super::{
    craft::{RawChange, chunk, chunk_of, column, hash_of, signed, sized, unsigned},
    honest::{ACTOR, CASE, Case, OTHER_ACTOR, case},
};

type Named = (&'static str, Vec<u8>);

/// All of them.
#[must_use]
pub fn all() -> Vec<Named> {
    let case = case();
    let template = template(&case);
    [bombs(&case, &template), damaged(&template), written(&case), misplaced(&case, &template), encoded(&template), odd(&case, &template)]
        .concat()
}

/// An honest change that writes one field: a register row to be bent.
#[must_use]
pub fn template(case: &Case) -> RawChange {
    let bytes = case.forge(&ACTOR.0, |raw| put(raw, "alamat", "Jl. Datuk Dibanta"));
    RawChange::parse(&bytes).expect("a fresh change can be taken apart")
}

fn container(raw: &AutoCommit, name: &str) -> ObjId {
    raw.get(ROOT, name).ok().flatten().map(|(_, id)| id).expect("genesis made it")
}

fn put(raw: &mut AutoCommit, field: &str, value: impl Into<ScalarValue>) {
    let fields = container(raw, "fields");
    raw.put(fields, field, value).expect("a map takes any key");
}

fn act(raw: &mut AutoCommit, key: &str, value: impl Into<ScalarValue>) {
    let acts = container(raw, "acts");
    raw.put(acts, key, value).expect("a map takes any key");
}

/// The next key of an act of the actor.
fn own_key(case: &Case, n: u32) -> String {
    let seq = RawChange::parse(&case.forge(&ACTOR.0, |raw| put(raw, "x", "y"))).map_or(0, |raw| raw.seq);
    format!("0101010101-{seq}-{n}")
}

/// Small bytes that claim, or grow into, much memory.
fn bombs(case: &Case, template: &RawChange) -> Vec<Named> {
    let long = case.forge(&ACTOR.0, |raw| put(raw, "alamat", "A".repeat(200_000)));
    let deflated = automerge::Change::from_bytes(long).map(|mut change| change.bytes().into_owned()).unwrap_or_default();
    let whole = case.raw(&ACTOR.0).save();
    let nested = case.forge(&ACTOR.0, |raw| {
        let mut inner = container(raw, "fields");
        for _ in 0..280 {
            inner = raw.put_object(&inner, "dalam", ObjType::Map).expect("a map takes any key");
        }
    });
    let run = |count: i64, item: &[u8]| [signed(count).as_slice(), item].concat();
    let nulls = |count: u64| [signed(0), unsigned(count)].concat();
    let with = |spec, data| template.clone().with_column(spec, data).bytes();
    let mut deps = template.clone();
    deps.deps = (0..65_u8).map(|n| [n; 32]).collect();
    let mut actors = template.clone();
    actors.others = (0..65_u8).map(|n| vec![n; 16]).collect();
    let mut columns = template.clone();
    columns.columns = (0..40_u64).map(|n| (n * 16 + 2, Vec::new())).collect();
    let count_of_deps = chunk_of(chunk::CHANGE, &unsigned(1 << 58));
    vec![
        ("deflated_change", deflated),
        ("deflated_zeros", chunk_of(chunk::DEFLATED, &[0x63, 0x60, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x0c])),
        ("document_as_change", case.doc.save()),
        ("deflated_document_as_change", whole),
        ("thousand_million_operations", with(column::ACTION, run(1_000_000_000, &unsigned(1)))),
        ("thousand_million_nulls", with(column::ACTION, nulls(1_000_000_000))),
        ("endless_nulls", with(column::OBJ_COUNTER, nulls(u64::MAX >> 1))),
        ("negative_run_without_end", with(column::ACTION, signed(i64::MIN >> 1))),
        ("thousand_million_inserts", with(column::INSERT, unsigned(1_000_000_000))),
        ("thousand_million_predecessors", with(column::PRED_GROUP, run(1, &unsigned(1_000_000_000)))),
        ("predecessors_times_run", with(column::PRED_GROUP, run(1000, &unsigned(1000)))),
        ("long_key_in_a_run", with(column::KEY, run(1000, &sized(&[b'k'; 60_000])))),
        ("value_of_a_gigabyte", with(column::VALUE_META, run(1, &unsigned((1_000_000_000 << 4) | 6)))),
        ("too_many_dependencies", deps.bytes()),
        ("claims_2_58_dependencies", count_of_deps),
        ("too_many_actors", actors.bytes()),
        ("too_many_columns", columns.bytes()),
        ("maps_280_deep", nested),
        ("larger_than_a_change_may_be", case.forge(&ACTOR.0, |raw| (0..5).for_each(|n| put(raw, &format!("f{n}"), "B".repeat(60_000))))),
    ]
}

/// Bytes that were cut or flipped: no entry can name them, so they stand in a batch of their own.
fn damaged(template: &RawChange) -> Vec<Named> {
    let bytes = template.bytes();
    let mut flipped = bytes.clone();
    flipped.iter_mut().skip(4).take(1).for_each(|byte| *byte ^= 1);
    let mut inside = bytes.clone();
    inside.iter_mut().rev().take(1).for_each(|byte| *byte ^= 1);
    let mut magic = bytes.clone();
    magic.iter_mut().take(1).for_each(|byte| *byte = 0);
    vec![
        ("zero_length", Vec::new()),
        ("cut_in_the_head", bytes.get(..6).unwrap_or_default().to_vec()),
        ("cut_in_the_body", bytes.get(..bytes.len() - 7).unwrap_or_default().to_vec()),
        ("bytes_behind_it", [bytes.as_slice(), b"x"].concat()),
        ("flipped_checksum", flipped),
        ("flipped_inside", inside),
        ("other_magic", magic),
    ]
}

/// What the library writes gladly and this schema never has.
fn written(case: &Case) -> Vec<Named> {
    let by = |write: &dyn Fn(&mut AutoCommit)| case.forge(&ACTOR.0, write);
    let key = own_key(case, 0);
    let first_note = ktpel_case::project(&case.doc, &super::honest::roster()).acts.first().map(|act| act.key.clone()).unwrap_or_default();
    vec![
        ("deletes_a_field", by(&|raw| delete(raw, "fields", "nama_lengkap"))),
        ("deletes_an_act", by(&|raw| delete(raw, "acts", &first_note))),
        ("overwrites_an_act", by(&|raw| act(raw, &first_note, vec![1_u8]))),
        ("act_with_a_foreign_key", by(&|raw| act(raw, "0202020202-1-0", vec![1_u8]))),
        ("act_that_is_text", by(&|raw| act(raw, &key, "teks"))),
        ("act_too_long", by(&|raw| act(raw, &key, vec![7_u8; 8 * 1024 + 1]))),
        ("field_that_is_a_number", by(&|raw| put(raw, "nik", 5_272_010_101_019_901_u64))),
        ("field_that_is_a_counter", by(&|raw| put(raw, "nik", ScalarValue::counter(1)))),
        ("field_that_is_a_text_object", by(&|raw| object(raw, ObjType::Text))),
        ("field_that_is_a_list", by(&|raw| object(raw, ObjType::List))),
        ("string_over_64_kib", by(&|raw| put(raw, "alamat", "C".repeat(64 * 1024 + 1)))),
        ("field_id_too_long", by(&|raw| put(raw, &"f".repeat(65), "x"))),
        ("field_without_id", by(&|raw| put(raw, "", "x"))),
        ("root_overwritten", by(&|raw| raw.put(ROOT, "case_id", vec![9_u8; 16]).expect("a map takes any key"))),
        ("container_replaced", by(&|raw| drop(raw.put_object(ROOT, "fields", ObjType::Map)))),
        ("too_many_operations", by(&|raw| (0..1100).for_each(|n| put(raw, &format!("f{n}"), "x")))),
        ("actor_of_a_library", case.forge(&[3; 8], |raw| put(raw, "x", "y"))),
        ("actor_of_32_bytes", case.forge(&[3; 32], |raw| put(raw, "x", "y"))),
        ("genesis_actor", case.forge(DocKind::Case.genesis_actor().to_bytes(), |raw| put(raw, "x", "y"))),
        ("actor_of_another_kit", case.forge(&OTHER_ACTOR.0, |raw| put(raw, "alamat", "Jl. Orang Lain"))),
        ("actor_without_session", case.forge(&[0x99; 16], |raw| put(raw, "alamat", "Jl. Tanpa Sesi"))),
    ]
}

fn object(raw: &mut AutoCommit, kind: ObjType) {
    let fields = container(raw, "fields");
    drop(raw.put_object(fields, "x", kind));
}

fn delete(raw: &mut AutoCommit, name: &str, key: &str) {
    let object = container(raw, name);
    raw.delete(object, key).expect("the key is there");
}

/// Right by themselves, wrong where they stand.
fn misplaced(case: &Case, template: &RawChange) -> Vec<Named> {
    let bent = |bend: &dyn Fn(&mut RawChange)| {
        let mut raw = template.clone();
        bend(&mut raw);
        raw.bytes()
    };
    let genesis = |id: DocId| CaseDoc::genesis(DocKind::Case, id);
    let genesis_of = |id: DocId| genesis(id).heads().first().map(|hash| hash.0).unwrap_or_default();
    let foreign_genesis = |id: DocId| genesis(id).heads().first().and_then(|hash| genesis(id).change(*hash)).unwrap_or_default();
    let other = genesis_of(DocId([0xdd; 16]));
    let changes = case.changes();
    let fork = changes.last().and_then(|last| RawChange::parse(last)).map(|mut last| {
        last.time += 1;
        last.bytes()
    });
    let skips_own = changes.first().map(|first| hash_of(first).0).unwrap_or_default();
    vec![
        ("builds_on_nothing", bent(&|raw| raw.deps.clear())),
        (
            "builds_on_nothing_from_the_start",
            bent(&|raw| {
                raw.deps.clear();
                (raw.seq, raw.start_op) = (1, 1);
            }),
        ),
        ("builds_on_another_case", bent(&|raw| raw.deps = vec![other])),
        ("builds_on_what_nobody_has", bent(&|raw| raw.deps = vec![[0xee; 32]])),
        ("genesis_of_another_case", foreign_genesis(DocId([0xdd; 16]))),
        ("genesis_again", foreign_genesis(CASE)),
        ("reused_actor_after_a_restored_backup", fork.unwrap_or_default()),
        ("number_left_out", bent(&|raw| raw.seq += 1)),
        ("number_far_away", bent(&|raw| raw.seq = u64::MAX >> 1)),
        ("number_zero", bent(&|raw| raw.seq = 0)),
        ("operations_of_others", bent(&|raw| raw.start_op = 3)),
        ("operations_left_out", bent(&|raw| raw.start_op += 40)),
        ("operations_beyond_32_bits", bent(&|raw| raw.start_op = u64::from(u32::MAX))),
        ("operation_zero", bent(&|raw| raw.start_op = 0)),
        ("does_not_build_on_its_own", bent(&|raw| raw.deps = vec![skips_own])),
    ]
}

/// The same meaning in other bytes: it would have another hash once it was stored.
fn encoded(template: &RawChange) -> Vec<Named> {
    let bent = |bend: &dyn Fn(&mut RawChange)| {
        let mut raw = template.clone();
        bend(&mut raw);
        raw.bytes()
    };
    let literal = [signed(-1), unsigned(1)].concat();
    let other_form =
        template.columns.iter().find(|(spec, _)| *spec == column::ACTION).map(|(_, data)| data.clone()) == Some(literal.clone());
    let action = if other_form { [signed(1), unsigned(1)].concat() } else { literal };
    vec![
        ("same_dependency_twice", bent(&|raw| raw.deps.extend(raw.deps.clone()))),
        ("literal_where_a_run_belongs", template.clone().with_column(column::ACTION, action).bytes()),
        ("unknown_column", template.clone().with_column(0x1f2, vec![1, 1]).bytes()),
        ("columns_out_of_order", bent(&|raw| raw.columns.reverse())),
        ("column_twice", bent(&|raw| raw.columns.extend(raw.columns.first().cloned()))),
        ("empty_column", template.clone().with_column(165, Vec::new()).bytes()),
        ("bytes_behind_the_columns", bent(&|raw| raw.extra = b"tambahan".to_vec())),
        ("message_too_long", bent(&|raw| raw.message = vec![b'm'; 65])),
        ("message_not_text", bent(&|raw| raw.message = vec![0xff, 0xfe])),
        ("actor_out_of_place", template.clone().with_column(column::OBJ_ACTOR, [signed(1), unsigned(9)].concat()).bytes()),
        ("other_actor_unused", bent(&|raw| raw.others.push(vec![0x55; 16]))),
        ("other_actor_empty", bent(&|raw| raw.others.push(Vec::new()))),
        ("predecessor_that_is_not_there", predecessor(template, 40)),
        ("predecessor_of_the_future", predecessor(template, 4_000_000)),
        ("container_that_is_not_there", template.clone().with_column(column::OBJ_COUNTER, [signed(1), unsigned(77)].concat()).bytes()),
        ("value_of_unknown_type", template.clone().with_column(column::VALUE_META, [signed(1), unsigned((17 << 4) | 13)].concat()).bytes()),
        ("text_that_is_none", template.clone().with_column(column::VALUE, vec![0xff; 17]).bytes()),
        ("unknown_action", template.clone().with_column(column::ACTION, [signed(1), unsigned(99)].concat()).bytes()),
    ]
}

fn predecessor(template: &RawChange, counter: i64) -> Vec<u8> {
    let one = [signed(1), unsigned(1)].concat();
    let counters = [signed(1), signed(counter)].concat();
    let raw = template.clone().with_column(column::PRED_GROUP, one).with_column(column::PRED_COUNTER, counters);
    raw.with_column(column::PRED_ACTOR, [signed(1), unsigned(0)].concat()).bytes()
}

/// What passes, and must then do no harm: an act that nobody signed, a clock that stands anywhere.
fn odd(case: &Case, template: &RawChange) -> Vec<Named> {
    let timed = |time: i64| {
        let mut raw = template.clone();
        raw.time = time;
        raw.bytes()
    };
    let signed_act = ktpel_case::project(&case.doc, &super::honest::roster())
        .acts
        .iter()
        .find_map(|act| case.doc.proof_of(&act.key).map(|proof| proof.stored))
        .unwrap_or_default();
    let key = own_key(case, 0);
    vec![
        ("act_copied_from_another_place", case.forge(&ACTOR.0, |raw| act(raw, &key, signed_act.clone()))),
        ("act_that_nobody_understands", case.forge(&ACTOR.0, |raw| act(raw, &key, vec![0xff_u8; 40]))),
        ("act_of_endless_brackets", case.forge(&ACTOR.0, |raw| act(raw, &key, vec![0x81_u8; 8000]))),
        ("clock_at_the_beginning_of_time", timed(i64::MIN >> 2)),
        ("clock_at_the_end_of_time", timed(i64::MAX >> 2)),
    ]
}
