//! This computer's clock against those of the services (N3). An ID token is taken within a minute of its times, so a clock
//! that is off by more refuses sign-ins, or is refused.

use countersign_wire::doctor::{Check, Finding};

use super::reach::{Came, Reached};

/// Seconds that two clocks may differ.
const TOLERANCE: i64 = 60;

/// One finding of this computer's clock, and one of each service's that others contradict.
pub(super) fn judge(reached: &[Reached]) -> Vec<Finding> {
    let differences: Vec<(&str, i64)> = reached
        .iter()
        .filter_map(|reached| match reached.came {
            Came::Answered { date: Some(date), here } => Some((reached.host.as_str(), date - here)),
            _ => None,
        })
        .collect();
    compare(&differences)
}

/// By how much each host is ahead.
fn compare(differences: &[(&str, i64)]) -> Vec<Finding> {
    let agrees = |(_, ahead): &&(&str, i64)| ahead.abs() <= TOLERANCE;
    let Some((host, ahead)) = differences.first() else {
        return vec![Finding::unknown(Check::Clock, "No service told the time, so the clock was not compared.")];
    };
    let Some((good, _)) = differences.iter().find(agrees) else {
        let by = span(*ahead);
        let seen = if *ahead > 0 {
            format!("This computer's clock is {by} behind that of {host}.")
        } else {
            format!("This computer's clock is {by} ahead of that of {host}.")
        };
        let advice = "Set the clock, or have the network set it (on Linux: timedatectl set-ntp true). Sign-ins fail while it is off by more than a minute.";
        return vec![Finding::failed(Check::Clock, seen, advice).about(*host)];
    };
    let mut findings = vec![Finding::good(Check::Clock, format!("The clock agrees with that of {good}."))];
    for (host, ahead) in differences.iter().filter(|difference| !agrees(difference)) {
        let by = span(*ahead);
        let seen = if *ahead > 0 {
            format!("The clock of {host} is {by} ahead of this computer's, with which {good} agrees.")
        } else {
            format!("The clock of {host} is {by} behind this computer's, with which {good} agrees.")
        };
        findings.push(Finding::warning(Check::Clock, seen, "Ask whoever runs that service.").about(*host));
    }
    findings
}

/// A time in the two largest units that it has.
fn span(seconds: i64) -> String {
    let mut rest = seconds.unsigned_abs();
    let mut parts = Vec::new();
    for (unit, length) in [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)] {
        if rest >= length {
            parts.push(format!("{} {unit}", rest / length));
        }
        rest %= length;
    }
    parts.truncate(2);
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use countersign_wire::doctor::Health;

    use super::*;

    fn states(differences: &[(&str, i64)]) -> Vec<Health> {
        compare(differences).iter().map(|finding| finding.state).collect()
    }

    #[test]
    fn n3_a_minute_is_no_difference_and_more_is_told_with_its_direction() {
        assert_eq!(states(&[("a", 60), ("b", -60)]), [Health::Ok]);
        assert!(compare(&[("a", 3725)])[0].seen.contains("1 h 2 min behind that of a"));
        assert!(compare(&[("a", -90_061)])[0].seen.contains("1 d 1 h ahead of that of a"));
    }

    #[test]
    fn n3_one_service_that_is_off_among_others_is_not_this_computers_clock() {
        assert_eq!(states(&[("a", 4000), ("b", 2)]), [Health::Ok, Health::Warning]);
        assert_eq!(states(&[("a", 4000), ("b", -4000)]), [Health::Failed]);
        assert_eq!(states(&[]), [Health::Unknown]);
    }
}
