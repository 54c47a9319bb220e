//! Names as a hurried person types them.

use crate::dice::Dice;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The name with one slip in one of its longer words: a letter left out, doubled, replaced, or two swapped.
pub fn one_slip(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    // Not the first letter of the name and not a space: a slip there is another kind of mistake.
    let places: Vec<usize> =
        (1..letters.len().saturating_sub(1)).filter(|at| letters[*at].is_alphabetic() && letters[*at + 1].is_alphabetic()).collect();
    if places.is_empty() {
        return name.to_owned();
    }
    let at = *dice.pick(&places);
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = char::from(*dice.pick(LETTERS)),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

/// The words of the name, the last one first.
pub fn swapped(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    words.rotate_right(1);
    words.join(" ")
}
