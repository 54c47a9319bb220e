//! One slip of the finger between two words.

/// Whether the words differ by exactly one letter more, less or other, or by two neighbours swapped.
pub(super) fn one_apart(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let shorter = a.len().min(b.len());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take(shorter - head).take_while(|(x, y)| x == y).count();
    match (a.get(head..a.len() - tail), b.get(head..b.len() - tail)) {
        (Some([]), Some([_])) | (Some([_]), Some([] | [_])) => true,
        (Some([p, q]), Some([r, s])) => p == s && q == r,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, expect: bool) {
        assert_eq!(one_apart(a, b), expect, "{a} {b}");
        assert_eq!(one_apart(b, a), expect, "{b} {a}: the order must not matter");
    }

    #[test]
    fn one_slip_is_seen() {
        check("aminah", "amina", true);
        check("aminah", "aaminah", true);
        check("aminah", "amimah", true);
        check("aminah", "amianh", true);
        check("aa", "a", true);
        check("a", "b", true);
        check("", "a", true);
    }

    #[test]
    fn none_or_more_are_not() {
        check("aminah", "aminah", false);
        check("aminah", "amnhai", false);
        check("aminah", "amin", false);
        check("aminah", "maniah", false);
        check("ab", "cd", false);
        check("", "", false);
        check("", "ab", false);
    }

    /// Optimal string alignment by the textbook table.
    fn distance(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    let other = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let plain = other.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if swap { plain.min(table[i - 2][j - 2] + 1) } else { plain }
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn agrees_with_the_textbook(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            prop_assert_eq!(one_apart(&a, &b), distance(a.as_bytes(), b.as_bytes()) == 1);
        }
    }
}
