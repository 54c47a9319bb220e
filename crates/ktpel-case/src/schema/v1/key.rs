//! The key of an act: `<first 5 actor bytes, hex>-<the actor's change seq in this document>-<n>`, e.g. `3f9a1c2b07-12-0`.
//!
//! Known before the commit, unique without a clock, and bound to its change: the gate checks it.

use ktpel_domain::ids::ActorId;

/// Key of the `n`th act of the actor's change number `seq`.
#[must_use]
pub fn act_key(actor: ActorId, seq: u64, n: usize) -> String {
    format!("{}{n}", prefix(actor, seq))
}

/// Whether `key` is one that this change of this actor may write.
#[must_use]
pub fn belongs_to(key: &str, actor: ActorId, seq: u64) -> bool {
    key.strip_prefix(&prefix(actor, seq)).is_some_and(is_plain_number)
}

fn prefix(actor: ActorId, seq: u64) -> String {
    let hex = actor.to_string();
    format!("{}-{seq}-", hex.get(..10).unwrap_or(&hex))
}

fn is_plain_number(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|number| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, expect: bool) {
        assert_eq!(belongs_to(key, ActorId([0x3f; 16]), 12), expect, "{key}");
    }

    #[test]
    fn a_key_names_its_actor_its_change_and_a_number() {
        check(&act_key(ActorId([0x3f; 16]), 12, 0), true);
        check("3f3f3f3f3f-12-41", true);
        check("3f3f3f3f3f-13-0", false);
        check("3f3f3f3f3e-12-0", false);
        check("3f3f3f3f3f-12-", false);
        check("3f3f3f3f3f-12-00", false);
        check("3f3f3f3f3f-12-+1", false);
        check("3f3f3f3f3f-12-0~1", false);
        check("3f3f3f3f3f-12-70000", false);
    }
}
