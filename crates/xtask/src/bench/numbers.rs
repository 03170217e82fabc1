//! One number of many.

/// The middle one; of two in the middle their mean. 0 of none.
pub(super) fn median(of: &[f64]) -> f64 {
    quantile(of, 0.5)
}

/// What a share of them stays under, between two neighbours in proportion. 0 of none.
pub(super) fn quantile(of: &[f64], share: f64) -> f64 {
    let mut sorted = of.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^52")]
    let place = share * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and the last")]
    let below = place.floor() as usize;
    let above = sorted[(below + 1).min(last)];
    sorted[below] + (above - sorted[below]) * place.fract()
}

/// How often one of `a` is greater than one of `b`, a tie for a half: 0.5 where nothing tells them apart (Mann and Whitney's
/// U over its greatest value).
pub(super) fn advantage(a: &[f64], b: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = a.iter().map(|value| (*value, true)).chain(b.iter().map(|value| (*value, false))).collect();
    all.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let (mut below, mut wins) = (0.0, 0.0);
    for ties in all.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let count = |side: bool| ties.iter().filter(|(_, of_a)| *of_a == side).map(|_| 1.0).sum::<f64>();
        let (of_a, of_b) = (count(true), count(false));
        wins += of_a * (below + of_b / 2.0);
        below += of_b;
    }
    let pairs: f64 = a.iter().map(|_| 1.0).sum::<f64>() * b.iter().map(|_| 1.0).sum::<f64>();
    if pairs > 0.0 { wins / pairs } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_one_is_found_in_any_order() {
        assert!((median(&[5.0, 1.0, 3.0]) - 3.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-9);
        assert!((quantile(&[0.0, 10.0], 0.99) - 9.9).abs() < 1e-9);
    }

    #[test]
    fn what_is_the_same_has_no_advantage_and_what_is_always_later_has_it_all() {
        assert!((advantage(&[1.0, 2.0, 2.0], &[2.0, 1.0, 2.0]) - 0.5).abs() < 1e-9);
        assert!((advantage(&[3.0, 4.0], &[1.0, 2.0]) - 1.0).abs() < 1e-9);
        assert!((advantage(&[1.0], &[2.0])).abs() < 1e-9);
    }
}
