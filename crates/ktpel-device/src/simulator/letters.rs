//! The word CONTOH in a 5 × 7 grid: the device crate has no font.

const WORD: [[u8; 7]; 6] = [
    [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
    [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
    [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
];
const PITCH: f64 = 6.0;

/// Whether the point, counted in cells from the middle of the word, lies on a letter.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie within the word")]
pub(super) fn contoh(along: f64, across: f64) -> bool {
    let (along, across) = (along + PITCH * WORD.len() as f64 / 2.0, across + 3.5);
    if along < 0.0 || across < 0.0 {
        return false;
    }
    let (letter, column, row) = ((along / PITCH) as usize, (along % PITCH) as u32, across as usize);
    WORD.get(letter).and_then(|rows| rows.get(row)).is_some_and(|row| column < 5 && row & (0b10000 >> column) != 0)
}
